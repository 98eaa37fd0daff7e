import { expect } from "chai";
import * as fc from "fast-check";
import { BundleArgs, bundleContent, bundleDatabases, bundleText } from "../../../cli/schema/bundle";
import { camunda } from "../../../components/domain/catalogue/camunda";
import { changeSets } from "../../../components/schema/rules/changeLog";
import { scriptDatabases } from "../../../components/domain/catalogue/databases";

/** Every script that there is of a database, as a late jar has them. */
const allOf = (database: string) => [
    ...camunda.minors.flatMap(({ scripts = [] }) => scripts.map(({ file }) => `upgrade/${database}_${file}`)),
    ...changeSets(scriptDatabases.find(({ id }) => id === database)!).map(({ file }) => `upgrade/${database}_${file}`),
];
const args = (change: Partial<BundleArgs> = {}): BundleArgs => {
    const database = change.database ?? "postgres";
    return { product: "camunda", from: "7.22.0", to: "7.23.0", database, present: allOf(database), ...change };
};
const files = (change: Partial<BundleArgs>) =>
    bundleContent(args(change)).scripts.map(({ file }) => file.replace(/^upgrade\/[a-z0-9]+_engine_/, ""));

describe("bundleContent", () => {
    const cases: [title: string, change: Partial<BundleArgs>, scripts: string[]][] = [
        ["a step", {}, ["7.22_to_7.23.sql"]],
        [
            "patches of the minor that is left, then the step",
            { from: "7.13.5", to: "7.14.0" },
            ["7.13_patch_7.13.5_to_7.13.6.sql", "7.13_to_7.14.sql"],
        ],
        ["a patch of a minor that has none", { from: "7.22.0", to: "7.22.3" }, []],
        [
            "patches of a minor",
            { from: "7.12.0", to: "7.12.11" },
            ["7.12_patch_7.12.0_to_7.12.1.sql", "7.12_patch_7.12.10_to_7.12.11.sql", "7.12_patch_7.12.11_to_7.12.12.sql"],
        ],
        [
            "a script of Oracle's own",
            { database: "oracle", from: "7.14.0", to: "7.15.0" },
            ["7.14_patch_7.14.2_to_7.14.3.sql", "7.14_to_7.15.sql"],
        ],
        ["the same, applied before", { database: "oracle", from: "7.14.3", to: "7.15.0" }, ["7.14_to_7.15.sql"]],
    ];
    for (const [title, change, scripts] of cases) {
        it(`${title}: ${scripts.join(", ") || "nothing"}`, () => expect(files(change)).to.deep.equal(scripts));
    }

    it("SQL Server has a script of PostgreSQL's in parts, which take its place", () => {
        const scripts = files({ database: "mssql", from: "7.6.2", to: "7.7.0" });
        expect(scripts).to.include.members(["7.6_patch_7.6.2_to_7.6.3_1.sql", "7.6_patch_7.6.2_to_7.6.3_2.sql"]);
        expect(scripts).not.to.include("7.6_patch_7.6.2_to_7.6.3.sql");
    });

    it("a product's own steps", () => {
        const present = ["upgrade/postgres_engine_7.24_to_2.1.sql", "upgrade/postgres_engine_2.1_to_2.2.sql"];
        expect(files({ product: "cibseven", from: "2.1.0", to: "2.2.0", present })).to.deep.equal(["7.24_to_2.1.sql", "2.1_to_2.2.sql"]);
    });

    const refusals: [title: string, change: Partial<BundleArgs>, says: string][] = [
        ["two minors", { from: "7.20.0", to: "7.22.0" }, "the next is 7.21.0"],
        ["back", { from: "7.23.0", to: "7.22.0" }, "no script leads back"],
        ["a version that nobody knows", { to: "7.99.0" }, "7.99.0 is not a version of camunda"],
        ["one that is left", { from: "8.1.0" }, "8.1.0 is not a version of camunda"],
        ["a folder without the step", { present: [] }, "has no upgrade/postgres_engine_7.22_to_7.23.sql: take the scripts of 7.23.0"],
        ["MariaDB after its end", { database: "mariadb", present: [] }, "Camunda has none for MariaDB after 7.22"],
        ["a folder that creates nothing", { from: undefined }, "has no create/activiti.postgres.create.engine.sql"],
    ];
    for (const [title, change, says] of refusals) {
        it(`refuses ${title}: ${says}`, () => expect(bundleContent(args(change)).refusal).to.contain(says));
    }

    it("tells which patch scripts are not in it, and goes on without them", () => {
        const content = bundleContent(args({ from: "7.13.5", to: "7.14.0", present: ["upgrade/postgres_engine_7.13_to_7.14.sql"] }));
        expect(content.scripts.map(({ file }) => file)).to.deep.equal(["upgrade/postgres_engine_7.13_to_7.14.sql"]);
        expect(content.notThere).to.deep.equal(["upgrade/postgres_engine_7.13_patch_7.13.5_to_7.13.6.sql"]);
    });

    it("creates by the files of a jar, in the order of their references, or by those of a distribution", () => {
        const parts = ["decision.history", "engine", "history", "identity", "case.engine", "case.history", "decision.engine"];
        const jar = parts.map((part) => `create/activiti.h2.create.${part}.sql`);
        const created = (present: string[]) =>
            bundleContent(args({ database: "h2", from: undefined, to: "7.23.1", present })).scripts.map(({ file }) => file);
        expect(created(jar)[0]).to.equal("create/activiti.h2.create.engine.sql");
        expect(created(jar)).to.have.members(jar);
        expect(created(["create/h2_identity_7.23.0.sql", "create/h2_engine_7.23.0.sql"])).to.deep.equal([
            "create/h2_engine_7.23.0.sql",
            "create/h2_identity_7.23.0.sql",
        ]);
    });

    it("has exactly one step between two minors of each database, behind all that is left of the first", () => {
        const pairs = camunda.minors.slice(1).map((to, i) => ({ from: camunda.minors[i], to }));
        fc.assert(
            fc.property(fc.constantFrom(...bundleDatabases), fc.constantFrom(...pairs), (database, { from, to }) => {
                const scripts = files({ database, from: `${from.minor}.0`, to: `${to.minor}.0` });
                const step = scripts.indexOf(`${from.minor}_to_${to.minor}.sql`);
                expect(scripts.filter((file) => !file.includes("_patch_"))).to.have.length(1);
                expect(scripts.slice(0, step).every((file) => file.startsWith(`${from.minor}_patch_`))).to.equal(true);
                expect(scripts.slice(step + 1).every((file) => file.startsWith(`${to.minor}_patch_`))).to.equal(true);
                expect(new Set(scripts).size).to.equal(scripts.length);
            }),
        );
    });
});

