import { HoldEntry, Raiser } from "../../components/domain/holds/entry";
import { entryOf, holdGroups, HoldId, holdIds } from "../../components/domain/holds/registry";
import { inLines } from "./lines";

const raisers: Readonly<Record<Raiser, string>> = {
    settings: "the check of the settings",
    gate: "the gate (at preview, and before the first change)",
    RDS: "the program, at preview",
    Job: "the migration (in the Job, and by `npm run migrate`)",
    checkpoint: "a checkpoint (during the update)",
    guard: "the API server, where the [guard](../guides/capacity-and-guard.md#guard-the-nodes) is on",
};

const opening = `# Holds

A hold is a named reason why the update does not go on. It says what is wrong, why, and which command comes next. A hold at preview has changed nothing.

After a hold during an update, no later step is started, and the nodes that were not upgraded serve. Solve what the hold names, and run \`pulumi up\` again.
Updates that were killed, paused or changed by hand, and a lost state: [an update that is in progress](../operations/in-progress.md).

The command that comes next depends on your values: it is in the message, in the line \`next:\`. The last line of each message leads to the section of its
hold. All holds by name; below, they are in the order of the procedure:
`;

const ending = `## What you see while a checkpoint waits

The progress line shows the time left, what is pending, and the hold: \`575 s left: batch-2 starting (nodeNotReady)\`. A terminal with 80 columns
shows only the time left, and one with 110 columns about 34 characters of the line. If a hold lasts for 20 s, its full text is added to the diagnostics, once.
Pulumi prints the diagnostics when the update ends.

After a hold, Pulumi lists the stack's outputs as deleted. They are kept: \`pulumi stack output\` shows them, and \`pulumi up --suppress-outputs\` does not
list them.

## Override a hold

Some holds can be overridden, one by one and for a reason. Those that protect data cannot:

\`\`\`
pulumi config set --path 'overrides[0].hold' incidentsPresent
pulumi config set --path 'overrides[0].reason' "ticket 4711, unrelated"
\`\`\`

An override is for one update. It appears at preview, stays until that update is completed, and is kept in the stack's \`history\`. The next update
refuses it if it is still there ([overrideUnused](#overrideunused)).
`;

/** A text whose last word may be the address of a page of ours or of others. */
function linked(text: string): string {
    const [, before, address] = /^(.*) (https:\S+|docs\/\S+\.md)$/.exec(text) ?? [undefined, text, undefined];
    if (address === undefined) {
        return before;
    }
    return address.startsWith("docs/") ? `${before} [More](../${address.slice("docs/".length)})` : `${before} [Source](${address})`;
}

const waitingFor = ({ final, waiting, raisedBy }: HoldEntry): string => {
    const answer = final
        ? "Does not help."
        : raisedBy.includes("checkpoint")
          ? "May help. The checkpoint checks again until its budget ends. After that, the next `pulumi up` continues at this checkpoint."
          : "May help. Run the same command again later.";
    return waiting ? `${answer} ${waiting}` : answer;
};

function section([id, entry]: [string, HoldEntry]): string {
    const { when, why, source, alsoWhy = [], overridable, override, raisedBy } = entry;
    const items = [
        `**Why:** ${linked(source ? `${why} ${source}` : why)}`,
        ...alsoWhy.map((other) => `**Why, in another case:** ${linked(other)}`),
        `**Override:** ${[overridable ? "Yes." : "No.", override].filter(Boolean).join(" ")}`,
        `**Waiting:** ${waitingFor(entry)}`,
        `**Raised by:** ${raisedBy.map((raiser) => raisers[raiser]).join("; ")}.`,
    ];
    return [`### ${id}`, inLines(when, 150, ""), items.map((item) => inLines(item, 150, "- ")).join("\n")].join("\n\n");
}

function row(id: HoldId): string {
    const { overridable, override, final } = entryOf(id);
    const overridden = overridable ? (override ? "yes, see there" : "yes") : override ? "see there" : "no";
    return `| [${id}](#${id.toLowerCase()}) | ${overridden} | ${final ? "no" : "may"} |`;
}

/** The page of all holds. */
export const page = (): string =>
    [
        opening,
        ["| hold | can be overridden | waiting helps |", "| --- | --- | --- |", ...[...holdIds].sort().map(row)].join("\n"),
        ...holdGroups.flatMap(({ title, holds }) => [`## ${title}`, ...Object.entries(holds).map(section)]),
        ending,
    ].join("\n\n");
