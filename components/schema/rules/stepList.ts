import { ScriptDatabase } from "../../domain/catalogue/databases";
import { camunda } from "../../domain/catalogue/camunda";
import { changeSetId, changeSets, generatedMinors } from "./changeLog";

/**
 * Every script from 7.5 to the last, in the order in which they are applied, one per line: its id, the number of the minor whose schema it belongs to,
 * and its name without the prefix of the database. From it migrate.sh tells which of them a database lacks where each statement commits by itself.
 */
export function stepList(database: ScriptDatabase): string {
    const later = camunda.minors
        .slice(generatedMinors.length)
        .flatMap(({ minor, scripts = [], patchScripts = [] }) =>
            [...scripts, ...patchScripts].map(({ file }) => ({ id: changeSetId(file), minor, file })),
        );
    return [...changeSets(database), ...later].map(({ id, minor, file }) => `${id} ${minor.split(".")[1]} ${file}\n`).join("");
}
