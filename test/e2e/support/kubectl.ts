import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** What kubectl prints, in the namespace of the tests. */
export const kubectl = async (...args: string[]): Promise<string> => (await execute("kubectl", ["-n", "camunda", ...args])).stdout.trim();

/** Creates what a file would describe, as an object. */
export async function create(object: object, ...options: string[]): Promise<void> {
    const child = execute("kubectl", ["-n", "camunda", "create", "-o", "name", "-f", "-", ...options]);
    child.child.stdin?.end(JSON.stringify(object));
    await child;
}

/** Everything that could have been changed, with the version that the API server gives each object at each change. */
export const resourceVersions = (): Promise<string> =>
    kubectl(
        "get",
        "deployments,statefulsets,jobs,services,poddisruptionbudgets,secrets,configmaps,pods",
        "-o",
        'jsonpath={range .items[*]}{.kind}/{.metadata.name}={.metadata.resourceVersion}{"\\n"}{end}',
    );

/** Generation of each engine Deployment: another one as soon as anything was asked of it. */
export const generations = (): Promise<string> =>
    kubectl("get", "deployments", "-o", 'jsonpath={range .items[*]}{.metadata.name}={.metadata.generation}{"\\n"}{end}');

/** Whether the pod of the migration to a version runs at this moment. */
export const migrationRuns = async (version: string): Promise<boolean> =>
    (await kubectl(
        ...["get", "pods", "-l", `batch.kubernetes.io/job-name=camunda-schema-${version.replaceAll(".", "-")}`],
        ...["-o", "jsonpath={.items[*].status.phase}"],
    )) === "Running";

/** SQL on the stack's own database, as its user. */
export const sql = (statement: string): Promise<string> =>
    kubectl(
        ...["exec", "camunda-database-0", "--", "sh", "-c"],
        'PGPASSWORD="$POSTGRES_PASSWORD" psql -h 127.0.0.1 -U "$POSTGRES_USER" -tA -c "$0" "$POSTGRES_DB"',
        statement,
    );

/** Waits until something is so, or says in the end what was not. */
export async function until(what: string, isSo: () => Promise<boolean>, budgetSeconds = 120): Promise<void> {
    const end = Date.now() + budgetSeconds * 1000;
    while (!(await isSo().catch(() => false))) {
        if (Date.now() > end) {
            throw new Error(`not within ${budgetSeconds} s: ${what}`);
        }
        await sleep(100);
    }
}
