/** A product of the Camunda 7 family, and its releases. A new fork is one file with one of these; a new minor is one entry in it. */
export interface Product {
    /** As in the configuration, e.g. `camunda`. */
    readonly id: string;
    /** As people write it, e.g. `Camunda`. */
    readonly name: string;
    /** When the catalogue was last compared with the vendor's list. */
    readonly asOf: string;
    /** The vendor's list. */
    readonly source: string;
    /** Its image where none is given; `{version}` goes where the version goes. */
    readonly image: string;
    /** Names that its official images have, and the distribution that each stands for unless the tag says. */
    readonly repositories: readonly Repository[];
    /** Home directory in the official images. */
    readonly home: string;
    /** What the start command of the official Run image is called, where no minor says otherwise. */
    readonly startScript: string;
    /** Prefix of its own environment variables. */
    readonly environmentPrefix: string;
    /** Of a fork: the last minor of Camunda whose schema it has, too, e.g. `7.24`. What Camunda brings later is none of its own. */
    readonly forkedAfter?: string;
    /** Schema versions of its own that follow Camunda's, in order, e.g. `2.1`. */
    readonly ownSchemas: readonly string[];
    /** Minors in the order of their updates: each can be reached from the one before. */
    readonly minors: readonly Minor[];
    /** Other products that it can take the place of. */
    readonly switches: readonly ProductSwitch[];
}

/** An official image. */
export interface Repository {
    /** End of the image's name, e.g. `camunda/camunda-bpm-platform`. */
    readonly name: string;
    /** `run`, `tomcat` or `wildfly`: what a tag without one of these in front stands for. */
    readonly distribution: string;
    /** Edition of its releases. */
    readonly edition: string;
}

/**
 * A minor version with all its patches. One that is new is one entry, behind the last: rules, plans, lists of scripts and what the migration's scripts know
 * of versions follow (test/unit/schema/newMinor.test.ts). It needs `minor`, `released`, `latest`, `java`, `postgres`, `guide`, `changeLog: true`; for its script
 * `file`, `writes`, what it locks and what it `leaves`; and from the vendor's guide what it needs and what differs while versions are mixed.
 */
export interface Minor {
    /** e.g. `7.23`. */
    readonly minor: string;
    readonly released: string;
    /** End of maintenance; undefined where the vendor has told none. */
    readonly maintainedUntil?: string;
    /** Newest release that the catalogue knows: of the enterprise edition, where there are two. */
    readonly latest: string;
    /** Newest release of the community edition, where it is another one. */
    readonly latestCommunity?: string;
    /** What the schema log shows for its schema, where that is not the minor's own first version. */
    readonly schema?: string;
    /** Least Java. */
    readonly java: number;
    /** Least Java of the Run distribution and of Spring Boot applications, where it is another one. */
    readonly javaOfRun?: number;
    /** PostgreSQL versions that the vendor names, separated by spaces; empty: the page was not to be had. */
    readonly postgres: string;
    /** The scripts that lead here from the minor before, in order; none where the schema stays as it is. */
    readonly scripts?: readonly Script[];
    /** Scripts of patches of this minor, in order. */
    readonly patchScripts?: readonly Script[];
    /** Whether Camunda's own Liquibase change log leads here; before it, one that is generated from this catalogue does. */
    readonly changeLog?: boolean;
    /** The vendor's page about the update to this minor. */
    readonly guide?: string;
    /** What has to be so before the update. */
    readonly needs?: readonly string[];
    /** What may not be done, or behaves differently on old and new nodes, while versions are mixed. */
    readonly whileMixed?: readonly string[];
    /** What changes in how a node is run. */
    readonly changes?: readonly string[];
    /** Path of the REST API in Spring Boot applications, from this minor on. */
    readonly applicationRestPath?: string;
    /** Arguments that the Run distribution knows no more, from this minor on: a node that is given one ends at once. */
    readonly removedArguments?: readonly string[];
    /** What the start command of the official Run image is called, from this minor on. */
    readonly startScript?: string;
    /** Why this minor cannot be rolled to on a database, e.g. `{ h2: "…" }`. */
    readonly cannotRollOn?: Readonly<Record<string, string>>;
}

/** A script of the vendor's for PostgreSQL. Tables are separated by spaces; locks as they were measured, on tables that existed before. */
export interface Script {
    /** Patch that it came with; none where it leads to a minor. */
    readonly patch?: number;
    /** Name without the prefix of the database, e.g. `engine_7.22_to_7.23.sql`. */
    readonly file: string;
    /** Version that it writes into the schema log; the log exists since 7.11. */
    readonly writes?: string;
    /** Tables that it creates. */
    readonly creates?: string;
    /** Tables that nobody can read or write until it has ended (ACCESS EXCLUSIVE). */
    readonly exclusive?: string;
    /** Tables that can be read only while an index is built (SHARE). */
    readonly share?: string;
    /** Tables that can be read only while a foreign key is added (SHARE ROW EXCLUSIVE). */
    readonly shareRow?: string;
    /** Tables whose every row it writes. */
    readonly updates?: string;
    /** The same change as a script of another minor: never applied where that one was. */
    readonly sameAs?: string;
    /** What it leaves behind; none of a twin, which leaves the same as the other. */
    readonly leaves?: ScriptObjects;
}

/**
 * What a script adds to a schema, by which a database tells that it has been applied; names are separated by spaces. Left out are an index that is made
 * again under its old name, and the row telemetry.lock, which schemas of 7.22 have no more. test/e2e/catalogue.test.ts holds it against the scripts.
 */
export interface ScriptObjects {
    readonly tables?: string;
    /** `TABLE.COLUMN` */
    readonly columns?: string;
    /** `TABLE.COLUMN:LENGTH`, a varchar that is longer afterwards. */
    readonly widened?: string;
    /** `TABLE.INDEX` */
    readonly indexes?: string;
    readonly constraints?: string;
    /** Rows of ACT_GE_PROPERTY. */
    readonly properties?: string;
}

/** Another product that this one can take the place of, on the same schema. */
export interface ProductSwitch {
    /** Product and minor that is left, e.g. `camunda` and `7.24`. */
    readonly product: string;
    readonly minor: string;
    /** Minors of this product that it may be left for. */
    readonly to: readonly string[];
    /** Why it is not described as a rolling update. */
    readonly why: string;
    readonly source: string;
}
