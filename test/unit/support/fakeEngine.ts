import { NodeRefusal } from "../../../components/cluster/errors";
import { Send } from "../../../components/cluster/nodeRest";

/** What an instance of the built-in process is waiting for; of another process, whether it has ended is told. */
interface FakeInstance {
    readonly id: string;
    readonly businessKey: string;
    readonly process: string;
    readonly startedOn: string;
    finishedOn: string;
    waits: Set<string>;
    state: string;
    incident?: string;
}

/** Plays the one engine that all nodes are, as far as canaries ask: requests in, state kept here. That real ones answer so is not proven here. */
export class FakeEngine {
    readonly instances: FakeInstance[] = [];
    deployments = 0;
    /** Processes that are deployed. */
    readonly processes = new Set<string>();
    /** Processes of the user's own that end by themselves, at once. */
    readonly ending = new Set<string>();
    /** Whether the engine keeps a history. */
    history = true;
    /** Is told every request before it is answered, and may throw in its place. */
    before: (node: string, request: string) => void = () => undefined;
    /** Is told it when it was done, and may throw: then the answer is lost. */
    after: () => void = () => undefined;
    readonly requests: string[] = [];

    get running(): FakeInstance[] {
        return this.instances.filter(({ state }) => state === "ACTIVE");
    }

    node(name: string): Send {
        return (method, path, body) =>
            new Promise((resolve) => {
                const request = `${method} ${path}`;
                this.requests.push(`${name} ${request}`);
                this.before(name, request);
                const answer = this.answer(name, method, new URL(path, "http://engine/"), (body ?? {}) as Record<string, unknown>);
                this.after();
                resolve(answer);
            });
    }

    private answer(node: string, method: string, { pathname, searchParams: query }: URL, body: Record<string, unknown>): unknown {
        const [, ...parts] = pathname.split("/");
        const [resource, id = "", detail = ""] = parts;
        const found = this.running.find((one) => one.id === id);
        switch (`${method} ${resource}${detail && `/${detail}`}`) {
            case "POST deployment": {
                const name = (body as unknown as FormData).get("deployment-name") as string;
                this.deployments += this.processes.has(name) ? 0 : 1;
                this.processes.add(name);
                return {};
            }
            case "GET deployment":
                return id === "count"
                    ? { count: this.deployments }
                    : [...this.processes].map((name) => ({ id: name, name, deploymentTime: "2026-11-21T10:00:00.000+0000" }));
            case "GET process-definition":
                return { count: this.processes.size };
            case "GET process-definition/" + detail:
                return this.processes.has(detail) ? {} : refuse(404);
            case "POST process-definition/" + detail:
                return this.start(node, detail, body.businessKey as string);
            case "GET process-instance": {
                const key = query.get("businessKey");
                const like = query.get("businessKeyLike")?.replace(/%$/, "");
                const process = query.get("processDefinitionKey");
                return this.running.filter((one) =>
                    key ? one.businessKey === key && one.process === process : one.businessKey.startsWith(like ?? ""),
                );
            }
            case "GET process-instance/activity-instances":
                return found
                    ? { activityId: found.process, childActivityInstances: [...found.waits].map((activityId) => ({ activityId })) }
                    : refuse(404);
            case "DELETE process-instance":
                return found ? void (found.state = "EXTERNALLY_TERMINATED") : refuse(404);
            case "GET incident": {
                const incidentMessage = this.running.find((one) => one.id === query.get("processInstanceId"))?.incident;
                return incidentMessage ? [{ incidentMessage, activityId: "due" }] : [];
            }
            case "GET job":
                return this.running.filter((one) => one.id === query.get("processInstanceId") && one.waits.has("due"));
            case "POST job/execute":
                return this.goOn(node, found ?? refuse(404), "due");
            case "POST message":
                return this.goOn(node, this.running.find((one) => one.id === body.processInstanceId) ?? refuse(400), "decided");
            case "GET history/process-instance":
            case "GET history":
                return this.history
                    ? this.instances
                          .filter((one) =>
                              query.has("processInstanceId")
                                  ? one.id === query.get("processInstanceId")
                                  : one.businessKey === query.get("processInstanceBusinessKey"),
                          )
                          .slice(-1)
                    : refuse(403);
            default:
                throw new Error(`nobody has told this engine what ${method} ${pathname} is`);
        }
    }

    private start(node: string, process: string, businessKey: string): FakeInstance {
        if (!this.processes.has(process)) {
            refuse(404, `No matching process definition with key: ${process}`);
        }
        const id = `i${this.instances.length + 1}`;
        const own = process !== "camunda-rolling-update-canary";
        const waits = new Set(own ? ["work"] : ["decided", "due"]);
        const state = this.ending.has(process) ? "COMPLETED" : "ACTIVE";
        this.instances.push({ id, businessKey, process, startedOn: node, finishedOn: "", waits, state });
        return this.instances[this.instances.length - 1];
    }

    private goOn(node: string, instance: FakeInstance, activity: string): undefined {
        if (!instance.waits.delete(activity)) {
            refuse(400, "Cannot correlate message");
        }
        if (instance.waits.size === 0) {
            instance.state = "COMPLETED";
            instance.finishedOn = node;
        }
    }
}

function refuse(status: number, said = ""): never {
    throw new NodeRefusal(status, said);
}
