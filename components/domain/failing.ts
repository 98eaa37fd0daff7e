import { inOneLine } from "./foreign";
import { Found, Hold, hold } from "./hold";
import { tablesGone } from "./holds/schema";

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

/** That nodes are in service, and cannot read from their database: its tables are gone, which lasts, or something that may pass. */
export const failingHold = (node: FailingNode): Hold =>
    hold(node.lost === undefined ? "nodeFailing" : "databaseUnexpected", { ...failing(node), overridable: false });

/** What is wrong with such a node, and what to do. */
export function failing({ namespace, node, path, status, said, lost }: FailingNode): Found {
    const asked = path.split("?", 1)[0];
    const message = `${node}: in service, but it answers ${asked} with HTTP status ${status}${said && ` (${inOneLine(said)})`}`;
    const log = `kubectl -n ${namespace} logs ${node} --tail=100`;
    return lost === undefined
        ? {
              message,
              short: `HTTP ${status} by a node`,
              next: `${log}   # shows the error; once the nodes answer, pulumi up goes on`,
          }
        : {
              message: `${message}, and its log says: ${lost}`,
              short: "tables are gone",
              why: tablesGone,
              next: `restore the database from its backup (docs/guides/roll-back-and-restore.md), restart the nodes, then pulumi up; the log: ${log}`,
          };
}
