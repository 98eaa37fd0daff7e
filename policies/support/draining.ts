import { secondsOf } from "./amounts";
import { Container, variable } from "./pods";
import { at, items, missing, text, unknown, Value } from "./resource";

/** How long a stopping node may take for one phase where it is not told (spring.lifecycle.timeout-per-shutdown-phase). */
const springPhaseSeconds = 30;

/** What the preStop of a container waits for: for sure, and, where it is told so, at most; undefined where it is not known. */
export function preStopSeconds(engine: Container): number | undefined {
    const preStop = at(engine.value, "lifecycle", "preStop");
    const sleep = at(preStop, "sleep", "seconds");
    if (!missing(sleep)) {
        return typeof sleep === "number" ? sleep : undefined;
    }
    const command = at(preStop, "exec", "command");
    if (preStop === unknown || command === unknown || items(command).includes(unknown)) {
        return undefined;
    }
    const script = items(command)
        .flatMap((part: Value) => text(part) ?? [])
        .join(" ");
    // What it sleeps in a loop is how it waits for open requests, for which it has a timeout, or for the JVM, whose phases are counted by themselves.
    const waits = ["sleep", "timeout"].map((word) => new RegExp(`(?:^|[\\s;&|])${word}\\s+(\\d+)(?=\\s|;|&|$)`).exec(script)?.[1]);
    return waits.reduce((sum, seconds) => sum + Number(seconds ?? 0), 0);
}

/** How long a stopping node may take for its open requests, and then for its running jobs; undefined where it is not known. */
export function phaseSeconds(engine: Container): number | undefined {
    const told = variable(engine, "SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE");
    return missing(told) ? springPhaseSeconds : secondsOf(text(told) ?? "");
}
