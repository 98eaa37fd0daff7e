import { run } from "../step";

/**
 * The same roll as a plain script would do it, on the same manifests: the Job of the wanted version, then the image of one Deployment after
 * the other, each until kubectl calls its rollout complete. The Job is made from the one that is there.
 */
export async function rollByKubectl(namespace: string, from: string, to: string): Promise<void> {
    const dashed = (version: string) => version.replaceAll(".", "-");
    const script = `
        # What our stack expects of its database is not the plain script's: it would refuse one that it has no completed version for.
        kubectl -n ${namespace} patch configmap camunda-schema-${dashed(from)} --type merge --patch '{"binaryData": null}'
        job() { kubectl -n ${namespace} get job camunda-schema-${dashed(from)} -o json; }
        job | sed 's/${from}/${to}/g; s/"name": "camunda-schema-${dashed(from)}"/"name": "camunda-schema-${dashed(to)}"/' |
            node -e '
                const job = JSON.parse(require("fs").readFileSync(0, "utf8"));
                job.metadata = { name: "camunda-schema-${dashed(to)}", namespace: "${namespace}" };
                delete job.status; delete job.spec.selector; delete job.spec.template.metadata;
                const script = job.spec.template.spec.volumes.find(({ configMap }) => configMap);
                script.configMap.name = "camunda-schema-${dashed(from)}";
                console.log(JSON.stringify(job));
            ' | kubectl apply -f -
        kubectl -n ${namespace} wait --for=condition=complete --timeout=300s job/camunda-schema-${dashed(to)}
        for batch in 1 2 3; do
            kubectl -n ${namespace} set image deployment/camunda-batch-$batch engine=localhost/camunda-bpm-platform:run-${to}
            kubectl -n ${namespace} rollout status deployment/camunda-batch-$batch --timeout=300s
        done`;
    await run("bash", ["-euo", "pipefail", "-c", script]);
    // Nobody waits for this Job's end but the namespace it is in; it must not outlive the comparison.
    await run("kubectl", ["-n", namespace, "delete", "job", `camunda-schema-${dashed(to)}`]);
}
