/** Without what people write in different ways. */
const plain = (name: string): string => name.replaceAll(/[-_.\s]/g, "").toLowerCase();

/** How many letters differ: added, left out, replaced, or two neighbours exchanged (optimal string alignment). */
function distance(a: string, b: string): number {
    const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
    for (let i = 1; i <= a.length; i++) {
        rows[i] = [i];
        for (let j = 1; j <= b.length; j++) {
            const same = a[i - 1] === b[j - 1] ? 0 : 1;
            rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + same);
            if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
                rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
            }
        }
    }
    return rows[a.length][b.length];
}

/** Longer than any name that could be meant; the comparison takes time with its square. */
const longest = 60;

/** The known name that is most likely meant: a letter or two may differ, or it is the only one that begins or ends so. */
export function nearest(name: string, known: readonly string[]): string | undefined {
    const given = plain(name);
    if (given.length < 3 || given.length > longest) {
        return undefined;
    }
    const best = known
        .map((one) => ({ one, letters: distance(given, plain(one)) }))
        .filter(({ letters }) => letters <= (given.length < 7 ? 1 : 2))
        .sort((a, b) => a.letters - b.letters)
        .at(0);
    const parts = known.filter((one) => plain(one).startsWith(given) || plain(one).endsWith(given));
    return best?.one ?? (parts.length === 1 ? parts[0] : undefined);
}
