import { Fault } from "../../settings/faults";
import { describeHolds } from "../../domain/hold";
import { judge } from "./judge";
import { PlainArgs, settle, settleNodes, Settings } from "../../settings/settle";
import { describeFaults } from "../../settings/describe";
import { settingFaults } from "../../settings/validate";
import { StackPlace } from "../../settings/promotion";
import { StackValues, stackValues } from "../../settings/stackFile";

/** All faults of a configuration. */
export const faultsOf: (args: PlainArgs) => Fault[] = settingFaults;

/** What the user reads if a configuration has faults, with what would hold it besides, so that nothing is left for a second message. */
export const refuse = (args: PlainArgs, besides: readonly Fault[] = []): string | undefined =>
    refusal(args, [...besides, ...faultsOf(args)]);

/** The settled values of a configuration, or why it is refused: each is settled once, for its checks and for who goes on with it. */
export function settleOrRefuse(args: PlainArgs, besides: readonly Fault[] = []): { settings: Settings } | { refusal: string } {
    const nodes = settleNodes(args);
    const refused = refusal(args, [...besides, ...settingFaults(args, nodes)]);
    return refused === undefined ? { settings: settle(args, nodes) } : { refusal: refused };
}

function refusal(args: PlainArgs, faults: readonly Fault[]): string | undefined {
    if (faults.length === 0) {
        return undefined;
    }
    return [describeFaults(faults), ...holdsBesides(args, faults)].join("\n");
}

/** Only where the engine can be judged: its own faults would be said twice, and by other names. */
function holdsBesides(args: PlainArgs, faults: readonly Fault[]): string[] {
    if (faults.some(({ path }) => path.startsWith("engine"))) {
        return [];
    }
    const { target } = settle({ engine: args.engine });
    const { holds } = judge({ wanted: target, completed: { history: [] } });
    return holds.length > 0 ? [describeHolds(holds)] : [];
}

/**
 * Reads the settings of a project's stack from the texts that Pulumi keeps them as, and says what is wrong with them, all of it.
 * @param hidden Where a stand-in stands for a value that nobody may see; `unjudged` are those of them that would have to be seen.
 */
export function readStack(
    all: Readonly<Record<string, string>>,
    project: string,
    place?: StackPlace,
    hidden: readonly string[] = [],
): { values: StackValues; refusal?: string; unjudged: readonly string[]; warnings: readonly string[] } {
    const { values, faults, warnings } = stackValues(all, project, place, hidden);
    const unjudged =
        hidden.length > 0 ? hidden.filter((path) => [...faults, ...faultsOf(values)].some((fault) => isAbout(fault, path))) : [];
    return { values, refusal: refuse(values, faults), unjudged, warnings };
}

/** Whether a fault may be the stand-in's at a path: it is there, above or below. A name that has to go is wrong whatever its value. */
function isAbout(fault: Fault, path: string): boolean {
    const isWithin = (inner: string, outer: string) =>
        inner === outer || (inner.startsWith(outer) && /^[.[]/.test(inner.slice(outer.length)));
    return fault.remove === undefined && (isWithin(fault.path, path) || isWithin(path, fault.path));
}
