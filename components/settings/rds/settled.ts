import { engineOf, familyOf, ownParameters, Parameter } from "./engines";
import { RdsSettings } from "./settings";
import { rdsSection } from "../table/rdsSection";
import { defaultsOf } from "../table/setting";
import { gp3, leastThroughput } from "./storageLimits";

/** Settings of a database of RDS, with every default filled in, and what follows from them. */
export interface SettledRds {
    readonly engine: string;
    readonly engineVersion: string;
    readonly instanceClass: string;
    /** Instances of an Aurora cluster; 1 where it is none. */
    readonly instances: number;
    readonly identifier?: string;
    readonly databaseName: string;
    /** Undefined for Aurora, as all that is about storage. */
    readonly storageGiB?: number;
    readonly maxStorageGiB?: number;
    readonly storageType?: string;
    /** Undefined where the storage has it by itself and does not let itself be told. */
    readonly iops?: number;
    readonly throughput?: number;
    /** Undefined for Aurora, whose instances are in several zones. */
    readonly multiAz?: boolean;
    readonly backupDays: number;
    readonly backupWindow?: string;
    readonly maintenanceWindow?: string;
    readonly insightsDays: number;
    readonly parameters: Readonly<Record<string, string>>;
    readonly restoreFrom?: string;
    readonly allowMajorUpgrade: boolean;
    readonly login: number;
    readonly keepSnapshots: number;
    /** As Camunda names databases. */
    readonly kind: string;
    readonly aurora: boolean;
    readonly port: number;
    /** Family of the parameter group, e.g. `postgres16`. */
    readonly family: string;
    /** Parameters that this module sets itself. */
    readonly ownParameters: readonly Parameter[];
    readonly logExports: readonly string[];
    /** What the JDBC URL begins with, e.g. `jdbc:postgresql:`. */
    readonly jdbcPrefix: string;
    /** Options of the JDBC URL. */
    readonly jdbcOptions: string;
}

/** What a setting is where it is not given. */
export const defaults = defaultsOf(rdsSection);

/** Fills in the defaults; what it returns is as right as the settings are. */
export function settleRds(settings: RdsSettings): SettledRds {
    const {
        engine = defaults.engine,
        engineVersion,
        instanceClass,
        identifier,
        databaseName = defaults.databaseName,
        backupDays = defaults.backupDays,
        backupWindow,
        maintenanceWindow,
        insightsDays = defaults.insightsDays,
        parameters = {},
        restoreFrom,
        allowMajorUpgrade = defaults.allowMajorUpgrade,
        login = defaults.login,
        keepSnapshots = defaults.keepSnapshots,
    } = settings;
    const { kind = "", aurora = false, port = 0, jdbcPrefix = "", jdbcOptions = "", logExports = [] } = engineOf(engine) ?? {};
    return {
        engine,
        engineVersion,
        instanceClass,
        instances: aurora ? (settings.instances ?? defaults.instances) : 1,
        identifier,
        databaseName,
        ...(aurora ? {} : storageOf(engine, settings)),
        backupDays,
        backupWindow,
        maintenanceWindow,
        insightsDays,
        parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)])),
        restoreFrom,
        allowMajorUpgrade,
        login,
        keepSnapshots,
        kind,
        aurora,
        port,
        family: familyOf(engine, engineVersion) ?? "",
        ownParameters: ownParameters(engine, engineVersion),
        logExports,
        jdbcPrefix,
        jdbcOptions,
    };
}

/**
 * What gp3 has by itself is written out where it can be told: an instance that grows beyond the size from which it can would otherwise
 * ask for the 3000 operations that it had before, which AWS refuses (https://github.com/hashicorp/terraform-provider-aws/issues/28382).
 */
function storageOf(engine: string, settings: RdsSettings): Partial<SettledRds> {
    const { storageGiB = defaults.storageGiB, storageType = defaults.storageType, multiAz = defaults.multiAz, maxStorageGiB } = settings;
    const striped = storageType === "gp3" && storageGiB >= gp3.stripedFromGiB;
    const iops = settings.iops ?? (striped ? gp3.iops.min : undefined);
    const throughput = settings.throughput ?? (striped && iops !== undefined ? leastThroughput(engine, iops) : undefined);
    return { storageGiB, storageType, multiAz, maxStorageGiB, iops, throughput };
}
