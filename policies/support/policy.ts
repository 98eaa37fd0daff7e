import { PolicyResource, PolicyResourceOptions, ResourceValidationPolicy, StackValidationPolicy, UnknownValueError } from "@pulumi/policy";
import { Properties, readUrn, Resource, unknown, Value } from "./resource";
import { changesSomething } from "./types";
import { describe, Rule, RuleSettings } from "./rule";

/** A rule as the engine asks it. */
export function policyOf(rule: Rule): ResourceValidationPolicy | StackValidationPolicy {
    const policy = {
        name: rule.id,
        description: rule.description,
        ...(rule.settings ? { configSchema: { properties: schemaOf(rule.settings) } } : {}),
    };
    if ("finds" in rule) {
        return {
            ...policy,
            validateResource: (args, report) => {
                const settings = { ...rule.settings, ...args.getConfig<RuleSettings>() };
                for (const finding of isThere(args) ? rule.finds(resourceOf(args), settings) : []) {
                    report(describe(finding, rule));
                }
            },
        };
    }
    return {
        ...policy,
        validateStack: (args, report) => {
            const settings = { ...rule.settings, ...args.getConfig<RuleSettings>() };
            const stack = args.resources.filter(isThere).map((resource) => resourceOf(resource, urnsOf(resource.dependencies)));
            for (const violation of rule.findsInStack(stack, settings)) {
                report(describe(violation, rule), violation.urn);
            }
        },
    };
}

const urnsOf = (resources: readonly PolicyResource[]): string[] => resources.map(({ urn }) => urn);

/** What is not targeted, and not made yet, is shown without a single property (pulumi, step_generator.go): it is not made now either. */
const isThere = (shown: Pick<PolicyResource, "type" | "props">): boolean => !changesSomething(shown) || Object.keys(shown.props).length > 0;

const schemaOf = ({ stacks }: RuleSettings) => ({
    stacks: { type: "array" as const, items: { type: "string" as const }, default: [...(stacks ?? [])] },
});

/** A resource as the rules see it. */
export function resourceOf(
    { urn, type, name, props, opts }: Pick<PolicyResource, "urn" | "type" | "name" | "props"> & { opts: PolicyResourceOptions },
    dependencies: readonly string[] = [],
): Resource {
    let properties: Properties | undefined;
    return {
        urn,
        type,
        name,
        ...readUrn(urn),
        // Most rules are about a few resources, which they know by their types.
        get properties() {
            return (properties ??= known(props) as Properties);
        },
        protect: opts.protect,
        createSeconds: opts.customTimeouts.createSeconds,
        parent: opts.parent ?? "",
        dependencies,
    };
}

/**
 * A copy in which a value that is not known yet is one that can be asked for: the SDK throws for it, which would end the whole rule
 * at the first of them, and with it what the rule has to say about all the others.
 */
function known(value: object): Value {
    const read = (key: string | number): Value => {
        try {
            const part = (value as Record<string | number, unknown>)[key];
            return typeof part === "object" && part !== null ? known(part) : (part as Value);
        } catch (error) {
            if (error instanceof UnknownValueError) {
                return unknown;
            }
            throw error;
        }
    };
    return Array.isArray(value)
        ? Array.from({ length: value.length }, (_, i) => read(i))
        : Object.fromEntries(Object.keys(value).map((key) => [key, read(key)]));
}
