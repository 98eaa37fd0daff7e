import { expect } from "chai";
import { Client } from "pg";
import { startMigration, type MigrationRecord } from "./support/migration";
import { PostgresServer, until } from "./support/postgres";
import { createSchema } from "./support/schemas";
import { engineScripts } from "./support/scripts";

// Proves that a migration gives way to a transaction that keeps a table, says whose it is, and is made when that has ended. How long others
// wait behind each attempt it does not prove: that is at most the lock timeout, and is measured, not asserted.
describe("A migration under load", function () {
    let server: PostgresServer;
    let scripts: string;

    before(async () => {
        server = await PostgresServer.start();
        scripts = await engineScripts("7.24.0");
    });

    after(() => server?.stop());

    async function transaction(database: string, application_name: string, statement: string): Promise<Client> {
        const client = new Client({
            host: "127.0.0.1",
            port: server.port,
            database,
            user: server.user,
            password: server.password,
            application_name,
        });
        await client.connect();
        await client.query("begin");
        await client.query(statement);
        return client;
    }

    /** A session of an application, which has read the jobs and not ended its transaction. */
    const longTransaction = (database: string) =>
        transaction(database, "nightly-report", "select count(*) from act_ru_job where retries_ = 0");

    const waitedFor = (database: string, table: string) =>
        until(
            `a session waits for ${table}`,
            async () =>
                (await server.sql(database, `select 1 from pg_locks where not granted and relation = '${table}'::regclass`)).length > 0,
        );

    /**
     * What becomes of a node's request that ends an instance just when the migration is under way: it has written the instance, as the migration will want
     * to, and wants the instance's tasks, which the migration has.
     */
    async function requestThatCrosses(database: string, settings: Record<string, string>): Promise<string> {
        await createSchema(server, database, "7.21.0");
        const report = await longTransaction(database);
        const node = await transaction(database, "node", "update act_hi_procinst set removal_time_ = now()");
        const migration = await startMigration(server, database, "7.22.0", { SCRIPTS: scripts, ...settings });
        await waitedFor(database, "act_ru_job");
        const answered = node.query("update act_hi_taskinst set removal_time_ = now()").then(
            () => "served",
            ({ message }: Error) => message,
        );
        await waitedFor(database, "act_hi_taskinst");
        await report.query("commit");
        const request = await answered;
        await Promise.all([node.end(), report.end()]);
        const { record, output } = await migration.ended();
        expect(record, output).to.include({ outcome: "migrated" });
        return request;
    }

    const holder = ({ waits }: MigrationRecord) => waits?.at(-1)?.heldBy;

    it("waits in short attempts, and tells in its record who held which table", async () => {
        const database = await createSchema(server, "waits", "7.21.0");
        const report = await longTransaction(database);
        const migration = await startMigration(server, database, "7.22.0", { SCRIPTS: scripts, LOCK_TIMEOUT: "1s" });
        await until("two attempts were made", () => Promise.resolve(migration.output().includes("(attempt 2, ")));
        await report.query("commit");
        await report.end();
        const { record, output } = await migration.ended();
        expect(record, output).to.deep.include({ outcome: "migrated", from: "7.21.0", applied: ["7.21-to-7.22", "7.22.0-tag"] });
        expect(record.waits?.[0].attempts).to.be.at.least(2);
        expect(record.waits?.[0].seconds).to.be.greaterThan(0);
        expect(holder(record)).to.deep.include({
            table: "act_ru_job",
            application: "nightly-report",
            query: "select count(*) from act_ru_job where retries_ = 0",
        });
        expect(output).to.contain("nightly-report");
    });

    it("gives way before PostgreSQL makes a node's request the victim of a deadlock, which it looks for after a second", async () => {
        expect(await requestThatCrosses("crossed", {})).to.equal("served");
        expect(await requestThatCrosses("crossed_for_longer", { LOCK_TIMEOUT: "3s" })).to.equal("deadlock detected");
    });

    it("ends within its budget when the transaction does not, with everything as it was", async () => {
        const database = await createSchema(server, "budget", "7.12.0");
        await server.sql(database, "insert into act_ge_property values ('historyLevel', '3', 1)");
        const report = await longTransaction(database);
        const settings = { SCRIPTS: scripts, LOCK_TIMEOUT: "1s", BUDGET_SECONDS: "20" };
        const { record, exitCode, message } = await (await startMigration(server, database, "7.13.0", settings)).ended();
        await report.end();
        expect([record.hold?.id, exitCode]).to.deep.equal(["migrationFailed", 1]);
        expect(holder(record)).to.deep.include({ table: "act_ru_job", application: "nightly-report" });
        expect(message).to.contain("nightly-report").and.to.have.lengthOf.below(4096);
        // The patch scripts of 7.12 are change sets of their own, and need no table that was kept.
        expect(await server.sql(database, "select version_ from act_ge_schema_log order by id_::int desc limit 1")).to.deep.equal([
            "7.12.12",
        ]);
        const { record: next } = await (await startMigration(server, database, "7.13.0", { SCRIPTS: scripts })).ended();
        expect(next).to.deep.include({ outcome: "migrated", from: "7.12.12", to: "7.13.5_1" });
    });
});
