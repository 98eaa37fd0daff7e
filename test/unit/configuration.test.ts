import { expect } from "chai";
import { faultsOf, refuse } from "../../components/rules/configuration";
import { PlainArgs, settle } from "../../components/rules/settings";

const engine = { version: "7.23.0" };
const paths = (args: PlainArgs) => faultsOf(args).map((fault) => fault.path);

describe("faultsOf", () => {
    const cases: [name: string, args: PlainArgs, paths: string[]][] = [
        ["the least there can be", { engine }, []],
        [
            "all of it",
            {
                engine: { version: "7.23.0", image: "orders:1", application: "" },
                nodes: { count: 6, batchSize: "33%", surge: true, env: { JAVA_OPTS: "-Xmx1g" }, memoryLimit: "1.5Gi", cpuRequest: "500m" },
                migration: { lockTimeout: "500ms", scriptsPath: "/operaton/configuration/sql" },
                overrides: [{ hold: "noSpareNode", reason: "a test system" }],
            },
            [],
        ],
        ["a batch size that YAML made a number", { engine, nodes: { batchSize: 2 } }, []],
        ["a guard", { engine, guard: true }, []],
        ["a guard that is a text", { engine, guard: "true" }, ["guard"]],
        ["no version", { engine: {} }, ["engine.version"]],
        ["a version that YAML made a number", { engine: { version: 7.2 } }, ["engine.version"]],
        ["a misspelt name", { engine, nodes: { batchsize: "1" } }, ["nodes.batchsize"]],
        ["no nodes", { engine, nodes: { count: 0 } }, ["nodes.count"]],
        ["half a node", { engine, nodes: { count: 2.5 } }, ["nodes.count"]],
        ["a share of more than all", { engine, nodes: { batchSize: "120%" } }, ["nodes.batchSize"]],
        ["a share of nothing", { engine, nodes: { batchSize: "0%" } }, ["nodes.batchSize"]],
        ["root", { engine, nodes: { runAsUser: 0 } }, ["nodes.runAsUser"]],
        ["a path with a slash before it", { engine, nodes: { restPath: "/engine-rest" } }, ["nodes.restPath"]],
        ["variables that are no texts", { engine, nodes: { env: { A: 1.1, B: ["x"], C: true, D: 5 } } }, ["nodes.env.A", "nodes.env.B"]],
        [
            "an override of what nobody may override",
            { engine, overrides: [{ hold: "minorSkipped", reason: "hurry" }] },
            ["overrides[0].hold"],
        ],
        ["an override without a reason", { engine, overrides: [{ hold: "noSpareNode" }] }, ["overrides[0].reason"]],
        ["an existing database", { engine, databaseSettings: { jdbcUrl: "jdbc:postgresql://db:5432/camunda", secret: "db" } }, []],
        ["a database in the cluster", { engine, databaseSettings: { image: "postgres:15", storage: "10Gi" } }, []],
        ["half of an existing database", { engine, databaseSettings: { jdbcUrl: "jdbc:postgresql://db/camunda" } }, ["database.secret"]],
        [
            "a database of both kinds",
            { engine, databaseSettings: { jdbcUrl: "jdbc:postgresql://db/c", secret: "db", storage: "1Gi" } },
            ["database.storage"],
        ],
        ["another kind of database", { engine, databaseSettings: { jdbcUrl: "jdbc:mysql://db/c", secret: "db" } }, ["database.jdbcUrl"]],
        ["no section at all", { engine, nodes: "three" as unknown as object }, ["nodes"]],
        ["a list where names belong", { engine, migration: [] }, ["migration"]],
        ["an unknown product", { engine: { version: "7.23.0", product: "activiti" } }, ["engine.product"]],
        ["an unknown edition", { engine: { version: "7.23.0", edition: "gold" } }, ["engine.edition"]],
        ["the enterprise edition without its image", { engine: { version: "7.23.0", edition: "enterprise" } }, ["engine.image"]],
        ["a misspelt placeholder", { engine: { version: "7.23.0", image: "orders:{versoin}" } }, ["engine.image"]],
        ["an image with a protocol", { engine: { version: "7.23.0", image: "https://registry/orders:1" } }, ["engine.image"]],
        ["arguments that are no list", { engine, nodes: { arguments: "--rest" } }, ["nodes.arguments"]],
        ["more memory asked for than allowed", { engine, nodes: { memoryRequest: "2Gi", memoryLimit: "1Gi" } }, ["nodes.memoryRequest"]],
        ["more memory asked for than allowed by default", { engine, nodes: { memoryRequest: "4Gi" } }, ["nodes.memoryRequest"]],
        ["as much memory in another unit", { engine, nodes: { memoryRequest: "1024Mi", memoryLimit: "1Gi" } }, []],
        [
            "a hold that is lifted twice",
            {
                engine,
                overrides: [
                    { hold: "noSpareNode", reason: "a" },
                    { hold: "noSpareNode", reason: "b" },
                ],
            },
            ["overrides[1]"],
        ],
        ["an override that is a text", { engine, overrides: ["noSpareNode"] as unknown as object[] }, ["overrides[0]"]],
        ["overrides that are no list", { engine, overrides: {} as unknown as object[] }, ["overrides"]],
        ["a way back without a reason", { engine, rollback: { from: "7.23.0" } }, ["rollback.reason"]],
        ["a way back from nowhere", { engine, rollback: { from: "7.23", reason: "slow" } }, ["rollback.from"]],
        ["a way back", { engine, rollback: { from: "7.23.0", reason: "slow" } }, []],
        ["a stack to promote from", { engine, promotion: { stack: "staging", maxAgeDays: 365, output: "rehearsed" } }, []],
        ["a stack with its project and organization", { engine, promotion: { stack: "acme/orders-2/staging.eu" } }, []],
        ["a backup that is required", { engine, backup: { required: true } }, []],
        ["a backup that is named", { engine, backup: { at: "2026-11-21T10:00:00+01:00", reference: "snap-1" } }, []],
        ["a backup without a time zone", { engine, backup: { at: "2026-11-21T10:00:00", reference: "snap-1" } }, ["backup.at"]],
        ["a backup of no day that there is", { engine, backup: { at: "2026-13-21T10:00:00Z", reference: "snap-1" } }, ["backup.at"]],
        ["a backup that nobody finds again", { engine, backup: { at: "2026-11-21T10:00:00Z" } }, ["backup.reference"]],
        ["a backup of nobody knows when", { engine, backup: { reference: "snap-1" } }, ["backup.at"]],
        [
            "all that may be wrong about it",
            { engine, backup: { required: "yes", at: 5, reference: "", by: "x" } },
            ["backup.required", "backup.at", "backup.reference", "backup.by"],
        ],
        ["a stack that is none", { engine, promotion: { stack: "a/b/c/staging" } }, ["promotion.stack"]],
        ["a stack by its URL", { engine, promotion: { stack: "https://app.pulumi.com/acme/orders/staging" } }, ["promotion.stack"]],
        ["no stack to promote from", { engine, promotion: { maxAgeDays: 14 } }, ["promotion.stack"]],
        ["evidence of any age", { engine, promotion: { stack: "staging", maxAgeDays: 0 } }, ["promotion.maxAgeDays"]],
        ["evidence of another year", { engine, promotion: { stack: "staging", maxAgeDays: 366 } }, ["promotion.maxAgeDays"]],
        ["a text for days", { engine, promotion: { stack: "staging", maxAgeDays: "14" } }, ["promotion.maxAgeDays"]],
        ["an output without a name", { engine, promotion: { stack: "staging", output: "" } }, ["promotion.output"]],
        [
            "everything about verification",
            {
                engine,
                verification: {
                    failedJobsAllowed: 5,
                    soakSeconds: 600,
                    lockSeconds: 0,
                    mixedWarningMinutes: 60,
                    mixedMinutes: 240,
                    pauseAfter: ["schema", "batch-1"],
                    goAhead: "7.23.0 batch-1",
                },
            },
            [],
        ],
        [
            "all that can be wrong about verification",
            {
                engine,
                verification: {
                    failedJobsAllowed: -1,
                    soakSeconds: "60",
                    pauseAfter: ["batch1"],
                    goAhead: "batch-1",
                    returnFirstBatch: "yes",
                    soak: 1,
                },
            },
            [
                "verification.failedJobsAllowed",
                "verification.soakSeconds",
                "verification.pauseAfter",
                "verification.goAhead",
                "verification.returnFirstBatch",
                "verification.soak",
            ],
        ],
        [
            "a pause after a batch that there is none of",
            { engine, verification: { pauseAfter: ["batch-9"] } },
            ["verification.pauseAfter[0]"],
        ],
        [
            "a pause among nodes that are not known",
            { engine, nodes: { count: 0 }, verification: { pauseAfter: ["batch-9"] } },
            ["nodes.count"],
        ],
        ["verification that is a flag", { engine, verification: true as unknown as object }, ["verification"]],
        ["an override of what only a checkpoint finds", { engine, overrides: [{ hold: "deployedWhileMixed", reason: "a hotfix" }] }, []],
        ["a stack that is a text", { engine, promotion: "staging" as unknown as object }, ["promotion"]],
        ["a misspelt age", { engine, promotion: { stack: "staging", maxAge: 7 } }, ["promotion.maxAge"]],
        ["nodes to take over", { engine, adopt: { selector: "app=camunda,tier in (web)", port: 8081 } }, []],
        ["nodes to take over, without a selector", { engine, adopt: { port: 8081 } }, ["adopt.selector"]],
        [
            "a tag that moves, of an image that the gate does not judge",
            { engine, migration: { image: "liquibase/liquibase:latest" } },
            ["migration.image"],
        ],
        [
            "scripts of a later engine, by a tag that moves",
            { engine, migration: { scriptsImage: "camunda/camunda-bpm-platform:run-latest" } },
            ["migration.scriptsImage"],
        ],
        ["scripts of a later engine", { engine, migration: { scriptsImage: "camunda/camunda-bpm-platform:run-7.24.0" } }, []],
        ["a placeholder where nothing is put in", { engine, databaseSettings: { image: "postgres:{version}" } }, ["database.image"]],
        ["a repository in capitals", { engine: { version: "7.23.0", image: "Orders:1" } }, ["engine.image"]],
        ["a digest that is too short", { engine: { version: "7.23.0", image: "orders@sha256:abc" } }, ["engine.image"]],
        [
            "images of every kind",
            { engine: { version: "7.23.0", image: `r.example.com:5000/a/b_c:x-{version}@sha256:${"0".repeat(64)}` } },
            [],
        ],
        ["a batch size in a list", { engine, nodes: { batchSize: ["1"] } }, ["nodes.batchSize"]],
        ["fractions of a byte", { engine, nodes: { memoryLimit: "640m" } }, ["nodes.memoryLimit"]],
        ["bytes", { engine, nodes: { memoryLimit: "640" } }, ["nodes.memoryLimit"]],
        ["500 processors", { engine, nodes: { cpuRequest: "500" } }, ["nodes.cpuRequest"]],
        ["no limit for a lock", { engine, migration: { lockTimeout: "0s" } }, ["migration.lockTimeout"]],
        ["somebody unknown to apply the scripts", { engine, migration: { appliedBy: "DBA" } }, ["migration.appliedBy"]],
        ["another URL for the migration", { engine, migration: { jdbcUrl: "jdbc:postgresql://db:5432/camunda?sslmode=require" } }, []],
        ["one that is known later", { engine, migration: { jdbcUrl: Promise.resolve("jdbc:postgresql://db/camunda") } }, []],
        ["one with credentials", { engine, migration: { jdbcUrl: "jdbc:postgresql://c:pw@db/camunda" } }, ["migration.jdbcUrl"]],
        ["one of another kind of database", { engine, migration: { jdbcUrl: "jdbc:mariadb://db/camunda" } }, ["migration.jdbcUrl"]],
        ["one that is a section", { engine, migration: { jdbcUrl: { apply: "later" } } }, ["migration.jdbcUrl"]],
        ["one that is null", { engine, migration: { jdbcUrl: null } }, ["migration.jdbcUrl"]],
        ["a DBA who applies the scripts", { engine, migration: { appliedBy: "dba" } }, []],
        ["a variable that this module sets", { engine, nodes: { env: { DB_PASSWORD: "pw" } } }, ["nodes.env.DB_PASSWORD"]],
        ["the same as Spring writes it", { engine, nodes: { env: { "spring.datasource.url": "x" } } }, ["nodes.env.spring.datasource.url"]],
        [
            "a schema that the nodes would make",
            { engine, nodes: { env: { CAMUNDA_BPM_DATABASE_SCHEMAUPDATE: "true", "camunda.bpm.database.table-prefix": "MY_" } } },
            ["nodes.env.CAMUNDA_BPM_DATABASE_SCHEMAUPDATE", "nodes.env.camunda.bpm.database.table-prefix"],
        ],
        [
            "an Ingress and a place for the nodes",
            {
                engine,
                nodes: {
                    ingressHost: "orders.example.com",
                    ingressClass: "alb",
                    ingressAnnotations: { "alb.ingress.kubernetes.io/scheme": "internet-facing" },
                    nodeSelector: { "eks.amazonaws.com/nodegroup": "camunda" },
                    tolerations: [{ key: "dedicated", operator: "Exists" }],
                    zoneSpread: false,
                },
            },
            [],
        ],
        [
            "all that may be wrong about them",
            {
                engine,
                nodes: {
                    ingressClass: "alb",
                    drainSeconds: 5,
                    ingressAnnotations: "scheme",
                    nodeSelector: ["a"],
                    tolerations: {},
                    zoneSpread: "no",
                },
            },
            [
                "nodes.ingressAnnotations",
                "nodes.nodeSelector",
                "nodes.tolerations",
                "nodes.zoneSpread",
                "nodes.ingressHost",
                "nodes.drainSeconds",
            ],
        ],
        [
            "one toleration among several",
            { engine, nodes: { tolerations: [{ key: "a" }, { operator: "Exists" }] } },
            ["nodes.tolerations[1].key"],
        ],
        ["a variable beside it", { engine, nodes: { env: { SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE: "5" } } }, []],
        [
            "what the module sets itself, in the spellings of Spring Boot",
            {
                engine,
                nodes: {
                    env: { DB_URL: "x", "server.shutdown": "x", "spring.data-source.url": "x", CamundaBpmDatabaseSchemaUpdate: "x" },
                },
            },
            [
                "nodes.env.DB_URL",
                "nodes.env.server.shutdown",
                "nodes.env.spring.data-source.url",
                "nodes.env.CamundaBpmDatabaseSchemaUpdate",
            ],
        ],
        ["no name of a variable", { engine, nodes: { env: { "JAVA OPTS": "-Xmx1g" } } }, ["nodes.env.JAVA OPTS"]],
        [
            "credentials before the host",
            { engine, databaseSettings: { jdbcUrl: "jdbc:postgresql://c:pw@db/c", secret: "db" } },
            ["database.jdbcUrl"],
        ],
        [
            "a URL that the driver does not take",
            { engine, databaseSettings: { jdbcUrl: "jdbc:postgresql://db:5432", secret: "db" } },
            ["database.jdbcUrl"],
        ],
        [
            "URLs of every kind",
            {
                engine,
                databaseSettings: { jdbcUrl: "jdbc:postgresql://a:5432,[::1]:5433/c?targetServerType=primary&ssl=true", secret: "db" },
            },
            [],
        ],
        ["a name that is inherited by every object", { engine, nodes: { constructor: 1 } }, ["nodes.constructor"]],
        ["several at once", { engine: { version: 7, tag: "x" }, nodes: { count: "3" } }, ["engine.version", "engine.tag", "nodes.count"]],
    ];
    for (const [name, args, expected] of cases) {
        it(`${name}: ${expected.join(", ") || "no fault"}`, () => expect(paths(args)).to.deep.equal(expected));
    }
});

