import { at, entries, items, Resource, text, unknown, Value } from "./resource";

/** Where a kind of resource has the specification of its pods. */
const templates: Readonly<Partial<Record<string, readonly string[]>>> = {
    "kubernetes:apps/v1:Deployment": ["spec", "template", "spec"],
    "kubernetes:apps/v1:StatefulSet": ["spec", "template", "spec"],
    "kubernetes:apps/v1:DaemonSet": ["spec", "template", "spec"],
    "kubernetes:apps/v1:ReplicaSet": ["spec", "template", "spec"],
    "kubernetes:batch/v1:Job": ["spec", "template", "spec"],
    "kubernetes:batch/v1:CronJob": ["spec", "jobTemplate", "spec", "template", "spec"],
    "kubernetes:core/v1:Pod": ["spec"],
};

/** A container of a pod. */
export interface Container {
    readonly name: string;
    readonly value: Value;
}

/** An environment variable of a container. */
export interface Variable {
    readonly name: string;
    /** Undefined where it comes from elsewhere, e.g. from a Secret. */
    readonly value: Value;
}

/** The specification of a resource's pods; undefined: it has none. */
export function podOf({ type, properties }: Resource): Value {
    const path = templates[type];
    return path ? at(properties, ...path) : undefined;
}

/** Whether a resource has pods. */
export const hasPods = ({ type }: Resource): boolean => type in templates;

/** The containers of a pod that stay. */
export const containersOf = (pod: Value): Container[] => named(at(pod, "containers"));

/** All containers of a pod, those that come first and those that help to look into it too. */
export const allContainersOf = (pod: Value): Container[] => [
    ...named(at(pod, "initContainers")),
    ...containersOf(pod),
    ...named(at(pod, "ephemeralContainers")),
];

const named = (containers: Value): Container[] =>
    items(containers).flatMap((value, i) =>
        entries(value).length > 0 ? [{ name: text(at(value, "name")) ?? `number ${i + 1}`, value }] : [],
    );

/** The container in which the engine runs: the one of that name, or else the first; unknown as long as the pod is. */
export function engineOf(pod: Value): Container | typeof unknown | undefined {
    const containers = at(pod, "containers");
    if (containers === unknown || items(containers).includes(unknown)) {
        return unknown;
    }
    const found = containersOf(pod);
    return found.find(({ name }) => name === "engine") ?? found[0];
}

/** The variables of a container whose names are known. */
export const variablesOf = ({ value }: Container): Variable[] =>
    items(at(value, "env")).flatMap((variable) => {
        const name = text(at(variable, "name"));
        return name === undefined ? [] : [{ name, value: at(variable, "value") }];
    });

/** Whether a container may have variables that are not known yet. */
export const hidesVariables = ({ value }: Container): boolean => {
    const env = at(value, "env");
    return env === unknown || items(env).some((variable) => variable === unknown || at(variable, "name") === unknown);
};

/** A variable of a container: of two with one name, the last one counts. Undefined: there is none. */
export function variable(container: Container, name: string): Value {
    return hidesVariables(container)
        ? unknown
        : variablesOf(container)
              .filter((candidate) => candidate.name === name)
              .at(-1)?.value;
}
