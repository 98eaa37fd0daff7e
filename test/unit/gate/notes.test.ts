import { expect } from "chai";
import { camunda } from "../../../components/domain/catalogue/camunda";
import { products } from "../../../components/domain/catalogue/products";
import { Facts } from "../../../components/domain/facts/facts";
import { describeScript, hasDdl } from "../../../components/schema/rules/hop";
import { notesOn } from "../../../components/gate/notes/notes";
import { facts, live, nodes } from "../support/facts";

const enterprise = { edition: "enterprise" };
const of = (product: string) => ({ product });
const noDdl = "no DDL in this step: the tables stay as they are";

describe("notesOn", () => {
    it("7.21 → 7.22: scripts, what comes before, what differs meanwhile, what changes, and where that is written", () =>
        expect(notesOn(facts("7.21.0", "7.22.0"))).to.deep.equal([
            "schema: postgres_engine_7.21_to_7.22.sql: nobody reads or writes ACT_HI_JOB_LOG, ACT_HI_PROCINST, ACT_HI_TASKINST, ACT_RU_JOB, ACT_RU_TASK until it has ended; nobody writes ACT_HI_PROCINST while an index is built",
            "before: Connections have to be READ COMMITTED, or new nodes refuse to start; the nodes of this module ask for it.",
            "while versions are mixed: Scripts in Groovy run in another version of Groovy on new nodes.",
            "changes: --swaggerui is no longer known to Run, and a node that is given it ends at once; this module leaves it out.",
            "changes: Tomcat images are based on Tomcat 10.1 and jakarta packages.",
            "changes: Telemetry settings are gone, and connectors are no part of the engine any more.",
            "source: https://docs.camunda.org/manual/latest/update/minor/721-to-722/",
        ]));

    it("7.18 → 7.19: a script that writes the schema log only, and that there is no DDL in it", () =>
        expect(notesOn(facts("7.18.0", "7.19.0"))).to.deep.equal([
            "schema: postgres_engine_7.18_to_7.19.sql: no change of a table, and no lock that anybody would notice",
            noDdl,
            "while versions are mixed: Create no batches that set retries together with a due date.",
            "changes: WildFly images are based on Jakarta EE (WildFly 27).",
            "source: https://docs.camunda.org/manual/latest/update/minor/718-to-719/",
        ]));

    it("how many rows the tables have that the script locks, the largest first, and those that could not be counted before them", () => {
        const rows = { ACT_RU_JOB: 12, ACT_HI_PROCINST: 10_000_000, ACT_RU_TASK: undefined };
        expect(notesOn({ ...facts("7.21.0", "7.22.0"), live: live({ rows }) })).to.include(
            "rows now, as a node counts them: ACT_RU_TASK too many to be counted in 5 s, or not to be seen, ACT_HI_PROCINST 10,000,000, ACT_RU_JOB 12; how long that takes: npm run -s inspect -- --help",
        );
        expect(notesOn({ ...facts("7.18.0", "7.19.0"), live: live() }).join()).not.to.contain("rows now");
    });

    it("neither scripts nor locks where the schema log is at the target; both where it is not, or nobody tells it", () => {
        const rows = { ACT_RU_JOB: 12 };
        const schemaNotes = (from: string, to: string, schema: string | undefined, change = {}) =>
            notesOn({ ...facts(from, to, change), live: live({ schema, rows }) }).filter((note) => /^(schema|rows)|^no DDL/.test(note));
        const done = (schema: string) => [
            `schema: the schema log shows ${schema}, which is the target already: no script is left to run, and nothing is locked`,
        ];
        expect(schemaNotes("7.21.0", "7.22.0", "7.22.0")).to.deep.equal(done("7.22.0"));
        expect(schemaNotes("7.21.0", "7.22.0", "7.22.0", { appliedBy: "dba" })).to.deep.equal(done("7.22.0"));
        expect(schemaNotes("7.21.0", "7.22.0", "7.23.0")).to.deep.equal(done("7.23.0"));
        for (const schema of ["7.21.0", undefined]) {
            expect(schemaNotes("7.21.0", "7.22.0", schema).map((note) => note.split(":")[0])).to.deep.equal([
                "schema",
                "rows now, as a node counts them",
            ]);
        }
        // Nothing was to be run anyway.
        expect(schemaNotes("7.22.0", "7.22.1", "7.22.0")[0]).to.equal(noDdl);
    });

    it("7.19 → 7.20: another Java, once", () =>
        expect(notesOn(facts("7.19.0", "7.20.0")).filter((note) => note.includes("Java"))).to.deep.equal([
            "before: Java 11 (17 for Run and Spring Boot applications) or later; before it was 8.",
        ]));

    it("where a DBA runs the scripts: what to hand out, from what the schema log shows", () => {
        const handOut = (given: Facts) => notesOn(given).filter((note) => note.includes("bundle"));
        const dba = { appliedBy: "dba" };
        const said = (options: string) => [
            `schema: a DBA runs the scripts (migration.appliedBy), and the update waits for that before the first node: npm run -s bundle -- ${options} --scripts DIR --out FILE`,
        ];
        const step = facts("7.22.0", "7.23.0", dba);
        expect(handOut(step)).to.deep.equal(said("--from 7.22.0 --to 7.23.0"));
        expect(handOut({ ...step, live: live({ schema: "7.22.1" }) })).to.deep.equal(said("--from 7.22.1 --to 7.23.0"));
        expect(handOut(facts(undefined, "7.23.0", dba))).to.deep.equal(said("--to 7.23.0"));
        expect(handOut(facts("2.1.0", "2.2.0", { ...dba, product: "cibseven" }))).to.deep.equal(
            said("--from 7.24.0 --to 2.2.0 --product cibseven"),
        );
        // Nothing has to be run, or the migration runs it.
        for (const other of [facts("7.22.0", "7.22.1", dba), facts("7.23.0", "7.23.0", dba), facts("7.22.0", "7.23.0")]) {
            expect(handOut(other)).to.deep.equal([]);
        }
    });

    it("Tomcat: jobs that nobody would execute, and requests that are not waited for; where nodes start again", () => {
        const about = (image: string, from: string, to: string) =>
            notesOn(facts(from, to, { image }, { image })).filter((note) => note.startsWith("nodes: "));
        const tomcat = "camunda/camunda-bpm-platform:{version}";
        expect(about(tomcat, "7.22.0", "7.23.0").map((note) => /jobExecutorDeploymentAware|drainSeconds/.exec(note)?.[0])).to.deep.equal([
            "jobExecutorDeploymentAware",
            "drainSeconds",
        ]);
        expect(about(tomcat, "7.22.0", "7.22.0")).to.deep.equal([]);
        expect(about("camunda/camunda-bpm-platform:run-{version}", "7.22.0", "7.23.0")).to.deep.equal([]);
        expect(about("camunda/camunda-bpm-platform:wildfly-{version}", "7.22.0", "7.23.0")).to.deep.equal([]);
    });

    it("what runs comes first", () => {
        const database = { kind: "postgresql", version: "15.18" };
        const asked = live({
            nodes: nodes("7.22.0", "7.22.0", ""),
            schema: "7.22.0",
            database,
            incidents: 0,
            failedJobs: 2,
            deployments: 4,
        });
        expect(notesOn({ ...facts("7.22.0", "7.22.0"), live: asked })).to.deep.equal([
            "found running: 3 nodes answer 7.22.0, an unknown version; schema log 7.22.0; postgresql 15.18; 0 incidents; 2 jobs without retries; 4 deployments",
        ]);
        expect(notesOn({ ...facts("7.22.0", "7.22.0"), live: live({ nodes: nodes("7.22.0") }) })).to.deep.equal([
            "found running: 1 node answers 7.22.0",
        ]);
    });

    it("a cluster that is taken over is taken over as it is", () =>
        expect(notesOn({ ...facts(undefined, "7.22.0", { adopt: "app=camunda" }), live: live() })).to.deep.equal([
            "found running: 3 nodes answer 7.22.0",
            "what runs is taken over as it is: app=camunda",
        ]));

    const silent: [name: string, notes: string[]][] = [
        ["the first rollout", notesOn(facts(undefined, "7.22.0"))],
        ["a version that stays", notesOn(facts("7.22.0", "7.22.0"))],
        ["nobody that could be asked", notesOn({ ...facts("7.22.0", "7.22.0"), live: live({ problem: "no cluster" }) })],
        ["no node at all", notesOn({ ...facts("7.22.0", "7.22.0"), live: live({ nodes: [] }) })],
        ["something that is no version", notesOn(facts("7.22.0", "latest"))],
    ];
    for (const [name, notes] of silent) {
        it(`${name}: nothing to say`, () => expect(notes).to.deep.equal([]));
    }

    it("a patch that is newer than the catalogue is taken as it is", () => {
        expect(notesOn(facts("7.22.0", "7.22.99", enterprise))[0]).to.equal(
            `7.22.99 is newer than 7.22.13, the latest patch on ${camunda.asOf}: taken as it is`,
        );
        expect(notesOn(facts("7.22.0", "7.22.13", enterprise))).to.deep.equal([noDdl]);
    });

    it("a patch of the community edition is most likely one of the enterprise edition", () => {
        expect(notesOn(facts("7.22.0", "7.22.13"))[0]).to.equal(
            "the community edition has 7.22.0 only: with 7.22.13, engine.edition is most likely enterprise",
        );
        expect(notesOn(facts("1.0.0", "1.0.3", of("operaton")))).to.deep.equal([noDdl]);
    });

    it("nodes that go back leave the schema as it is", () =>
        expect(notesOn(facts("7.23.0", "7.22.0", { rollback: { from: "7.23.0", reason: "jobs fail" } }))).to.deep.equal([
            "the nodes are rolled back to 7.22.0, the last batch first; the schema stays as it is",
        ]));
});

