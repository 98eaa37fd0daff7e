import { isSection, shown } from "../checks";
import { absent, Fault } from "../faults";
import { compareNumbers, Engine, engineOf, numbersOf, ownParameters, versionOf } from "./engines";
import { isReservedWord } from "./reservedWords";
import { GivenRds, needless, pathOf, SettingsRule, wrong } from "./rule";
import { defaults } from "./settled";

/** A rule about a server of a kind that there is. */
const ofServer = (reads: readonly (keyof GivenRds)[], finds: (name: string, engine: Engine, given: GivenRds) => Fault[]): SettingsRule => ({
    reads: ["engine", ...reads],
    finds: (given) => {
        const name = given.engine ?? defaults.engine;
        const engine = engineOf(name);
        return engine ? finds(name, engine, given) : [];
    },
});

// Each of them "doesn't apply to Amazon Aurora DB instances":
// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html.
const onlyInstances: readonly (keyof GivenRds)[] = ["storageGiB", "maxStorageGiB", "storageType", "iops", "throughput", "multiAz"];

/** Rules about a server: its version, its class, its names and its parameters. */
export const serverRules: readonly SettingsRule[] = [
    ofServer(["engineVersion"], (name, engine, { engineVersion }) => {
        if (engineVersion === undefined) {
            return [];
        }
        const version = versionOf(name, engineVersion);
        const problem = !version
            ? `whose versions look like "${engine.exampleVersion}", in quotes`
            : compareNumbers(numbersOf(version.major), numbersOf(engine.since)) < 0
              ? `which can enforce TLS from ${engine.since} on`
              : undefined;
        return problem === undefined ? [] : [wrong("engineVersion", `is ${shown(engineVersion)}, but engine is ${name}, ${problem}`)];
    }),
    ofServer(["instanceClass"], (name, engine, { instanceClass = "" }) => {
        const problem = problemOfClass(engine, instanceClass);
        return problem === undefined ? [] : [wrong("instanceClass", `is ${shown(instanceClass)}, but engine is ${name}, ${problem}`)];
    }),
    ofServer(["databaseName"], (name, { kind }, { databaseName }) =>
        databaseName !== undefined && isReservedWord(kind, databaseName)
            ? [
                  wrong(
                      "databaseName",
                      `is "${databaseName}", which ${name} has for itself; it has to be another name, e.g. ${defaults.databaseName}`,
                  ),
              ]
            : [],
    ),
    ...onlyInstances.map((setting) =>
        ofServer([setting], (name, { aurora }, given) =>
            aurora && given[setting] !== undefined
                ? [
                      needless(
                          setting,
                          setting === "multiAz"
                              ? `is ${shown(given.multiAz)}, but engine is ${name}, whose instances are in several zones anyhow`
                              : `is ${shown(given[setting])}, but engine is ${name}, whose storage grows by itself and has no settings`,
                      ),
                  ]
                : [],
        ),
    ),
    ofServer(["instances"], (name, { aurora }, { instances }) =>
        !aurora && instances !== undefined
            ? [needless("instances", `is ${instances}, but engine is ${name}, which has one instance, and with multiAz a standby`)]
            : [],
    ),
    // Instances of a cluster are named after it, up to -16; the name of one may have 63 characters.
    ofServer(["identifier"], (name, { aurora }, { identifier = "" }) =>
        aurora && identifier.length > 60
            ? [
                  wrong(
                      "identifier",
                      `is "${identifier}", of ${identifier.length} characters, but ${name} names its instances after it: at most 60`,
                  ),
              ]
            : [],
    ),
    ofServer(["engineVersion", "parameters"], (name, _, { engineVersion = "", parameters }) =>
        Object.entries(isSection(parameters) ? parameters : {}).flatMap(([parameter, value]) =>
            parameterFaults(parameter, value, ownParameters(name, engineVersion)),
        ),
    ),
    {
        reads: ["engine", "import", "identifier", "restoreFrom"],
        finds: (given) =>
            given.import === undefined
                ? []
                : [
                      ...(given.identifier === undefined
                          ? [absent(pathOf("identifier"), `import is "${given.import}", and the name of that database has to be told, too`)]
                          : []),
                      // AWS and the provider know an instance by its resource id, which stays when it is renamed, and a cluster by its name.
                      ...(isAurora(given) === given.import.startsWith("db-") || (isAurora(given) && given.import !== given.identifier)
                          ? [
                                {
                                    path: pathOf("import"),
                                    message: isAurora(given)
                                        ? `is "${given.import}", but has to be the identifier of the cluster${given.identifier === undefined ? "" : `, ${given.identifier}`}`
                                        : `is "${given.import}", but has to be the resource id of the instance, db-…: aws rds describe-db-instances`,
                                },
                            ]
                          : []),
                      ...(given.restoreFrom !== undefined
                          ? [
                                needless(
                                    "restoreFrom",
                                    `is "${given.restoreFrom}", but import is "${given.import}": a database that exists is not made from a snapshot`,
                                ),
                            ]
                          : []),
                  ],
    },
];

