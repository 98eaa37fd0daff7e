import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { fileFacts } from "../../../cli/fileFacts";
import { nearest } from "../../../components/settings/nearest";
import { withValue } from "../../../components/settings/misplaced";
import { allowedAs, describeRefusal, judge, refusedBy } from "../../../components/gate/rules/judge";
import { facts, history } from "../support/facts";
import { Config, follow, stepsIn } from "../support/settingsCommands";
import { readStack } from "../../../components/gate/rules/refuse";

const database = { jdbcUrl: "jdbc:postgresql://db:5432/camunda", secret: "orders-db" };
const own = (settings: Config): Config =>
    Object.fromEntries(Object.entries(settings).map(([key, value]) => [key.includes(":") ? key : `camunda-rolling-update:${key}`, value]));

/** What `check --config-file` says. */
describe("what is said about settings", () => {
    let folder: string;
    before(() => (folder = mkdtempSync(join(tmpdir(), "messages-"))));
    after(() => rmSync(folder, { recursive: true }));

    /** The message, and how many things are wrong; none where it is allowed. */
    function checked(config: Config): { said: string; warnings: readonly string[]; wrong: number } {
        const file = join(folder, "Pulumi.test.yaml");
        writeFileSync(file, stringify({ config }));
        const found = fileFacts(file);
        if (!("wanted" in found)) {
            return { said: found.problem, warnings: [], wrong: 1000 + Number(/: (\d+) settings? /.exec(found.problem)?.[1] ?? 1) };
        }
        const verdict = judge(found);
        const said = verdict.holds.length > 0 ? describeRefusal(found, verdict) : "";
        return { said, warnings: verdict.warnings, wrong: verdict.holds.length };
    }

    /** A mistake; words of the message; words that it must not have; the value that the user types where the command leaves one. */
    const cases: [mistake: string, settings: Config, says: string[], not: string[], value?: string][] = [
        [
            "a version without --path",
            { database, "engine.version": "7.23.0" },
            [
                "1 setting is wrong",
                "  engine.version has no effect: it was set without --path\n",
                "  next: pulumi config rm 'engine.version' && pulumi config set --path 'engine.version' 7.23.0",
            ],
            ["is missing", "not known"],
        ],
        [
            "a number of nodes without --path",
            { database, engine: { version: "7.23.0" }, "nodes.count": "5" },
            ["pulumi config rm 'nodes.count' && pulumi config set --path 'nodes.count' 5"],
            ["not known"],
        ],
        [
            "a database without --path",
            { engine: { version: "7.23.0" }, "database.jdbcUrl": database.jdbcUrl, "database.secret": "orders-db" },
            ["2 settings are wrong", "\n        pulumi config rm 'database.secret' && pulumi config set --path 'database.secret' …"],
            ["is missing", "databasePassword", "orders-db", "db:5432"],
            "orders-db",
        ],
        [
            "a variable without --path, whose value may be a secret",
            { database, engine: { version: "7.23.0" }, "nodes.env.PIN": "4711" },
            ["pulumi config set --path 'nodes.env.PIN' …"],
            ["4711"],
        ],
        [
            "an override without --path",
            {
                database,
                engine: { version: "7.23.0" },
                nodes: { count: 3 },
                "overrides[0].hold": "noSpareNode",
                "overrides[0].reason": "a",
            },
            ["pulumi config rm 'overrides[0].hold' && pulumi config set --path 'overrides[0].hold' …"],
            ["is missing"],
            "noSpareNode",
        ],
        [
            "deep in a section without --path",
            { database, engine: { version: "7.23.0" }, "verification.canary.enabled": "true" },
            ["pulumi config rm 'verification.canary.enabled' && pulumi config set --path 'verification.canary.enabled' true"],
            ["not known"],
        ],
        [
            "a secret without --path",
            { database, engine: { version: "7.23.0" }, "nodes.env.TOKEN": { secure: "v1:a" } },
            ["pulumi config rm 'nodes.env.TOKEN' && pulumi config set --secret --path 'nodes.env.TOKEN' …"],
            ["v1:a", "[secret value]"],
        ],
        [
            "a version that YAML made a number",
            { database, engine: { version: 7.21 } },
            [
                "engine.version is 7.21, but has to be three numbers in quotes",
                "next: pulumi config set --path engine.version 7.21.0   # the latest",
            ],
            [],
        ],
        [
            "a version that may have been another number",
            { database, engine: { version: 7.2 } },
            ["engine.version is 7.2, but", "next: pulumi config set --path 'engine.version' …"],
            [],
            "7.20.0",
        ],
        [
            "a misspelt setting without --path",
            { database, engine: { version: "7.23.0" }, "nodes.batchsize": "1" },
            ["without --path; the nearest name is nodes.batchSize", "set --path 'nodes.batchSize' 1"],
            ["not known"],
        ],
        [
            "a value that is wrong, without --path",
            { database, engine: { version: "7.23.0" }, "nodes.count": "0" },
            ["nodes.count is 0"],
            [],
        ],
        [
            "a misspelt name",
            { database, engine: { versoin: "7.23.0" } },
            [
                "1 setting is wrong",
                "engine.versoin is not known; the nearest name is engine.version\n",
                "next: pulumi config rm --path 'engine.versoin' && pulumi config set --path 'engine.version' …",
            ],
            ["is missing", "product"],
            "7.23.0",
        ],
        [
            "a misspelt name beside the right one",
            { database, engine: { version: "7.23.0" }, nodes: { count: 3, cuont: 5 } },
            ["the nearest name is nodes.count, which is set, too", "next: pulumi config rm --path 'nodes.cuont' "],
            [],
        ],
        [
            "a misspelt URL of the database",
            { engine: { version: "7.23.0" }, database: { jdbcurl: database.jdbcUrl, secret: "orders-db" } },
            ["1 setting is wrong", "the nearest name is database.jdbcUrl"],
            ["databasePassword", "is missing"],
            database.jdbcUrl,
        ],
        [
            "names like no other",
            { database, engine: { version: "7.23.0" }, nodes: { volumes: [], envFrom: [] } },
            ["  nodes.volumes is not known\n", "  nodes.envFrom is not known\n", "docs/reference/settings.md lists all settings"],
            ["known are", "nearest"],
        ],
        [
            "a name with a point in a section",
            { database, engine: { version: "7.23.0" }, nodes: { "env.TOKEN": "x" } },
            [`next: pulumi config rm --path 'nodes["env.TOKEN"]'`],
            [],
        ],
        [
            "a misspelt section",
            { database, engine: { version: "7.23.0" }, node: { count: 5 } },
            ["node is not known; the nearest name is nodes\n", "next: rename node in the stack's settings file to nodes"],
            ["known are"],
        ],
        [
            "a misspelt flag",
            { database, engine: { version: "7.23.0" }, guards: "true" },
            ["guards is not known; the nearest name is guard\n", "next: pulumi config rm 'guards' && pulumi config set guard …"],
            [],
            "true",
        ],
        [
            "an unknown name with a point in it",
            { database, engine: { version: "7.23.0" }, "pods.count": "5" },
            ["pods.count is not known\n", "next: pulumi config rm 'pods.count' "],
            ["--path"],
        ],
        [
            "a prefix that is nearly right",
            { database, engine: { version: "7.23.0" }, "camunda:nodes": { count: 5 } },
            [
                'camunda:nodes has no effect: the settings of this project begin with "camunda-rolling-update:"\n',
                "next: rename camunda:nodes in the stack's settings file to camunda-rolling-update:nodes",
            ],
            [],
        ],
        [
            "a flag under a prefix that is nearly right",
            { database, engine: { version: "7.23.0" }, "camunda:guard": "true" },
            ["next: pulumi config rm 'camunda:guard' && pulumi config set guard true"],
            [],
        ],
        [
            "such a prefix beside the right one",
            { database, engine: { version: "7.23.0" }, guard: "false", "camunda-rolling-updates:guard": "true" },
            ["and camunda-rolling-update:guard is set, too"],
            [],
        ],
        [
            "a prefix and --path",
            { database, engine: { version: "7.23.0" }, "camunda:nodes.count": "5" },
            [
                "without --path, and under another prefix",
                "pulumi config rm 'camunda:nodes.count' && pulumi config set --path 'nodes.count' 5",
            ],
            [],
        ],
        [
            "all settings under another project",
            { "orders:database": database, "orders:engine": { version: "7.23.0" }, "orders:name": "orders" },
            ["3 settings are wrong", "rename orders:engine in", "pulumi config rm 'orders:name' && pulumi config set name …"],
            ["is missing", "has to be"],
            "orders",
        ],
        [
            "a password under another project",
            {
                "orders:databasePassword": { secure: "v1:a" },
                engine: { version: "7.23.0" },
                database: {},
                "orders:nodes": { count: 5 },
                "camunda:databasePassword": "hunter2",
            },
            ["pulumi config rm 'camunda:databasePassword' && pulumi config set --secret databasePassword …"],
            ["hunter2", "is missing"],
        ],
        [
            "a list of pull secrets",
            { database, engine: { version: "7.23.0", pullSecret: ["regcred"] } },
            [
                "engine.pullSecret is a list; it has to be one text, a name as Kubernetes has them",
                "next: pulumi config set --path 'engine.pullSecret' …",
            ],
            ["password", "regcred"],
            "regcred",
        ],
        [
            "a section of secrets",
            { database, engine: { version: "7.23.0" }, nodes: { restSecret: { name: "rest" } } },
            ["nodes.restSecret is a section with names in it; it has to be one text"],
            ["password"],
            "rest",
        ],
        [
            "a variable from elsewhere",
            {
                database,
                engine: { version: "7.23.0" },
                nodes: { env: { PW: { valueFrom: { secretKeyRef: { name: "a", key: "hunter2" } } } } },
            },
            [
                "nodes.env.PW refers to another place (valueFrom), and nodes.env takes literal values",
                "next: pulumi config rm --path 'nodes.env.PW' ",
            ],
            ["quotes", "hunter2"],
        ],
        [
            "a variable that is a list",
            { database, engine: { version: "7.23.0" }, nodes: { env: { "a.b": ["hunter2"] } } },
            ["nodes.env.a.b is a list", `next: pulumi config rm --path 'nodes.env["a.b"]' `],
            ["quotes", "hunter2"],
        ],
        [
            "a variable that is a number with a point",
            { database, engine: { version: "7.23.0" }, nodes: { env: { A: 1.5 } } },
            ["nodes.env.A is not a text; numbers with a point need quotes", "next: pulumi config set --path 'nodes.env.A' …"],
            ["literal"],
            "1.5",
        ],
        [
            "a database of MySQL",
            { engine: { version: "7.23.0" }, database: { jdbcUrl: "jdbc:mysql://c:hunter2@db/camunda", secret: "orders-db" } },
            [
                "database.jdbcUrl is a URL of MySQL, and a stack works on PostgreSQL only",
                "next: pulumi config set --path 'database.jdbcUrl' jdbc:postgresql://HOST:5432/DATABASE   # ",
                "npm run -s migrate -- --url …",
            ],
            ["hunter2"],
        ],
        [
            "a database of Oracle",
            { engine: { version: "7.23.0" }, database: { jdbcUrl: "jdbc:oracle:thin:@db:1521/c", secret: "orders-db" } },
            ["is a URL of Oracle", "npm run -s plan names the scripts"],
            ["npm run -s migrate"],
        ],
        [
            "a URL with credentials",
            { engine: { version: "7.23.0" }, database: { jdbcUrl: "jdbc:postgresql://c:hunter2@db/camunda", secret: "orders-db" } },
            [
                "is not shown, since it may carry a password",
                "jdbc:postgresql://HOST:5432/DATABASE   # the user and the password are in the Secret",
            ],
            ["hunter2"],
        ],
        [
            "no password",
            { engine: { version: "7.23.0" }, "camunda:databasePassword": "hunter2" },
            ["set --secret databasePassword …"],
            ["hunter2"],
            "x",
        ],
        [
            "an image of one's own whose tag moves",
            { database, engine: { version: "7.23.0", image: "registry.example.com:5000/orders:latest" } },
            ["floatingTag", "next: pulumi config set --path engine.image 'registry.example.com:5000/orders:{version}' "],
            ["camunda/camunda-bpm-platform"],
        ],
        [
            "a copy of the official image whose tag moves",
            { database, engine: { version: "7.23.0", image: "r.example.com/camunda/camunda-bpm-platform:wildfly-latest" } },
            ["next: pulumi config set --path engine.image 'r.example.com/camunda/camunda-bpm-platform:wildfly-{version}' "],
            [],
        ],
        [
            "no tag",
            { database, engine: { version: "7.23.0", image: "orders" } },
            ["next: pulumi config set --path engine.image 'orders:{version}' "],
            [],
        ],
        ...(
            [
                ["7.21", "7.21.0   # the latest release of 7.21, community edition"],
                ["7.21.x", "7.21.0   # the latest release of 7.21, community edition"],
                ["v7.21.0", "7.21.0   # all three numbers, and nothing else"],
                ["7.21.0-SNAPSHOT", "7.21.0   # all three numbers, and nothing else"],
                ["run-7.21.0", "7.21.0   # all three numbers, and nothing else"],
                ["7.21.0 ", "7.21.0   # all three numbers, and nothing else"],
                ["7.25.0", "7.24.0   # a new minor is one entry"],
                ["latest", "7.24.0   # a new minor is one entry"],
            ] as const
        ).map(([version, next]): [string, Config, string[], string[]] => [
            `the version ${JSON.stringify(version)}`,
            { database, engine: { version } },
            ["is refused by 1 hold", "versionUnsupported: ", `next: pulumi config set --path engine.version ${next}`],
            ["floatingTag", "imageDiffers"],
        ]),
        [
            "a minor of the enterprise edition",
            { database, engine: { version: "7.21", edition: "enterprise", image: "r/cambpm-ee/camunda-bpm-platform-ee:run-{version}" } },
            [
                "is refused by 1 hold",
                "next: pulumi config set --path engine.version 7.21.13   # the latest release of 7.21, enterprise edition",
            ],
            [],
        ],
        [
            "a version with a v, and the image of that version",
            { database, engine: { version: "v7.21.0", image: "camunda/camunda-bpm-platform:run-7.21.0" } },
            ["is refused by 1 hold"],
            ["imageDiffers"],
        ],
        [
            "a patch of the enterprise edition, with the public image",
            { database, engine: { version: "7.20.4" } },
            [
                "nothing is recorded yet; the installation of 7.20.4 is refused by 1 hold",
                "patchNotPublic: Camunda 7.20.4 is a patch of the enterprise edition, and the community edition has 7.20.0 only",
                "next: pulumi config set --path engine.version 7.20.0   # or, with engine.pullSecret, the enterprise edition: pulumi config set",
            ],
            [],
        ],
    ];
    for (const [mistake, settings, says, not, value] of cases) {
        it(`${mistake}, and each command that is offered leads further`, () => {
            let config = own(settings);
            const { said, wrong } = checked(config);
            for (const text of says) expect(said).to.contain(text);
            for (const text of not) expect(said).not.to.contain(text);
            // Until nothing is wrong, or what is left is about the value that was typed here.
            const steps = stepsIn(said);
            expect(steps, said).not.to.deep.equal([]);
            for (const step of steps) {
                config = follow(config, step, value);
            }
            const after = checked(config);
            expect(after.wrong, after.said).to.be.below(wrong);
            expect(after.said).not.to.contain("without --path").and.not.to.contain("begin with");
        });
    }

    it("the other command of a patch leads to the enterprise edition", () => {
        const config = own({ database, engine: { version: "7.20.4" } });
        const other = /the enterprise edition: (.*)$/m.exec(checked(config).said)?.[1] ?? "";
        expect(checked(follow(config, other))).to.deep.include({ said: "", wrong: 0 });
    });

    it("as many commands as one types at once, and how many are left", () => {
        const many = Object.fromEntries(["A", "B", "C", "D", "E", "F", "G"].map((name) => [`nodes.env.${name}`, "x"]));
        const { said } = checked(own({ database, engine: { version: "7.23.0" }, ...many }));
        expect(said).to.contain("7 settings are wrong").and.to.contain("and 2 more, which the next check names");
        expect(stepsIn(said)).to.have.length(5);
    });

    const sound: [what: string, settings: Config][] = [
        [
            "settings of providers with names like ours",
            { "kubernetes:namespace": "x", "postgresql:database": "d", "aws:region": "eu-central-1" },
        ],
        [
            "a section of another component with other names",
            { "acme:nodes": { instanceType: "m7g" }, "acme:database": { engine: "mysql" } },
        ],
        ["a secret in another component's section", { "acme:database": { password: { secure: "v1:a" } } }],
        ["variables with points in their names", { nodes: { env: { "spring.jpa.show-sql": "true" } } }],
        ["a list that looks like no section", { "acme:overrides": ["a"], "acme:nodes": [] }],
        ["a patch in an image of one's own", { engine: { version: "7.20.4", image: "orders:1-{version}" } }],
        [
            "a patch by its digest",
            { engine: { version: "7.20.4", image: `camunda/camunda-bpm-platform:run-7.20.4@sha256:${"0".repeat(64)}` } },
        ],
    ];
    for (const [what, settings] of sound) {
        it(`nothing about ${what}`, () =>
            expect(checked(own({ database, engine: { version: "7.23.0" }, ...settings }))).to.deep.equal({
                said: "",
                warnings: [],
                wrong: 0,
            }));
    }

    it("a warning where settings like ours may be another component's", () => {
        const others = { "acme:nodes": { count: 5 }, "acme:name": "x", "acme:engine": { version: "1" } };
        expect(checked(own({ database, engine: { version: "7.23.0" }, ...others })).warnings).to.deep.equal([
            'acme:nodes is not read: the settings of this project begin with "camunda-rolling-update:" (camunda-rolling-update:nodes)',
            'acme:name is not read: the settings of this project begin with "camunda-rolling-update:" (camunda-rolling-update:name)',
        ]);
    });

    it("to a program of another name under its own prefix, nothing", () => {
        const engine = JSON.stringify({ version: "7.23.0" });
        const all = { "orders:engine": engine, "orders:databasePassword": "x", "orders:nodes": '{"count":5}' };
        const { values, refusal, warnings } = readStack(all, "orders");
        expect({ refusal, warnings, nodes: values.nodes }).to.deep.equal({ refusal: undefined, warnings: [], nodes: { count: 5 } });
    });
});

