import { relative } from "node:path";
import ts from "typescript";
import { Source } from "./source";

/**
 * One place at which the procedure is taken apart. Not by Stryker: its plugins are checkers, runners, reporters and ignorers, no mutators, and its own empty a
 * whole object or list where one entry of it has to go (stryker-js, packages/instrumenter/src/mutators).
 */
export interface Mutant {
    readonly file: string;
    readonly line: number;
    readonly kind: string;
    /** What is removed, in one line. */
    readonly removed: string;
    /** The file's text without it. */
    readonly text: string;
}

interface Edit {
    readonly node: ts.Node;
    readonly kind: string;
    readonly from: number;
    readonly to: number;
    readonly instead: string;
}

/** Properties that carry a step's order or a node's way out of service and back; each has to be found somewhere. */
const properties: Readonly<Record<string, readonly string[]>> = {
    order: ["dependsOn"],
    hook: ["hooks", "beforeCreate", "beforeUpdate", "onDryRun", "onFailure"],
    option: ["ignoreChanges", "replacementTrigger", "deleteBeforeReplace", "protect", "retainOnDelete", "customTimeouts"],
    node: [
        "preStop",
        "readinessProbe",
        "startupProbe",
        "terminationGracePeriodSeconds",
        "minReadySeconds",
        "strategy",
        "topologySpreadConstraints",
        "securityContext",
        "resources",
    ],
    migration: ["backoffLimit", "activeDeadlineSeconds", "restartPolicy"],
    guard: ["failurePolicy", "matchConditions", "validations", "validationActions", "matchExpressions"],
    service: ["maxUnavailable", "selector"],
    annotation: ["pulumi.com/waitFor", "pulumi.com/patchForce", "pulumi.com/replaceUnready", "pulumi.com/skipAwait"],
};

/** Texts that have to be among what is removed: where one is no longer found, what it stood for is no longer tried. */
const named = [
    "preStop:",
    "sleep ${drainSeconds}",
    "kill -TERM $jvm",
    "_DATABASE_SCHEMA_UPDATE",
    "SERVER_SHUTDOWN",
    "LOCK_TIMEOUT",
    "new k8s.policy.v1.PodDisruptionBudget",
    "new VersionGate",
    "new Checkpoint<MigratedSchema>",
    "new Checkpoint<IntegratedBatch>",
    "new Baseline",
    "new CompletedStep",
    "new AdmissionGuard",
    "between.afterSchema",
    "between.afterBatch",
    'id: "capacityLost"',
    "...schemaRules",
    "...staying.flatMap",
    "schemaIncomplete",
];

/** All of them, as the code has them: whoever adds a dependency, a hold or a variable adds a mutant. */
export function mutantsIn(source: Source): Mutant[] {
    const checker = source.program.getTypeChecker();
    return source.files.flatMap((path) => {
        const file = source.program.getSourceFile(path)!;
        const edits: Edit[] = [];
        const visit = (node: ts.Node) => {
            edits.push(...editsAt(node, checker));
            ts.forEachChild(node, visit);
        };
        visit(file);
        return edits.map(({ node, kind, from, to, instead }): Mutant => {
            const start = node.getStart(file);
            return {
                file: relative(source.folder, path),
                line: file.getLineAndCharacterOfPosition(start).line + 1,
                kind,
                removed: file.text.slice(start, node.end).replaceAll(/\s+/g, " "),
                text: file.text.slice(0, from) + instead + file.text.slice(to),
            };
        });
    });
}

/** What nobody would try to remove any more, since the code has it under another name or not at all. */
export const missingFrom = (mutants: readonly Mutant[]): string[] => [
    ...named.filter((text) => !mutants.some(({ removed }) => removed.includes(text))),
    ...Object.values(properties)
        .flat()
        .filter((name) => !mutants.some(({ removed }) => removed.startsWith(name) || removed.startsWith(`"${name}"`))),
];

function editsAt(node: ts.Node, checker: ts.TypeChecker): Edit[] {
    if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) {
        return isWritten(node) ? propertyEdits(node) : [];
    }
    if (ts.isArrayLiteralExpression(node)) {
        return listEdits(node);
    }
    if (ts.isNewExpression(node)) {
        return resourceEdits(node, checker);
    }
    if (ts.isCallExpression(node)) {
        return verificationEdits(node);
    }
    if (ts.isReturnStatement(node) && node.expression && /Hold \| undefined$/.test(returnType(node) ?? "")) {
        return node.expression.getText() === "undefined" ? [] : [replaced(node.expression, "hold", "undefined")];
    }
    const pushed = ts.isExpressionStatement(node) && ts.isCallExpression(node.expression) && node.expression.expression.getText();
    return pushed === "holds.push" ? [removed(node, "hold")] : [];
}