/** Why a server cannot have a class of instances, where AWS says so plainly. */
const isAurora = ({ engine }: GivenRds): boolean => engineOf(engine ?? defaults.engine)?.aurora === true;

function problemOfClass({ aurora, kind }: Engine, instanceClass: string): string | undefined {
    const [, family, size] = instanceClass.split(".");
    const burstable = family.startsWith("t");
    const small = size === "micro" || size === "small";
    // https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.DBInstanceClass.Types.html
    if (aurora && !["r", "x", "t"].includes(family[0])) {
        return "which has memory-optimized and burstable classes only, e.g. db.r7g.large";
    }
    // https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.DBInstanceClass.SupportAurora.html
    if (aurora && burstable && !["medium", "large"].includes(size)) {
        return "which has burstable classes as medium and large only, e.g. db.t4g.medium";
    }
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Support.html: "No" for MariaDB, MySQL and PostgreSQL.
    if (!aurora && ["z1d", "x1", "x1e", "x2iezn"].includes(family)) {
        return "which has no such class; memory-optimized is e.g. db.r7g.large";
    }
    // Performance Insights is always on:
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.Overview.Engines.html, and in the AuroraUserGuide.
    if (kind !== "postgresql" && ((aurora && /^t[23]$/.test(family)) || (burstable && small))) {
        return "whose Performance Insights need another class, e.g. db.t4g.medium";
    }
    return undefined;
}

/** What nobody may turn off with a parameter, by whatever name it has in some server or version. */
const guarded = [
    "ssl",
    "rds.force_ssl",
    "require_secure_transport",
    "transaction_isolation",
    "default_transaction_isolation",
    "tx_isolation",
    "password_encryption",
];

function parameterFaults(parameter: string, value: unknown, own: ReturnType<typeof ownParameters>): Fault[] {
    const path = `${pathOf("parameters")}.${parameter}`;
    const remove = `${pathOf("parameters")}["${parameter}"]`;
    if (!/^[a-z][a-z0-9_]*(?:[.-][a-z0-9_]+)*$/.test(parameter)) {
        return [{ path, message: "is no name of a parameter: lower case, digits, underscores, hyphens and points", remove }];
    }
    if (guarded.includes(parameter)) {
        const set = own.map(({ name, value }) => `${name}=${value}`).join(", ");
        return [
            {
                path,
                message: `is ${shown(value)}, but TLS, isolation and passwords are not free: this module sets ${set}; leave it out`,
                remove,
            },
        ];
    }
    // AWS has 1 and 0 where others have true and false; of a number with a point YAML may have made another.
    return typeof value === "string" || Number.isInteger(value)
        ? []
        : [
              {
                  path,
                  message: `is ${shown(value)}, but has to be a text in quotes or a whole number (1 and 0 for true and false)`,
              },
          ];
}
