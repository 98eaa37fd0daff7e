/** Code of an engine that finds an empty database (camunda-engine, EnginePersistenceLogger.missingTableException). */
export const noTables = "ENGINE-03057";

/** What databases say of a table of the engine that is not there: PostgreSQL, MySQL and MariaDB, H2. */
const missingTable =
    /relation "act_\w{1,40}" does not exist|Table '[\w.$-]{0,80}act_\w{1,40}' doesn't exist|Table "act_\w{1,40}" not found/gi;

/** The last thing that a log says of a table of the engine that is not there; undefined: nothing. */
export const lostTable = (log: string): string | undefined => log.match(missingTable)?.at(-1);

/** Why an engine did not start: the line that shows an empty database, else the first error with a code of the engine; undefined: there is none. */
export function engineFault(log: string): string | undefined {
    const lines = log.split("\n").filter((line) => /ENGINE-\d{5}/.test(line));
    // Lines without an error have codes, too: ENGINE-00001 is an engine that has started.
    const found = lines.find((line) => line.includes(noTables)) ?? lines.find((line) => /\b(?:ERROR|SEVERE)\b|Exception\b/.test(line));
    // "ENGINE-16004 Exception while closing command context: ENGINE-03057 …": the cause comes last.
    return (
        found
            ?.slice(found.search(/ENGINE-\d{5}(?!.*ENGINE-\d{5})/))
            // The engine's own advice is to let it create the tables, which is what hides that the data are gone.
            .replace(/ Hint: .*/, "")
            .replace(/[^\x20-\x7e]+/g, " ")
            .slice(0, 160)
            .trim()
    );
}
