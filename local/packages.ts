import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { run, type Report, type Step } from "./step";

/** Debian packages that the cluster and its images need, each with a file that tells it is there, whoever has packaged it. */
const packages: Record<string, string> = {
    containerd: "ctr",
    "containernetworking-plugins": "/usr/lib/cni/ptp",
    iproute2: "ip",
    iptables: "iptables",
    mmdebstrap: "mmdebstrap",
    openssl: "openssl",
    runc: "runc",
};

const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];
const missing = () => Object.keys(packages).filter((name) => !["/", ...folders].some((folder) => existsSync(join(folder, packages[name]))));

// invoke-rc.d(8) asks this file before it starts a packaged service: the cluster runs a containerd of its own.
const policy = "/usr/sbin/policy-rc.d";

/** Installs Debian packages, and starts none of their services. */
export async function install(names: readonly string[], report: Report = () => undefined, signal?: AbortSignal): Promise<void> {
    const options = { env: { DEBIAN_FRONTEND: "noninteractive" }, signal, line: (line: string) => report(line) };
    const guard = !existsSync(policy);
    if (guard) await writeFile(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
    try {
        await run("apt-get", ["update"], options);
        await run("apt-get", ["install", "--yes", "--no-install-recommends", ...names], options);
    } finally {
        if (guard) await rm(policy);
    }
}

/** The step that installs the Debian packages; the only one that changes the machine outside the cache and the cluster. */
export const packagesStep: Step = {
    title: "Debian packages",
    usualSeconds: 40,
    done: () => Promise.resolve(missing().length === 0),
    run: (report, signal) => install(missing(), report, signal),
};
