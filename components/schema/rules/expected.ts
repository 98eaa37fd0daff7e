import { Completed, Target } from "../../domain/facts/facts";
import { HoldId } from "../../domain/holds/registry";
import { parseRelease } from "../../domain/release";
import { schemaOf } from "../../domain/schemaVersion";
import { transitionTo } from "../../domain/history";

/** The installation of the database that the stack has worked on last, as its engines call it; undefined: none is recorded. */
export const recordedInstallation = ({ evidence = [] }: Completed): string | undefined =>
    evidence.flatMap(({ installation }) => installation ?? []).at(-1);

/**
 * Which database the migration may change, in the one line that expected.sh reads: a database that is empty, older or another
 * installation's is not taken for the one with the data.
 */
export function expectationFor(target: Target, completed: Completed): string {
    if (lifted(target, completed)) {
        return "any";
    }
    if (completed.version) {
        // The history names the product, which another one may follow.
        const [product, version] = completed.history.at(-1)?.to.split(" ") ?? [target.product, completed.version];
        return ["recorded", schemaAt(product, version), recordedInstallation(completed)].filter(Boolean).join(" ");
    }
    return target.adopt ? `takenOver ${schemaAt(target.product, target.version)}` : "fresh";
}

/**
 * What makes the migration run again, though nothing else of it has changed: another expectation while a transition is in progress. After
 * that it stays what it was, so that a finished stack shows no change.
 */
export function expectationTrigger(target: Target, completed: Completed): string {
    if (transitionTo(target, completed) || lifted(target, completed)) {
        return expectationFor(target, completed);
    }
    // Constant where nothing is recorded: the engine replaces only for a trigger that follows another one (pulumi, step_generator.go, shouldTriggerReplace).
    return completed.history.at(-1)?.expected ?? "recorded";
}

/** An override that the last transition was completed with has done its work, whether it is still in the configuration or not. */
function lifted(target: Target, completed: Completed): boolean {
    const done = transitionTo(target, completed) ? [] : (completed.history.at(-1)?.overrides ?? []);
    return target.overrides.some(
        ({ hold, reason }) =>
            hold === ("databaseUnexpected" satisfies HoldId) && !done.some((spent) => spent.hold === hold && spent.reason === reason),
    );
}

/** What the schema log shows for a version; the version itself where it is none of the product's. */
function schemaAt(product: string, version: string): string {
    const release = parseRelease(version, product);
    return release ? schemaOf(release) : version;
}
