import { imageOf } from "../components/domain/image";
import { parseRelease } from "../components/domain/release";
import { schemaOf } from "../components/domain/schemaVersion";
import { allContainersOf, engineOf, podOf, variable } from "./support/pods";
import { at, differs, Resource, show, text, unknown, Value } from "./support/resource";
import { Rollout, rolloutsOf } from "./support/rollout";
import { StackRule, Violation } from "./support/rule";

/** What is at another version than the gate. */
interface Difference {
    readonly what: string;
    readonly value: Value;
    readonly wanted: string;
}

/** The net for `--target`: what is not targeted keeps its old version, the gate too, and is shown with it (pulumi, step_generator.go). */
export const oneVersion: StackRule = {
    id: "one-version",
    description: "Gate, migration, checkpoints and every batch are at one version.",
    why: "The gate has judged one step, for everything. With --target a part takes another one: the gate and what is not targeted stay as they were.",
    findsInStack: (stack) => rolloutsOf(stack).rollouts.flatMap(differences),
};

function differences(rollout: Rollout): Violation[] {
    const { gate } = rollout;
    const input = gate && at(gate.properties, "input");
    const version = text(at(input, "version"));
    const template = text(at(input, "image"));
    if (!gate || version === undefined || template === undefined) {
        return [];
    }
    const wanted = { version, image: imageOf(template, version), product: text(at(input, "product")) ?? "camunda" };
    const found = (resource: Resource, list: readonly Difference[]): Violation[] => {
        const differing = list.filter(({ value, wanted: expected }) => differs(value, expected));
        return differing.length === 0
            ? []
            : [
                  {
                      urn: resource.urn,
                      message:
                          `${gate.name} is at ${version}, and ${resource.name} is not: ` +
                          differing.map(({ what, value, wanted: expected }) => `${what} is ${show(value)}, not ${expected}`).join("; "),
                      next: "pulumi up --policy-pack policies   # the whole stack, without --target",
                  },
              ];
    };
    return [
        ...rollout.migrations.flatMap((job) => found(job, migrationAt(job, wanted))),
        ...rollout.batches.flatMap(({ nodes, checkpoint }) => [
            ...found(nodes, nodesAt(nodes, wanted)),
            ...(checkpoint ? found(checkpoint, vouchedFor(checkpoint, wanted)) : []),
        ]),
        ...(rollout.schemaCheckpoint ? found(rollout.schemaCheckpoint, vouchedFor(rollout.schemaCheckpoint, wanted).slice(0, 1)) : []),
        ...(rollout.completion ? found(rollout.completion, vouchedFor(rollout.completion, wanted).slice(0, 1)) : []),
    ];
}

interface Wanted {
    readonly version: string;
    readonly image: string;
    readonly product: string;
}

const compare = (what: string, value: Value, wanted: string): Difference => ({ what, value, wanted });

function migrationAt(job: Resource, { version, image, product }: Wanted): Difference[] {
    const containers = allContainersOf(podOf(job));
    const target = containers.map((container): Value => variable(container, "TARGET")).find((value) => value !== undefined);
    const release = parseRelease(version, product);
    const scripts = containers.find(({ name }) => name === "scripts");
    return [
        ...(target === undefined ? [] : [compare("the schema it migrates to", target, release ? schemaOf(release) : version)]),
        ...(scripts ? [compare("the image of its scripts", at(scripts.value, "image"), image)] : []),
    ];
}

function nodesAt(nodes: Resource, { version, image }: Wanted): Difference[] {
    const engine = engineOf(podOf(nodes));
    const label = at(nodes.properties, "spec", "template", "metadata", "labels", "app.kubernetes.io/version");
    return [
        ...(engine === unknown || engine === undefined ? [] : [compare("the image of its nodes", at(engine.value, "image"), image)]),
        compare("the version on its nodes' label", label, version),
    ];
}

const vouchedFor = ({ properties }: Resource, { version, image }: Wanted): Difference[] => [
    compare("the version it vouches for", at(properties, "input", "version"), version),
    compare("the image it vouches for", at(properties, "input", "image"), image),
];
