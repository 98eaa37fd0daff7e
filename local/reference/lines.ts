/** Text in lines of at most so many characters: the first begins with `first`, the others with as many spaces. */
export function inLines(text: string, most: number, first: string, others = " ".repeat(first.length)): string {
    const lines: string[] = [];
    for (const word of text.split(" ")) {
        const last = lines.at(-1);
        if (last !== undefined && `${last} ${word}`.length <= most) {
            lines[lines.length - 1] = `${last} ${word}`;
        } else {
            lines.push(`${last === undefined ? first : others}${word}`);
        }
    }
    return lines.join("\n");
}
