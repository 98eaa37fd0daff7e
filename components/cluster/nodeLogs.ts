import type * as k8s from "@kubernetes/client-node";
import { engineFault, lostTable } from "../domain/engineFault";
import { FailingNode } from "../domain/failing";

/** How long what was read counts: a checkpoint looks several times a second. */
const readEveryMilliseconds = 10_000;

/** Stack traces of Spring Boot's failed start are some hundred lines long. */
const lines = 600;

/** Reads the log of a pod's engine: namespace, name, how many lines, and whether of the container that ran before. */
export type ReadLog = (namespace: string, name: string, lines: number, previous: boolean) => Promise<string>;

/** Why engines do not start, from what they have written: read only of those that were started again, and not often. */
export class NodeLogs {
    private readonly faults = new Map<string, { readonly at: number; readonly fault: Promise<string | undefined> }>();

    constructor(private readonly read: ReadLog) {}

    /** A node in service that fails, with what its log says of lost tables: nothing, where there is nothing or nobody may read it. */
    async withLostTable(failing: FailingNode): Promise<FailingNode> {
        const { namespace, node } = failing;
        const lost = await this.recently(`lost ${node}`, () => this.read(namespace, node, lines, false).then(lostTable));
        return lost ? { ...failing, lost } : failing;
    }

    /** What the engine of a pod has written about its last failed start; undefined: it was not started again, or nothing could be read. */
    async faultOf({ metadata, status }: k8s.V1Pod): Promise<string | undefined> {
        const engine = status?.containerStatuses?.find(({ name }) => name === "engine");
        if (!engine || !metadata?.name || engine.restartCount < 1) {
            return undefined;
        }
        const { namespace = "", name } = metadata;
        // A container that runs again has not written yet why it ended.
        return this.recently(name, () => this.read(namespace, name, lines, engine.state?.running !== undefined).then(engineFault));
    }

    private recently(key: string, find: () => Promise<string | undefined>): Promise<string | undefined> {
        const known = this.faults.get(key);
        if (known && Date.now() - known.at < readEveryMilliseconds) {
            return known.fault;
        }
        // Who may not read logs is not held up by it.
        const fault = find().catch(() => undefined);
        this.faults.set(key, { at: Date.now(), fault });
        return fault;
    }
}
