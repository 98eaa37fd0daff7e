import * as pulumi from "@pulumi/pulumi";
import { namedHook } from "./hook";
import { Override } from "./rules/holds";
import { describeRefusal, judge, Target } from "./rules/transition";

/** What the gate judges. */
export interface VersionGateArgs {
    /** What the rollout is for: plain values, since a preview has to know them. */
    target: Target;
    /** Holds to lift, each for a reason. */
    overrides: Override[];
    /** Stack output that holds the last completed version. */
    completedOutput: string;
    /** Whether the gate is protected from `pulumi destroy` and replacement. */
    protect: boolean;
}

/**
 * Refuses, at preview, a transition that Camunda's procedure forbids. It keeps what the last rollout was for in the state, so that the next
 * one is judged against it. Everything else in a rollout depends on the gate.
 */
export class VersionGate extends pulumi.ComponentResource {
    constructor(name: string, args: VersionGateArgs, opts?: pulumi.ComponentResourceOptions) {
        super("camunda:index:VersionGate", name, args, opts);

        const gate = namedHook(
            `version gate ${name}`,
            async ({ oldInputs, newInputs }) => {
                const previous = oldInputs?.input as Target | undefined;
                const facts = {
                    previous,
                    wanted: newInputs?.input as Target,
                    completed: previous && (await completedVersion(name, args.completedOutput, this)),
                };
                const verdict = judge(facts, args.overrides);
                for (const { hold, reason } of verdict.lifted) {
                    void pulumi.log.warn(`${hold.id} is overridden: ${hold.message}; reason: ${reason}`, this);
                }
                if (verdict.holds.length > 0) {
                    throw new Error(describeRefusal(facts, verdict));
                }
            },
            { onDryRun: true },
        );
        new pulumi.Stash(
            name,
            { input: args.target },
            { parent: this, dependsOn: opts?.dependsOn, protect: args.protect, hooks: { beforeCreate: [gate], beforeUpdate: [gate] } },
        );
        this.registerOutputs({});
    }
}

/** The last completed version, from this stack's own outputs: a failed update leaves it as it was. */
function completedVersion(name: string, output: string, parent: pulumi.Resource): Promise<string | undefined> {
    const stack = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
    return new pulumi.StackReference(`${name}-completed-version`, { name: stack }, { parent })
        .getOutputDetails(output)
        .then(({ value }) => value as string | undefined);
}
