import * as pulumi from "@pulumi/pulumi";
import { refuse } from "./rules/configuration";
import { PlainArgs } from "./rules/settings";

/** Refuses a configuration with faults, all of them in one message, before the first resource is registered. */
export function checkConfiguration(args: PlainArgs): void {
    const refusal = refuse(args);
    if (refusal) {
        throw new pulumi.RunError(refusal);
    }
}
