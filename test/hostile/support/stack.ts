import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { engineLabels } from "../../../components/domain/labels";
import { settle } from "../../../components/settings/settle";

/** Labels of a node of a batch, as the cluster has them. */
export const nodeLabels = (batch: string, version = "7.22.0") => ({
    ...engineLabels("orders"),
    "camunda.org/batch": batch,
    "app.kubernetes.io/version": version,
});

/** What a stack has, as the CLI tells it to `check`. */
export interface PlayedStack {
    /** Outputs of the stack. */
    outputs?: Record<string, unknown>;
    /** Settings besides the version. */
    settings?: Record<string, unknown>;
    /** Outputs of the stack that it is promoted from. */
    promotedFrom?: unknown;
    /** What the CLI says instead of anything. */
    failure?: string;
}

/** The environment of a command for which a Pulumi is played: the CLI says what is given here, and the cluster is the one of the kubeconfig. */
export function playedStack(kubeconfig: string, { outputs, settings = {}, promotedFrom = {}, failure }: PlayedStack = {}) {
    const folder = mkdtempSync(join(tmpdir(), "played-"));
    const { target } = settle({ engine: { version: "7.22.0" } });
    const gate = {
        type: "pulumi:index:Stash",
        urn: "urn:x::orders-gate",
        parent: "urn:camunda:index:VersionGate::orders-gate",
        inputs: { input: target },
    };
    const stack = {
        type: "pulumi:pulumi:Stack",
        urn: "urn:x",
        outputs: outputs ?? { completedVersion: "7.22.0", history: [], evidence: [] },
    };
    const values = { name: "orders", namespace: "camunda", engine: { version: "7.23.0" }, ...settings };
    const config = Object.fromEntries(
        Object.entries(values).map(([key, value]) => [
            `camunda-rolling-update:${key}`,
            { value: typeof value === "string" ? value : JSON.stringify(value) },
        ]),
    );
    const said: Record<string, unknown> = {
        state: { deployment: { resources: [stack, gate] } },
        config: { ...config, "camunda-rolling-update:databasePassword": { secret: true } },
        output: promotedFrom,
    };
    for (const [name, value] of Object.entries(said)) writeFileSync(join(folder, name), JSON.stringify(value));
    writeFileSync(join(folder, "failure"), failure ?? "");
    writeFileSync(join(folder, "kubeconfig"), kubeconfig);
    const script = `#!/bin/sh
cd ${folder}
if [ -s failure ]; then cat failure >&2; exit 255; fi
case "$*" in
*export*) cat state ;;
*config*) cat config ;;
*output*) cat output ;;
*) echo organization/camunda-rolling-update/test ;;
esac
`;
    writeFileSync(join(folder, "pulumi"), script);
    chmodSync(join(folder, "pulumi"), 0o755);
    const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}`, KUBECONFIG: join(folder, "kubeconfig") };
    return { env, folder, remove: () => rmSync(folder, { recursive: true }) };
}
