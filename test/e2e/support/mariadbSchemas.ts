import path from "node:path";
import { expect } from "chai";
import { scriptDatabases } from "../../../components/domain/catalogue/databases";
import { changeSets } from "../../../components/schema/rules/changeLog";
import { differences, MariadbServer, structureOf } from "./mariadb";
import { Migration, RunningMigration, startMigration } from "./migration";
import { engineScripts } from "./scripts";

/** The number of a minor, e.g. 22 of `7.22`. */
export const number = (minor: string): number => Number(minor.split(".")[1]);

/** The sessions that wait for a table which somebody else uses. */
export const waits = (database: string): string =>
    `select id from information_schema.processlist where db = '${database}' and state = 'Waiting for table metadata lock'`;

/** Schemas on a MariaDB, how they are migrated, and what they have to be like. */
export class MariadbSchemas {
    private readonly fresh = new Map<string, Set<string>>();
    private databases = 0;

    private constructor(
        readonly server: MariadbServer,
        /** Folder with Camunda's scripts. */
        readonly scripts: string,
    ) {}

    /** On a server of their own, with the last scripts that Camunda has for MariaDB. */
    static async start(): Promise<MariadbSchemas> {
        const scripts = await engineScripts("7.22.0");
        return new MariadbSchemas(await MariadbServer.start(), scripts);
    }

    startMigration(database: string, to: string, settings: Record<string, string> = {}): Promise<RunningMigration> {
        return startMigration(this.server, database, to, { SCRIPTS: this.scripts, ...settings });
    }

    /** Migrates, and waits for the end. */
    async migrate(database: string, to: string, settings: Record<string, string> = {}): Promise<Migration> {
        return (await this.startMigration(database, to, settings)).ended();
    }

    /** A database of its own without anything. */
    async newDatabase(): Promise<string> {
        await this.server.createDatabase(`d${++this.databases}`);
        return `d${this.databases}`;
    }

    /** A database of its own with what the create scripts of a version make. */
    newSchema(version: string): Promise<string> {
        return this.server.createSchema(`d${++this.databases}`, version);
    }

    /** What the create scripts of a minor and its own patch scripts make. */
    async freshSchema(minor: string): Promise<Set<string>> {
        const known = this.fresh.get(minor);
        if (known) return known;
        const database = await this.newSchema(`${minor}.0`);
        const sets = scriptDatabases.filter(({ id }) => id === "mariadb").flatMap(changeSets);
        const patches = sets.filter((set) => set.minor === minor && set.file.includes("_patch_"));
        await this.server.runFiles(database, ...patches.map(({ file }) => path.join(this.scripts, "upgrade", `mariadb_${file}`)));
        const structure = await structureOf(this.server, database);
        this.fresh.set(minor, structure);
        return structure;
    }

    /** Newest last. */
    schemaLog(database: string): Promise<string[]> {
        return this.server.sql(database, "select VERSION_ from ACT_GE_SCHEMA_LOG order by ID_ + 0");
    }

    /** That a schema made by the create scripts of one minor is what those of another make, each statement on record once, and no lock left. */
    async expectSchema(database: string, from: string, at: string): Promise<void> {
        const { server } = this;
        expect(differences(await this.freshSchema(at), await structureOf(server, database)), at).to.deep.equal(remains(from, at));
        if (number(at) >= 11) expect((await this.schemaLog(database)).at(-1)).to.match(new RegExp(`^${at.replace(".", "\\.")}\\.`));
        const twice = "select ID from DATABASECHANGELOG group by ID, AUTHOR, FILENAME having count(*) > 1";
        expect(await server.sql(database, twice)).to.deep.equal([]);
        expect(await server.sql(database, "select LOCKED + 0 from DATABASECHANGELOGLOCK")).to.deep.equal(["0"]);
    }
}

/** What remains, as documented, of a schema that was made by the create scripts of one minor and is now at another. */
const remains = (from: string, at: string) => [
    ...(number(from) < 14 && number(at) >= 14 ? ["+ column act_hi_actinst.assignee_ varchar(64) utf8mb3_bin default NULL"] : []),
    ...(number(from) < 22 && number(at) >= 22 ? ["+ property telemetry.lock"] : []),
    ...(number(from) < 14 && number(at) >= 14 ? ["- column act_hi_actinst.assignee_ varchar(255) utf8mb3_bin default NULL"] : []),
];
