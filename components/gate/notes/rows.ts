import { Facts, Target } from "../../domain/facts/facts";
import { appliedBy, hopContent, tablesIn } from "../../schema/rules/hop";
import { releaseOf } from "../../domain/transition";

/** Where the engine's REST API counts the rows of a table; of the others it knows nothing, or only a part. */
const counts: Readonly<Record<string, string>> = {
    ACT_HI_ACTINST: "history/activity-instance/count",
    ACT_HI_BATCH: "history/batch/count",
    ACT_HI_DECINST: "history/decision-instance/count",
    ACT_HI_DETAIL: "history/detail/count",
    ACT_HI_EXT_TASK_LOG: "history/external-task-log/count",
    ACT_HI_IDENTITYLINK: "history/identity-link-log/count",
    ACT_HI_INCIDENT: "history/incident/count",
    ACT_HI_JOB_LOG: "history/job-log/count",
    ACT_HI_OP_LOG: "history/user-operation/count",
    ACT_HI_PROCINST: "history/process-instance/count",
    ACT_HI_TASKINST: "history/task/count",
    ACT_HI_VARINST: "history/variable-instance/count",
    ACT_RE_PROCDEF: "process-definition/count",
    ACT_RU_AUTHORIZATION: "authorization/count",
    ACT_RU_BATCH: "batch/count",
    ACT_RU_EXECUTION: "execution/count",
    ACT_RU_EXT_TASK: "external-task/count",
    ACT_RU_INCIDENT: "incident/count",
    ACT_RU_JOB: "job/count",
    ACT_RU_TASK: "task/count",
    ACT_RU_VARIABLE: "variable-instance/count",
};

/** The tables that a step locks or writes as a whole, with the path that counts the rows of each. */
export function tablesToCount(previous: Target | undefined, wanted: Target): Record<string, string> {
    const from = previous && releaseOf(previous);
    const to = releaseOf(wanted);
    if (!from || !to || wanted.rollback) {
        return {};
    }
    const { scripts } = hopContent(from, to, wanted.edition, appliedBy(from));
    const created = new Set(scripts.flatMap(({ creates }) => tablesIn(creates)));
    const touched = scripts.flatMap(({ exclusive, share, shareRow, updates }) => [exclusive, share, shareRow, updates].flatMap(tablesIn));
    const counted = [...new Set(touched)].filter((table) => table in counts && !created.has(table)).sort();
    return Object.fromEntries(counted.map((table) => [table, counts[table]]));
}

/** How many rows the tables have that the step locks, the largest first. */
export function rowNotes({ live }: Facts): string[] {
    const rows = Object.entries(live?.rows ?? {}).sort(([, a], [, b]) => (b ?? Infinity) - (a ?? Infinity));
    const told = rows.map(
        ([table, count]) => `${table} ${count?.toLocaleString("en") ?? "too many to be counted in 5 s, or not to be seen"}`,
    );
    return told.length > 0
        ? [`rows now, as a node counts them: ${told.join(", ")}; how long that takes: npm run -s inspect -- --help`]
        : [];
}