describe("the note that a step has no DDL", () => {
    const says = (from: string, to: string, change = {}, before = {}) => notesOn(facts(from, to, change, before)).includes(noDdl);

    it("is there for three minor steps of Camunda, from latest patch to latest patch", () => {
        const steps = camunda.minors
            .slice(1)
            .map(({ minor, latest }, i) => ({ minor, without: says(camunda.minors[i].latest, latest, enterprise) }));
        expect(steps.filter(({ without }) => without).map(({ minor }) => minor)).to.deep.equal(["7.19", "7.20", "7.24"]);
    });

    it("is there for all steps of Operaton, and for those of CIB seven that write the log only", () => {
        const [, operaton, cibseven] = products.map(({ id, minors }) =>
            minors.slice(1).flatMap(({ minor, latest }, i) => (id !== "camunda" && says(minors[i].latest, latest, of(id)) ? minor : [])),
        );
        expect(operaton).to.deep.equal(["1.1", "2.0", "2.1"]);
        expect(cibseven).to.deep.equal(["2.0", "2.1"]);
    });

    it("is there for all switches of product, but the one that brings another schema", () => {
        expect(says("7.24.0", "2.1.4", of("operaton"), of("camunda"))).to.equal(true);
        expect(says("7.24.0", "2.1.0", of("cibseven"), of("camunda"))).to.equal(true);
        expect(says("7.22.0", "1.1.0", of("cibseven"), of("camunda"))).to.equal(true);
        expect(says("7.22.0", "1.1.1", of("cibseven"), of("camunda"))).to.equal(false);
    });

    const patches: [from: string, to: string, without: boolean][] = [
        ["7.22.0", "7.22.13", true],
        ["7.15.0", "7.15.19", true],
        ["7.7.3", "7.7.4", true], // a row only
        ["7.7.4", "7.7.5", false],
        ["7.11.0", "7.11.3", false],
        ["7.11.18", "7.11.19", true], // rows only
        ["7.12.10", "7.12.11", false],
        ["7.12.11", "7.12.12", true],
        ["7.13.6", "7.13.18", true],
        ["7.13.5", "7.14.20", false],
    ];
    for (const [from, to, without] of patches) {
        it(`is ${without ? "" : "not "}there for ${from} → ${to}`, () => expect(says(from, to, enterprise)).to.equal(without));
    }
});

