import { anything, jdbcUrl, memory, name, plainImage } from "../checks";
import { changes, Section } from "./setting";

/** `database`: an existing one by `jdbcUrl` and `secret`, one of RDS by `rds`, or one in the cluster by `image` and `storage`. */
export const databaseSection = {
    jdbcUrl: {
        check: jdbcUrl,
        text: "JDBC URL of an existing database, without credentials.",
        otherwise: "one in the cluster, or of RDS",
        change: "A change restarts the nodes, batch by batch, and runs the migration again. Another database needs all nodes stopped (hold `databaseMoved`).",
    },
    secret: {
        check: name,
        text: "Kubernetes Secret with the `username` and `password` of an existing database.",
        otherwise: "one that the stack creates",
        change: changes.both,
    },
    image: {
        check: plainImage,
        text: "Image of a database in the cluster, for development.",
        default: "postgres:15",
        change: "A change restarts the database server.",
    },
    storage: {
        check: memory,
        text: "Size of a persistent volume for a database in the cluster, e.g. `10Gi`.",
        otherwise: "none: the data goes with the pod",
        change: "Setting or removing it restarts the server with an empty volume. A larger size grows the volume.",
    },
    rds: {
        check: anything,
        type: "RdsPlacementArgs",
        text: "A database of Amazon RDS or Aurora; its settings are below.",
        otherwise: "none",
        change: "Each of its settings says what a change restarts.",
        more: "../guides/rds.md",
    },
} satisfies Section;
