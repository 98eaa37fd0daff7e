import { isWhole, OwnPatchScript, ownPatchesOf, ScriptDatabase } from "../../domain/catalogue/databases";
import { Minor, Script, ScriptObjects } from "../../domain/catalogue/model";
import { camunda } from "../../domain/catalogue/camunda";

/** Path under which Liquibase has to be given the change log: it is part of the identity of each change set, so it never changes. */
export const changeLogPath = "camunda-upgrade-changelog.xml";

/** A script of the change log, with what tells whether it has been applied. */
export interface ChangeSet {
    /** As in Camunda's own change log, e.g. `7.12-to-7.13`; of a patch script `7.13.4-to-7.13.5_1`. */
    readonly id: string;
    /** Name without the prefix of the database. */
    readonly file: string;
    /** Minor whose schema it belongs to: the one that it leads to, or the one that is patched. */
    readonly minor: string;
    /** Version that is complete with it, as a tag; undefined: more scripts of that version follow. */
    readonly tag?: string;
    /** Liquibase conditions, all of which hold while it is still to be applied. */
    readonly pending: readonly string[];
}

/** The minors whose steps Camunda's own change log does not make: it begins with the schema of the last of them. */
export const generatedMinors: readonly Minor[] = camunda.minors.slice(0, camunda.minors.findIndex(({ changeLog }) => changeLog) + 1);

/** `7.5-to-7.6`, or `7.7.4-to-7.7.5_1`. */
export const changeSetId = (file: string): string => file.replace(/^engine_(?:7\.\d+_patch_)?(.+)_to_(.+)\.sql$/, "$1-to-$2");

const scripts = camunda.minors.flatMap(({ scripts: steps = [], patchScripts = [] }) => [...steps, ...patchScripts]);

/** What a script leaves behind; one that is the same as another, which may have a twin itself, leaves the same. */
export function scriptObjects({ leaves, sameAs }: Script): ScriptObjects {
    const twin = scripts.find((script) => script.file === sameAs);
    return leaves ?? (twin ? scriptObjects(twin) : {});
}

const last = (names: string | undefined): string | undefined => names?.split(" ").at(-1);
const attributes = (name: string, child: string) => {
    const [table, part] = name.split(".");
    return `tableName="${table}" ${child}="${part}"`;
};
const hasColumn = (name: string) => `<columnExists ${attributes(name, "columnName")}/>`;
const hasIndex = (name: string) => `<indexExists ${attributes(name, "indexName")}/>`;
const not = (condition: string) => `<not>${condition}</not>`;
const noRow = (table: string, column: string, value: string) =>
    `<sqlCheck expectedResult="0">select count(*) from ${table} where ${column} = '${value}'</sqlCheck>`;

/** The last that a script leaves behind: where that is not, the script has not been applied, or not to its end. */
function stillToCome({ tables, columns, indexes, properties }: ScriptObjects): string[] {
    const [column, table, index, property] = [columns, tables, indexes, properties].map(last);
    // A column first: all databases have it under the same name.
    return column
        ? [not(hasColumn(column))]
        : table
          ? [not(`<tableExists tableName="${table}"/>`)]
          : index
            ? [not(hasIndex(index))]
            : property
              ? [noRow("ACT_GE_PROPERTY", "NAME_", property)]
              : [];
}

function ownStillToCome({ creates, drops, writes }: OwnPatchScript): string[] {
    return [
        ...(creates ? [not(hasIndex(creates))] : []),
        ...(drops ? [hasIndex(drops)] : []),
        ...(writes ? [noRow("ACT_GE_SCHEMA_LOG", "VERSION_", writes)] : []),
    ];
}

/** The script that leads to a minor. */
const stepTo = (minor: Minor | undefined): ScriptObjects => (minor?.scripts ?? []).map(scriptObjects)[0] ?? {};

/**
 * Every step up to the first schema of Camunda's own change log, with the patch scripts of each minor behind it, in ascending order. Whether
 * one is still to be applied the objects in the database say, and no record: so a schema that was brought here by hand goes on where it is, and of twins
 * one is applied. A patch script is for the schema of its minor only: behind a later one, what it writes into the schema log would be read as
 * the version of the schema.
 */
export function changeSets({ id: database }: ScriptDatabase): ChangeSet[] {
    return generatedMinors.flatMap((minor, index) => {
        const next = stillToCome(stepTo(camunda.minors[index + 1]));
        const own = ownPatchesOf(database, minor.minor);
        const common = (minor.patchScripts ?? []).filter(({ file }) => isWhole(database, file));
        const patches = [
            ...common.map((script) => ({ file: script.file, pending: [...stillToCome(scriptObjects(script)), ...next] })),
            ...own.map((script) => ({ file: script.file, pending: [...ownStillToCome(script), ...next] })),
        ].sort((a, b) => byVersion(versionAfter(a.file), versionAfter(b.file)));
        return [
            ...(minor.scripts ?? []).map((script) => ({
                ...identity(script.file, minor),
                tag: `${minor.minor}.0`,
                pending: stillToCome(scriptObjects(script)),
            })),
            ...patches.map(({ file, pending }, at) => {
                const tag = versionAfter(file).split("_")[0];
                const completes = patches.slice(at + 1).every((later) => versionAfter(later.file).split("_")[0] !== tag);
                return { ...identity(file, minor), pending, ...(completes ? { tag } : {}) };
            }),
        ];
    });
}

const identity = (file: string, { minor }: Minor) => ({ id: changeSetId(file), file, minor });

/** The version that a patch script leads to: `7.7.5_1` of `engine_7.7_patch_7.7.4_to_7.7.5_1.sql`. */
export const versionAfter = (file: string): string => changeSetId(file).split("-to-")[1];

/** Below, equal or above, by numbers and parts: 7.7.5_1 comes before 7.7.5_2. */
export function byVersion(a: string, b: string): number {
    const [left, right] = [a, b].map((version) => version.split(/[._]/).map(Number));
    const at = left.findIndex((number, index) => number !== (right[index] ?? 0));
    return at < 0 ? left.length - right.length : left[at] - (right[at] ?? 0);
}

/** The change log for Liquibase, by which the migration makes the steps that Camunda's own has not; the scripts are the engine's. */
export function changeLog(database: ScriptDatabase): string {
    const attributesOf = (id: string) => `author="camunda-rolling-update" id="${id}" dbms="${database.dbms}"`;
    const sets = changeSets(database).flatMap(({ id, file, tag, pending }) => [
        `    <changeSet ${attributesOf(id)}>`,
        ...(pending.length > 0 ? [`        <preConditions onFail="MARK_RAN">`, ...pending.map((p) => `            ${p}`)] : []),
        ...(pending.length > 0 ? ["        </preConditions>"] : []),
        `        <sqlFile path="upgrade/${database.id}_${file}" encoding="UTF-8" splitStatements="true" stripComments="true"/>`,
        "    </changeSet>",
        ...(tag ? [`    <changeSet ${attributesOf(`${tag}-tag`)}>`, `        <tagDatabase tag="${tag}"/>`, "    </changeSet>"] : []),
    ]);
    return `<?xml version="1.0" encoding="UTF-8"?>
<!-- Camunda ${generatedMinors[0].minor} to ${generatedMinors[generatedMinors.length - 1].minor} on ${database.dbms}: Camunda's own scripts, from the folder that has upgrade/. Generated by components/schema/rules/changeLog.ts. -->
<databaseChangeLog
    xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-4.1.xsd">
${sets.join("\n")}
</databaseChangeLog>
`;
}
