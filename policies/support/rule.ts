import { Finding } from "../../components/gate/rules/rule";
import { Resource } from "./resource";

/** What the configuration of the pack says to a rule; every entry has a default. */
export interface RuleSettings {
    /** Names of stacks that are in production; `*` stands for any characters. */
    readonly stacks?: readonly string[];
}

/** What a rule has found, and where. */
export interface Violation extends Finding {
    readonly urn: string;
}

/** What every rule of the pack has. */
interface PackRule {
    /** Name of the policy; what the configuration of the pack refers to. */
    readonly id: string;
    /** The rule in one sentence: the head line of what is found. */
    readonly description: string;
    /** The reason, with its source. */
    readonly why: string;
    /** Default values of the settings that the rule has. */
    readonly settings?: RuleSettings;
}

/** A rule about one resource: it sees the inputs, and is asked before the resource is changed. */
export interface ResourceRule extends PackRule {
    readonly finds: (resource: Resource, settings: RuleSettings) => Finding[];
}

/** A rule about all resources together: it sees the outputs, what waits for what, and what `--target` leaves as it was. */
export interface StackRule extends PackRule {
    readonly findsInStack: (stack: readonly Resource[], settings: RuleSettings) => Violation[];
}

export type Rule = ResourceRule | StackRule;

/** What has been found as text, in the form that holds have. */
export const describe = (finding: Finding, { why }: PackRule): string =>
    [finding.message, `why:  ${finding.why ?? why}`, `next: ${finding.next}`].join("\n  ");

/** The command that asks all rules again. */
export const askAgain = "pulumi preview --policy-pack policies";
