import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const CACHE =
    process.env.CAMUNDA_ROLLING_UPDATE_CACHE ??
    path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), ".cache"), "camunda-rolling-update");

/** The folder with create/, upgrade/ and liquibase/ out of the jar of that engine version, which Maven fetches once. */
export async function engineScripts(version: string): Promise<string> {
    const cached = path.join(CACHE, "scripts", version);
    if (!existsSync(cached)) {
        await mkdir(path.dirname(cached), { recursive: true });
        const unpacked = await mkdtemp(`${cached}.`);
        await promisify(execFile)(
            "mvn",
            [
                "--quiet",
                "--batch-mode",
                "dependency:unpack",
                `-Dartifact=org.camunda.bpm:camunda-engine:${version}`,
                "-Dmdep.unpack.includes=org/camunda/bpm/engine/db/**",
                `-DoutputDirectory=${unpacked}`,
            ],
            { cwd: unpacked }, // without a project, Maven leaves its markers in the current folder
        );
        // Renamed when complete: a run that is interrupted leaves no half of it in the cache. Another suite may have been faster.
        await rename(path.join(unpacked, "org/camunda/bpm/engine/db"), cached).catch((error: unknown) => {
            if (!existsSync(cached)) throw error;
        });
        await rm(unpacked, { recursive: true });
    }
    return cached;
}

/** The jar of an engine, as it is on Maven Central. */
export async function engineJar(version: string): Promise<string> {
    const cached = path.join(CACHE, "scripts", `camunda-engine-${version}.jar`);
    if (!existsSync(cached)) {
        await mkdir(path.dirname(cached), { recursive: true });
        const copied = await mkdtemp(`${cached}.`);
        const artifact = `-Dartifact=org.camunda.bpm:camunda-engine:${version}`;
        await promisify(execFile)("mvn", ["--quiet", "--batch-mode", "dependency:copy", artifact, `-DoutputDirectory=${copied}`], {
            cwd: copied,
        });
        await rename(path.join(copied, path.basename(cached)), cached);
        await rm(copied, { recursive: true });
    }
    return cached;
}
