import type * as k8s from "@kubernetes/client-node";
import { batchLabel } from "../domain/labels";
import { FailingNode } from "../domain/failing";
import { DatabaseFacts, LiveNode, LiveTruth } from "../domain/facts/facts";
import { AdoptSettings } from "../settings/settle";
import { foreign } from "../domain/foreign";
import { textIn, versionIn } from "./answer";
import { answered, AnswerFault, ApiServerError, failingIn, NodeRefusal } from "./errors";
import { Get, RestPlace } from "./nodeRest";
import { countIn, digestsOf, eachOf, isReady, newestEntry, SchemaLogEntry, trouble } from "./pods";
import { NodeInstallation } from "../domain/facts/migration";

/** Which nodes are asked for the truth, and how. */
export interface LiveTruthArgs {
    readonly namespace: string;
    /** Name of the cluster of nodes. */
    readonly cluster: string;
    /** Whether its batches are StatefulSets. @default Deployments */
    readonly stableNames?: boolean;
    /** Path of the REST API, e.g. `engine-rest`. */
    readonly restPath: string;
    /** Port of the REST API. */
    readonly port: number;
    /** Secret with the `username` and `password` that the REST API is asked with. */
    readonly restSecret?: string;
    /** Nodes that were installed by other means. */
    readonly adopt?: AdoptSettings;
    /** Selector of nodes that an earlier update has taken over, where that is another one. */
    readonly adoptedBefore?: string;
    /** Tables whose rows are counted, with the path that tells; slow where they are large. @default none */
    readonly count?: Readonly<Record<string, string>>;
}

/** A pod that counts as a node, and where it answers. */
export interface NodeToAsk {
    readonly pod: k8s.V1Pod;
    readonly place: RestPlace;
    readonly adopted: boolean;
    /** Whether only the selector of an earlier update finds it. */
    readonly forgotten?: boolean;
}

/** A node, and the way to ask it. */
export interface AskedNode extends NodeToAsk {
    readonly get: Get;
}

/** How many are asked for what all of them share, until one tells. */
const mostAsked = 5;

/** What the nodes say of themselves, and the first one that answers of the database and what is in it. */
export async function truthOf(asked: readonly AskedNode[], { restSecret, count = {} }: LiveTruthArgs): Promise<LiveTruth> {
    const nodes = await eachOf(asked, (node) => liveNode(node, restSecret));
    const answering = asked.filter((_, i) => nodes[i].problem === "").slice(0, mostAsked);
    return { nodes, ...(await firstFacts(answering, count)), problem: "" };
}

/** What the first one tells that can read its database; where none can, what the last one tells, and that it fails. */
async function firstFacts(asked: readonly AskedNode[], count: Readonly<Record<string, string>>): Promise<Partial<LiveTruth>> {
    let facts: Partial<LiveTruth> = {};
    for (const { get } of asked) {
        facts = await sharedFacts(get, count);
        if (!facts.failing) {
            break;
        }
    }
    return facts;
}

async function liveNode({ pod, place, adopted, forgotten, get }: AskedNode, restSecret?: string): Promise<LiveNode> {
    const batch = pod.metadata?.labels?.[batchLabel];
    const digests = digestsOf(pod);
    const node = {
        name: pod.metadata?.name ?? "",
        ...(adopted ? { adopted } : {}),
        ...(forgotten ? { forgotten } : {}),
        ...(batch ? { batch } : {}),
        image: foreign(pod.spec?.containers[0].image ?? "", 500),
        ...(digests.length > 0 ? { digests } : {}),
    };
    if (!isReady(pod)) {
        const why = trouble(pod);
        return { ...node, version: "", problem: `not ready${why && ` (${why})`}` };
    }
    try {
        return { ...node, version: versionIn(await get("version")), problem: "" };
    } catch (error) {
        const authenticationRequired = !restSecret && error instanceof NodeRefusal && error.wantsAuthentication;
        const problem = silence(error, place.restPath, restSecret);
        return { ...node, version: "", problem, ...(authenticationRequired ? { authenticationRequired } : {}) };
    }
}

