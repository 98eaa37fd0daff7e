import { canaryPrefix, canaryProcess, Crossing, Progress } from "./rules/canary";
import { foreign } from "../domain/foreign";
import { restCall } from "../cluster/rules/nodeUrl";
import { idIn, Row, rowsIn as rows, textIn as text } from "../cluster/answer";
import { canaryMessage, canaryModel, waitsForJob, waitsForMessage } from "./canaryModel";
import { NodeRefusal, reason } from "../cluster/errors";
import { Nodes, Send, timeoutMilliseconds } from "../cluster/nodeRest";

/** Deploys the built-in process, unless it is there as it is: then nothing is made (`enable-duplicate-filtering`). */
export async function deployCanary(send: Send): Promise<void> {
    const form = new FormData();
    form.set("deployment-name", canaryProcess);
    form.set("enable-duplicate-filtering", "true");
    form.set("canary.bpmn", new Blob([canaryModel], { type: "application/xml" }), "canary.bpmn");
    await send("POST", "deployment/create", form);
}

/** Whether a process is deployed. */
export async function isDeployed(send: Send, process: string): Promise<boolean> {
    try {
        await send("GET", restCall`process-definition/key/${process}`);
        return true;
    } catch (error) {
        if (error instanceof NodeRefusal && error.status === 404) {
            return false;
        }
        throw error;
    }
}

/** Starts an instance on a node; what it notes is kept in the engine's history. */
export async function startCanary(send: Send, process: string, businessKey: string, startedOn: string): Promise<string> {
    const variables = { startedOn: { value: startedOn, type: "String" } };
    const { id } = (await send("POST", restCall`process-definition/key/${process}/start`, { businessKey, variables })) as Row;
    return idIn(id, "what was started");
}

/** Instances of a process that are under way with a business key. */
export const runningWith = async (send: Send, process: string, businessKey: string): Promise<string[]> =>
    ids(await send("GET", `process-instance?${new URLSearchParams({ processDefinitionKey: process, businessKey })}`));

/** Deletes the instances of a cluster's canaries that are under way, but those that are kept. */
export async function deleteCanaries(send: Send, cluster: string, kept: readonly string[] = []): Promise<void> {
    const like = new URLSearchParams({ businessKeyLike: `${canaryPrefix(cluster)}%`, maxResults: "200" });
    const all = ids(await send("GET", `process-instance?${like}`));
    const stay = (await Promise.all(kept.map((key) => runningWith(send, canaryProcess, key)))).flat();
    for (const id of all.filter((one) => !stay.includes(one))) {
        await unless404(send("DELETE", restCall`process-instance/${id}?skipCustomListeners=true&skipIoMappings=true`));
    }
}

/** What became of an instance that is not under way, as far as the history tells: `COMPLETED`, `EXTERNALLY_TERMINATED`, …; empty: it does not. */
async function endOf(send: Send, query: Record<string, string>): Promise<string> {
    const newest = new URLSearchParams({ ...query, sortBy: "startTime", sortOrder: "desc", maxResults: "1" });
    const found = await send("GET", `history/process-instance?${newest}`).catch((error: unknown) => {
        // Not every user may see the history, and not every engine keeps one.
        if (error instanceof NodeRefusal && error.status < 500) {
            return [];
        }
        throw error;
    });
    return text(rows(found)[0]?.state);
}

/** How an instance crosses. */
export interface CrossingArgs {
    readonly crossing: Crossing;
    readonly process: string;
    /** Whether it is the user's own process: it goes on by itself. */
    readonly own: boolean;
    /** Ids of what was started for it in this run. */
    readonly started: Set<string>;
}

/** Brings an instance as far as it comes: starts it, unless a run before has, and goes on with it on the other node. Can be called until it is done. */
export async function cross(nodes: Nodes, args: CrossingArgs): Promise<Progress> {
    const { crossing, process, own, started } = args;
    const progress = { crossing, instances: [] as string[], done: false, standsAt: [] as string[], incidents: [] as string[], said: "" };
    const to = nodes(crossing.to.name);
    if (!to) {
        return { ...progress, said: `${crossing.to.name} is not in service any more` };
    }
    let doing = `on ${crossing.to.name}`;
    try {
        let running = await runningWith(to, process, crossing.businessKey);
        if (running.length === 0 && started.size === 0 && crossing.from) {
            const from = nodes(crossing.from.name);
            if (!from) {
                return { ...progress, said: `${crossing.from.name} is not in service any more` };
            }
            doing = `starting it on ${crossing.from.name}`;
            const id = await startCanary(from, process, crossing.businessKey, `${crossing.from.name} (${crossing.from.version})`);
            running = [id];
        }
        running.forEach((id) => started.add(id));
        doing = `going on with it on ${crossing.to.name}`;
        let said = "";
        if (!own) {
            for (const id of running) {
                said ||= await goOn(to, id, crossing).then(
                    () => "",
                    (error: unknown) => failureOf(doing, error),
                );
            }
        }
        running = await runningWith(to, process, crossing.businessKey);
        if (running.length > 0) {
            return { ...progress, instances: running, ...(await whereabouts(to, running)), said };
        }
        return { ...progress, ...(await ended(to, process, crossing, [...started])) };
    } catch (error) {
        return { ...progress, instances: [...started], said: failureOf(doing, error) };
    }
}

