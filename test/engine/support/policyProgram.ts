import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as k8s from "@pulumi/kubernetes";
import { RdsDatabase, RollingUpdate, RollingUpdateArgs } from "../../../components";
import { soundRds } from "../../data/refusedEnvironments";
import { variants } from "./policyVariants";

/** A program for test/engine/policies.test.ts: all variants beside each other; or, with the setting `version`, one rollout that needs no cluster. */
const version = new pulumi.Config().get("version");
const registered = new Map<string, pulumi.Resource>();

const rollout = (name: string, args: Partial<RollingUpdateArgs> = {}) =>
    new RollingUpdate(name, {
        namespace: "camunda",
        engine: { version: "7.23.0" },
        database: { jdbcUrl: "jdbc:postgresql://db:5432/camunda", secret: "db" },
        protect: true,
        ...args,
        nodes: { count: 2, batchSize: "1", ...args.nodes },
    });

/** A copy with one part written by its path; undefined takes it away. */
function written(value: unknown, [key, ...path]: string[], part: unknown): unknown {
    const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string, unknown>;
    const next = path.length > 0 ? written(copy[key], path, part) : part;
    if (next === undefined) {
        delete copy[key];
    } else {
        copy[key] = next;
    }
    return copy;
}

/** Changes a resource on its way to the engine, as nobody could by settings: the gate and the components would not let them. */
function breakVariants() {
    pulumi.runtime.registerStackTransformation(({ resource, type, name, props, opts }) => {
        const kind = type.replace(/^.*[:/]/, "");
        registered.set(`${kind} ${name}`, resource);
        const cluster = name.split("-")[0];
        const variant = variants[cluster];
        if (!variant?.changes?.split(", ").includes(`${kind} ${name.slice(cluster.length + 1)}`)) {
            return undefined;
        }
        const other = (label: string) => registered.get(label.replace(" ", ` ${cluster}-`))!;
        return {
            props: variant.property ? (written(props, variant.property[0].split("."), variant.property[1]) as pulumi.Inputs) : props,
            opts: { ...opts, ...variant.options?.(other) },
        };
    });
    const history = [{ from: "", to: "camunda 7.22.0", overrides: [], rollback: "" }];
    for (const [name, { args, onRds }] of Object.entries(variants)) {
        const database = onRds && new RdsDatabase(`${name}-database`, { namespace: "camunda", ...soundRds });
        rollout(name, { ...args, ...(database ? { database, record: { version: "7.22.0", history } } : {}) });
    }
    // What comes from a resource that is still to be made is not known at preview.
    const later = new k8s.core.v1.ConfigMap("later", {}).id;
    rollout("unknown", {
        namespace: later,
        database: { jdbcUrl: pulumi.interpolate`jdbc:postgresql://${later}/camunda`, secret: later },
        migration: { jdbcUrl: pulumi.interpolate`jdbc:postgresql://${later}:5432/camunda` },
    });
}

/** Writes manifests into a folder instead of a cluster, and asks nobody: for a state that a later preview finds. */
function renderOne(wanted: string) {
    const folder = dirname(process.env.KUBECONFIG!);
    // The SDK takes it for an argument, and the provider refuses the two together.
    delete process.env.KUBECONFIG;
    const render = new k8s.Provider("render", { renderYamlToDirectory: join(folder, "rendered") });
    pulumi.runtime.registerStackTransformation(({ type, props, opts }) => ({
        props,
        opts: { ...opts, hooks: undefined, ...(type.startsWith("kubernetes:") ? { provider: render } : {}) },
    }));
    const record = { version: wanted, history: [{ from: "", to: `camunda ${wanted}`, overrides: [], rollback: "" }] };
    rollout("orders", { engine: { version: wanted }, record });
}

if (version) {
    renderOne(version);
} else {
    breakVariants();
}
