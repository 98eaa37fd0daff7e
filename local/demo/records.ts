/** An engine pod as a sample saw it. Times are milliseconds since the epoch, here and below. */
export interface PodSample {
    name: string;
    uid: string;
    /** Value of the label `camunda.org/batch`. */
    batch: string;
    image: string;
    /** By the cluster's own clock, which has whole seconds. */
    created: number;
    ready: boolean;
    /** When its deletion was asked for, by the cluster's own clock. */
    deleted?: number;
    /** Whether the Service sends requests to it: a ready endpoint of an EndpointSlice. */
    endpoint: boolean;
}

/** The engine's part of the cluster at one moment. */
export interface Sample {
    at: number;
    pods: PodSample[];
    /** Generation of each engine Deployment or StatefulSet, by name. */
    generations: Record<string, number>;
}

/** A migration Job, from the cluster's own records. */
export interface JobRecord {
    name: string;
    started?: number;
    completed?: number;
    /** Last line of the termination message. */
    outcome?: MigrationOutcome;
}

/** What the migration says it has done. */
export interface MigrationOutcome {
    outcome: string;
    /** None if the database was empty. */
    from: string | null;
    to: string;
    /** Change sets, in order. */
    applied: string[];
    seconds: number;
}

/** All that was seen of a roll. */
export interface Records {
    samples: Sample[];
    jobs: JobRecord[];
    /** Samples that the API server did not answer. */
    missed: number;
}

/** The life of one pod, put together from the samples. */
export interface PodLife {
    name: string;
    batch: string;
    image: string;
    created: number;
    ready?: number;
    deleted?: number;
    /** First sample without it. */
    gone?: number;
    /** Whether it was there before the roll began. */
    old: boolean;
}

/** From one moment to another. */
export interface Interval {
    from: number;
    to: number;
}

/** Where the time of a batch went; the new pod is created while the old one drains, so the two overlap in part. */
export interface BatchTimes {
    batch: string;
    /** First deletion of an old pod → last old pod gone. */
    drain?: Interval;
    /** First creation of a new pod → last new pod ready. */
    start?: Interval;
}

/** A fact about the order of things, and what proves or refutes it. */
export interface OrderFact {
    fact: string;
    holds: boolean;
    detail: string;
}

/** A node is in service when it is ready, nobody has asked for its deletion, and the Service sends requests to it. */
export const inService = ({ ready, deleted, endpoint }: PodSample): boolean => ready && deleted === undefined && endpoint;

/** The sample with the fewest nodes in service. */
export function fewestInService({ samples }: Records): { nodes: number; at: number } | undefined {
    return samples
        .map(({ at, pods }) => ({ at, nodes: pods.filter(inService).length }))
        .reduce<{ nodes: number; at: number } | undefined>(
            (fewest, now) => (fewest && fewest.nodes <= now.nodes ? fewest : now),
            undefined,
        );
}

/** The longest time between two samples: what is shorter can have been missed. */
export function longestGap({ samples }: Records): number {
    return Math.max(0, ...samples.slice(1).map(({ at }, i) => at - samples[i].at));
}

/** Every pod that was seen, in order of creation. */
export function timeline({ samples }: Records): PodLife[] {
    const lives = new Map<string, PodLife>();
    for (const [index, { at, pods }] of samples.entries()) {
        for (const pod of pods) {
            const life = lives.get(pod.uid) ?? {
                name: pod.name,
                batch: pod.batch,
                image: pod.image,
                created: pod.created,
                old: index === 0,
            };
            if (pod.ready) life.ready ??= at;
            if (pod.deleted !== undefined) life.deleted ??= pod.deleted;
            lives.set(pod.uid, life);
        }
        for (const [uid, life] of lives) {
            if (!pods.some((pod) => pod.uid === uid)) life.gone ??= at;
        }
    }
    return [...lives.values()].sort((a, b) => a.created - b.created);
}

/** The batches that the roll has touched, in the order in which it did. */
export function batchTimes(records: Records): BatchTimes[] {
    const lives = timeline(records);
    const span = (begins: (number | undefined)[], ends: (number | undefined)[]): Interval | undefined =>
        begins.length > 0 && [...begins, ...ends].every((time) => time !== undefined)
            ? { from: Math.min(...(begins as number[])), to: Math.max(...(ends as number[])) }
            : undefined;
    const touched = lives.filter((life) => !life.old || life.deleted !== undefined || life.gone !== undefined);
    // The lives are in order of creation, and new pods alone are in the order of the roll.
    const batches = new Set([...touched.filter((life) => !life.old), ...touched].map(({ batch }) => batch));
    return [...batches].map((batch) => {
        const old = touched.filter((life) => life.batch === batch && life.old);
        const fresh = touched.filter((life) => life.batch === batch && !life.old);
        return {
            batch,
            drain: span(
                old.map(({ deleted }) => deleted),
                old.map(({ gone }) => gone),
            ),
            start: span(
                fresh.map(({ created }) => created),
                fresh.map(({ ready }) => ready),
            ),
        };
    });
}

/** The rules of the procedure that the records can prove: the schema first, then one batch after the other. */
export function orderFacts(records: Records, job: string): OrderFact[] {
    const batches = batchTimes(records);
    const completed = records.jobs.find(({ name }) => name === job)?.completed;
    const first = batches[0]?.start?.from;
    return [
        fact(`${job} completed before the first new node was created`, completed, first),
        ...batches
            .slice(1)
            .flatMap((batch, i) => [
                fact(`${batches[i].batch} ready before ${batch.batch} was begun`, batches[i].start?.to, batch.start?.from),
                fact(`old nodes of ${batches[i].batch} gone before ${batch.batch} was begun`, batches[i].drain?.to, batch.start?.from),
            ]),
    ];
}

/** The cluster's records have whole seconds, cut off: what was created in the second in which something else ended may have come after it. */
function fact(text: string, before: number | undefined, after: number | undefined): OrderFact {
    const time = (at: number | undefined) => (at === undefined ? "never" : new Date(at).toISOString().slice(11, 23));
    const holds = before !== undefined && after !== undefined && Math.floor(before / 1000) <= Math.floor(after / 1000);
    return { fact: text, holds, detail: `${time(before)} → ${time(after)}` };
}
