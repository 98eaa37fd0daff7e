import { DatabaseTarget } from "../domain/facts/facts";
import { RdsSettings } from "./rds/settings";
import { settleRds } from "./rds/settled";
import { databaseSection } from "./table/databaseSection";

/** Which database, as settings have it. */
export interface DatabasePlan {
    /** JDBC URL of an existing database. */
    readonly jdbcUrl?: string;
    /** Kubernetes Secret with its login. */
    readonly secret?: string;
    /** Image of a database in the cluster. */
    readonly image?: string;
    /** A database of RDS. */
    readonly rds?: RdsSettings;
}

/** What the gate keeps of a database, so that it notices a change. */
export function databaseTarget({ jdbcUrl, secret, image, rds }: DatabasePlan): DatabaseTarget {
    if (rds) {
        const settled = settleRds(rds);
        const { engine, engineVersion, instanceClass, login } = settled;
        const own = settled.aurora
            ? { instances: settled.instances }
            : { storageGiB: settled.storageGiB, storageType: settled.storageType, multiAz: settled.multiAz };
        return {
            location: ["RDS", ...(rds.identifier ? [rds.identifier] : []), ...(rds.restoreFrom ? [`from ${rds.restoreFrom}`] : [])].join(
                " ",
            ),
            ...{ engine, engineVersion, instanceClass, login, ...own },
            ...(settled.allowMajorUpgrade ? { allowMajorUpgrade: true } : {}),
        };
    }
    // Its options say how it is reached, not which one it is.
    return jdbcUrl
        ? { location: jdbcUrl.split("?")[0], ...(secret ? { secret } : {}) }
        : { location: "in the cluster", image: image ?? databaseSection.image.default };
}
