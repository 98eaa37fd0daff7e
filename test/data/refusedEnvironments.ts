/** Wrong settings of an environment. */
export interface RefusedEnvironment {
    readonly name: string;
    /** Settings of the stack, by section. */
    readonly settings: EnvironmentSettings;
    /** What the one message has to contain: its path, what is, and what it would have to be. */
    readonly says: readonly string[];
}

/** Sections of a stack's settings that make an environment. */
export interface EnvironmentSettings {
    readonly database?: Readonly<Record<string, unknown>>;
    readonly promotion?: unknown;
}

/** A database of RDS without faults; a value of `undefined` in what is laid over it takes a setting away. */
export const soundRds = {
    engineVersion: "16.8",
    instanceClass: "db.m7g.large",
    vpcId: "vpc-0123456789abcdef0",
    subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
    allowedSecurityGroupIds: ["sg-0123456789abcdef0"],
};

/** The same of each server. */
export const soundServers: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    postgres: {},
    mysql: { engine: "mysql", engineVersion: "8.0.40" },
    mariadb: { engine: "mariadb", engineVersion: "10.11.9" },
    "aurora-postgresql": { engine: "aurora-postgresql", engineVersion: "16.6", instanceClass: "db.r7g.large" },
    "aurora-mysql": { engine: "aurora-mysql", engineVersion: "8.0.mysql_aurora.3.08.0", instanceClass: "db.r7g.large" },
};

const rds = (name: string, wrong: Record<string, unknown>, path: string, ...says: string[]): RefusedEnvironment => ({
    name,
    settings: { database: { rds: { ...soundRds, ...soundServers[String(wrong.engine)], ...wrong } } },
    says: [`database.rds.${path} is `, ...says],
});
const promotion = (name: string, promotion: unknown, ...says: string[]): RefusedEnvironment => ({ name, settings: { promotion }, says });

const versions: readonly RefusedEnvironment[] = [
    rds("no version", { engineVersion: undefined }, "engineVersion", "missing", '"16.8"'),
    rds("a version that YAML made a number", { engineVersion: 16.1 }, "engineVersion", "is 16.1,", "16.10", "in quotes"),
    rds("a major version alone", { engineVersion: "16" }, "engineVersion", 'is "16"', '"16.8"'),
    rds("a version of MySQL for PostgreSQL", { engineVersion: "8.0.40" }, "engineVersion", 'is "8.0.40"', "engine is postgres", '"16.8"'),
    rds("a version of PostgreSQL for MySQL", { engine: "mysql", engineVersion: "16.8" }, "engineVersion", '"16.8"', "mysql", '"8.0.40"'),
    rds("MySQL without its third number", { engine: "mysql", engineVersion: "8.0" }, "engineVersion", 'is "8.0"', '"8.0.40"'),
    rds("a version of MySQL for Aurora", { engine: "aurora-mysql", engineVersion: "8.0.40" }, "engineVersion", '"8.0.40"', "mysql_aurora"),
    rds(
        "a version of Aurora for MySQL",
        { engine: "mysql", engineVersion: "8.0.mysql_aurora.3.08.0" },
        "engineVersion",
        "mysql",
        '"8.0.40"',
    ),
    rds("PostgreSQL before 10", { engineVersion: "9.6.24" }, "engineVersion", 'is "9.6.24"', '"16.8"'),
    rds("a MariaDB that cannot enforce TLS", { engine: "mariadb", engineVersion: "10.4.34" }, "engineVersion", '"10.4.34"', "TLS", "10.5"),
    rds("a MySQL that cannot enforce TLS", { engine: "mysql", engineVersion: "5.6.51" }, "engineVersion", '"5.6.51"', "TLS", "5.7"),
    rds("another server", { engine: "postgresql" }, "engine", 'is "postgresql"', "postgres, aurora-postgresql"),
    rds("a server of Oracle", { engine: "oracle-ee" }, "engine", 'is "oracle-ee"', "aurora-mysql"),
];