describe("refuse", () => {
    it("does not repeat a URL that carries a password", () => {
        const jdbcUrl = "jdbc:postgresql://db/camunda?user=camunda&password=pw-4711";
        const refusal = refuse({ engine, databaseSettings: { jdbcUrl, secret: "db" } });
        expect(refusal).to.contain("database.jdbcUrl").and.not.to.contain("pw-4711");
        const migration = refuse({ engine, migration: { jdbcUrl } });
        expect(migration).to.contain("migration.jdbcUrl").and.not.to.contain("pw-4711");
    });
    it("repeats no credentials, wherever they were typed", () => {
        const refusal = refuse({
            engine: { version: "7.23.0", image: "https://ci:pw-4711@registry/orders:1" },
            nodes: { restSecret: "operator/pw-4711", env: { DB_PASSWORD: "pw-4711" } },
            overrides: "token=pw-4711" as unknown as object[],
            databaseSettings: "jdbc:postgresql://db/c?password=pw-4711" as unknown as object,
        });
        expect(refusal).to.contain("engine.image").and.to.contain("nodes.restSecret").and.not.to.contain("pw-4711");
    });
    it("says what to take away, where no other value would do", () => {
        expect(refuse({ engine: { ...engine, tag: "x" } })).to.contain("next: pulumi config rm --path 'engine.tag'");
        expect(refuse({ engine, nodes: { count: 0 } })).to.contain("next: pulumi config set --path 'nodes.count' …");
    });
    it("has nothing to say about a configuration without faults, whatever the gate will say", () =>
        expect(refuse({ engine: { version: "7.99.0" } })).to.equal(undefined));
    it("tells faults and holds in one message", () => {
        expect(
            refuse({ engine: { version: "7.99.0", image: "engine:latest" }, nodes: { count: 0, surge: "yes" } })
                ?.split("\n")
                .map((line) => line.split(/ is |: /)[0]),
        ).to.include.members(["configurationInvalid", "  nodes.count", "  nodes.surge", "versionUnsupported", "floatingTag"]);
    });
});

describe("settle", () => {
    it("makes texts of variables that YAML made something else", () =>
        expect(settle({ engine, nodes: { env: { A: true, B: 5, C: "x" } } }).nodes.env).to.deep.equal({ A: "true", B: "5", C: "x" }));
    it("fills in the defaults", () => {
        const { image, nodes, target } = settle({ engine });
        expect(image).to.equal("camunda/camunda-bpm-platform:run-7.23.0");
        expect(nodes).to.include({ count: 3, batchSize: "33%", surge: false, drainSeconds: 5, stopSeconds: 60 });
        expect({ ...target, room: undefined }).to.deep.equal({
            product: "camunda",
            edition: "community",
            version: "7.23.0",
            image: "camunda/camunda-bpm-platform:run-{version}",
            application: "",
            nodes: 3,
            batchSize: "33%",
            surge: false,
            room: undefined,
            overrides: [],
        });
    });
});
