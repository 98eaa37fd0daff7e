import { inOneLine } from "./foreign";
import { Hold } from "./hold";
import { databaseUnexpected } from "./facts/migration";

/** A node in service that answers a question about the engine with an error of its own (HTTP 5xx). */
export interface FailingNode {
    readonly namespace: string;
    readonly node: string;
    /** What it was asked for, e.g. `schema/log`. */
    readonly path: string;
    readonly status: number;
    /** What it says of it; empty: nothing. */
    readonly said: string;
    /** What its log says of a table of the engine that is not there; undefined: nothing, or nobody may read it. */
    readonly lost?: string;
}

/** Id of the hold that nodes in service answer with errors. */
export const nodeFailing = "nodeFailing";

/** That nodes are in service, and cannot read from their database: its tables are gone, which lasts, or something that may pass. */
export function failingHold({ namespace, node, path, status, said, lost }: FailingNode): Hold {
    const asked = path.split("?", 1)[0];
    const message = `${node}: in service, but it answers ${asked} with HTTP status ${status}${said && ` (${inOneLine(said)})`}`;
    const log = `kubectl -n ${namespace} logs ${node} --tail=100`;
    return lost === undefined
        ? {
              id: nodeFailing,
              message,
              short: `HTTP ${status} by a node`,
              why: "What all nodes share is asked of one of them, and none answered without an error: whether it is as it should be is not known.",
              next: `${log}   # what it says of it; once the nodes answer, pulumi up goes on`,
              overridable: false,
          }
        : {
              id: databaseUnexpected,
              message: `${message}, and its log says: ${lost}`,
              short: "tables are gone",
              why: "The engine's tables are gone: the data were lost, or another database has taken its place.",
              next: `restore the database from its backup (docs/guides/roll-back-and-restore.md), restart the nodes, then pulumi up; the log: ${log}`,
              overridable: false,
              final: true,
          };
}
