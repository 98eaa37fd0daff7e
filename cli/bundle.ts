import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { bundleContent, bundleDatabases, bundleText, scriptFault, ScriptText } from "./schema/bundle";
import { productIds } from "../components/domain/catalogue/products";
import { bundleCommand } from "./commands/bundle";
import { exitCodes, numbersOf } from "./exitCodes";
import { folderFaults } from "./camundaSchema";
import { messageOf, printError } from "./output";
import { readScript, scriptSource } from "./scriptSource";

interface BundleOptions {
    from?: string;
    to?: string;
    product: string;
    scripts?: string;
    database: string;
    out?: string;
}

const exit = numbersOf(exitCodes.bundle);
const program = bundleCommand.parse();

const isVersion = (text: string) => /^\d+\.\d+\.\d+(_\d+)?$/.test(text);

function faults({ from, to, product, scripts, database, out }: BundleOptions): string[] {
    return [
        ...(to?.trim() ? [] : ["--to is missing: the target version, e.g. 7.23.0"]),
        ...(!to?.trim() || isVersion(to) ? [] : [`--to ${to} is not a version: it is three numbers, e.g. 7.23.0`]),
        ...(from === undefined || isVersion(from) ? [] : [`--from ${from} is not a version: it is three numbers, e.g. 7.22.0`]),
        ...(productIds.includes(product) ? [] : [`--product ${product} is not one of ${productIds.join(", ")}`]),
        ...(bundleDatabases.includes(database) ? [] : [`--database ${database} is not one of ${bundleDatabases.join(", ")}`]),
        ...folderFaults("--scripts", scripts, from === undefined ? "create" : "upgrade"),
        ...(out !== undefined && existsSync(out) ? [`--out ${out} is there already`] : []),
    ];
}

async function filesIn(folder: string): Promise<string[]> {
    const parts = ["create", "upgrade"].filter((part) => existsSync(path.join(folder, part)));
    const lists = await Promise.all(parts.map(async (part) => (await readdir(path.join(folder, part))).map((file) => `${part}/${file}`)));
    return lists.flat();
}

async function main(options: BundleOptions): Promise<number> {
    const wrong = faults(options);
    if (wrong.length > 0) {
        printError([...wrong, "See: npm run -s bundle -- --help"].join("\n"));
        return exit.wrongUsage;
    }
    const { folder } = scriptSource(options.scripts ?? "");
    const args = { ...options, to: options.to ?? "", present: await filesIn(folder) };
    const content = bundleContent(args);
    if (content.refusal) {
        printError(`there is nothing to hand out: ${content.refusal}`);
        return exit.refused;
    }
    const scripts = await Promise.all(
        content.scripts.map(async (script): Promise<ScriptText> => {
            const bytes = await readScript(folder, script.file);
            return { ...script, text: bytes.toString("utf8"), sha256: createHash("sha256").update(bytes).digest("hex") };
        }),
    );
    const strange = scripts.map(scriptFault).find((fault) => fault !== "");
    if (strange) {
        printError(`there is nothing to hand out: ${strange}`);
        return exit.refused;
    }
    // The create scripts of a jar do not have their version in their names.
    const version = `${args.to.split(".").slice(0, 2).join(".")}.0`;
    const logs = scripts.flatMap(({ text }) => /insert into act_ge_schema_log[^;]*?'([\d.]+)'\s*\)/is.exec(text)?.[1] ?? []);
    if (options.from === undefined && logs.length > 0 && !logs.includes(version)) {
        printError(
            `there is nothing to hand out: the scripts in ${options.scripts ?? ""} create the schema of ${logs[0]}; take those of ${args.to}`,
        );
        return exit.refused;
    }
    if (scripts.length === 0) {
        printError(`nothing has to be run: no script leads from ${options.from ?? "nothing"} to ${args.to}`);
        return exit.written;
    }
    const text = bundleText(args, content, scripts, new Date().toISOString());
    if (options.out === undefined) {
        process.stdout.write(text);
    } else {
        await writeFile(options.out, text, { flag: "wx" });
        printError(`${options.out}: ${scripts.map(({ file }) => file).join(", ")}`);
    }
    return exit.written;
}

void main(program.opts<BundleOptions>()).then(
    (code) => (process.exitCode = code),
    (error: unknown) => {
        printError(`there is nothing to hand out: ${messageOf(error)}`);
        process.exitCode = exit.refused;
    },
);
