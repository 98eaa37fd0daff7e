import { rules } from "../../policies/rules";
import { Rule } from "../../policies/support/rule";

const opening = `# Policies

\`\`\`sh
pulumi preview --policy-pack policies
pulumi up --policy-pack policies
pulumi policy analyze --policy-pack policies   # the resources in the state, without program and provider
\`\`\`

The policies are guard rails for reviewers who were not there. A preview that breaks one fails, and says what is wrong, why, and which command comes
next. They judge the resources that reach Pulumi's engine, whatever settings or program made them. Values that a preview does not know yet are judged at
the update.
`;

const ending = `All are mandatory. \`--policy-pack-config FILE\` changes levels (\`mandatory\`, \`advisory\`, \`disabled\`), and says which stacks are in production, by their
names:

\`\`\`json
{ "spare-nodes": "advisory", "production-protected": { "stacks": ["production", "prod-*"] } }
\`\`\`

- Policies of the stack run at the end of a preview or update: do not skip the preview.
- A policy sees what Pulumi encrypts in clear text, so the content of a Secret cannot be judged.
- The pack needs the development dependencies (\`npm ci\`). It imports \`components/\`, so \`pulumi policy publish\` would need it bundled.

## What was tested

| run against | what |
| --- | --- |
| real CLI, language host and provider, no cluster | the three stacks of this project, one broken rollout and more per rule, unknown values, \`--target\`; for AWS a stand-in that knows inputs only |
| real CLI, \`policy analyze\` on a written-out state | the rules about RDS, on the resources in the state |
`;

const judges = (rule: Rule) => ("findsInStack" in rule ? "the stack" : "a resource");

/** The page docs/reference/policies.md, from the rules of the pack. */
export const page = (): string =>
    [
        opening,
        [
            "| policy | demands | judges |",
            "| --- | --- | --- |",
            ...rules.map((rule) => `| \`${rule.id}\` | ${rule.description} | ${judges(rule)} |`),
        ].join("\n"),
        "",
        ending,
    ].join("\n");
