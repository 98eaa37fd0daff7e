import { DatabaseFacts, Facts, Target } from "../../domain/facts/facts";
import { imageOf, isFloating, readImage, steadyTag } from "../../domain/image";
import { latestOf, meantBy, nextMinor, rangeOf, Release } from "../../domain/release";
import { inCommand } from "../../domain/foreign";
import { productIds, productOf } from "../../domain/catalogue/products";
import { commitsEachChange } from "../../domain/holds/database";
import { engineOf } from "../../settings/rds/engines";
import { Rule } from "./rule";
import { releaseOf, versionChanges } from "../../domain/transition";

/** Rules about what is wanted, whatever runs. */
export const targetRules: readonly Rule[] = [
    {
        id: "versionUnsupported",
        finds: ({ wanted, previous }) => {
            const product = productOf(wanted.product);
            if (!product) {
                return {
                    message: `the product ${JSON.stringify(wanted.product)} is none of ${productIds.join(", ")}`,
                    next: "pulumi config set --path engine.product camunda   # a new product is one file in components/domain/catalogue",
                };
            }
            const release = releaseOf(wanted);
            if (release?.known) {
                return undefined;
            }
            const range = `${rangeOf(product)} of the catalogue of ${product.asOf}`;
            const meant = release ? undefined : meantBy(wanted.version, wanted.product, wanted.edition);
            return {
                message: release
                    ? `${product.name} ${wanted.version} is not among the versions ${range}`
                    : `${JSON.stringify(wanted.version)} is not a version of ${product.name}: it has to be three numbers, of the minors ${range}`,
                next: meant
                    ? `pulumi config set --path engine.version ${meant.version}   # ${whyMeant(meant, wanted)}`
                    : `pulumi config set --path engine.version ${within(wanted, previous)}   # a new minor is one entry in components/domain/catalogue/${product.id}.ts`,
            };
        },
    },
    {
        id: "floatingTag",
        finds: ({ wanted }) => {
            const [image, named] = judgedImage(wanted);
            return isFloating(image)
                ? {
                      message: `the tag of the image ${named} is mutable or missing`,
                      next: `pulumi config set --path engine.image ${inCommand(steadyTag(wanted.image))}   # {version} is replaced; or another immutable tag, or a digest`,
                  }
                : undefined;
        },
    },
    {
        id: "imageDiffers",
        finds: ({ wanted }) => {
            const [reference, named] = judgedImage(wanted);
            const image = readImage(reference);
            const version = judgedVersion(wanted);
            const differences = [
                image.version && version && image.version !== version ? `version ${image.version}, target is ${version}` : "",
                image.product && image.product.id !== wanted.product ? `product ${image.product.name}, target is ${wanted.product}` : "",
                image.edition && image.edition !== wanted.edition ? `the ${image.edition} edition, target is ${wanted.edition}` : "",
            ].filter(Boolean);
            return differences.length > 0
                ? {
                      message: `the name of the image ${named} says ${differences.join("; ")}`,
                      next: "pulumi config set --path engine.image … or engine.version, engine.product, engine.edition …   # so that they agree",
                  }
                : undefined;
        },
    },
    {
        id: "patchNotPublic",
        finds: (facts) => {
            const { wanted, previous } = facts;
            const release = releaseOf(wanted);
            const community = release?.known?.latestCommunity;
            const image = readImage(imageOf(wanted.image, wanted.version));
            // What runs already, and where nodes return to, is there.
            const isThere = wanted.rollback !== undefined || (previous ? !versionChanges(facts) : wanted.adopt !== undefined);
            // An image of one's own may have any engine in it, and a digest is one that somebody has.
            const isPublic = wanted.edition === "community" && image.edition === "community" && !image.digest;
            if (!release || !community || release.patch === 0 || !isPublic || isThere) {
                return undefined;
            }
            const before = previous && releaseOf(previous);
            const isDowngrade = before?.product === release.product && before.minor === release.minor && before.patch > 0;
            return {
                message: `${release.product.name} ${wanted.version} is a patch of the enterprise edition, and the community edition has ${community} only`,
                next: isDowngrade
                    ? `${toEnterprise}   # and engine.pullSecret`
                    : `pulumi config set --path engine.version ${community}   # or, with engine.pullSecret, the enterprise edition: ${toEnterprise}`,
            };
        },
    },
    {
        id: "knownBadPair",
        finds: (facts) => {
            const { from, to, database } = ends(facts);
            if (!database || !from || !to || from.minor === to.minor) {
                return undefined;
            }
            const reason = to.known?.cannotRollOn?.[database.kind];
            return reason
                ? {
                      message: `${from.minor} → ${to.minor} cannot run side by side on ${database.kind}: ${reason}`,
                      why: `The vendor's page about this update says so. ${to.known.guide ?? ""}`,
                      next: "stop all nodes for this one update, or move to PostgreSQL before it",
                  }
                : undefined;
        },
    },
    {
        id: "databaseUnsupported",
        live: true,
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
                    why: commitsEachChange,
                    next: ["mariadb", "mysql"].includes(database.kind)
                        ? "migrate the schema by hand first: npm run -s migrate -- --url …   # tested databases: docs/concepts/migration.md"
                        : "migrate the schema by the vendor's scripts first: npm run -s plan names them",
                };
            }
            const without = unsupported(database, from, to).map(
                (r) => `${r.minor} (supported are ${r.known?.postgres.replaceAll(" ", ", ") ?? ""})`,
            );
            return {
                message: `PostgreSQL ${database.version} is not supported by ${without.join(" and ")}`,
                next: "bring the database to a version that both minors support, in an update of its own",
            };
        },
    },
];

/** What a configuration needs for the enterprise edition; its images need `engine.pullSecret`, too. */
const toEnterprise =
    "pulumi config set --path engine.edition enterprise && pulumi config set --path engine.image 'registry.camunda.cloud/cambpm-ee/camunda-bpm-platform-ee:run-{version}'";

/** The version that is judged beside `versionUnsupported`: what is wrong with the wanted one is said there. Undefined: nobody knows. */
const judgedVersion = (wanted: Target): string | undefined =>
    releaseOf(wanted) ? wanted.version : meantBy(wanted.version, wanted.product, wanted.edition)?.version;

/** The image with that version in its name, and how a message names it: with any version, where nobody knows the one that is meant. */
function judgedImage(wanted: Target): [image: string, named: string] {
    const version = judgedVersion(wanted);
    const image = imageOf(wanted.image, version ?? "0.0.0");
    return [image, version ? image : wanted.image];
}

function whyMeant({ known, minor, version }: Release, wanted: Target): string {
    return known && version === latestOf(known, wanted.edition) && !wanted.version.includes(version)
        ? `the latest release of ${minor}, ${wanted.edition} edition`
        : "all three numbers, and nothing else";
}

/** The version to ask for instead of one that the catalogue does not know: the next one from what was wanted last, else the newest. */
function within(wanted: Target, previous: Target | undefined): string {
    const from = previous?.product === wanted.product ? releaseOf(previous) : undefined;
    const minors = productOf(wanted.product)?.minors ?? [];
    const minor = (from && nextMinor(from)) ?? minors[minors.length - 1];
    return latestOf(minor, wanted.edition);
}

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
