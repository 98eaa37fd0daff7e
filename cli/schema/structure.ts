/** A column, as PostgreSQL describes it. */
export interface Column {
    /** e.g. `character varying(64)`. */
    readonly type: string;
    readonly nullable: boolean;
    readonly default?: string;
}

/** A table with what belongs to it; keys are names in lower case. */
export interface Table {
    readonly columns: Readonly<Record<string, Column>>;
    /** Definitions from `using` on, with `unique` in front; indexes of constraints are told by these. */
    readonly indexes: Readonly<Record<string, string>>;
    /** Primary and foreign keys, unique and check constraints. */
    readonly constraints: Readonly<Record<string, string>>;
}

/** The Camunda part of a schema. */
export interface Structure {
    readonly tables: Readonly<Record<string, Table>>;
    /** Rows of ACT_GE_PROPERTY. */
    readonly properties: Readonly<Record<string, string>>;
}

/** Something that is not as in a fresh schema. */
export interface Difference {
    /** `missing`, `extra` or `different`. */
    readonly kind: string;
    /** `table`, `column`, `index`, `constraint` or `property`. */
    readonly what: string;
    readonly table: string;
    /** Name of the column, index, constraint or property; that of the table itself. */
    readonly name: string;
    /** What a fresh schema has. */
    readonly fresh?: string;
    /** What this one has. */
    readonly found?: string;
}

/** A default of null is none: the script that leads to 7.13 writes one where a fresh schema has none. */
const describeColumn = ({ type, nullable, default: value }: Column): string =>
    `${type}${nullable ? "" : " not null"}${value === undefined || value.startsWith("NULL::") ? "" : ` default ${value}`}`;

const describeTable = ({ columns }: Table): string =>
    Object.entries(columns)
        .map(([name, column]) => `${name} ${describeColumn(column)}`)
        .join(", ");

/** What the names of Camunda's objects begin with, but for those of columns and properties. */
const isCamundas = (name: string) => name.startsWith("act_");

/** A key whose value the engine writes: only that the row is there matters. All others are fixed by the schema. */
const isFixed = (property: string) => property === "schema.version";

function compareNamed(
    what: string,
    table: string,
    fresh: Readonly<Record<string, string>>,
    found: Readonly<Record<string, string>>,
    judgesExtra: (name: string) => boolean,
): Difference[] {
    const missing = Object.keys(fresh).filter((name) => !(name in found));
    const different = Object.keys(fresh).filter((name) => name in found && found[name] !== fresh[name]);
    const extra = Object.keys(found).filter((name) => !(name in fresh) && judgesExtra(name));
    const of = (kind: string) => (name: string) => ({ kind, what, table, name, fresh: fresh[name], found: found[name] });
    return [...missing.map(of("missing")), ...different.map(of("different")), ...extra.map(of("extra"))];
}

const columnsOf = (table: Table | undefined) =>
    Object.fromEntries(Object.entries(table?.columns ?? {}).map(([name, column]) => [name, describeColumn(column)]));

/**
 * What differs from a fresh schema of the same version, in the order in which it can be repaired: tables, columns, indexes, constraints, rows.
 * What does not bear Camunda's prefix is not judged: an index that somebody added for a query of his own may stay.
 */
export function compareStructures(fresh: Structure, found: Structure): Difference[] {
    const describe = (tables: Structure["tables"]) =>
        Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, describeTable(table)]));
    const tables = compareNamed("table", "", describe(fresh.tables), describe(found.tables), isCamundas)
        .filter(({ kind }) => kind !== "different")
        .map((difference) => ({ ...difference, table: difference.name }));
    const common = Object.keys(fresh.tables).filter((name) => name in found.tables);
    const columns = common.flatMap((name) =>
        compareNamed("column", name, columnsOf(fresh.tables[name]), columnsOf(found.tables[name]), () => true),
    );
    // A table that is missing lacks its indexes, too, and each has a statement of its own; its primary key comes with it.
    const parts = (what: string, of: (table: Table) => Readonly<Record<string, string>>) =>
        Object.keys(fresh.tables).flatMap((name) => {
            const wanted = Object.entries(of(fresh.tables[name])).filter(
                ([, definition]) => name in found.tables || !definition.startsWith("PRIMARY KEY"),
            );
            return compareNamed(what, name, Object.fromEntries(wanted), name in found.tables ? of(found.tables[name]) : {}, isCamundas);
        });
    const fixed = (properties: Structure["properties"]) =>
        Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, isFixed(name) ? value : "present"]));
    return [
        ...tables,
        ...columns,
        ...parts("index", ({ indexes }) => indexes),
        ...parts("constraint", ({ constraints }) => constraints),
        // Engines keep values of their own there, such as their history level.
        ...compareNamed("property", "act_ge_property", fixed(fresh.properties), fixed(found.properties), (name) => name.endsWith(".lock")),
    ];
}
