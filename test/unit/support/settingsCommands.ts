import { expect } from "chai";

const project = "camunda-rolling-update";

/** The settings below `config:` in a settings file. */
export type Config = Record<string, unknown>;

const withoutQuotes = (word: string): string => word.replace(/^(["'])(.*)\1$/s, "$2");

/** The steps of a path, as the CLI reads it (sdk/go/common/resource/property_path.go): `a.b[0]["c.d"]`. */
const steps = (path: string): (string | number)[] =>
    [...path.matchAll(/\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(([, inQuotes, place, name]) =>
        place === undefined ? (inQuotes ?? name) : Number(place),
    );

/** What the CLI makes of a value that is set with `--path` (sdk/go/common/resource/config/map.go): whole numbers and truth values are no texts. */
const typed = (text: string): unknown => {
    if (/^(?:0|-?[1-9]\d*)$/.test(text)) return Number(text);
    return text === "true" || text === "false" ? text === "true" : text;
};

function at(config: Config, path: string): { within: Record<string | number, unknown>; last: string | number } {
    const [first, ...rest] = steps(path);
    const keys = [`${project}:${first}` in config || !(first in config) ? `${project}:${first}` : first, ...rest];
    const last = keys.pop()!;
    let within = config as Record<string | number, unknown>;
    keys.forEach((key, i) => {
        within[key] ??= typeof (keys[i + 1] ?? last) === "number" ? [] : {};
        within = within[key] as Record<string | number, unknown>;
    });
    return { within, last };
}

function run(config: Config, command: string, value: string): void {
    const [, file, home] = /^rename (\S+) in the stack's settings file to (\S+)$/.exec(command) ?? [];
    const [, setPath] = /^pulumi config set (?:--secret )?--path ('[^']+'|\S+) (?:'[^']*'|\S+)$/.exec(command) ?? [];
    const [, setKey] = /^pulumi config set (?:--secret )?([\w.[\]:-]+) \S+$/.exec(command) ?? [];
    const [, removedPath] = /^pulumi config rm --path ('[^']+'|\S+)$/.exec(command) ?? [];
    const [, removedKey] = /^pulumi config rm ('[^']+'|[^-\s]\S*)$/.exec(command) ?? [];
    const told = withoutQuotes(/ ('[^']*'|\S+)$/.exec(command)?.[1] ?? "");
    const given = told.includes("…") ? value : told;
    const named = (key: string) => [key, `${project}:${key}`].find((one) => one in config) ?? `no ${key}`;
    if (file) {
        const from = named(file);
        expect(config, command).to.have.property(from);
        config[home.includes(":") ? home : `${project}:${home}`] = config[from];
        delete config[from];
    } else if (setPath) {
        const { within, last } = at(config, withoutQuotes(setPath));
        within[last] = typed(given);
    } else if (setKey) {
        config[`${project}:${setKey}`] = given;
    } else if (removedPath) {
        const { within, last } = at(config, withoutQuotes(removedPath));
        expect(within, command).to.have.property(String(last));
        if (Array.isArray(within)) within.splice(Number(last), 1);
        else delete within[last];
    } else if (removedKey) {
        const key = named(withoutQuotes(removedKey));
        expect(Object.keys(config), command).to.include(key);
        delete config[key];
    } else {
        throw new Error(`nobody here knows how to run ${command}`);
    }
}

/**
 * Settings after the commands that a message offers, with a value where it leaves one to the user. A command that changes nothing fails.
 * That the CLI does the same: test/engine/check.test.ts.
 */
export function follow(config: Config, line: string, value = "1"): Config {
    const after = structuredClone(config);
    for (const command of line.split(" && ")) {
        const before = JSON.stringify(after);
        run(after, command.trim(), value);
        expect(JSON.stringify(after), `${command} changes nothing`).not.to.equal(before);
    }
    return after;
}

/** The commands after `next:` in a message, without the remarks behind them. */
export function stepsIn(message: string): string[] {
    const lines = message.split("\n");
    const first = lines.findIndex((line) => /^\s*next: /.test(line));
    if (first < 0) return [];
    const more = lines.slice(first + 1);
    const others = more.slice(0, more.findIndex((line) => !/^ {8}(?:pulumi|rename|move) /.test(line)) >>> 0);
    return [lines[first], ...others].map((line) => line.replace(/^\s*(?:next: )?/, "").replace(/\s+# .*$/, ""));
}