/** Rules and the engine's side read these names, they do not write them. */
const isWritten = (node: ts.Node): boolean =>
    /\/components\/(?!(cluster|domain|settings|gate\/notes|(\w+\/)?rules)\/|verification\/canary(Rest|Model))/.test(
        node.getSourceFile().fileName,
    );

function propertyEdits(node: ts.PropertyAssignment | ts.ShorthandPropertyAssignment): Edit[] {
    const name = ts.isStringLiteral(node.name) ? node.name.text : node.name.getText();
    const kind = Object.keys(properties).find((key) => properties[key].includes(name));
    if (!kind) {
        return [];
    }
    const value = ts.isPropertyAssignment(node) && node.initializer;
    const list = kind === "order" && value && ts.isArrayLiteralExpression(value) ? value.elements : [];
    return [removed(node, kind), ...(list.length > 1 ? list.map((element) => removed(element, kind)) : [])];
}

/** Entries of lists of rules, holds that a function tells, environment variables, and the lines of the script that stops a node. */
function listEdits(node: ts.ArrayLiteralExpression): Edit[] {
    const declaration = ts.findAncestor(node, ts.isVariableDeclaration);
    if (declaration?.initializer === node && /Rule\[\]$/.test(declaration.type?.getText() ?? "")) {
        return node.elements.map((element) => removed(element, "rule"));
    }
    if (/Hold\[\]$/.test(returnType(node) ?? "")) {
        return node.elements.map((element) => removed(element, "hold"));
    }
    if (declaration?.name.getText() === "stopScript") {
        return node.elements.map((element) => removed(element, "stop script"));
    }
    const has = (element: ts.Expression, name: string) =>
        ts.isObjectLiteralExpression(element) && element.properties.some((property) => property.name?.getText() === name);
    return (isWritten(node) ? node.elements : [])
        .filter((element) => has(element, "name") && (has(element, "value") || has(element, "valueFrom")))
        .map((element) => removed(element, "environment"));
}

/** A resource that is not there: as a statement it goes, as a value it becomes a component that registers nothing, with the same outputs. */
function resourceEdits(node: ts.NewExpression, checker: ts.TypeChecker): Edit[] {
    const type = checker.getTypeAtLocation(node);
    if (!type.getProperty("urn")) {
        return [];
    }
    if (ts.isExpressionStatement(node.parent)) {
        return [{ ...removed(node.parent, "resource"), node }];
    }
    const outputs = type
        .getProperties()
        .filter(({ name }) => !["id", "urn"].includes(name))
        .flatMap((property) => {
            const text = checker.typeToString(checker.getTypeOfSymbolAtLocation(property, node));
            return /Output/.test(text)
                ? [`${property.name}: pulumi.output("removed")`]
                : text === "string"
                  ? [`${property.name}: "removed"`]
                  : [];
        });
    const [name, , options] = node.arguments ?? [];
    const types = node.typeArguments ? `<${node.typeArguments.map((argument) => argument.getText()).join(", ")}>` : "";
    const bare = `new pulumi.ComponentResource("removed:index:Removed", ${name.getText()}, {}, ${options?.getText() ?? "{}"})`;
    const removedType = `InstanceType<typeof ${node.expression.getText()}${types}>`;
    return [replaced(node, "resource", `(Object.assign(${bare}, { ${outputs.join(", ")} }) as unknown as ${removedType})`)];
}

/** What a checkpoint verifies besides: without it, its own look remains. */
function verificationEdits(node: ts.CallExpression): Edit[] {
    const look = node.arguments.at(-1);
    if (!look || !/^between\.after/.test(node.expression.getText())) {
        return [];
    }
    return [replaced(node, "verification", ts.isSpreadAssignment(node.parent) ? `{ look: ${look.getText()} }` : look.getText())];
}

/** Declared return type of the function whose own text a node is in. */
function returnType(node: ts.Node): string | undefined {
    const owner = ts.findAncestor(node.parent, ts.isFunctionLike);
    return owner?.type?.getText();
}

const replaced = (node: ts.Node, kind: string, instead: string): Edit => ({ node, kind, from: node.getStart(), to: node.end, instead });

/** With what separates it from the next one. */
function removed(node: ts.Node, kind: string): Edit {
    const after = node.getSourceFile().text.slice(node.end);
    return { node, kind, from: node.getFullStart(), to: node.end + (/^\s*,/.exec(after)?.[0].length ?? 0), instead: "" };
}
