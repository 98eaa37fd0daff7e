import { failing } from "../../domain/failing";
import { Facts } from "../../domain/facts/facts";
import { appliedBy, hopContent } from "../../schema/rules/hop";
import { parseRelease, Release } from "../../domain/release";
import { compareSchemas, leastSchemaOf, schemaFit, schemaOf } from "../../domain/schemaVersion";
import { backByHand, expectedVersions, lowestExpected, putRight } from "./putRight";
import { Rule } from "./rule";
import { arrow, inFlight, kindOf, onlyRoomChanges, releaseOf, resumes, stepOf } from "../../domain/transition";
import { planOf } from "../../domain/commands";

/** Rules about the schema that the nodes work on. */
export const schemaRules: readonly Rule[] = [
    {
        id: "schemaBehind",
        live: true,
        finds: (facts) => {
            const { previous, live } = facts;
            const running = previous && releaseOf(previous);
            // Back to nodes that the schema is for is the way out.
            if (kindOf(facts) === "nodeRollback") {
                return undefined;
            }
            const schema = live?.schema;
            const node = live?.nodes.find(({ version }) => version === running?.version);
            if (!running || !schema || !node || !isAt("behind", running, schema)) {
                return undefined;
            }
            // Before the schema is migrated no node is updated: somebody has set it by hand, and the version before is the one that the schema is for.
            const before = inFlight(facts) ? parseRelease(lowestExpected(facts), facts.previous?.product) : undefined;
            return {
                message: `nodes run ${running.version} and need the schema ${schemaOf(running)}, but the schema log shows ${schema}`,
                next:
                    (before && isAt("fits", before, schema) && backByHand(facts, node)) ||
                    "restore the database, or bring its schema to the nodes' version: npm run -s migrate -- --help",
            };
        },
    },
    {
        id: "databaseUnexpected",
        live: true,
        finds: ({ live }) => (live?.failing?.lost === undefined ? undefined : failing(live.failing)),
    },
    {
        id: "nodeFailing",
        live: true,
        finds: (facts) => {
            const { live, previous } = facts;
            // What goes on waits for it at its checkpoints; more memory may be what mends it.
            const passes = !previous || resumes(facts) || onlyRoomChanges(facts);
            return !live?.failing || live.failing.lost !== undefined || passes ? undefined : failing(live.failing);
        },
    },
    {
        id: "schemaAhead",
        live: true,
        finds: ({ wanted, live }) => {
            const to = releaseOf(wanted);
            return to && live?.schema && isAt("ahead", to, live.schema)
                ? {
                      message: `the schema log shows ${live.schema}, more than one minor ahead of ${wanted.version}`,
                      next: "set a version that the schema fits, or restore the database from its backup",
                  }
                : undefined;
        },
    },
    {
        id: "schemaAheadOfNodes",
        live: true,
        finds: (facts) => {
            const { wanted, live } = facts;
            const schema = live?.schema;
            const stranded = schema
                ? live.nodes.filter(({ version }) => {
                      const release = parseRelease(version, facts.previous?.product ?? wanted.product);
                      return release !== undefined && isAt("ahead", release, schema);
                  })
                : [];
            const to = releaseOf(wanted);
            // That the wanted version is no way out, schemaAhead says.
            if (stranded.length === 0 || !schema || (to && isAt("ahead", to, schema))) {
                return undefined;
            }
            const versions = [...new Set(stranded.map(({ version }) => version))].join(", ");
            // Nodes of a version that nobody expects were changed; else it is the schema that was.
            const isOdd = stranded.some(({ version }) => !expectedVersions(facts).includes(version));
            const out = versions.includes(wanted.version) ? "" : `; ${wanted.version} works with that schema`;
            return {
                message: `nodes run ${versions}, but the schema log shows ${schema}, more than one minor ahead of them${out}`,
                next:
                    (isOdd && putRight(facts, stranded)) ||
                    "find out who has migrated the schema; then update the nodes to a version that it fits, or override this hold if they may go on meanwhile",
            };
        },
    },
    {
        id: "schemaForeign",
        live: true,
        finds: ({ wanted, live }) => {
            const to = releaseOf(wanted);
            return to?.known && live?.schema && isAt("unknown", to, live.schema)
                ? {
                      message: `the schema log shows ${live.schema}, which is not a schema of ${to.product.name}`,
                      next: "set engine.product to the product that the database belongs to",
                  }
                : undefined;
        },
    },
    {
        id: "schemaPatchFirst",
        live: true,
        finds: (facts) => {
            const from = kindOf(facts) === "minor" ? stepOf(facts)?.from : undefined;
            const schema = facts.live?.schema;
            // The migration Job runs them itself, before the step.
            if (from && hasChangeLog(from)) {
                return undefined;
            }
            // One that is the same as a script of an earlier minor is left out where that was applied, and so is its entry.
            const newest = from?.known?.patchScripts?.filter(({ sameAs }) => !sameAs).at(-1)?.writes;
            return from && schema && newest && (compareSchemas(from.product, schema, newest) ?? 0) < 0
                ? {
                      message: `${arrow(facts)}: the schema log shows ${schema}, but the last patch script of ${from.minor} writes ${newest}`,
                      next: `run the patch scripts of ${from.minor}, except for those that equal a script of an earlier minor: ${planOf(facts)}`,
                  }
                : undefined;
        },
    },
    {
        id: "schemaStepByHand",
        live: true,
        finds: (facts) => {
            const scripts = scriptsByHand(facts);
            return scripts.length > 0
                ? {
                      message: `${arrow(facts)} needs a schema that the migration Job cannot create: ${scripts.join(", ")}`,
                      next: "run these scripts of the vendor in this order, then pulumi up: the Job goes on when the schema log shows the target",
                  }
                : undefined;
        },
    },
];

