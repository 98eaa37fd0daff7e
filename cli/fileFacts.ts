import { Facts } from "../components/domain/facts/facts";
import { settle } from "../components/settings/settle";
import { describeUnjudged, hiddenValue, withoutSecrets } from "./hiddenSettings";
import { settingsIn } from "./settingsFile";
import { StackProblem } from "./stackFacts";
import { readStack } from "../components/gate/rules/refuse";

const project = "camunda-rolling-update";

/** The facts that a settings file tells: what is wanted, as a first installation. Nobody is asked, and no backend is needed. */
export function fileFacts(file: string): Facts | StackProblem {
    let config: Record<string, unknown> | undefined;
    try {
        config = settingsIn(file);
    } catch (error) {
        return { problem: `${file} cannot be read: ${(error as Error).message}`, usage: true };
    }
    if (!config) {
        return { problem: `${file} has no settings: a settings file of Pulumi has them below "config:"`, usage: true };
    }
    // A key without a namespace is the project's.
    const keys = Object.entries(config).map(([key, value]) => [key.includes(":") ? key : `${project}:${key}`, value]);
    const { texts, paths } = withoutSecrets(Object.fromEntries(keys) as Record<string, unknown>, project);
    // A secret is the stack's, encrypted with its key: a file that is committed need not have it.
    const isThere = Object.keys(texts).some((key) => key.endsWith(":databasePassword"));
    const { values, refusal, unjudged, warnings } = readStack(
        { ...(isThere ? {} : { [`${project}:databasePassword`]: hiddenValue }), ...texts },
        project,
        undefined,
        paths,
    );
    if (unjudged.length > 0) {
        return { problem: `${file} ${describeUnjudged(unjudged)}`, usage: false };
    }
    return refusal ? { problem: refusal, usage: true } : { wanted: settle(values).target, completed: { history: [] }, warnings };
}
