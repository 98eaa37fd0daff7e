/** What somebody may do to the cluster with kubectl in the middle. */
export const handFaults = [
    "hand-set-image",
    "hand-undo",
    "hand-scale",
    "hand-delete-job",
    "hand-edit-service",
    "hand-delete-namespace",
] as const;

/** One of these, by its name. */
export type Hand = (typeof handFaults)[number];

/** What can be done to a rolling update; docs/operations/crash-tests.md has a table of them. */
export const faults = ["pulumi", "api-server", "jvm-upgraded", "jvm-old", "postgresql", "full-disk", "network", ...handFaults] as const;

/** A fault, by its name. */
export type Fault = (typeof faults)[number];

/** A moment of the rollout: the boundary before a step (`before`), or its middle (`in`). */
export interface Moment {
    readonly at: "before" | "in";
    /** `gate`, `migrate`, `schema` (its checkpoint), `baseline`, `batch-1` (its Deployment), `checkpoint-1`, …, `completed`. */
    readonly step: string;
    /** The batch that is under way; undefined: none is. */
    readonly batch?: string;
}

/** One fault at one moment. */
export interface Cell {
    readonly fault: Fault;
    readonly moment: Moment;
}

/** One rollout, with a fault at one moment or at several, one after the other. */
export interface Trial {
    readonly fault: Fault;
    /** In the order of the procedure. */
    readonly moments: readonly Moment[];
}

/** Seconds that a rollout with one fault takes on two cores that others use, too (removal, installation, roll, the end of the instances), and each further one. */
export const [secondsPerTrial, secondsPerFurther] = [280, 30];

/**
 * The moments that something observable tells, in order. Gate, schema checkpoint, baseline and `completed` are over within a second or two and show
 * nothing in between: they have a boundary only.
 */
export const moments = (batches: readonly string[]): Moment[] => [
    { at: "before", step: "gate" },
    { at: "before", step: "migrate" },
    { at: "in", step: "migrate" },
    { at: "before", step: "schema" },
    { at: "before", step: "baseline" },
    ...batches.flatMap((batch): Moment[] =>
        [batch, batch.replace("batch", "checkpoint")].flatMap((step): Moment[] => [
            { at: "before", step, batch },
            { at: "in", step, batch },
        ]),
    ),
    { at: "before", step: "completed" },
];

/** The whole matrix: each fault at each moment at which there is something that it can hit. */
export function matrix(batches: readonly string[]): Cell[] {
    return faults.flatMap((fault) =>
        moments(batches)
            .filter((moment) => (hits[fault] ?? anything)(moment, batches))
            .map((moment) => ({ fault, moment })),
    );
}

const anything = () => true;

/** Whether a batch was changed, and its checkpoint has something to say about it. With the last one's checkpoint all is said: what is done after it comes after the update. */
const changed = ({ at, step, batch }: Moment, batches: readonly string[]) =>
    batch !== undefined && !(at === "before" && step === batches[0]);

/** Moments at which there is something to hit, where these are not all. */
const hits: Partial<Record<Fault, (moment: Moment, batches: readonly string[]) => boolean>> = {
    "jvm-upgraded": ({ batch }) => batch !== undefined,
    // With the last batch the last old node leaves.
    "jvm-old": ({ batch, step }, batches) => batch !== batches.at(-1) && step !== "completed",
    "hand-set-image": changed,
    "hand-undo": changed,
    // Before it is there, there is nothing to delete.
    "hand-delete-job": ({ at, step }) => step !== "gate" && !(at === "before" && step === "migrate"),
    // Nothing is left then, whatever the boundary: only the middles are tried.
    "hand-delete-namespace": ({ at }) => at === "in",
};

/** What one rollout cannot take as often: more moments would pass unseen, or nothing would be left to judge, see docs/operations/crash-tests.md. */
const mostPerRoll: Partial<Record<Fault, number>> = {
    "jvm-upgraded": 3,
    "jvm-old": 3,
    postgresql: 4,
    "full-disk": 2,
    network: 3,
    "hand-set-image": 2,
    "hand-undo": 2,
    "hand-scale": 3,
    "hand-delete-job": 1,
    "hand-edit-service": 3,
    "hand-delete-namespace": 1,
};

/**
 * The rollouts in which cells are tried: as few as there can be with so many in each. Moments that follow each other go to different ones where they can:
 * what a fault takes is back then, and the next moment has not passed meanwhile.
 */
export function trials(cells: readonly Cell[], perRoll: number): Trial[] {
    return faults.flatMap((fault) => {
        const own = cells.filter((cell) => cell.fault === fault).map(({ moment }) => moment);
        const rolls = Math.ceil(own.length / Math.min(perRoll, mostPerRoll[fault] ?? perRoll));
        return Array.from({ length: rolls }, (_, i) => ({ fault, moments: own.filter((_moment, n) => n % rolls === i) }));
    });
}

/** A moment, in words. */
export const describeMoment = ({ at, step }: Moment): string => `${at} ${step}`;

/**
 * The cells that a user asks for: selections after commas, each a few words that a cell has to have, e.g. `pulumi in migrate, network batch-2`. A word
 * stands for all that it begins: `jvm` for `jvm-old`, `batch` for `batch-1`. Throws for a selection that no cell has; without any, all are taken.
 */
export function select(cells: readonly Cell[], ...selections: readonly string[]): Cell[] {
    return selections.reduce<Cell[]>(
        (left, selection) => {
            const wanted = selection
                .split(",")
                .map((words) => words.trim().split(/\s+/).filter(Boolean))
                .filter((words) => words.length > 0);
            const unknown = wanted.find((words) => !left.some((cell) => hasAll(cell, words)));
            if (unknown) {
                throw new Error(
                    `no cell has the words "${unknown.join(" ")}"; faults: ${faults.join(", ")}; steps: ${stepsOf(cells).join(", ")}`,
                );
            }
            return wanted.length ? left.filter((cell) => wanted.some((words) => hasAll(cell, words))) : left;
        },
        [...cells],
    );
}

const hasAll = ({ fault, moment: { at, step } }: Cell, words: readonly string[]): boolean =>
    words.every((word) => [fault, at, step].some((own) => own === word || own.startsWith(`${word}-`)));

const stepsOf = (cells: readonly Cell[]): string[] => [...new Set(cells.map(({ moment }) => describeMoment(moment)))];
