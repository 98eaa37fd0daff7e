import { Product, Repository } from "./catalogue/model";
import { products } from "./catalogue/products";

const placeholder = "{version}";

/** The image of a version: `{version}` in the template is replaced, e.g. `camunda/camunda-bpm-platform:run-{version}`. */
export const imageOf = (template: string, version: string): string => template.replaceAll(placeholder, version);

/** Whether the image's name follows the version by itself. */
export const followsVersion = (template: string): boolean => template.includes(placeholder);

/** An image reference, taken apart. */
export interface ImageFacts {
    /** Without tag and digest. */
    readonly repository: string;
    /** Empty: there is none. */
    readonly tag: string;
    readonly digest: string;
    /** The product whose official image it is; undefined: it is somebody's own. */
    readonly product?: Product;
    /** Edition of the official image; empty: it is somebody's own. */
    readonly edition: string;
    /** `run`, `tomcat`, `wildfly`; `application`: somebody's own image, whose layout is not known. */
    readonly distribution: string;
    /** Engine version that the tag names; empty: none. */
    readonly version: string;
}

/** Reads an image reference: `registry:5000/camunda/camunda-bpm-platform:run-7.23.0@sha256:…`. */
export function readImage(reference: string): ImageFacts {
    const [named, digest = ""] = reference.split("@", 2);
    const slash = named.lastIndexOf("/");
    const colon = named.indexOf(":", slash + 1);
    const repository = colon < 0 ? named : named.slice(0, colon);
    const tag = colon < 0 ? "" : named.slice(colon + 1);
    const [product, official] = officialOf(repository);
    // An image that was copied from an official one keeps its layout: a tag with a distribution in front says so.
    const distribution = /^(run|tomcat|wildfly)4?(?:-|$)/.exec(tag)?.[1];
    return {
        repository,
        tag,
        digest,
        product,
        edition: official?.edition ?? "",
        distribution: distribution ?? official?.distribution ?? "application",
        version: versionIn(tag, product),
    };
}

/** The digest in an image reference, or in what a container runtime calls an image: `docker-pullable://REPOSITORY@sha256:…`, `sha256:…`; empty: none. */
export const digestIn = (name: string): string => /sha256:[0-9a-f]{64}/.exec(name)?.[0] ?? "";

function officialOf(repository: string): [Product?, Repository?] {
    for (const product of products) {
        const official = product.repositories.find(({ name }) => repository === name || repository.endsWith(`/${name}`));
        if (official) {
            return [product, official];
        }
    }
    return [];
}

/** The version in a tag: in an official one any three numbers; in one's own only those of Camunda 7, since others are the application's. */
function versionIn(tag: string, product: Product | undefined): string {
    const pattern = product ? /(?:^|-)(\d+\.\d+\.\d+)(?:-|$)/ : /(?:^|[^\d.])(7\.\d+\.\d+)(?![\d.])/;
    return pattern.exec(tag)?.[1] ?? "";
}

/** Tags that move by convention (README of camunda/docker-camunda-bpm-platform and those of the forks), alone or after a distribution. */
const movingTag =
    /^(?:(?:tomcat|wildfly|run4?)(?:-latest|-snapshot)?|latest|snapshot|stable|main|master|nightly|edge|current|dev|develop|test|staging|prod|production|rc|next|.*-latest|.*-snapshot)$/i;

/**
 * Whether an image reference may mean another image tomorrow: no tag, or one that moves. A digest never does.
 * A node that restarts by itself would come up with another version, unseen by the gate.
 */
export function isFloating(image: string): boolean {
    const { tag, digest, product } = readImage(image);
    // An official tag of two numbers is the newest patch of the day.
    return !digest && (tag === "" || movingTag.test(tag) || (product !== undefined && /^(?:[a-z0-9]+-)?\d+(?:\.\d+)?$/.test(tag)));
}

/** The same repository with a tag that follows the version: what is said about the distribution stays. */
export function steadyTag(template: string): string {
    const { repository, tag } = readImage(template);
    const distribution = /^(?:run4?|tomcat|wildfly)(?=-|$)/.exec(tag)?.[0];
    return `${repository}:${distribution ? `${distribution}-` : ""}${placeholder}`;
}
