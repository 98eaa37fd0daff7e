import { allContainersOf, Container, engineOf, hidesVariables, podOf, variablesOf } from "./support/pods";
import { at, items, Resource, show, text, unknown, Value } from "./support/resource";
import { askAgain, ResourceRule } from "./support/rule";
import { isBatch } from "./support/types";

/** However Spring's relaxed binding lets it be written: CAMUNDA_BPM_DATABASE_SCHEMA_UPDATE, camunda.bpm.database.schema-update, … */
const isSwitch = (name: string): boolean => /^\w+_DATABASE_SCHEMA_?UPDATE$/i.test(name.replaceAll(/[.-]/g, "_"));

/** The same as an argument, a system property or JSON, with any value but false. */
const switchedOn = /database[._-]schema[._-]?update["']?\s*[=:]\s*["']?(?!false\b)([\w-]+)/i;

/** A node never makes or changes a schema. */
export const schemaUpdateOff: ResourceRule = {
    id: "schema-update-off",
    description: "No node makes or changes a schema by itself.",
    why: "Run and the Spring Boot starter make what they find missing in the schema unless they are told otherwise, beside the migration and several nodes at once (https://docs.camunda.org/manual/latest/user-guide/spring-boot-integration/configuration/, camunda.bpm.database.schema-update).",
    finds: (resource) => {
        const engine = isBatch(resource) ? engineOf(podOf(resource)) : undefined;
        if (engine === undefined || engine === unknown) {
            return [];
        }
        const switches = variablesOf(engine).filter(({ name }) => isSwitch(name));
        const on = switches.filter(({ value }) => value !== unknown && text(value)?.toLowerCase() !== "false");
        const messages = [
            ...(switches.length === 0 && !hidesVariables(engine)
                ? [`the container ${engine.name} has no …_DATABASE_SCHEMA_UPDATE=false`]
                : []),
            ...on.map(({ name, value }) => `the container ${engine.name} has ${name}=${show(value)}`),
            ...writtenOtherwise(resource),
        ];
        return messages.map((message) => ({
            message,
            next: `${askAgain}   # after CAMUNDA_BPM_DATABASE_SCHEMA_UPDATE: "false" is the only setting of it`,
        }));
    },
};

/** Settings of it in arguments and in the values of other variables, e.g. JAVA_OPTS. */
const writtenOtherwise = (resource: Resource): string[] =>
    allContainersOf(podOf(resource)).flatMap((container) =>
        textsOf(container).flatMap(([where, value]) => {
            const found = switchedOn.exec(text(value) ?? "");
            return found ? [`the container ${container.name} switches it on in ${where}: …${found[0]}`] : [];
        }),
    );

const textsOf = (container: Container): [where: string, value: Value][] => [
    ...["command", "args"].flatMap((field) => items(at(container.value, field)).map((value): [string, Value] => [field, value])),
    ...variablesOf(container).map(({ name, value }): [string, Value] => [name, value]),
];
