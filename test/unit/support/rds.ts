import * as fc from "fast-check";
import { soundRds, soundServers } from "../../data/refusedEnvironments";

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const io = (storageType: "io1" | "io2", most: number) =>
    fc.integer({ min: 100, max: 60000 }).chain((storageGiB) =>
        fc.record({
            storageType: fc.constant(storageType),
            storageGiB: fc.constant(storageGiB),
            iops: fc.integer({ min: Math.max(1000, Math.ceil(storageGiB / 2)), max: Math.min(256000, storageGiB * most) }),
        }),
    );
const largeGp3 = fc
    .record({ storageGiB: fc.integer({ min: 400, max: 65536 }), iops: fc.integer({ min: 12000, max: 64000 }) })
    .chain(({ storageGiB, iops }) =>
        fc.record({
            storageGiB: fc.constant(storageGiB),
            iops: fc.constant(iops),
            // The range of MySQL, which is that of PostgreSQL, too.
            throughput: optional(fc.integer({ min: Math.max(500, Math.ceil(iops / 64)), max: Math.min(4000, Math.floor(iops / 4)) })),
        }),
    );
const storage = fc.oneof(
    fc.record({ storageType: fc.constantFrom("gp2", "gp3"), storageGiB: fc.integer({ min: 20, max: 65536 }) }),
    fc.record({ storageGiB: fc.integer({ min: 20, max: 1000 }), maxStorageGiB: fc.integer({ min: 1100, max: 65536 }) }),
    io("io1", 50),
    io("io2", 1000),
    largeGp3,
);

/** Versions of each server. */
export const anyVersion: Readonly<Record<string, fc.Arbitrary<string>>> = {
    postgres: fc.tuple(fc.integer({ min: 10, max: 30 }), fc.nat(40)).map((numbers) => numbers.join(".")),
    "aurora-postgresql": fc.tuple(fc.integer({ min: 10, max: 30 }), fc.nat(40)).map((numbers) => numbers.join(".")),
    mysql: fc.tuple(fc.constantFrom("5.7", "8.0", "8.4"), fc.nat(60)).map((numbers) => numbers.join(".")),
    mariadb: fc.tuple(fc.constantFrom("10.5", "10.6", "10.11", "11.4", "11.8"), fc.nat(40)).map((numbers) => numbers.join(".")),
    "aurora-mysql": fc
        .tuple(fc.constantFrom("5.7", "8.0", "8.4"), fc.integer({ min: 2, max: 8 }), fc.integer({ min: 10, max: 20 }), fc.nat(9))
        .map(([mysql, ...numbers]) => `${mysql}.mysql_aurora.${numbers.join(".")}`),
};

/** Settings of a database of RDS without faults. */
export const anyRds = fc.constantFrom(...Object.keys(soundServers)).chain((engine) => {
    const aurora = engine.startsWith("aurora");
    return fc
        .tuple(
            fc.record({
                engineVersion: anyVersion[engine],
                databaseName: optional(fc.stringMatching(/^ord[A-Za-z0-9_]{0,49}$/)),
                backupDays: optional(fc.integer({ min: 1, max: 35 })),
                insightsDays: optional(
                    fc.oneof(
                        fc.constantFrom(7, 731),
                        fc.integer({ min: 1, max: 23 }).map((months) => months * 31),
                    ),
                ),
                parameters: optional(fc.dictionary(fc.stringMatching(/^log_[a-z]{1,8}$/), fc.oneof(fc.string(), fc.nat()))),
                login: optional(fc.integer({ min: 1, max: 9999 })),
            }),
            aurora ? fc.record({ instances: optional(fc.integer({ min: 1, max: 16 })) }) : storage,
        )
        .map(([settings, further]) => ({ ...soundRds, ...soundServers[engine], engine, ...settings, ...further }));
});