describe("patchNotPublic", () => {
    const ids = (...args: Parameters<typeof facts>) => judge(facts(...args)).holds.map(({ id }) => id);
    it("is not about what runs already, nor about where nodes return to", () => {
        expect(ids("7.22.4", "7.22.4")).to.deep.equal([]);
        expect(ids("7.23.0", "7.22.4", { rollback: { from: "7.23.0", reason: "slow" } })).not.to.include("patchNotPublic");
        expect(ids(undefined, "7.22.4", { adopt: "app=camunda" })).not.to.include("patchNotPublic");
        expect(ids("1.0.0", "1.0.3", { product: "operaton" })).not.to.include("patchNotPublic");
    });
    it("is lifted by an override", () =>
        expect(ids("7.22.0", "7.22.4", { overrides: [{ hold: "patchNotPublic", reason: "a mirror" }] })).to.deep.equal([]));
    it("does not send back to the first release whoever has a patch", () => {
        const next = (previous: string) => judge(facts(previous, "7.22.4")).holds.find(({ id }) => id === "patchNotPublic")?.next;
        expect(next("7.22.3")).to.match(/^pulumi config set --path engine\.edition enterprise && /);
        expect(next("7.22.0")).to.match(/^pulumi config set --path engine\.version 7\.22\.0 /);
    });
});

