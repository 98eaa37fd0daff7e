import { PolicyPack } from "@pulumi/policy";
import { rules } from "./rules";
import { policyOf } from "./support/policy";

// The one file with an effect: it starts the server that the engine asks.
new PolicyPack("camunda-rolling-update", { enforcementLevel: "mandatory", policies: rules.map(policyOf) });
