import { expect } from "chai";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { PostgresServer } from "./support/postgres";

const execute = promisify(execFile);
const script = join(__dirname, "..", "..", "components", "database", "login.sh");

/**
 * login.sh on a real PostgreSQL 15, by a master that may make roles and is no superuser, as that of RDS. It does not prove that RDS's own master may do
 * the same, nor TLS: the server here has none.
 */
describe("the login of nodes and migration", () => {
    let server: PostgresServer;
    const database = "orders";
    before(async () => {
        server = await PostgresServer.start();
        await server.sql("postgres", "create role master login createrole password 'master''s'");
        await server.sql("postgres", `create database ${database} owner master`);
    });
    after(() => server.stop());

    const environment = { PGHOST: "127.0.0.1", PGDATABASE: database, PGSSLMODE: "prefer", OWNER: "camunda_owner" };
    const run = (number: number, password: string, revoked = "") =>
        execute("sh", [script], {
            env: {
                ...process.env,
                ...environment,
                PGPORT: String(server.port),
                PGUSER: "master",
                PGPASSWORD: "master's",
                LOGIN: `orders_login_${number}`,
                LOGIN_PASSWORD: password,
                REVOKED: revoked,
            },
        });
    const as = async (number: number, password: string, sql: string) =>
        (
            await execute("psql", ["-qAtc", sql], {
                env: {
                    ...process.env,
                    ...environment,
                    PGPORT: String(server.port),
                    PGUSER: `orders_login_${number}`,
                    PGPASSWORD: password,
                },
            })
        ).stdout.trim();
    const refusal = (result: Promise<unknown>) =>
        result.then(
            () => "accepted",
            (error: { stderr?: string }) => error.stderr ?? "",
        );

    it("makes a login that acts as the owner of what it makes", async () => {
        const password = `it's "quoted" $HOME \\ %`;
        expect((await run(1, password)).stdout.trim()).to.equal("login orders_login_1 acts as camunda_owner");
        await as(1, password, "create table act_made_by_1 (id int)");
        expect(await as(1, password, "select tableowner from pg_tables where tablename = 'act_made_by_1'")).to.equal("camunda_owner");
    });

    it("may run again, and sets the password that it is told", async () => {
        await run(1, "other");
        expect(await as(1, "other", "select 1")).to.equal("1");
    });

    it("makes the next login beside it, which may change what the first has made", async () => {
        await run(2, "second");
        await as(2, "second", "alter table act_made_by_1 add column b int");
        expect(await as(1, "other", "select count(*) from act_made_by_1")).to.equal("0");
    });

    it("takes the login before the last away with the third", async () => {
        await run(3, "third", "orders_login_1");
        expect(await refusal(as(1, "other", "select 1"))).to.contain('role "orders_login_1" is not permitted to log in');
        expect(await as(2, "second", "select 1")).to.equal("1");
    });

    it("hands tables that the master has made to the owner, and leaves them to the master, too", async () => {
        const asMaster = { ...process.env, ...environment, PGPORT: String(server.port), PGUSER: "master", PGPASSWORD: "master's" };
        await execute("psql", ["-qc", "create table act_of_master (id int)"], { env: asMaster });
        await run(3, "third");
        await as(3, "third", "alter table act_of_master add column b int");
        await execute("psql", ["-qc", "insert into act_of_master values (1, 2)"], { env: asMaster });
    });

    it("says what is wrong where the master may not make roles", async () => {
        await server.sql("postgres", "alter role master nocreaterole");
        expect(await refusal(run(4, "fourth"))).to.contain("permission denied to create role");
    });
});
