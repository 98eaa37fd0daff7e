import { camunda } from "../../components/domain/catalogue/camunda";
import { changeSetId } from "../../components/schema/rules/changeLog";
import { appliedBy, hopContent } from "../../components/schema/rules/hop";
import { parseRelease } from "../../components/domain/release";
import { LogEntry, newestIn } from "./schemaLog";

/** The scripts that one hop runs, or why there is no such hop. */
export interface HopScripts {
    readonly from: string;
    /** Files of upgrade/, in order. */
    readonly files: readonly string[];
    /** Patches that the folder of scripts is too old to have. */
    readonly notThere: readonly string[];
    /** Why this is not one hop, with what to do instead; else empty. */
    readonly refusal: string;
}

/**
 * The scripts between what the schema log tells and a version: patches of the minor that the log lacks, then the step, then patches of the wanted
 * minor; a script whose twin was applied is left out.
 * @param present Files that the folder of scripts has in upgrade/.
 * @param patches Patch scripts that the tables tell, by the ids of their change sets: before 7.11 no log has them.
 */
export function hopScripts(log: readonly LogEntry[], to: string, present: readonly string[], patches: readonly string[] = []): HopScripts {
    const newest = newestIn(log) ?? "";
    const from = parseRelease(newest.replace(/_\d+$/, ""));
    const wanted = parseRelease(to);
    const none = (refusal: string): HopScripts => ({ from: newest, files: [], notThere: [], refusal });
    if (!from?.known || !wanted?.known) {
        return none(`${from?.known ? to : newest} is not a version of Camunda that the catalogue knows`);
    }
    const place = camunda.minors.indexOf(from.known);
    const steps = camunda.minors.indexOf(wanted.known) - place;
    if (steps > 1) {
        return none(`the schema is at ${newest}, and ${to} is ${steps} hops away: the next is to ${camunda.minors[place + 1].minor}.0`);
    }
    if (steps < 0) {
        return none(`the schema is at ${newest}, which is ahead of ${to}: no script leads back`);
    }
    const logged = new Set(log.map(({ version }) => version));
    const seen = camunda.minors.flatMap(({ patchScripts = [] }) =>
        patchScripts.filter(({ file, writes }) => (writes !== undefined && logged.has(writes)) || patches.includes(changeSetId(file))),
    );
    const applied = new Set([...seen.map(({ file }) => file), ...appliedBy(from, newest)]);
    const wantedScripts = hopContent(from, wanted, "community", applied).scripts.map(({ file, patch }) => ({
        file: `upgrade/postgres_${file}`,
        patch,
    }));
    const missing = wantedScripts.filter(({ file }) => !present.includes(file));
    const step = missing.find(({ patch }) => patch === undefined);
    return step
        ? none(`the folder of scripts has no ${step.file}: take the scripts of ${to}`)
        : {
              from: newest,
              files: wantedScripts.map(({ file }) => file).filter((file) => present.includes(file)),
              notThere: missing.map(({ file }) => file),
              refusal: "",
          };
}