const isAt = (fit: string, release: Release, schema: string): boolean => schemaFit(release, schema) === fit;

/** Whether there is a Liquibase change log that leads to each of the product's minors: Camunda's, or the one from the catalogue before it. */
const hasChangeLog = ({ product }: Release): boolean => product.minors.some(({ changeLog }) => changeLog);

/** Whether the schema has to move, and the migration Job cannot move it. */
export function isByHand(facts: Facts): boolean {
    const to = releaseOf(facts.wanted);
    const from = facts.previous && releaseOf(facts.previous);
    if (!to?.known || ["unchanged", "nodeRollback"].includes(kindOf(facts))) {
        return false;
    }
    const moves = !from?.known || (compareSchemas(to.product, schemaOf(from), schemaOf(to)) ?? -1) < 0;
    return moves && !(facts.previous ? from?.known && hasChangeLog(from) && hasChangeLog(to) : to.known.changeLog);
}

/** Scripts that somebody has to run before the nodes can start; none if the schema log shows that they were. */
export function scriptsByHand(facts: Facts): string[] {
    const to = releaseOf(facts.wanted);
    const from = facts.previous && releaseOf(facts.previous);
    const present = facts.live?.schema;
    // Where a DBA applies the scripts, the migration waits for these as for any other.
    if (
        !to ||
        facts.wanted.appliedBy === "dba" ||
        !isByHand(facts) ||
        (present && (compareSchemas(to.product, present, leastSchemaOf(to)) ?? -1) >= 0)
    ) {
        return [];
    }
    if (!from?.known) {
        // What follows a version that nobody knows, previousUnsupported says.
        return facts.previous ? [] : [`the create scripts of ${to.version}`];
    }
    const files = hopContent(from, to, facts.wanted.edition, appliedBy(from, present)).scripts.map(({ file }) => `postgres_${file}`);
    return files.length > 0 ? files : [`the scripts of ${to.product.name} that lead to ${schemaOf(to)}`];
}
