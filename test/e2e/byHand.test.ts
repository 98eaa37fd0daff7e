import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { fileBackend } from "../../local/fileBackend";
import { Observer } from "../../local/demo/observer";
import { kubectl } from "./support/kubectl";
import { tagImage } from "./support/images";

const execute = promisify(execFile);
const project = join(__dirname, "..", "..");

/** The official images by their own names, as far as this machine can have them: the local stack's, which stand in for them. */
const official: [local: string, official: string][] = [
    ["localhost/camunda-bpm-platform:run-7.22.0", "docker.io/camunda/camunda-bpm-platform:run-7.22.0"],
    ["localhost/camunda-bpm-platform:run-7.23.0", "docker.io/camunda/camunda-bpm-platform:run-7.23.0"],
    ["localhost/postgres:15", "docker.io/library/postgres:15"],
    ["localhost/liquibase:4.28.0", "docker.io/liquibase/liquibase:4.28.0"],
];

/**
 * The README's way by hand, as it is written there, in a copy of the checkout.
 * It does not prove that the official images behave as those that stand in for them: they cannot be fetched here.
 */
describe("the README's way by hand", () => {
    let folder: string;
    let clone: string;
    const env = () => ({ ...process.env, PULUMI_BACKEND_URL: fileBackend(folder) });

    before(async () => {
        folder = mkdtempSync(join(tmpdir(), "by-hand-"));
        clone = join(folder, "camunda-rolling-update");
        for (const [local, name] of official) {
            await tagImage(local, name);
        }
        const { stdout } = await execute("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: project });
        for (const file of stdout.split("\0").filter((name) => name !== "")) {
            cpSync(join(project, file), join(clone, file));
        }
    });
    after(async () => {
        await execute("pulumi", ["destroy", "--yes"], { cwd: clone, env: env() });
        rmSync(folder, { recursive: true });
    });

    it("installs 7.22.0 and rolls to 7.23.0", async () => {
        const [, block] = /```bash by-hand\n([^`]*)```/.exec(readFileSync(join(project, "README.md"), "utf8")) ?? [];
        expect(block).to.contain("pulumi stack init").and.to.contain("engine.version 7.23.0");
        await execute("bash", ["-euo", "pipefail", "-c", block], { cwd: clone, env: env(), maxBuffer: 2 ** 26 });

        const observer = await Observer.connect();
        expect((await observer.nodeVersions()).map(({ version }) => version)).to.deep.equal(["7.23.0", "7.23.0", "7.23.0"]);
        const { stdout } = await execute("pulumi", ["stack", "output", "completedVersion"], { cwd: clone, env: env() });
        expect(stdout.trim()).to.equal("7.23.0");
        const images = await kubectl("get", "pods", "-o", "jsonpath={.items[*].spec.containers[*].image}");
        expect(images.split(" ")).to.include.members([
            "camunda/camunda-bpm-platform:run-7.23.0",
            "postgres:15",
            "liquibase/liquibase:4.28.0",
        ]);
    });
});