describe("versionUnsupported", () => {
    it("offers the next minor from what was wanted last", () => {
        const next = (previous: string, wanted: string) => judge(facts(previous, wanted)).holds[0].next;
        expect(next("7.21.0", "7.25.0")).to.match(/^pulumi config set --path engine\.version 7\.22\.0 /);
        expect(next("7.21.0", "latest")).to.match(/^pulumi config set --path engine\.version 7\.22\.0 /);
        expect(next("7.21.0", "7.23")).to.match(/^pulumi config set --path engine\.version 7\.23\.0 /);
        expect(next("7.24.0", "7.25.0")).to.match(/^pulumi config set --path engine\.version 7\.24\.0 /);
    });
});

describe("the verdict in one sentence", () => {
    const inProgress = { ...facts("7.23.0", "7.23.0"), completed: { version: "7.22.0", history: history("7.22.0") } };
    const rollback = { from: "7.23.0", reason: "slow" };
    const sentences: [name: string, given: Parameters<typeof refusedBy>[0], refused: string, allowed: string][] = [
        ["a step", facts("7.22.0", "7.23.0"), "7.22.0 → 7.23.0 is refused by 1 hold", "7.22.0 → 7.23.0 is allowed: minor"],
        [
            "an update in progress",
            inProgress,
            "the update to 7.23.0, which is in progress (last completed: 7.22.0), is blocked by 1 hold",
            "the update to 7.23.0, which is in progress (last completed: 7.22.0), is allowed to go on",
        ],
        [
            "a rollback in progress",
            {
                ...facts("7.22.0", "7.22.0", { rollback }, { rollback }),
                completed: { version: "7.23.0", history: history("7.22.0", "7.23.0") },
            },
            "the rollback to 7.22.0, which is in progress (last completed: 7.23.0), is blocked by 1 hold",
            "the rollback to 7.22.0, which is in progress (last completed: 7.23.0), is allowed to go on",
        ],
        [
            "an installation in progress",
            { ...facts("7.23.0", "7.23.0"), completed: { history: [] } },
            "the installation of 7.23.0, which is in progress (last completed: nothing), is blocked by 1 hold",
            "the installation of 7.23.0, which is in progress (last completed: nothing), is allowed to go on",
        ],
        [
            "another version while one is in progress",
            { ...facts("7.23.0", "7.24.0"), completed: inProgress.completed },
            "7.23.0 → 7.24.0 is refused by 1 hold",
            "7.23.0 → 7.24.0 is allowed: minor",
        ],
        ["nothing new", facts("7.23.0", "7.23.0"), "7.23.0 → 7.23.0 is refused by 1 hold", "7.23.0 → 7.23.0 is allowed: minor"],
        [
            "the first installation",
            facts(undefined, "7.23.0"),
            "nothing is recorded yet; the installation of 7.23.0 is refused by 1 hold",
            "nothing is recorded yet; the installation of 7.23.0 is allowed: minor",
        ],
        [
            "a takeover",
            facts(undefined, "7.20.4", { adopt: "app=camunda" }),
            "nothing is recorded yet; the takeover of 7.20.4 is refused by 1 hold",
            "nothing is recorded yet; the takeover of 7.20.4 is allowed: minor",
        ],
    ];
    const [hold] = judge(facts("7.22.0", "7.24.0")).holds;
    for (const [name, given, refused, allowed] of sentences) {
        it(name, () => {
            expect(refusedBy(given, [hold])).to.equal(refused);
            expect(allowedAs(given, "minor")).to.equal(allowed);
        });
    }
});

