import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";

/**
 * A named hook. The engine calls it back from outside the program's asynchronous context, in which an Automation API program keeps
 * everything that the SDK knows about the run: so the context is taken along.
 */
export const namedHook = (name: string, callback: pulumi.ResourceHookFunction, options?: pulumi.ResourceHookOptions) =>
    new pulumi.ResourceHook(name, AsyncResource.bind(callback), options);

/** What an input comes to; undefined where a preview cannot know it yet. An `apply` would never be called then, and the hook would wait for ever. */
export async function known<T>(input: pulumi.Input<T>): Promise<pulumi.Unwrap<T> | undefined> {
    const output = pulumi.output(input) as unknown as { isKnown: Promise<boolean>; promise: () => Promise<pulumi.Unwrap<T>> };
    return (await output.isKnown) ? output.promise() : undefined;
}

/** The same during an update, where everything before this step has been created. */
export async function certain<T>(input: pulumi.Input<T>): Promise<pulumi.Unwrap<T>> {
    const value = await known(input);
    if (value === undefined) {
        throw new Error("an input of this step is not known, though an update is running");
    }
    return value;
}
