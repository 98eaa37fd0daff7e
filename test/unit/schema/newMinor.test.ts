import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import * as bundle from "../../../cli/schema/bundle";
import * as hopScripts from "../../../cli/schema/hopScripts";
import * as stateByTables from "../../../cli/schema/stateByTables";
import * as way from "../../../cli/way";
import { camunda } from "../../../components/domain/catalogue/camunda";
import { scriptDatabases } from "../../../components/domain/catalogue/databases";
import * as products from "../../../components/domain/catalogue/products";
import * as release from "../../../components/domain/release";
import * as schemaVersion from "../../../components/domain/schemaVersion";
import * as judge from "../../../components/gate/rules/judge";
import * as files from "../../../components/schema/job/files";
import * as changeLog from "../../../components/schema/rules/changeLog";
import { CopiedTree } from "../support/copiedTree";
import { facts, target } from "../support/facts";

const number = schemaVersion.lastOfCamunda(camunda);
const [earlier, last, made, later] = [-1, 0, 1, 2].map((steps) => `7.${number + steps}`);
const file = `engine_${last}_to_${made}.sql`;
/** The one entry that a new minor is, here the one behind the last. Its script and its column are made up. */
const entry = `        {
            minor: "${made}",
            released: "2027-04-13",
            latest: "${made}.2",
            latestCommunity: "${made}.0",
            java: 17,
            postgres: "16 17 18",
            scripts: [
                {
                    file: "${file}",
                    writes: "${made}.0",
                    exclusive: "ACT_RU_JOB",
                    leaves: { columns: "ACT_RU_JOB.MADE_UP_" },
                },
            ],
            changeLog: true,
        },
`;
const end = "    ],\n};\n";