const classes: readonly RefusedEnvironment[] = [
    rds("no class", { instanceClass: undefined }, "instanceClass", "missing", "db.m7g.large"),
    rds("a class of EC2", { instanceClass: "m7g.large" }, "instanceClass", 'is "m7g.large"', "db.m7g.large"),
    rds("a class without its size", { instanceClass: "db.m7g" }, "instanceClass", 'is "db.m7g"', "db.m7g.large"),
    rds("no class of its own", { instanceClass: "db.serverless" }, "instanceClass", 'is "db.serverless"', "db.m7g.large"),
    rds("a class that PostgreSQL has not", { instanceClass: "db.z1d.large" }, "instanceClass", 'is "db.z1d.large"', "db.r7g.large"),
    rds(
        "general purpose for Aurora",
        { engine: "aurora-postgresql", instanceClass: "db.m7g.large" },
        "instanceClass",
        "db.m7g",
        "db.r7g.large",
    ),
    rds("micro for Aurora", { engine: "aurora-postgresql", instanceClass: "db.t4g.micro" }, "instanceClass", "t4g.micro", "db.t4g.medium"),
    rds("small MySQL", { engine: "mysql", instanceClass: "db.t4g.small" }, "instanceClass", "t4g.small", "Insights", "db.t4g.medium"),
    rds("Aurora MySQL on T3", { engine: "aurora-mysql", instanceClass: "db.t3.medium" }, "instanceClass", "t3.medium", "db.t4g.medium"),
];

const storage: readonly RefusedEnvironment[] = [
    rds("storage that is too small", { storageGiB: 10 }, "storageGiB", "is 10,", "20 to 65536"),
    rds("storage that is too large", { storageGiB: 70000 }, "storageGiB", "is 70000,", "20 to 65536"),
    rds("half a GiB", { storageGiB: 100.5 }, "storageGiB", "is 100.5,", "whole number"),
    rds("storage as a text", { storageGiB: "100" }, "storageGiB", 'is "100"', "whole number"),
    rds("io1 that is too small", { storageGiB: 99, storageType: "io1", iops: 1000 }, "storageGiB", "is 99,", "io1", "100 to 65536"),
    rds("magnetic storage", { storageType: "standard" }, "storageType", 'is "standard"', "gp2, gp3, io1, io2"),
    rds("io1 without operations", { storageType: "io1" }, "iops", "missing", "io1", "1000 to 5000"),
    rds("io2 without operations", { storageType: "io2", storageGiB: 200 }, "iops", "missing", "io2", "1000 to 200000"),
    rds("too many operations for io1", { storageType: "io1", iops: 5001 }, "iops", "is 5001,", "1000 to 5000", "100 GiB"),
    rds("too few for io1", { storageType: "io1", storageGiB: 4000, iops: 1999 }, "iops", "is 1999,", "2000 to 200000", "4000 GiB"),
    rds("too many for io2", { storageType: "io2", iops: 100001 }, "iops", "is 100001,", "1000 to 100000"),
    rds("operations for gp2", { storageType: "gp2", iops: 3000 }, "iops", "is 3000,", "gp2", "leave it out"),
    rds("operations for small gp3", { storageGiB: 399, iops: 12000 }, "iops", "is 12000,", "399", "400 GiB", "leave it out"),
    rds("too few for large gp3", { storageGiB: 400, iops: 3000 }, "iops", "is 3000,", "12000 to 64000"),
    rds("too many for large gp3", { storageGiB: 400, iops: 64001 }, "iops", "is 64001,", "12000 to 64000"),
    rds("throughput for small gp3", { throughput: 500 }, "throughput", "is 500,", "is 100", "400 GiB", "leave it out"),
    rds("throughput for io1", { storageType: "io1", iops: 3000, throughput: 500 }, "throughput", "is 500,", "io1", "gp3"),
    rds("too little throughput", { storageGiB: 400, throughput: 499 }, "throughput", "is 499,", "500 to 3000"),
    rds("too much for its operations", { storageGiB: 400, throughput: 3001 }, "throughput", "is 3001,", "12000", "500 to 3000"),
    rds(
        "too little for MySQL",
        { engine: "mysql", storageGiB: 400, iops: 40000, throughput: 624 },
        "throughput",
        "is 624,",
        "40000",
        "625 to 4000",
    ),
    rds("growth of less than a tenth", { maxStorageGiB: 109 }, "maxStorageGiB", "is 109,", "storageGiB, 100", "110"),
    rds(
        "growth out of the operations",
        { storageType: "io1", iops: 1000, maxStorageGiB: 2001 },
        "maxStorageGiB",
        "is 2001,",
        "2000",
        "1000",
    ),
    rds(
        "storage for Aurora",
        { engine: "aurora-postgresql", storageGiB: 100 },
        "storageGiB",
        "is 100,",
        "aurora-postgresql",
        "leave it out",
    ),
    rds("a type for Aurora", { engine: "aurora-mysql", storageType: "gp3" }, "storageType", '"gp3"', "aurora-mysql", "leave it out"),
    rds("a standby for Aurora", { engine: "aurora-mysql", multiAz: true }, "multiAz", "is true,", "aurora-mysql", "leave it out"),
    rds("several instances of PostgreSQL", { instances: 2 }, "instances", "is 2,", "postgres", "multiAz"),
    rds("too many instances", { engine: "aurora-mysql", instances: 17 }, "instances", "is 17,", "1 to 16"),
];

