import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { migrationFiles } from "../../components/schema/job/files";
import { command } from "./support/command";
import { engineJar, engineScripts } from "./support/scripts";

const run = promisify(execFile);
const unpacker = path.join(__dirname, "../../components/schema/job/scripts.sh");

// Proves that Camunda's scripts come out of real jars by each tool that an image may have, byte by byte as Maven unpacks them. It does not prove
// what is in the official images: their layout is taken from the files that they are built by.
describe("Scripts out of an image", function () {
    const version = "7.23.0";
    let folder: string;
    let expected: string;

    before(async () => {
        folder = await mkdtemp(path.join(tmpdir(), "scripts-test-"));
        expected = await engineScripts(version);
        const jar = await engineJar(version);
        const name = `camunda-engine-${version}.jar`;
        for (const place of ["boot/BOOT-INF/lib", "war/WEB-INF/lib", "lib", "modules/org/camunda/bpm/camunda-engine/main"]) {
            await mkdir(path.join(folder, place), { recursive: true });
            await copyFile(jar, path.join(folder, place, name));
        }
        // Of the other jars of an engine none is one.
        await writeFile(path.join(folder, "lib/camunda-engine-rest-core-7.23.0.jar"), "no jar at all");
        // Spring Boot's loader wants nested jars stored as they are.
        await run("jar", ["-cf0M", "../application.jar", "BOOT-INF"], { cwd: path.join(folder, "boot") });
        await run("jar", ["-cfM", "../application.war", "WEB-INF"], { cwd: path.join(folder, "war") });
        await run("jar", ["-cfM", "../other.jar", "other.test"], { cwd: await withFile("other/other.test", "nothing of an engine's") });
        await withFile("broken.jar", "no jar at all");
        await copyFile(jar, path.join(folder, name));
    });

    after(() => rm(folder, { recursive: true }));

    async function withFile(name: string, content: string): Promise<string> {
        const file = path.join(folder, name);
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, content);
        return path.dirname(file);
    }

    /** Runs the script with nothing on its path but a small system and these programs. */
    async function unpack(from: string, ...programs: string[]): Promise<{ to: string; status: number | null; stderr: string }> {
        const bin = await mkdtemp(path.join(folder, "bin-"));
        const small = ["sh", "sed", "find", "grep", "sort", "cp", "mkdir", "rm", "tr", "cat"];
        for (const program of [...small, ...programs]) {
            const found = (
                await run("sh", ["-c", `command -v ${program}`], { env: { PATH: "/usr/local/bin:/usr/bin:/bin" } })
            ).stdout.trim();
            await symlink(found, path.join(bin, program));
        }
        const to = await mkdtemp(path.join(folder, "to-"));
        const { status, stderr } = spawnSync("/bin/sh", [unpacker, from, to], { cwd: folder, env: { PATH: bin }, encoding: "utf8" });
        return { to, status, stderr };
    }

    const differences = async (to: string) =>
        (await run("diff", ["-rq", expected, to]).catch((error: Error & { stdout: string }) => error)).stdout;

    const tools = ["unzip", "jar", "java", "python3"].filter((tool) =>
        ["/usr/local/bin", "/usr/bin", "/bin"].some((bin) => existsSync(path.join(bin, tool))),
    );
    for (const tool of tools) {
        it(`has ${tool} only: an application's jar with the engine's in it gives all of them`, async () => {
            const { to, status, stderr } = await unpack("application.jar", tool);
            expect(status, stderr).to.equal(0);
            expect(await differences(to)).to.equal("");
        });

        it(`has ${tool} only: a file that is no jar is said to be none`, async () => {
            const { status, stderr } = await unpack("broken.jar", tool);
            expect(status).to.equal(1);
            expect(stderr).to.contain("broken.jar cannot be opened by").and.to.contain("\n  next: set migration.scriptsPath to");
        });
    }

    for (const from of [`camunda-engine-${version}.jar`, "application.war", "lib", "modules", "boot"]) {
        it(`takes them from ${from}`, async () => {
            const { to, status, stderr } = await unpack(from, "jar");
            expect(status, stderr).to.equal(0);
            expect(await differences(to)).to.equal("");
        });
    }

    it("copies a folder of scripts, whatever can open a jar", async () => {
        const { to, status, stderr } = await unpack(expected);
        expect(status, stderr).to.equal(0);
        expect(await differences(to)).to.equal("");
    });

    const refusals: [from: string, says: string][] = [
        ["nowhere", "there is no nowhere in the image"],
        ["other", "other has neither upgrade/ and liquibase/ nor an engine's jar in it"],
        ["other.jar", "is neither an engine's jar nor has one in BOOT-INF/lib or WEB-INF/lib"],
        [".", "there is more than one engine in ."],
    ];
    for (const [from, says] of refusals) {
        it(`refuses ${from}: ${says}`, async () => {
            const { to, status, stderr } = await unpack(from, "jar");
            expect(status).to.equal(1);
            expect(stderr).to.match(
                /^scriptsMissing: .*\n {2}next: set migration\.scripts(Path|Image) to .*\n {2}docs: .*#scriptsmissing\n$/,
            );
            expect(stderr).to.contain(says);
            expect((await run("ls", ["-A", to])).stdout).to.equal("");
        });
    }

    it("leaves what is wrong for the migration, which says it, where an init container asks", async () => {
        const to = await mkdtemp(path.join(folder, "to-"));
        const { status } = spawnSync("sh", [unpacker, path.join(folder, "nowhere"), to, path.join(to, "fault")]);
        expect(status).to.equal(0);
        const record = path.join(to, "record");
        const env = {
            PATH: process.env.PATH,
            SCRIPTS: to,
            TARGET: version,
            RECORD: record,
            JDBC_URL: "jdbc:postgresql://127.0.0.1:1/none",
        };
        const job = await mkdtemp(path.join(folder, "job-"));
        for (const [name, content] of Object.entries(migrationFiles())) {
            await writeFile(path.join(job, name), content);
        }
        const held = spawnSync("sh", [path.join(job, "migrate.sh")], {
            env: { ...env, DB_USER: "x", DB_PASSWORD: "x" },
        });
        expect(held.status, held.stderr.toString()).to.equal(3);
        expect(await readFile(record, "utf8")).to.match(
            /^scriptsMissing: there is no .*nowhere in the image.*\n.*\n {2}next: set migration\.scriptsPath .*\n {2}docs: .*#scriptsmissing\n\{"outcome":"held"/,
        );
    });

    it("says what to set where nothing can open a jar", async () => {
        const { status, stderr } = await unpack("application.jar");
        expect(status).to.equal(1);
        expect(stderr).to.contain("nothing in this image can open application.jar").and.to.contain("next: set migration.scriptsImage to");
    });

    it("migrate, inspect and doctor take a jar by --scripts, and leave nothing of it behind", async () => {
        const temporary = await mkdtemp(path.join(folder, "tmp-"));
        const password = path.join(await withFile("password", "none"), "password");
        const at = ["--url", "jdbc:postgresql://127.0.0.1:1/none", "--user", "nobody", "--password-file", password];
        for (const [name, ...options] of [["migrate", "--to", version], ["inspect", "--to", version], ["doctor"]]) {
            const tried = async (scripts: string) =>
                command(name, [...at, ...options, "--scripts", path.join(folder, scripts)], { ...process.env, TMPDIR: temporary });
            // Nobody listens there: it came as far as the database.
            expect((await tried("application.jar")).output).to.match(/127\.0\.0\.1.*1/);
            expect((await tried("other.jar")).output)
                .to.contain(`--scripts ${folder}/other.jar: `)
                .and.to.contain("is neither an engine's jar");
        }
        expect((await run("ls", ["-A", temporary])).stdout.replace(/^tsx-\d+\n$/, "")).to.equal("");
    });

    it("is delivered as it is tested", async () => {
        expect(migrationFiles()["scripts.sh"]).to.equal(await readFile(unpacker, "utf8"));
    });
});
