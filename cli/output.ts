import { inLines } from "../components/domain/foreign";

/** What a terminal is given at most: a database with a thousand strange tables says the same with its first ones. */
const most = 15_000;
let left = most;

/** Takes a text out of what is left for all of them: printable whatever is in it, and cut where it is too long. */
function bounded(text: string): string {
    if (left <= 0) {
        return "";
    }
    // Cut before it is looked at: what is shown of a hidden character is up to nine times as long.
    const shown = inLines(text, left);
    const fits = shown.length <= left + 60 ? shown : `${shown.slice(0, left)}…`;
    left -= fits.length;
    return left > 0 ? fits : `${fits}\n… and more, which is not shown here (--json, where the command has it, shows everything)`;
}

function write(stream: NodeJS.WriteStream, text: string): void {
    const shown = bounded(text);
    if (shown !== "" || text === "") {
        stream.write(`${shown}\n`);
    }
}

/** What an error says; anything can be thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Prints what a command has found. */
export const print = (text: string): void => write(process.stdout, text);

/** Prints why a command does not go on. */
export const printError = (text: string): void => write(process.stderr, text);
