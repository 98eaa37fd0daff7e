import { at, missing, Resource, show, text, unknown, Value } from "./support/resource";
import { askAgain, ResourceRule } from "./support/rule";
import { isMigration } from "./support/types";

/** Time-out of the provider where nothing else is said, in seconds; an annotation counts after customTimeouts (pulumi-kubernetes, overrides.go). */
const providerSeconds = 600;

/** A fault of a migration Job. */
interface Fault {
    readonly wrong: boolean;
    readonly message: string;
    readonly why: string;
    readonly wanted: string;
}

/** The migration ends, says how, and can be run again. */
export const migrationBounded: ResourceRule = {
    id: "migration-bounded",
    description: "The migration Job has a deadline, stops at the first failure, can be run again, and is kept.",
    why: "What holds for every Job does not for one that changes a schema (pulumi-kubernetes#856).",
    finds: (resource) =>
        isMigration(resource)
            ? faultsOf(resource)
                  .filter(({ wrong }) => wrong)
                  .map(({ message, why, wanted }) => ({ message, why, next: `${askAgain}   # after ${wanted}` }))
            : [],
};

function faultsOf({ name, properties, createSeconds }: Resource): Fault[] {
    const [deadline, retries, ttl, failurePolicy] = [
        "activeDeadlineSeconds",
        "backoffLimit",
        "ttlSecondsAfterFinished",
        "podFailurePolicy",
    ].map((field) => at(properties, "spec", field));
    const annotations = at(properties, "metadata", "annotations");
    const replaced = at(annotations, "pulumi.com/replaceUnready");
    const waited = createSeconds || Number(text(at(annotations, "pulumi.com/timeoutSeconds")) ?? providerSeconds);
    const is = (value: Value, right: (known: Value) => boolean) => value !== unknown && !right(value);
    return [
        {
            wrong: is(deadline, (seconds) => typeof seconds === "number" && seconds > 0),
            message: `${name} has no activeDeadlineSeconds: ${show(deadline)}`,
            why: "A migration that waits for a lock waits for ever, and everything behind it with it.",
            wanted: "activeDeadlineSeconds has been put back (migration.budgetSeconds)",
        },
        {
            wrong: typeof deadline === "number" && deadline >= waited,
            message: `${name} may run for ${show(deadline)} s (activeDeadlineSeconds), and the update waits for ${waited} s only (customTimeouts)`,
            why: "An update that gives up before the Job does leaves a migration behind that is still running.",
            wanted: "customTimeouts.create has got more than activeDeadlineSeconds",
        },
        {
            wrong: is(retries, (limit) => limit === 0 || limit === 1),
            message: `${name} is tried again by itself: backoffLimit is ${missing(retries) ? "not set, which means 6" : show(retries)}`,
            why: "What fails once fails again, on a database that serves meanwhile; the next update runs it again, when somebody has looked (https://kubernetes.io/docs/concepts/workloads/controllers/job/).",
            wanted: "backoffLimit: 0",
        },
        {
            wrong: is(replaced, (value) => value === "true"),
            message: `${name} cannot be run again: the annotation pulumi.com/replaceUnready is ${show(replaced)}`,
            why: "A Job that has failed stays failed, and every later update would fail at it (pulumi-kubernetes#856).",
            wanted: 'the annotation pulumi.com/replaceUnready: "true"',
        },
        {
            wrong: is(ttl, missing),
            message: `${name} is deleted by the cluster: ttlSecondsAfterFinished is ${show(ttl)}`,
            why: "A refresh finds the Job gone, and the next update runs the migration again.",
            wanted: "ttlSecondsAfterFinished has been taken away",
        },
        {
            wrong: is(failurePolicy, missing),
            message: `${name} has a podFailurePolicy`,
            why: "The provider does not recognise a Job that fails by one, and waits for it until its time-out (pulumi/cloud-ready-checks, job/check.go).",
            wanted: "podFailurePolicy has been taken away",
        },
    ];
}