/** Ended is not completed: somebody may have deleted it. And what a list leaves out may be there for others: a single one is refused, and not left out. */
async function ended(send: Send, process: string, { businessKey, from }: Crossing, started: readonly string[]): Promise<Partial<Progress>> {
    for (const id of started) {
        if (await unless404(send("GET", restCall`process-instance/${id}/activity-instances`))) {
            return { instances: started, said: "it is under way, and not listed" };
        }
    }
    const byKey = { processDefinitionKey: process, processInstanceBusinessKey: businessKey };
    const queries = started.length > 0 ? started.map((processInstanceId) => ({ processInstanceId })) : [byKey];
    const states = await Promise.all(queries.map((query) => endOf(send, query)));
    const terminated = states.find((state) => state.endsWith("_TERMINATED"));
    // One that should have been started before the first batch, and was not: the rollout was under way when the canary was switched on.
    const none = !from && started.length === 0 && states.every((state) => state === "");
    return terminated
        ? { instances: started, said: `the history says ${terminated}` }
        : { done: true, said: none ? "none was started before the first batch" : "" };
}

/** The message first, since with the job the instance ends, where the token of the other branch has come. */
async function goOn(send: Send, id: string, { to }: Crossing): Promise<void> {
    const at = leaves(await unless404(send("GET", restCall`process-instance/${id}/activity-instances`)));
    if (at.includes(waitsForMessage)) {
        const processVariables = { finishedOn: { value: `${to.name} (${to.version})`, type: "String" } };
        await send("POST", "message", { messageName: canaryMessage, processInstanceId: id, processVariables });
    }
    if (at.includes(waitsForJob)) {
        for (const job of ids(await send("GET", restCall`job?processInstanceId=${id}&activityId=${waitsForJob}`))) {
            await send("POST", restCall`job/${job}/execute`);
        }
    }
}

async function whereabouts(send: Send, running: readonly string[]): Promise<Pick<Progress, "standsAt" | "incidents">> {
    const found = await Promise.all(
        running.map(async (id) => [
            leaves(await unless404(send("GET", restCall`process-instance/${id}/activity-instances`))),
            rows(await send("GET", restCall`incident?processInstanceId=${id}`)).map(
                (row) => `${text(row.incidentMessage)} at ${text(row.activityId)}`,
            ),
        ]),
    );
    return { standsAt: few(found.flatMap(([at]) => at)), incidents: few(found.flatMap(([, messages]) => messages)) };
}

/** As many as a message has room for. */
const few = (items: readonly string[]): string[] => [
    ...items.slice(0, 3).map((item) => foreign(item)),
    ...(items.length > 3 ? [`${items.length - 3} more`] : []),
];

/** Activities that an instance waits at: what has nothing below it, and transitions, which asynchronous ones are before they begin. */
function leaves(tree: unknown): string[] {
    const { activityId, childActivityInstances: children, childTransitionInstances: transitions } = (tree ?? {}) as Row;
    const below = [...rows(children), ...rows(transitions)];
    return below.length > 0 ? below.flatMap(leaves) : activityId ? [text(activityId)] : [];
}

/** What went wrong, in the words of the node or of the API server. */
export function failureOf(doing: string, error: unknown): string {
    const late = (error as Error).name === "TimeoutError" && `no answer within ${timeoutMilliseconds / 1000} s`;
    const refused = error instanceof NodeRefusal && error.said && `${error.message}, ${error.said}`;
    return `${doing}: ${late || refused || reason(error)}`;
}

async function unless404(answer: Promise<unknown>): Promise<unknown> {
    try {
        return await answer;
    } catch (error) {
        if (error instanceof NodeRefusal && error.status === 404) {
            return undefined;
        }
        throw error;
    }
}

/** More of them than anybody started by one key are no answer to that question. */
const ids = (content: unknown): string[] =>
    rows(content)
        .slice(0, 200)
        .map(({ id }) => idIn(id, "an instance or a job"));
