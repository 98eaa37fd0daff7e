import { absent } from "../faults";
import { engineOf } from "./engines";
import { GivenRds, needless, pathOf, SettingsRule, wrong } from "./rule";
import { defaults } from "./settled";
import { gp3, leastMaximum, leastThroughput, provisioned, Range, sizes } from "./storageLimits";

/** Storage of an instance, with the defaults. */
interface Storage {
    readonly engine: string;
    readonly type: string;
    readonly size: number;
}

/** A rule about the storage of an instance: that of Aurora grows by itself, and has no settings. */
const ofInstance = (
    reads: readonly (keyof GivenRds)[],
    finds: (storage: Storage, given: GivenRds) => ReturnType<SettingsRule["finds"]>,
): SettingsRule => ({
    reads: ["engine", "storageType", "storageGiB", ...reads],
    finds: (given) => {
        const { engine = defaults.engine, storageType: type = defaults.storageType, storageGiB: size = defaults.storageGiB } = given;
        return engineOf(engine)?.aurora ? [] : finds({ engine, type, size }, given);
    },
});

const outside = (value: number, { min, max }: Range) => value < min || value > max;
const isSmall = ({ type, size }: Storage) => type === "gp3" && size < gp3.stripedFromGiB;
const isStriped = ({ type, size }: Storage) => type === "gp3" && size >= gp3.stripedFromGiB;

/** What AWS refuses when it makes or changes an instance, and neither a preview nor the provider does. */
export const storageRules: readonly SettingsRule[] = [
    ofInstance([], ({ type, size }) =>
        outside(size, sizes[type])
            ? [wrong("storageGiB", `is ${size}, but storageType is ${type}, which has ${range(sizes[type])} GiB`)]
            : [],
    ),
    ofInstance(["maxStorageGiB"], ({ size }, { maxStorageGiB }) =>
        maxStorageGiB !== undefined && maxStorageGiB < leastMaximum(size)
            ? [
                  wrong(
                      "maxStorageGiB",
                      `is ${maxStorageGiB}, but has to be 10 % more than storageGiB, ${size}: ${leastMaximum(size)} or more`,
                  ),
              ]
            : [],
    ),
    ofInstance(["iops"], ({ type, size }, { iops }) => {
        if (type === "gp2" && iops !== undefined) {
            return [needless("iops", `is ${iops}, but storageType is gp2, whose operations per second follow from its size`)];
        }
        if (!Object.hasOwn(provisioned, type)) {
            return [];
        }
        const { iops: total, iopsPerGiB } = provisioned[type];
        const allowed = {
            min: Math.max(total.min, Math.ceil(iopsPerGiB.min * size)),
            max: Math.min(total.max, iopsPerGiB.max * size),
        };
        const needed = `storageType is ${type}, which has to be told ${range(allowed)} operations per second at ${size} GiB`;
        return iops === undefined
            ? [absent(pathOf("iops"), needed)]
            : outside(iops, allowed)
              ? [wrong("iops", `is ${iops}, but ${needed}`)]
              : [];
    }),
    ofInstance(["iops", "maxStorageGiB"], ({ type }, { iops, maxStorageGiB }) => {
        if (iops === undefined || !Object.hasOwn(provisioned, type)) {
            return [];
        }
        const most = iops / provisioned[type].iopsPerGiB.min;
        return maxStorageGiB !== undefined && maxStorageGiB > most
            ? [
                  wrong(
                      "maxStorageGiB",
                      `is ${maxStorageGiB}, but has to be ${most} or less: ${type} has an operation for each 2 GiB, and iops is ${iops}`,
                  ),
              ]
            : [];
    }),
    ofInstance(["iops"], (storage, { iops }) => {
        if (iops !== undefined && isSmall(storage)) {
            return [
                needless(
                    "iops",
                    `is ${iops}, but storageGiB is ${storage.size}: gp3 has 3000 below ${gp3.stripedFromGiB} GiB, and is not told`,
                ),
            ];
        }
        return iops !== undefined && isStriped(storage) && outside(iops, gp3.iops)
            ? [wrong("iops", `is ${iops}, but gp3 of ${storage.size} GiB has to have ${range(gp3.iops)} operations per second`)]
            : [];
    }),
    ofInstance(["iops", "throughput"], (storage, { iops = gp3.iops.min, throughput }) => {
        if (throughput === undefined) {
            return [];
        }
        if (storage.type !== "gp3") {
            return [needless("throughput", `is ${throughput}, but storageType is ${storage.type}, and only gp3 is told one`)];
        }
        if (isSmall(storage)) {
            return [
                needless(
                    "throughput",
                    `is ${throughput}, but storageGiB is ${storage.size}: gp3 has 125 below ${gp3.stripedFromGiB} GiB, and is not told`,
                ),
            ];
        }
        const allowed = {
            min: leastThroughput(storage.engine, iops),
            max: Math.min(gp3.throughput.max, Math.floor(iops * gp3.throughputPerIops)),
        };
        // Wrong operations are a fault of their own.
        return outside(throughput, allowed) && !outside(iops, gp3.iops)
            ? [wrong("throughput", `is ${throughput}, but gp3 with ${iops} operations per second has to have ${range(allowed)} MiB/s`)]
            : [];
    }),
];

function range({ min, max }: Range): string {
    return `${min} to ${max}`;
}
