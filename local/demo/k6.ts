import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Step } from "../step";
import { folder, Tool, toolStep } from "../tools";

const k6: Tool = { name: "k6", packages: ["go.k6.io/k6"], usualSeconds: 65 };

/** The load generator: none if there is one on PATH, otherwise built from its Go module. */
export function k6Steps(): Step[] {
    const installed = (process.env.PATH ?? "").split(delimiter).some((path) => existsSync(join(path, "k6")));
    return installed ? [] : [toolStep(k6)];
}

/** PATH on which the generator is found. */
export function pathWithK6(): string {
    const path = process.env.PATH ?? "";
    return k6Steps().length ? `${folder(k6)}${delimiter}${path}` : path;
}
