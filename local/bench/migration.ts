import { Command, Option } from "commander";
import { camunda } from "../../components/domain/catalogue/camunda";
import { lastOfCamunda } from "../../components/domain/schemaVersion";
import { Databases } from "../../test/e2e/support/databases";
import { PostgresServer } from "../../test/e2e/support/postgres";
import { k6Steps, pathWithK6 } from "../demo/k6";
import { furtherEngine } from "../images/images";
import { take } from "../stack";
import { baseline, measureHop, printHead, printHop } from "./migrationHop";
import { machine, wallSeconds } from "./measure";
import { requestsBehindATransaction, requestsDuringHops } from "./migrationRequests";

const { rows: given, only } = new Command("bench:migration")
    .description(
        "Each hop from 7.16 to the last minor on an empty and on a large database, beside bare Liquibase; then from 7.18 while an engine serves requests; then one " +
            "with a transaction in its way. A PostgreSQL of its own.",
    )
    .option("--rows <count>", "rows in ACT_HI_PROCINST and in ACT_HI_VARINST of the large database", "1000000")
    .addOption(new Option("--only <part>", "one of them").choices(["hops", "requests", "transaction"]))
    .parse()
    .opts<{ rows: string; only?: string }>();
const rows = Number(given);
// The first version that the local stack builds engines of.
const firstServed = 18;
const [first, last] = [16, lastOfCamunda(camunda)];

/** As engines leave them: one instance with ten variables, by the second; ids are random. */
const fill = `
    insert into act_hi_procinst (id_, proc_inst_id_, business_key_, proc_def_key_, proc_def_id_, start_time_, end_time_, duration_, start_user_id_,
        start_act_id_, end_act_id_, root_proc_inst_id_, state_)
    select p, p, 'order ' || i, 'order', 'order:1:abc', t, t + interval '1 hour', 3600000, 'demo', 'start', 'end', p, 'COMPLETED'
    from (select i, gen_random_uuid()::text as p, timestamp '2025-01-01' + i * interval '1 second' as t from generate_series(1, ${rows}) i) x;
    insert into act_hi_varinst (id_, proc_def_key_, proc_def_id_, root_proc_inst_id_, proc_inst_id_, execution_id_, act_inst_id_, name_, var_type_,
        create_time_, rev_, text_, state_)
    select gen_random_uuid(), 'order', 'order:1:abc', p, p, p, p, 'variable' || i % 40, 'string', timestamp '2025-01-01' + i * interval '1 second', 0,
        'value of variable ' || i, 'CREATED'
    from (select i, md5((i / 10)::text)::uuid::text as p from generate_series(1, ${rows}) i) x`;

/** The secondary indexes of a table, taken away while it is filled: row by row they would take longer than all the rest. */
async function without(server: PostgresServer, database: string, act: () => Promise<unknown>): Promise<void> {
    const indexes = await server.sql(
        database,
        "select indexdef from pg_indexes where tablename in ('act_hi_procinst', 'act_hi_varinst') and indexname like 'act_idx%'",
    );
    const names = indexes.map((definition) => / INDEX (\w+) ON /.exec(definition)?.[1]);
    await server.sql(database, `drop index ${names.join(", ")}`);
    await act();
    await server.sql(database, indexes.join("; "));
    await server.sql(database, "vacuum analyze");
}

/** A large database, and what is in it. */
async function filled(server: PostgresServer, databases: Databases, minor: number): Promise<{ large: string; title: string }> {
    const large = await databases.fresh(minor);
    const seconds = await wallSeconds(() => without(server, large, () => server.sql(large, fill)));
    const [size] = await server.sql(large, `select pg_size_pretty(pg_database_size('${large}'))`);
    return { large, title: `${rows.toLocaleString("en")} rows in each of the two tables, ${size}, filled in ${seconds.toFixed(0)} s` };
}

async function hops(server: PostgresServer, title: string, database: string, bare: string): Promise<void> {
    printHead(title);
    for (const one of [database, bare]) await baseline(server, one, `7.${first}.0`);
    for (let minor = first + 1; minor <= last; minor++) {
        printHop(await measureHop(server, database, bare, `7.${minor}.0`));
    }
}

async function main(): Promise<void> {
    const server = await PostgresServer.start();
    try {
        const databases = new Databases(server);
        const [version] = await server.sql("postgres", "show server_version");
        console.log(`PostgreSQL ${version}, fsync off, everything else as it comes; ${machine()}`);
        const wanted = (part: string) => only === undefined || only === part;
        if (wanted("hops")) {
            await hops(server, "empty database, seconds", await databases.fresh(first), await databases.fresh(first));
            const { large, title } = await filled(server, databases, first);
            await server.sql("postgres", `create database twin template ${large} owner ${server.user}`);
            await hops(server, `${title}, seconds`, large, "twin");
        }
        if (wanted("requests") || wanted("transaction")) {
            const engines = Array.from({ length: last - firstServed }, (_, i) => furtherEngine(`7.${firstServed + i}.0`));
            await take([...engines.flatMap(({ steps }) => steps), ...k6Steps()]);
            process.env.PATH = pathWithK6();
        }
        if (wanted("requests")) {
            const { large, title } = await filled(server, databases, firstServed);
            console.log(`\n${title}`);
            await requestsDuringHops(server, large, firstServed, last);
        }
        if (wanted("transaction")) {
            await requestsBehindATransaction(server, databases, ["400ms", "3s", "10s"]);
        }
    } finally {
        await server.stop();
    }
}

void main();