describe("bundleText", () => {
    const script = { file: "upgrade/postgres_engine_7.22_to_7.23.sql", effect: "nobody reads X", sha256: "ab12", text: "alter table X;" };
    const written = bundleText(
        args(),
        { scripts: [script], notThere: ["upgrade/late.sql"], refusal: "" },
        [script],
        "2026-11-21T10:00:00Z",
    );

    it("has a header of comments that says what it is, and the scripts as they are", () => {
        const [header, body] = written.split("\n\n");
        expect(header.split("\n").every((line) => line.startsWith("-- "))).to.equal(true);
        for (const part of [
            "from: 7.22.0",
            "to: 7.23.0",
            "product: camunda",
            "written: 2026-11-21T10:00:00Z",
            "1. upgrade/postgres_engine_7.22_to_7.23.sql",
            "sha256 ab12",
            "nobody reads X",
            "upgrade/late.sql",
            "psql -X -1 -v ON_ERROR_STOP=1",
        ]) {
            expect(header).to.contain(part);
        }
        expect(body).to.equal("-- ==== 1 of 1: upgrade/postgres_engine_7.22_to_7.23.sql, sha256 ab12\nalter table X;\n");
    });

    it("says where a failed script stays half done, and only there", () => {
        const half = bundleDatabases.filter((database) =>
            bundleText(args({ database }), { scripts: [script], notThere: [], refusal: "" }, [script], "").includes(
                "what was done before stays done",
            ),
        );
        expect(half).to.have.members(["mysql", "mariadb", "oracle", "h2"]);
    });
});
