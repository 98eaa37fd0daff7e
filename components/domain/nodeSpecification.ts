import { Minor } from "./catalogue/model";
import { imageOf, readImage } from "./image";
import { parseRelease, Release } from "./release";

/**
 * The images of Tomcat and WildFly have the server only, and not the archive's folder of scripts (docker-camunda-bpm-platform, download.sh); the engine's
 * jar is in Tomcat's lib, and in a module of WildFly (camunda-bpm-platform, distro: the assembly.xml of both).
 */
const scriptFolders: Readonly<Record<string, string>> = { tomcat: "lib", wildfly: "modules" };

/** How a node of a version is run, as far as it differs between versions, products and distributions. */
export interface NodeSpecification {
    /** Path of the REST API, without slashes around it. */
    readonly restPath: string;
    /** Whether the image works with a root file system that cannot be written. */
    readonly readOnlyRoot: boolean;
    /** Arguments of the container: the start script and what it is given; empty: as the image has them. */
    readonly arguments: readonly string[];
    /** Prefix of the product's environment variables. */
    readonly environmentPrefix: string;
    /** System property by which the server waits for open requests when it gets SIGTERM, in seconds; empty: it has none, or a variable of its own. */
    readonly suspendProperty: string;
    /** Where the distribution has the SQL scripts, or the engine's jar with them in it. */
    readonly scriptsPath: string;
}

/** What is right for a version by itself, so that it changes together with the image, batch by batch. */
export function nodeSpecification(product: string, version: string, template: string, asked: readonly string[] = []): NodeSpecification {
    const release = parseRelease(version, product);
    const { distribution } = readImage(imageOf(template, version));
    const since = release ? minorsUpTo(release) : [];
    const removed = since.flatMap(({ removedArguments }) => removedArguments ?? []);
    const kept = asked.filter((argument) => !removed.includes(argument));
    const home = release?.product.home ?? "/camunda";
    return {
        // Spring Boot applications of before 7.13 answer under /rest; the distributions have always had /engine-rest.
        restPath: distribution === "application" && release?.product.id === "camunda" ? (applicationPath(since) ?? "rest") : "engine-rest",
        // The start scripts of the Tomcat and WildFly images write the database into the server's own files.
        readOnlyRoot: !["tomcat", "wildfly"].includes(distribution),
        arguments: kept.length > 0 ? [startScript(since) ?? release?.product.startScript ?? "./camunda.sh", ...kept] : [],
        environmentPrefix: release?.product.environmentPrefix ?? "CAMUNDA_BPM",
        // Of WildFly 12 and later (WFCORE-3073), whose default is not to wait; those before ignore it.
        suspendProperty: distribution === "wildfly" ? "org.wildfly.sigterm.suspend.timeout" : "",
        scriptsPath: `${home}/${scriptFolders[distribution] ?? "configuration/sql"}`,
    };
}

const minorsUpTo = ({ product, known }: Release): readonly Minor[] =>
    known ? product.minors.slice(0, product.minors.indexOf(known) + 1) : product.minors;

const applicationPath = (minors: readonly Minor[]): string | undefined =>
    minors.flatMap(({ applicationRestPath }) => applicationRestPath ?? []).at(-1);

const startScript = (minors: readonly Minor[]): string | undefined => minors.flatMap(({ startScript }) => startScript ?? []).at(-1);
