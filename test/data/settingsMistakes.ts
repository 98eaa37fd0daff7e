import { Config } from "../unit/support/settingsCommands";

/** Settings of a database that is there. */
export const database = { jdbcUrl: "jdbc:postgresql://db:5432/camunda", secret: "orders-db" };

/** A mistake; words of the message; words that it must not have; the value that the user types where the command leaves one. */
export const settingsMistakes: readonly [mistake: string, settings: Config, says: string[], not: string[], value?: string][] = [
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
    ["a value that is wrong, without --path", { database, engine: { version: "7.23.0" }, "nodes.count": "0" }, ["nodes.count is 0"], []],
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
        ["without --path, and under another prefix", "pulumi config rm 'camunda:nodes.count' && pulumi config set --path 'nodes.count' 5"],
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
