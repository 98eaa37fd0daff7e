// What RDS for PostgreSQL, MySQL and MariaDB has (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html); the sizes are
// those of AllocatedStorage in https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html.

/** Lowest and highest value. */
export interface Range {
    readonly min: number;
    readonly max: number;
}

/** What is paid for by the operation, and not by the size alone. */
export interface ProvisionedStorage {
    readonly iops: Range;
    /** Operations per second for each GiB. */
    readonly iopsPerGiB: Range;
}

/** Sizes in GiB, by the type of storage. */
export const sizes: Readonly<Record<string, Range>> = {
    gp2: { min: 20, max: 65536 },
    gp3: { min: 20, max: 65536 },
    io1: { min: 100, max: 65536 },
    io2: { min: 100, max: 65536 },
};

/** Types that are told their operations per second. An instance that is not of the Nitro system has half of what io2 can have. */
export const provisioned: Readonly<Record<string, ProvisionedStorage>> = {
    io1: { iops: { min: 1000, max: 256000 }, iopsPerGiB: { min: 0.5, max: 50 } },
    io2: { iops: { min: 1000, max: 256000 }, iopsPerGiB: { min: 0.5, max: 1000 } },
};

/** From a size on, gp3 is four volumes, and more than what they have by themselves can be had. */
export const gp3 = {
    stripedFromGiB: 400,
    iops: { min: 12000, max: 64000 },
    throughput: { min: 500, max: 4000 },
    /** Highest throughput for each operation per second. */
    throughputPerIops: 0.25,
};

/** Lowest throughput of gp3 for operations per second: MySQL and MariaDB have 500 MiB/s up to 32,000, and e.g. 625 at 40,000. */
export const leastThroughput = (engine: string, iops: number): number =>
    engine === "postgres" ? gp3.throughput.min : Math.max(gp3.throughput.min, Math.ceil(iops / 64));

/** Smallest size that storage may grow to: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html. */
export const leastMaximum = (storageGiB: number): number => Math.ceil((storageGiB * 11) / 10);
