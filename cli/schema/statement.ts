/** What a part of a statement does to one object. Names are in lower case, as PostgreSQL keeps them. */
export interface Action {
    /**
     * `createTable`, `dropTable`, `createIndex`, `dropIndex`, `addColumn`, `dropColumn`, `changeType`, `setNotNull`, `dropNotNull`, `setDefault`,
     * `addForeignKey`, `addUnique`, `addCheck`, `dropConstraint`, `insert`, `update`, `delete`, or `unknown`.
     */
    readonly kind: string;
    /** The table; empty where the statement names none (`dropIndex`) or is not understood. */
    readonly table: string;
    /** The column, index or constraint; the first value of an inserted row; what a statement that is not understood is called. */
    readonly name: string;
    /** Type of a column, as PostgreSQL writes it, e.g. `character varying(64)`. */
    readonly type?: string;
    /** Columns of an index. */
    readonly columns?: readonly string[];
    /** Tables that a foreign key leads to. */
    readonly references?: readonly string[];
    /** Whether a column has a default, and whether that is more than a constant. */
    readonly hasDefault?: boolean;
    readonly computed?: boolean;
    /** Whether it makes an index by the way, as a unique column does. */
    readonly unique?: boolean;
}

/** One statement of a script. */
export interface Statement {
    /** As it stands in the script, without comments before it. */
    readonly text: string;
    readonly actions: readonly Action[];
    /** Whether it does no more than it says: it calls no function, asks no table, and names no schema. */
    readonly plain: boolean;
}

/** A script of the vendor's, taken apart. */
export interface ScriptFile {
    /** Path below the folder with create/, upgrade/ and liquibase/, e.g. `upgrade/postgres_engine_7.22_to_7.23.sql`. */
    readonly file: string;
    readonly statements: readonly Statement[];
}

/** Whether a statement changes no more than rows. */
export const isRowsOnly = ({ actions }: Statement): boolean => actions.every(({ kind }) => ["insert", "update", "delete"].includes(kind));

/** A name as Camunda's scripts and manual write it; one that PostgreSQL would not read back so, in quotes. */
export const spoken = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name.toUpperCase() : `"${name.replaceAll('"', '""')}"`);
