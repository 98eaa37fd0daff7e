import { docsOf } from "../domain/holds/registry";
import { count } from "../domain/text";
import { Fault, quoted } from "./faults";

/** As many commands as somebody types before asking again. */
const mostSteps = 5;

/** Faults as the user reads them. */
export function describeFaults(faults: readonly Fault[]): string {
    const [first, ...others] = faults;
    const steps = [...new Set([stepOutOf(first), ...others.flatMap(({ next }) => next ?? [])])];
    return [
        `configurationInvalid: ${count(faults.length, "setting")} ${faults.length === 1 ? "is" : "are"} wrong; nothing has been changed.`,
        ...faults.map(({ path, message }) => `  ${path} ${message}`),
        ...steps.slice(0, mostSteps).map((step, i) => `  ${i === 0 ? "next: " : "      "}${step}`),
        ...(steps.length > mostSteps ? [`        and ${steps.length - mostSteps} more, which the next check names`] : []),
        `  docs: ${docsOf("configurationInvalid")}`,
    ].join("\n");
}

/** What to type about a fault. */
const stepOutOf = ({ path, remove, next }: Fault): string =>
    next ??
    `pulumi config ${remove ? `rm --path ${quoted(remove)}` : `set --path ${quoted(path)} …`}   # docs/reference/settings.md lists all settings`;
