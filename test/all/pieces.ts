import { faults, matrix } from "../crash/matrix";

/** What `npm run test:all` runs at a time, and goes on behind when it was interrupted: a suite, or one file of it. */
export interface Piece {
    /** The suite's name as in package.json; `(deep)` and the like where it is run in another way. */
    readonly suite: string;
    /** What of the suite; empty: all of it. */
    readonly part: string;
    /** A command, without a shell. */
    readonly command: readonly string[];
    /** What it finds in its environment besides. */
    readonly env?: Readonly<Record<string, string>>;
    /** A command of the suite that makes what the piece needs; it is run before the first piece that has it. */
    readonly before?: readonly string[];
    /** Whether it runs on the local cluster, which all of these use one after the other. */
    readonly cluster?: boolean;
    /** How long it may take; then it is ended, and has failed. */
    readonly limitMinutes: number;
    /** How long it takes on two cores, as long as no run has told. */
    readonly usualSeconds: number;
}

/** The files that the suites have, by folder or configuration, as paths from the project's folder. */
export interface Files {
    readonly hostile: readonly string[];
    readonly database: readonly string[];
    readonly engine: readonly string[];
    readonly e2e: readonly string[];
    /** What of `e2e` is about somebody who changes things in the middle of an update. */
    readonly truth: readonly string[];
}

/** A piece by the name under which it is chosen, remembered and reported. */
export const nameOf = ({ suite, part }: Pick<Piece, "suite" | "part">): string => (part ? `${suite} ${part}` : suite);

/** A configuration of mocha without its list of files; see run.ts. */
export const configOf = (suite: string): string => `.test-all/mocharc.${suite}.json`;

const stack = (part: string) => ["tsx", "local/stack.ts", "up", "--only", part];
const tools = stack("tools");
const minutes = (count: number) => 60 * count;

/**
 * Everything, in order: what takes moments comes first, then what needs no cluster, then what does, and last what takes a suite apart. Each is told how a
 * fresh checkout gets what it needs, so that nothing is skipped for want of it.
 */
export function allPieces(files: Files): Piece[] {
    const byFile = (suite: string, paths: readonly string[], rest: Omit<Piece, "suite" | "part" | "command">): Piece[] =>
        paths.map((path) => {
            const part = path.replace(/^.*\/|\.test\.ts$/g, "");
            return { suite: `test:${suite}`, part, command: ["mocha", "--config", configOf(suite), path], ...rest };
        });
    const truth = new Set(files.truth);
    return [
        { suite: "typecheck", part: "", command: ["tsc", "--noEmit"], limitMinutes: 10, usualSeconds: 40 },
        { suite: "lint", part: "", command: ["npm", "run", "-s", "lint"], limitMinutes: 15, usualSeconds: 90 },
        { suite: "npm test", part: "", command: ["mocha"], before: tools, limitMinutes: 15, usualSeconds: 40 },
        {
            ...{
                suite: "npm test",
                part: "more cases of each property",
                command: ["mocha", "--config", configOf("test"), "--timeout", "0", "test/unit/**/*.test.ts"],
            },
            ...{ env: { FAST_CHECK_RUNS: "2000" }, limitMinutes: 60, usualSeconds: minutes(6) },
        },
        ...byFile("engine", files.engine, { before: tools, limitMinutes: 20, usualSeconds: 60 }),
        ...byFile("hostile", files.hostile, { before: tools, limitMinutes: 20, usualSeconds: 60 }),
        {
            ...{ suite: "test:aws", part: "", command: ["mocha", "--config", ".mocharc.aws.json"] },
            ...{ before: stack("aws"), limitMinutes: 60, usualSeconds: minutes(13) },
        },
        ...byFile("database", files.database, {
            before: ["tsx", "test/e2e/support/installPostgres.ts"],
            limitMinutes: 40,
            usualSeconds: minutes(2),
        }),
        ...byFile(
            "e2e",
            files.e2e.filter((path) => !truth.has(path)),
            { cluster: true, limitMinutes: 40, usualSeconds: minutes(4) },
        ),
        ...byFile("truth", files.truth, { cluster: true, limitMinutes: 60, usualSeconds: minutes(7) }),
        ...faults.map((fault): Piece => {
            const selection = ["--only", fault, "--step", stepsOf(fault).join(", "), "--per-roll", "2"];
            return {
                ...{ suite: "test:crash", part: fault, command: ["tsx", "test/crash/crash.ts", ...selection], cluster: true },
                ...{ limitMinutes: 40, usualSeconds: minutes(6) },
            };
        }),
        { suite: "test:mutants", part: "", command: ["npm", "run", "-s", "test:mutants"], limitMinutes: 120, usualSeconds: minutes(20) },
        { suite: "test:mutation", part: "", command: ["npm", "run", "-s", "test:mutation"], limitMinutes: 120, usualSeconds: minutes(26) },
    ];
}

/** Each fault while the schema is migrated, where it can hit something then, and in the middle batch: all the 196 cells of a matrix take seven hours. */
const stepsOf = (fault: string): string[] =>
    matrix(["batch-1", "batch-2", "batch-3"])
        .filter((cell) => cell.fault === fault && cell.moment.at === "in" && ["migrate", "batch-2"].includes(cell.moment.step))
        .map(({ moment }) => `in ${moment.step}`);

/** The pieces that a selection names, in their order: by words that they have, several selections after commas; all of them without words. */
export function chosen(pieces: readonly Piece[], selection: string): Piece[] {
    const selections = selection
        .split(",")
        .map((words) => words.toLowerCase().split(/\s+/).filter(Boolean))
        .filter(({ length }) => length > 0);
    const has = (piece: Piece, words: readonly string[]) => words.every((word) => nameOf(piece).toLowerCase().includes(word));
    for (const words of selections) {
        if (!pieces.some((piece) => has(piece, words))) throw new Error(`no piece has the words "${words.join(" ")}"; --list prints them`);
    }
    return pieces.filter((piece) => selections.length === 0 || selections.some((words) => has(piece, words)));
}
