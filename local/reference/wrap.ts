/** A paragraph, or an item of a list, in lines that are not longer than those of other pages. */
export function wrap(text: string, indent = "", most = 150): string {
    const lines = [""];
    for (const word of text.split(" ")) {
        const line = lines[lines.length - 1];
        if (line && line.length + word.length >= most - indent.length) {
            lines.push(word);
        } else {
            lines[lines.length - 1] = line ? `${line} ${word}` : word;
        }
    }
    return lines.join(`\n${indent}`);
}
