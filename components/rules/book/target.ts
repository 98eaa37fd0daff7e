import { DatabaseFacts, Facts, Target } from "../facts";
import { imageOf, isFloating, readImage } from "../image";
import { latestOf, rangeOf, Release } from "../release";
import { productIds, productOf } from "../catalogue/products";
import { engineOf } from "../rds/engines";
import { releaseOf, rollingUpdatePage, Rule } from "./rule";

/** Rules about what is wanted, whatever runs. */
export const targetRules: readonly Rule[] = [
    {
        id: "versionUnsupported",
        why: "The order of the minors, the schema and the patches of each come from a catalogue; for a minor that is not in it they would be a guess.",
        overridable: false,
        finds: ({ wanted }) => {
            const product = productOf(wanted.product);
            if (!product) {
                return {
                    message: `the product ${JSON.stringify(wanted.product)} is none of ${productIds.join(", ")}`,
                    next: "pulumi config set --path engine.product camunda   # a new product is one file in components/rules/catalogue",
                };
            }
            const release = releaseOf(wanted);
            if (release?.known) {
                return undefined;
            }
            const newest = latestOf(product.minors[product.minors.length - 1], wanted.edition);
            const range = `${rangeOf(product)} of the catalogue of ${product.asOf}`;
            return {
                message: release
                    ? `${product.name} ${wanted.version} is not among the versions ${range}`
                    : `${JSON.stringify(wanted.version)} is not a version of ${product.name}: three numbers, of the minors ${range}`,
                next: `pulumi config set --path engine.version ${newest}   # a new minor is one entry in components/rules/catalogue/${product.id}.ts`,
            };
        },
    },
    {
        id: "floatingTag",
        why: `A node that restarts by itself would come up with whatever the tag means that day, outside of the order that the procedure asks for (${rollingUpdatePage}).`,
        overridable: false,
        finds: ({ wanted }) => {
            const image = imageOf(wanted.image, wanted.version);
            return isFloating(image)
                ? {
                      message: `the image ${image} has no tag that stays the same`,
                      next: `pulumi config set --path engine.image ${productOf(wanted.product)?.image ?? "REPOSITORY:TAG"}   # a full version or a digest`,
                  }
                : undefined;
        },
    },
    {
        id: "imageDiffers",
        why: "What counts is the engine in the image: the gate judges the version that is told, and the nodes would run another one.",
        overridable: true,
        finds: ({ wanted }) => {
            const reference = imageOf(wanted.image, wanted.version);
            const image = readImage(reference);
            const differences = [
                image.version && image.version !== wanted.version ? `version ${image.version}, wanted ${wanted.version}` : "",
                image.product && image.product.id !== wanted.product ? `${image.product.name}, wanted ${wanted.product}` : "",
                image.edition && image.edition !== wanted.edition ? `the ${image.edition} edition, wanted ${wanted.edition}` : "",
            ].filter(Boolean);
            return differences.length > 0
                ? {
                      message: `the image ${reference} is by its name of ${differences.join("; of ")}`,
                      next: "pulumi config set --path engine.image … or engine.version, engine.product, engine.edition …   # so that they agree",
                  }
                : undefined;
        },
    },
    {
        id: "knownBadPair",
        why: "For this pair the vendor's page about the update says so.",
        overridable: false,
        finds: (facts) => {
            const { from, to, database } = ends(facts);
            const reason = database && from && from.minor !== to?.minor ? to?.known?.cannotRollOn?.[database.kind] : undefined;
            return reason
                ? {
                      message: `${from?.minor} → ${to?.minor} cannot be rolled on ${database?.kind}: ${reason}`,
                      why: `For this pair the vendor's page about the update says so: ${to?.known?.guide}`,
                      next: "stop all nodes for this one step, or move to PostgreSQL before it",
                  }
                : undefined;
        },
    },
    {
        id: "databaseUnsupported",
        live: true,
        why: "Nodes of both versions work on the database while it rolls, so both have to support it (the manual's page Supported Environments of each).",
        overridable: true,
        finds: (facts) => {
            const { from, to } = ends(facts);
            const found = [asked(facts), wantedServer(facts.wanted)].flatMap((one) => one ?? []);
            const database = found.find(({ kind }) => kind !== "postgresql") ?? found.find((one) => unsupported(one, from, to).length > 0);
            if (!database) {
                return undefined;
            }
            if (database.kind !== "postgresql") {
                return {
                    message: `the database is ${database.kind}, and a stack migrates schemas on PostgreSQL only`,
                    why: "Elsewhere a step that fails stays half done, since each change of a table is final by itself.",
                    next: ["mariadb", "mysql"].includes(database.kind)
                        ? "migrate the schema by hand first: npm run -s migrate -- --url …   # docs/migration.md says on what this was executed"
                        : "migrate the schema by the vendor's scripts first: npm run -s plan names them",
                };
            }
            const without = unsupported(database, from, to).map((r) => `${r.minor} (but ${r.known?.postgres.replaceAll(" ", ", ")})`);
            return {
                message: `PostgreSQL ${database.version} is not named for ${without.join(" and ")}`,
                next: "bring the database to a version that both minors support, in an update of its own",
            };
        },
    },
];

function ends(facts: Facts) {
    const { previous, wanted } = facts;
    return { from: previous && releaseOf(previous), to: releaseOf(wanted), database: asked(facts) ?? wantedServer(wanted) };
}

/** The database that runs, or that somebody has told of. */
const asked = ({ live, database }: Facts): DatabaseFacts | undefined => live?.database ?? database;

/** The server that the stack makes, before there is a node that could be asked. */
function wantedServer({ database }: Target): DatabaseFacts | undefined {
    const server = engineOf(database?.engine ?? "");
    return server && { kind: server.kind, version: database?.engineVersion ?? "" };
}

const unsupported = (database: DatabaseFacts, ...ends: readonly (Release | undefined)[]): Release[] =>
    ends.filter((release): release is Release => release !== undefined && !supports(release, database));

/** Whether the vendor names the database's version: 15.4 is a 15; before 10, the first two numbers made the version. */
function supports({ known }: Release, { version }: DatabaseFacts): boolean {
    const named = known?.postgres.split(" ").filter(Boolean) ?? [];
    const major = (v: string) => v.split(".", v.startsWith("9.") ? 2 : 1).join(".");
    return version === "" || named.length === 0 || named.some((one) => major(one) === major(version));
}
