import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { command } from "./command";
import { Databases } from "./databases";
import { PostgresServer } from "./postgres";
import { folderFor, opened, Options, WrongInput } from "./wrongInputs";

/** A command line out of options. */
export const lineOf = (options: Options): string[] =>
    Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));

/** What the commands that ask a database need at least. */
export const known = (server: PostgresServer, database: string, scripts: string): Options => ({
    url: server.jdbcUrl(database),
    user: server.user,
    "password-file": server.passwordFile,
    scripts,
});

/** One test for each row: one message in plain words, the exit code, nothing that is a secret, and a database that is what it was. */
export function refusals(name: string, rows: readonly WrongInput[], databases: () => Databases, usual: () => Promise<Options>): void {
    let root: string;
    before(async () => (root = await mkdtemp(path.join(tmpdir(), "refusals-"))));
    after(() => rm(root, { recursive: true }));

    rows.forEach((row, index) =>
        it(`${row.title}: ${row.code}, ${row.says}`, async () => {
            const { server } = databases();
            const database = await databases().fresh(22);
            if (row.sql !== undefined) await server.sql(database, row.sql);
            const place = { databases: databases(), database, folder: await folderFor(root, index) };
            const differing = typeof row.options === "function" ? await row.options(place) : row.options;
            const before = await server.dump(database);
            const transaction = await opened(row, place);
            const options = { ...(await usual()), url: server.jdbcUrl(database), ...differing };
            const { code, output } = await command(name, lineOf(options));
            await transaction?.rollback();
            expect(output).to.contain(row.says);
            expect(code, output).to.equal(row.code);
            expect(output).to.not.match(/^\s+at /m, "a stack trace");
            for (const secret of ["hunter2", server.password]) expect(output).to.not.contain(secret);
            if (row.code === 4) expect(output.trimEnd().split("\n")).to.have.lengthOf(1);
            expect(await server.dump(database)).to.equal(before);
        }),
    );
}
