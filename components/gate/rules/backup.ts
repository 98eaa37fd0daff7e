import { Facts } from "../../domain/facts/facts";
import { appliedBy, describeScript, hasDdl, hopContent } from "../../schema/rules/hop";
import { compareSchemas, leastSchemaOf } from "../../domain/schemaVersion";
import { Rule } from "./rule";
import { isByHand } from "./schema";
import { arrow, kindOf, releaseOf } from "../../domain/transition";

const take = `pulumi config set --path backup.at "$(date -u +%FT%TZ)" && pulumi config set --path backup.reference … && pulumi up`;

/** Rules about what leads back from a schema step. */
export const backupRules: readonly Rule[] = [
    {
        id: "backupMissing",
        live: true,
        finds: (facts) => {
            const { backup } = facts.wanted;
            const changes = backup ? changed(facts) : "";
            const lacking = backup && changes ? fault(facts, backup.at, backup.reference) : "";
            return lacking
                ? {
                      message: `${arrow(facts)} changes the data (${changes}), but ${lacking}`,
                      next: `${take}   # after a backup: when it was taken, and how it is found again`,
                  }
                : undefined;
        },
    },
];

/** What is wrong with the backup that is named; empty: nothing. */
function fault({ completed, live, now }: Facts, at: string, reference: string): string {
    if (!at) {
        return "no backup is named";
    }
    const named = `the backup ${JSON.stringify(reference)} of ${at}`;
    if (now && Date.parse(at) > Date.parse(now)) {
        return `${named} has a time in the future: it is ${now} now`;
    }
    const since: [time: string, what: string][] = [
        [completed.evidence?.at(-1)?.at ?? "", "the last update was completed"],
        [live?.schemaChangedAt ?? "", "the schema log was written last"],
    ];
    const later = since.find(([time]) => Date.parse(time) > Date.parse(at));
    return later ? `${named} is older than the database: ${later[1]} on ${later[0]}` : "";
}

/** Scripts that change tables or the rows of the engine, which are still to come; empty: there are none, or nobody can tell. */
function changed(facts: Facts): string {
    const from = facts.previous && releaseOf(facts.previous);
    const to = releaseOf(facts.wanted);
    const present = facts.live?.schema;
    if (!from || !to || ["fresh", "unchanged", "nodeRollback"].includes(kindOf(facts))) {
        return "";
    }
    if (present && (compareSchemas(to.product, present, leastSchemaOf(to)) ?? -1) >= 0) {
        return "";
    }
    if (from.product !== to.product) {
        return isByHand(facts) ? `the scripts of ${to.product.name} that lead to ${to.version}` : "";
    }
    const { scripts } = hopContent(from, to, facts.wanted.edition, appliedBy(from, present));
    return scripts
        .filter((script) => hasDdl(script) || script.updates)
        .map((script) => describeScript(script).split(": ")[0])
        .join(", ");
}
