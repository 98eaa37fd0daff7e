import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";

/**
 * A named hook. The engine calls it back from outside the program's asynchronous context, in which an Automation API program keeps
 * everything that the SDK knows about the run: so the context is taken along.
 */
export const namedHook = (name: string, callback: pulumi.ResourceHookFunction, options?: pulumi.ResourceHookOptions) =>
    new pulumi.ResourceHook(name, AsyncResource.bind(callback), options);