const days: readonly RefusedEnvironment[] = [
    rds("no backups", { backupDays: 0 }, "backupDays", "is 0,", "1 to 35", "no backups"),
    rds("backups for too long", { backupDays: 36 }, "backupDays", "is 36,", "1 to 35"),
    rds("insights of 94 days", { insightsDays: 94 }, "insightsDays", "is 94,", "7, 731", "31 days"),
    rds("insights of two years and more", { insightsDays: 744 }, "insightsDays", "is 744,", "731"),
    rds("a window without its end", { backupWindow: "01:00" }, "backupWindow", 'is "01:00"', "01:00-02:00"),
    rds("a time that there is not", { backupWindow: "24:00-25:00" }, "backupWindow", 'is "24:00-25:00"', "01:00-02:00"),
    rds("a short backup", { backupWindow: "23:45-00:14" }, "backupWindow", '"23:45-00:14"', "29 minutes", "30"),
    rds("maintenance each day", { maintenanceWindow: "03:00-04:00" }, "maintenanceWindow", '"03:00-04:00"', "sun:03:00-sun:04:00"),
    rds("a day with a capital", { maintenanceWindow: "Sun:03:00-Sun:04:00" }, "maintenanceWindow", '"Sun:03', "sun:03:00-sun:04:00"),
    rds("short maintenance", { maintenanceWindow: "sun:23:50-mon:00:10" }, "maintenanceWindow", "20 minutes", "30"),
    rds(
        "maintenance while a backup is made",
        { backupWindow: "03:30-04:30", maintenanceWindow: "sun:03:00-sun:04:00" },
        "maintenanceWindow",
        '"sun:03:00-sun:04:00"',
        '"03:30-04:30"',
    ),
];

const names: readonly RefusedEnvironment[] = [
    rds("an identifier in capitals", { identifier: "Orders" }, "identifier", 'is "Orders"', "lower case"),
    rds("an identifier with two hyphens", { identifier: "orders--db" }, "identifier", 'is "orders--db"', "single hyphens"),
    rds("an identifier that ends with one", { identifier: "orders-" }, "identifier", 'is "orders-"', "no hyphen last"),
    rds("an identifier that is too long", { identifier: "o".repeat(64) }, "identifier", "o".repeat(64), "63"),
    rds("a cluster whose instances would be", { engine: "aurora-mysql", identifier: "o".repeat(61) }, "identifier", "61 characters", "60"),
    rds("a database with a hyphen", { databaseName: "orders-db" }, "databaseName", 'is "orders-db"', "underscores"),
    rds("a database with a long name", { databaseName: "o".repeat(53) }, "databaseName", "o".repeat(53), "at most 52"),
    rds("a database that SQL reserves", { databaseName: "order" }, "databaseName", 'is "order"', "another name"),
    rds("a database that MySQL has", { engine: "mysql", databaseName: "InnoDB" }, "databaseName", 'is "InnoDB"', "another name"),
    rds("a misspelt setting", { storageGB: 100 }, "storageGB", "is not known", "storageGiB"),
    rds("a snapshot that cannot be", { restoreFrom: "orders 2026" }, "restoreFrom", 'is "orders 2026"', "orders-2026-01-31"),
    rds("one that is taken over, by no name", { import: "db-ORDERS" }, "identifier", "missing", 'import is "db-ORDERS"'),
    rds(
        "one that is taken over, from a snapshot",
        { import: "db-ORDERS", identifier: "orders", restoreFrom: "orders-1" },
        "restoreFrom",
        "orders-1",
        'import is "db-ORDERS"',
    ),
    rds("logins that begin with none", { login: 0 }, "login", "is 0,", "from 1"),
    rds("no snapshots at all", { keepSnapshots: 0 }, "keepSnapshots", "is 0,", "1 to 100"),
];