describe("nearest", () => {
    const known = ["version", "image", "jdbcUrl", "memoryRequest", "memoryLimit", "storageGiB", "pullSecret", "nodes"];
    const cases: [given: string, found: string | undefined][] = [
        ["versoin", "version"],
        ["Version", "version"],
        ["pull_secret", "pullSecret"],
        ["pullSecrets", "pullSecret"],
        ["memoryLimits", "memoryLimit"],
        ["storageGB", "storageGiB"],
        ["imagess", "image"],
        ["node", "nodes"],
        ["url", "jdbcUrl"],
        ["memory", undefined], // two begin so
        ["tag", undefined],
        ["", undefined],
        ["constructor", undefined],
        ["v".repeat(100_000), undefined],
    ];
    for (const [given, found] of cases) {
        it(`to ${given.slice(0, 20) || "nothing"} is ${found ?? "none"}`, () => expect(nearest(given, known)).to.equal(found));
    }
});

describe("withValue", () => {
    it("writes as --path does, and reaches no prototype", () => {
        expect(withValue(undefined, ["a", 0, "b"], 1)).to.deep.equal({ a: [{ b: 1 }] });
        expect(withValue({ a: { b: 1, c: 2 } }, ["a", "b"], 3)).to.deep.equal({ a: { b: 3, c: 2 } });
        expect(withValue(["x"], [0], "y")).to.deep.equal(["y"]);
        expect(withValue(undefined, [7], "y"), "a place beyond the end").to.equal(undefined);
        expect(withValue("a text", ["a"], 1), "a text has no names").to.equal("a text");
        withValue({}, ["__proto__", "polluted"], true);
        expect(({} as Record<string, unknown>).polluted).to.equal(undefined);
    });
});
