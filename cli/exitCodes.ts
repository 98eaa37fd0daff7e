/** An exit code and what it means, in the words of the help and of docs/reference/command-line.md. */
interface ExitCode {
    readonly code: number;
    readonly means: string;
}

const is = (code: number, means: string): ExitCode => ({ code, means });
const wrongUsage = is(1, "called wrongly");

/** How each command ends. 2 is the answer that its caller would not like; for `migrate`, whose codes are those of its script, that is 3. */
export const exitCodes = {
    check: {
        allowed: is(0, "allowed"),
        wrongUsage,
        refused: is(2, "refused"),
        byOverride: is(3, "allowed only by a given override"),
        cannotTell: is(4, "cannot tell what runs"),
    },
    plan: { found: is(0, "there is a path"), wrongUsage, none: is(2, "there is no path") },
    inspect: {
        complete: is(0, "the report is complete"),
        wrongUsage,
        refused: is(2, "there is no such hop"),
        cannotTell: is(4, "cannot tell: no connection, no privileges, or a script applied by halves"),
    },
    doctor: {
        same: is(0, "no differences but documented ones"),
        wrongUsage,
        different: is(2, "differences"),
        cannotTell: is(4, "cannot tell: no connection, no privileges, or no schema log"),
    },
    bundle: {
        written: is(0, "written, or nothing has to be run"),
        wrongUsage,
        refused: is(2, "nothing is handed out: no such hop, or its scripts are missing, of another version, or not plain SQL"),
    },
    migrate: {
        migrated: is(0, "the schema is at the target version"),
        failed: is(1, "the migration failed"),
        wrongUsage: is(2, "called wrongly"),
        hold: is(3, "a hold: nothing was changed"),
    },
} as const;

/** The numbers alone. */
export const numbersOf = <Name extends string>(codes: Readonly<Record<Name, ExitCode>>): Readonly<Record<Name, number>> =>
    Object.fromEntries(Object.entries<ExitCode>(codes).map(([name, { code }]) => [name, code])) as Record<Name, number>;

/** The codes as the end of a help text. */
export const exitHelp = (codes: Readonly<Record<string, ExitCode>>): string =>
    `\nExit codes:\n${Object.values(codes)
        .map(({ code, means }) => `  ${code}  ${means}`)
        .join("\n")}`;