// Proves that one entry in the catalogue is all that a new minor needs, on a copy of the code that has a made-up one behind the last, and no other
// change. It does not prove that a database takes its script: that is for test/e2e, with the engine's jar.
describe("A new minor, as one entry in the catalogue", () => {
    let tree: CopiedTree;
    const enterprise = { edition: "enterprise" };
    const of = <T>(file: string) => tree.module<T>(file);

    before(() => {
        tree = new CopiedTree();
        tree.change("components/domain/catalogue/camunda.ts", end, entry + end);
    });
    after(() => tree.remove());

    it("is among the versions", () => {
        const { parseRelease, nextMinor, rangeOf, latestOf } = of<typeof release>("components/domain/release.ts");
        const { schemaOf, highestSchemaOf, schemaFit } = of<typeof schemaVersion>("components/domain/schemaVersion.ts");
        const [from, to, beyond] = [`${last}.0`, `${made}.1`, `${later}.0`].map((version) => parseRelease(version)!);
        expect(rangeOf(to.product)).to.equal(`7.5 to ${made}`);
        expect([nextMinor(from)?.minor, nextMinor(to)]).to.deep.equal([made, undefined]);
        expect(["community", "enterprise"].map((edition) => latestOf(to.known!, edition))).to.deep.equal([`${made}.0`, `${made}.2`]);
        expect([schemaOf(to), highestSchemaOf(from), beyond.known]).to.deep.equal([`${made}.0`, `${made}.0`, undefined]);
        expect([`${earlier}.0`, `${last}.0`, `${made}.0`].map((schema) => schemaFit(from, schema))).to.deep.equal([
            "behind",
            "fits",
            "fits",
        ]);
    });

    it("is judged like any other", () => {
        const { judge: judged } = of<typeof judge>("components/gate/rules/judge.ts");
        const verdict = (...step: Parameters<typeof facts>) => {
            const { kind, holds } = judged(facts(...step));
            return [kind, ...holds.map(({ id }) => id)];
        };
        expect(verdict(`${last}.0`, `${made}.0`)).to.deep.equal(["minor"]);
        expect(verdict(release.latestOf(camunda.minors[camunda.minors.length - 1], "enterprise"), `${made}.2`, enterprise)).to.deep.equal([
            "minor",
        ]);
        expect(verdict(`${earlier}.0`, `${made}.0`)).to.deep.equal(["refused", "minorSkipped"]);
        expect(verdict(`${made}.0`, `${last}.0`)).to.deep.equal(["refused", "downgrade"]);
        expect(verdict(`${made}.0`, `${later}.0`)).to.deep.equal(["refused", "versionUnsupported"]);
        // Nothing changes for who is not concerned.
        expect(verdict(`${earlier}.0`, `${last}.0`)).to.deep.equal(["minor"]);
    });

    it("is on the way of a plan, with its script", () => {
        const { plan } = of<typeof way>("cli/way.ts");
        const { hops, holds } = plan({ previous: target(`${earlier}.0`), wanted: target(`${made}.0`) });
        expect(holds).to.deep.equal([]);
        expect(hops.map(({ from, to, ddl, byHand, scripts }) => [from, to, ddl, byHand, ...scripts.map(({ file }) => file)])).to.deep.equal(
            [
                [`${earlier}.0`, `${last}.0`, false, false, `engine_${earlier}_to_${last}.sql`],
                [`${last}.0`, `${made}.0`, true, false, file],
            ],
        );
    });

    it("is known to what runs by hand: inspect, bundle, and the state by tables", () => {
        const script = `upgrade/postgres_${file}`;
        const { hopScripts: hop } = of<typeof hopScripts>("cli/schema/hopScripts.ts");
        expect(hop([{ id: "1300", version: `${last}.0` }], `${made}.0`, [script])).to.deep.include({ files: [script], refusal: "" });
        const { bundleContent } = of<typeof bundle>("cli/schema/bundle.ts");
        const handed = bundleContent({ product: "camunda", from: `${last}.0`, to: `${made}.0`, database: "postgres", present: [script] });
        expect(handed.scripts.map(({ file }) => file)).to.deep.equal([script]);
        const { stateByTables: told } = of<typeof stateByTables>("cli/schema/stateByTables.ts");
        const { half } = told(["minor.7.5=all", "minor.7.6=none", `minor.${made}=all`]);
        expect(half).to.match(new RegExp(`^postgres_${file}: `));
    });

    describe("in the migration's Job", () => {
        const jobFiles = (productId?: string) => {
            const { productOf } = of<typeof products>("components/domain/catalogue/products.ts");
            return of<typeof files>("components/schema/job/files.ts").migrationFiles(productId ? productOf(productId) : undefined);
        };

        it("is in the lists that are generated, and nothing else changes", () => {
            const [now, then] = [files.migrationFiles(), jobFiles()];
            expect(Object.keys(then)).to.deep.equal(Object.keys(now));
            const changed = Object.keys(now).filter((name) => now[name] !== then[name]);
            expect(changed).to.have.members(["catalogue.sh", "probes.sql", "steps.txt"]);
            expect(then["catalogue.sh"]).to.equal(now["catalogue.sh"].replace(`newest=${number} `, `newest=${number + 1} `));
            expect(then["steps.txt"]).to.equal(`${now["steps.txt"]}${last}-to-${made} ${number + 1} ${file}\n`);
            expect(then["probes.sql"]).to.contain(`'minor.${made}','column','act_ru_job.made_up_'`);
        });

        it("leaves the change logs alone, whose change sets databases have on record", () => {
            const { changeLog: made } = of<typeof changeLog>("components/schema/rules/changeLog.ts");
            for (const database of scriptDatabases) expect(made(database), database.id).to.equal(changeLog.changeLog(database));
        });

        /** Where schemas stand, as the shell has it; `-` where it knows none of them. */
        function positions(constants: string, ownSchemas: string, schemas: readonly string[]): string {
            const folder = mkdtempSync(join(tmpdir(), "catalogue-"));
            try {
                writeFileSync(join(folder, "catalogue.sh"), constants);
                const script = `. "$0/catalogue.sh"; . components/schema/job/state.sh; for one in "$@"; do at=$(position "$one"); echo "\${at:--}"; done | xargs`;
                const env = { ...process.env, OWN_SCHEMAS: ownSchemas };
                return execFileSync("sh", ["-euc", script, folder, ...schemas], { encoding: "utf8", env }).trim();
            } finally {
                rmSync(folder, { recursive: true });
            }
        }

        it("has its place in the order of schemas, and those of forks keep theirs", () => {
            const schemas = ["7.24.0", `${last}.0`, `${made}.0`, `${later}.0`, "2.1.0", "2.2.0", "2.3.0"];
            const rows = [
                [files.migrationFiles(), "", `24 ${number} - - - - -`],
                [jobFiles(), "", `24 ${number} ${number + 1} - - - -`],
                [jobFiles("cibseven"), "2.1 2.2", `24 ${number === 24 ? "24" : "-"} - - 25 26 -`],
                [jobFiles("operaton"), "", `24 ${number === 24 ? "24" : "-"} - - - - -`],
            ] as const;
            for (const [made, own, places] of rows) expect(positions(made["catalogue.sh"], own, schemas)).to.equal(places);
            const { compareSchemas } = of<typeof schemaVersion>("components/domain/schemaVersion.ts");
            const { productOf } = of<typeof products>("components/domain/catalogue/products.ts");
            expect(compareSchemas(productOf("cibseven")!, "2.1.0", "7.24.0")).to.equal(1);
        });
    });
});
