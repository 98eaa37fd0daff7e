import { nameOf, Piece } from "./pieces";
import { RunState } from "./state";

const verdicts = ["passed", "failed", "timed out", "not run"] as const;

/** One line: how many pieces passed, failed, and were not run. */
export function summary(pieces: readonly Piece[], { results }: RunState): string {
    const count = (verdict: string) => pieces.filter((piece) => (results[nameOf(piece)]?.verdict ?? "not run") === verdict).length;
    const counted = verdicts.map((verdict) => `${count(verdict)} ${verdict}`).filter((text) => !text.startsWith("0 "));
    return `${pieces.length} pieces: ${counted.join(", ")}`;
}

/** The page about the last run: a row for each piece, also for those that were not run. */
export function report(pieces: readonly Piece[], state: RunState, machine: string): string {
    const header = ["suite", "part", "result", "passed", "failed", "skipped", "seconds", "date", "commit", "machine"];
    const rows = pieces.map((piece) => {
        const result = state.results[nameOf(piece)];
        if (!result) {
            return [piece.suite, piece.part, "not run", ...Array<string>(7).fill("")];
        }
        const { verdict, passed, failed, pending, seconds, at } = result;
        const attempt = state.attempts[nameOf(piece)] ?? 1;
        const figures = [passed, failed, pending, Math.round(seconds)].map((figure) => String(figure ?? ""));
        const said = attempt > 1 ? `${verdict}, attempt ${attempt}` : verdict;
        return [piece.suite, piece.part, said, ...figures, at.slice(0, 10), state.commit, machine];
    });
    return [
        "# Last full run of the tests",
        "",
        "`npm run test:all` writes this page. Each row is one piece of the run, with its last result on this commit. A piece that says “not run” has",
        "no result: the run was interrupted, or limited by `--only`. “skipped” counts tests that skip themselves because the machine lacks something.",
        "",
        `${summary(pieces, state)}.`,
        "",
        ...table([header, ...rows]),
        "",
    ].join("\n");
}

/** A table of Markdown, its columns as wide as prettier makes them. */
function table([header, ...rows]: readonly (readonly string[])[]): string[] {
    const widths = header.map((_, i) => Math.max(3, ...[header, ...rows].map((row) => row[i].length)));
    const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(" | ")} |`;
    return [line(header), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)];
}