const parameters: readonly RefusedEnvironment[] = [
    rds("TLS switched off", { parameters: { "rds.force_ssl": "0" } }, "parameters.rds.force_ssl", 'is "0"', "rds.force_ssl=1"),
    rds(
        "TLS switched off in MySQL",
        { engine: "mysql", parameters: { require_secure_transport: "OFF" } },
        "parameters.require_secure_transport",
        '"OFF"',
        "require_secure_transport=1",
    ),
    rds(
        "another isolation",
        { engine: "mariadb", parameters: { tx_isolation: "REPEATABLE-READ" } },
        "parameters.tx_isolation",
        '"REPEATABLE-READ"',
        "tx_isolation=READ-COMMITTED",
    ),
    rds("a truth value", { parameters: { log_connections: true } }, "parameters.log_connections", "is true,", "1 and 0"),
    rds("a number with a point", { parameters: { seq_page_cost: 1.1 } }, "parameters.seq_page_cost", "is 1.1,", "in quotes"),
    rds("a name in capitals", { parameters: { Work_Mem: "65536" } }, "parameters.Work_Mem", "no name of a parameter", "lower case"),
    rds("a list of parameters", { parameters: ["work_mem"] }, "parameters", '["work_mem"]', "names with texts"),
];

const network: readonly RefusedEnvironment[] = [
    rds("no VPC", { vpcId: undefined }, "vpcId", "missing", "vpc-0123456789abcdef0"),
    rds("a VPC by its name", { vpcId: "main" }, "vpcId", 'is "main"', "vpc-0123456789abcdef0"),
    rds("one subnet", { subnetIds: ["subnet-0123456789abcdef0"] }, "subnetIds", '["subnet-0123456789abcdef0"]', "two different subnets"),
    rds(
        "the same subnet twice",
        { subnetIds: ["subnet-01234567", "subnet-01234567"] },
        "subnetIds",
        '["subnet-01234567","subnet-01234567"]',
        "two different subnets",
    ),
    rds(
        "nobody who may connect",
        { allowedSecurityGroupIds: [] },
        "allowedSecurityGroupIds",
        "is []",
        "allowedCidrs is missing",
        "one of the two",
    ),
    rds("a group by its name", { allowedSecurityGroupIds: ["nodes"] }, "allowedSecurityGroupIds", '["nodes"]', "sg-0123456789abcdef0"),
    rds("the world", { allowedCidrs: ["0.0.0.0/0"] }, "allowedCidrs[0]", '"0.0.0.0/0"', "open to the world", "10.0.0.0/16"),
    rds("the world of IPv6", { allowedCidrs: ["10.0.0.0/16", "::/0"] }, "allowedCidrs[1]", '"::/0"', "open to the world"),
    rds("half of the world", { allowedCidrs: ["128.0.0.0/1"] }, "allowedCidrs[0]", '"128.0.0.0/1"', "/8"),
    rds("a machine in place of its network", { allowedCidrs: ["10.0.3.7/16"] }, "allowedCidrs[0]", '"10.0.3.7/16"', "10.0.0.0/16"),
    rds("an address", { allowedCidrs: ["10.0.0.1"] }, "allowedCidrs[0]", '"10.0.0.1"', "10.0.0.0/16"),
    rds("a key by its alias", { kmsKeyArn: "arn:aws:kms:eu-central-1:123456789012:alias/db" }, "kmsKeyArn", "alias/db", ":key/"),
    rds("a key by its id", { kmsKeyArn: "0123abcd" }, "kmsKeyArn", 'is "0123abcd"', "arn:aws:kms:"),
    rds("a store in capitals", { secretStore: "AWS" }, "secretStore", 'is "AWS"', "lower case"),
    rds("taken over, in words", { import: true }, "import", "is true", "resource id"),
];

const promotions: readonly RefusedEnvironment[] = [
    promotion("no stack to be promoted from", {}, "promotion.stack is missing", "STACK"),
    promotion("a stack with too many parts", { stack: "a/b/c/d" }, "promotion.stack", '"a/b/c/d"', "ORG/PROJECT/STACK"),
    promotion("evidence that may not age", { stack: "staging", maxAgeDays: 0 }, "promotion.maxAgeDays is 0,", "1 to 365"),
    promotion("evidence of a text", { stack: "staging", maxAgeDays: "14" }, 'promotion.maxAgeDays is "14"', "whole number"),
    promotion("a misspelt age", { stack: "staging", maxAge: 14 }, "promotion.maxAge is not known", "maxAgeDays"),
    promotion("a stack alone", "staging", 'promotion is "staging"', "stack, maxAgeDays"),
];

/** Wrong settings of environments: each has one fault, and no other. */
export const refusedEnvironments: readonly RefusedEnvironment[] = [
    ...versions,
    ...classes,
    ...storage,
    ...days,
    ...names,
    ...parameters,
    ...network,
    ...promotions,
];