/** What the first of the nodes that reports it calls the installation of its database; undefined: none of the first five ready ones does. */
export async function installationOf(asked: readonly AskedNode[]): Promise<NodeInstallation | undefined> {
    for (const { pod, get } of asked.filter(({ pod }) => isReady(pod)).slice(0, mostAsked)) {
        const installation = await asFarAsTold(get("telemetry/data"), installationIn);
        if (installation) {
            return { node: pod.metadata?.name ?? "", installation };
        }
    }
    return undefined;
}

/** Why a node did not tell its version. */
function silence(error: unknown, restPath: string, restSecret?: string): string {
    if (error instanceof ApiServerError) {
        throw error;
    }
    if (error instanceof NodeRefusal && error.wantsAuthentication) {
        return restSecret ? `does not accept the credentials in Secret ${restSecret}` : "wants authentication";
    }
    const told = error instanceof NodeRefusal || error instanceof AnswerFault;
    return `does not answer ${restPath}/version${told ? ` (${error.message})` : ""}`;
}

/** What every node would say: they share the database. */
async function sharedFacts(get: Get, count: Readonly<Record<string, string>>): Promise<Partial<LiveTruth>> {
    const counted = Object.entries(count).map(async ([table, path]) => [table, await asFarAsTold(get(path), countIn)] as const);
    const [rows, { newest, failing }, incidents, failedJobs, deployments, telemetry] = await Promise.all([
        Promise.all(counted),
        schemaLog(get),
        asFarAsTold(get("incident/count"), countIn),
        asFarAsTold(get("job/count?noRetriesLeft=true"), countIn),
        asFarAsTold(get("deployment/count"), countIn),
        asFarAsTold(get("telemetry/data"), telemetryIn),
    ]);
    const schemaChangedAt = timeIn(newest?.timestamp);
    return {
        schema: newest?.version || undefined,
        ...(schemaChangedAt ? { schemaChangedAt } : {}),
        incidents,
        failedJobs,
        deployments,
        database: telemetry?.database,
        ...(telemetry?.installation ? { installation: telemetry.installation } : {}),
        ...(failing ? { failing } : {}),
        ...(rows.length > 0 ? { rows: Object.fromEntries(rows) } : {}),
    };
}

/** The newest entry of the schema log, which no engine of 7.11 or later fails to read while its database is as it should be. */
async function schemaLog(get: Get): Promise<{ newest?: SchemaLogEntry; failing?: FailingNode }> {
    let failing: FailingNode | undefined;
    const answer = get("schema/log").catch((error: unknown) => {
        failing = failingIn(error);
        throw error;
    });
    const newest = await asFarAsTold(answer, newestEntry);
    return { newest, failing };
}

/** Good to know, and no more: a node that fails to tell leaves it open. */
const asFarAsTold = <T>(answer: Promise<unknown>, read: (content: unknown) => T): Promise<T | undefined> =>
    answered(answer, read, "leavesItOpen");

function timeIn(timestamp: string | undefined): string | undefined {
    const time = Date.parse(timestamp ?? "");
    return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

const telemetryIn = (content: unknown) => ({ database: databaseIn(content), installation: installationIn(content) });

/** The engine hands on what the JDBC driver says, e.g. `PostgreSQL` and `15.18 (Debian 15.18-0+deb12u1)`. */
function databaseIn(content: unknown): DatabaseFacts | undefined {
    const { product } = (content ?? {}) as { product?: { internals?: { database?: { vendor?: unknown; version?: unknown } } } };
    const { vendor, version } = product?.internals?.database ?? {};
    const kind = foreign(textIn(vendor), 40).toLowerCase();
    return kind ? { kind, version: /\d{1,6}(\.\d{1,6}){0,3}/.exec(textIn(version))?.[0] ?? "" } : undefined;
}

/** The row of ACT_GE_PROPERTY that an engine writes into a new database, a UUID; undefined: it reports none, or something else. */
function installationIn(content: unknown): string | undefined {
    const { installation } = (content ?? {}) as { installation?: unknown };
    return typeof installation === "string" && /^[A-Za-z0-9-]{1,64}$/.test(installation) ? installation : undefined;
}
