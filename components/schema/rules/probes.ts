import { camunda } from "../../domain/catalogue/camunda";
import { changeSetId, scriptObjects } from "./changeLog";
import { firstTable, oldestMinor } from "./scriptConstants";

interface Probe {
    /** e.g. `minor.7.13`, or `patch.7.12.0-to-7.12.1`. */
    readonly script: string;
    /** `table`, `column`, `index`, `constraint`, `length` or `property`. */
    readonly kind: string;
    readonly name: string;
}

function probes(): Probe[] {
    const of = (script: string, kind: string, names = "") =>
        names
            .split(" ")
            .filter(Boolean)
            .map((name) => ({ script, kind, name }));
    const scripts = camunda.minors.flatMap(({ minor, scripts: steps = [], patchScripts = [] }) => [
        ...steps.map((script) => ({ name: `minor.${minor}`, ...scriptObjects(script) })),
        ...patchScripts.map((script) => ({ name: `patch.${changeSetId(script.file)}`, ...scriptObjects(script) })),
    ]);
    return [
        ...of(`minor.7.${oldestMinor}`, "table", firstTable),
        ...scripts.flatMap(({ name, tables, columns, widened, indexes, constraints, properties }) => [
            ...of(name, "table", tables),
            ...of(name, "column", columns),
            ...of(name, "length", widened),
            ...of(name, "index", indexes),
            ...of(name, "constraint", constraints),
            ...of(name, "property", properties),
        ]),
    ];
}

/** Which object of PostgreSQL's answers a probe: by its name on the search path, like everything that the migration does. */
const found = `case kind
    when 'table' then to_regclass(name) is not null
    when 'index' then to_regclass(part) is not null
    when 'constraint' then exists (select from pg_constraint k where k.conname = name and pg_table_is_visible(k.conrelid))
    when 'property' then name = any (string_to_array(properties, ' '))
    else case when to_regclass(owner) is not null then exists (select from pg_attribute a where a.attrelid = to_regclass(owner)
        and a.attname = part and not a.attisdropped and (size is null or a.atttypmod - 4 >= size)) end
end`;

/** Names in ACT_GE_PROPERTY; query_to_xml runs only where there is such a table. */
const properties = `case when has_table_privilege(to_regclass('act_ge_property'), 'select') then (xpath('//v/text()', query_to_xml(
    'select string_agg(name_, '' '') as v from act_ge_property', true, false, '')))[1]::text end`;

/**
 * One SELECT for PostgreSQL that tells of each script of the catalogue whether what it leaves behind is there: `minor.7.6=all`, `some` or `none`,
 * by tables and columns (of a patch script by all), and for those of which something is missing `done.…=` and `open.…=`, the names.
 * Columns of a table that does not exist do not count: a schema may be without the tables of identity, cases or decisions.
 */
export function probesSql(): string {
    const rows = probes().map(({ script, kind, name }, at) => {
        const [owner = "", part = "", size] = (kind === "property" ? [name] : name.toLowerCase().split(/[.:]/)) as (string | undefined)[];
        const text = [
            script,
            kind,
            kind === "property" ? name : kind === "constraint" || kind === "table" ? owner : name.toLowerCase(),
            owner,
            part,
        ];
        return `(${text.map((value) => `'${value}'`).join(",")},${size ?? "null"}::int,${at})`;
    });
    return `select fact from (
select script, count(*) filter (where there) as present, count(*) as total,
    case when script like 'patch.%' then bool_and(there) else bool_and(there) filter (where kind in ('table', 'column')) end as whole,
    case when script like 'patch.%' then bool_or(there) else bool_or(there) filter (where kind in ('table', 'column')) end as begun,
    string_agg(upper(name), ' ' order by at) filter (where there) as done,
    string_agg(upper(name), ' ' order by at) filter (where not there) as open
from (select *, ${found} as there from (values
${rows.join(",\n")}
) as probe (script, kind, name, owner, part, size, at), (select ${properties} as properties) as p) as answers
where there is not null group by script) as scripts,
lateral (values (script || '=' || case when whole then 'all' when begun then 'some' else 'none' end),
    ('done.' || script || '=' || case when present between 1 and total - 1 then done end),
    ('open.' || script || '=' || case when present between 1 and total - 1 then open end)) as facts (fact)
where fact is not null`;
}