describe("describeScript", () => {
    const scripts: [name: string, text: string][] = [
        ["creates", "creates ACT_A, ACT_B"],
        ["exclusive", "nobody reads or writes ACT_A, ACT_B until it has ended"],
        ["share", "nobody writes ACT_A, ACT_B while an index is built"],
        ["shareRow", "nobody writes ACT_A, ACT_B while a foreign key is added"],
        ["updates", "writes every row of ACT_A, ACT_B"],
    ];
    for (const [name, text] of scripts) {
        it(`says of ${name}: ${text}`, () => {
            const script = { file: "engine_1_to_2.sql", [name]: "ACT_A ACT_B" };
            expect(describeScript(script)).to.equal(`postgres_engine_1_to_2.sql: ${text}`);
            expect(hasDdl(script)).to.equal(name !== "updates");
        });
    }

    it("says all of it, in the order of weight", () =>
        expect(
            describeScript({
                file: "engine_1_to_2.sql",
                updates: "ACT_E",
                shareRow: "ACT_D",
                share: "ACT_C",
                exclusive: "ACT_B",
                creates: "ACT_A",
            }),
        ).to.equal(
            "postgres_engine_1_to_2.sql: creates ACT_A; nobody reads or writes ACT_B until it has ended; nobody writes ACT_C while an index is built; nobody writes ACT_D while a foreign key is added; writes every row of ACT_E",
        ));

    it("takes a patch that is newer than the catalogue, and says so", () =>
        expect(notesOn(facts("7.22.13", "7.22.14", enterprise))[0]).to.equal(
            "7.22.14 is newer than 7.22.13, the latest patch on 2026-03-18: taken as it is",
        ));
});
