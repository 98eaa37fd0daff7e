import { join } from "node:path";

// A network of its own, and so a cluster of its own, which is ended with the benchmark. In a file of its own, since the local stack reads it when it
// is loaded.
process.env.CLUSTER_NET ??= "10.248";
// The audit log tells which program sent how many requests; the API server's own metrics have not told that since Kubernetes 1.14.
process.env.CLUSTER_APISERVER_FLAGS ??= [
    `--audit-policy-file=${join(__dirname, "audit.yaml")}`,
    "--audit-log-path=log/audit.log",
    "--audit-log-maxsize=1000",
].join(" ");
