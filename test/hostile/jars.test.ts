import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { scriptSource } from "../../cli/scriptSource";
import { loadParser, parseScript, readScripts } from "../../cli/sqlScripts";
import { below, jar, JarEntry, link, others, step } from "./support/jar";
import { expectPrintable, expectSurvived, run } from "./support/run";

const secret = "what is in a file of this machine";
const unpacker = path.join(__dirname, "..", "..", "components", "schema", "job", "scripts.sh");

/**
 * Jars of somebody who wants something of the machine that opens them: by each command that takes one, and by the script that opens them in an image.
 * What PostgreSQL does with SQL that is true and bad is not tried here: a script of the image is run as it is (SECURITY.md).
 */
describe("hostile jars", function () {
    this.timeout(120_000);
    let folder: string;
    let file: string;
    let password: string;

    const zeros = (size: number) => Buffer.alloc(size, 0x20);
    const nested = (entries: readonly JarEntry[], more: Partial<JarEntry> = {}): JarEntry => ({
        name: "BOOT-INF/lib/camunda-engine-7.23.0.jar",
        content: jar(entries),
        ...more,
    });
    /** What each of them is, and what `bundle` says; undefined: it says nothing of it, and hands out the true script. */
    const jars = (): [title: string, content: Buffer, says: RegExp | undefined][] => [
        ["a true one", jar([...others, step()]), undefined],
        ["a true one, packed, in an application's", jar([nested([...others, step(undefined, { packed: true })])]), undefined],
        ["a script that is a link to a file of the machine", jar([...others, step(file, { mode: link })]), /is no plain file in it/],
        ["a script that is a device", jar([...others, step("x", { mode: 0o020666 })]), /is no plain file in it/],
        [
            "a folder of scripts that is a link",
            jar([...others, step(), { name: below("upgrade/"), content: folder, mode: link }]),
            undefined,
        ],
        ["the engine's jar is a link", jar([nested([], { mode: link, content: file })]), /is no plain file in it/],
        [
            "a name that leads out of the folder",
            jar([...others, step(), { name: below("upgrade/../../../../../../evil.sql"), content: "x" }]),
            /no name of a script/,
        ],
        [
            "the same by a backslash",
            jar([...others, step(), { name: below("upgrade/..\\..\\evil.sql"), content: "x" }]),
            /no name of a script/,
        ],
        ["a hidden one", jar([...others, step(), { name: below("upgrade/.profile"), content: "x" }]), /no name of a script/],
        ["an absolute one", jar([...others, step(), { name: "/etc/cron.d/evil", content: "x" }]), undefined],
        [
            "a name with sequences of a terminal",
            jar([...others, step(), { name: below("upgrade/\u001b[2J\u202ex.sql"), content: "x" }]),
            /\\u001b\[2J\\u202ex\.sql is no name/,
        ],
        ["a name with a newline", jar([...others, step(), { name: below("upgrade/a\nb.sql"), content: "x" }]), undefined],
        [
            "a name with a command",
            jar([...others, step(), { name: below("upgrade/$(touch executed).sql"), content: "x" }]),
            /no name of a script/,
        ],
        ["a name of 60000 characters", jar([...others, step(), { name: below(`upgrade/${"x/".repeat(30_000)}`), content: "" }]), undefined],
        ["the same name twice", jar([...others, step(), step("select 1;")]), /is there twice/],
        ["300 MB in 300 KB", jar([...others, step(zeros(300 << 20), { packed: true })]), /has more than 4096 KiB/],
        ["300 MB that say they are 1 KB", jar([...others, step(zeros(300 << 20), { packed: true, size: 1024 })]), /larger than it says/],
        [
            "300 MB in an entry that nobody asks for",
            jar([...others, step(), { name: "x", content: zeros(300 << 20), packed: true }]),
            undefined,
        ],
        ["a jar of 300 MB in an application's", jar([nested([], { content: zeros(300 << 20), packed: true })]), /has more than 131072 KiB/],
        [
            "many scripts",
            jar([...others, ...Array.from({ length: 6000 }, (_, i) => ({ name: below(`upgrade/x${i}.sql`), content: "" }))]),
            /more than 5000 files/,
        ],
        [
            "scripts of 3 MB each",
            jar(Array.from({ length: 30 }, (_, i) => ({ name: below(`upgrade/x${i}.sql`), content: zeros(3 << 20), packed: true }))),
            /more than 64 MiB/,
        ],
        ["encrypted", jar([...others, step(undefined, { flags: 1 })]), /is no plain file in it/],
        ["packed in a way that nobody knows", jar([...others, step(undefined, { method: 99 })]), /is no plain file in it/],
        ["damaged inside", jar([...others, step("\u0001\u0002\u0003", { method: 8 })]), /is damaged/],
        ["a directory that is elsewhere", jar([step()], (end) => end.writeUInt32LE(0xfffffff0, 16)), /or damaged/],
        ["a directory that is longer than it is", jar([step()], (end) => end.writeUInt16LE(60_000, 10)), /damaged/],
        ["a directory of 4 GB", jar([step()], (end) => end.writeUInt32LE(0xfffffff0, 12)), /or damaged/],
        ["nothing but the end", Buffer.from(`PK\u0005\u0006${"\0".repeat(18)}`), /is neither an engine's jar/],
        ["empty", Buffer.alloc(0), /it is no archive/],
        ["text", Buffer.from("\u001b]0;owned\u0007 no jar".repeat(1000)), /it is no archive/],
        ["a jar in a jar in a jar", jar([nested([nested([step()])])]), /has no scripts/],
        [
            "a script with a command of psql",
            jar([...others, step("\\! touch executed\nselect 1;")]),
            /line 1 of .* a command of the client/,
        ],
        ["the same behind a statement", jar([...others, step("select 1; \\! touch executed")]), /a command of the client/],
        ["a command of mysql", jar([...others, step("select 1;\n  system touch executed\n")]), /line 2 of .* a command of the client/],
        [
            "a script with sequences of a terminal",
            jar([...others, step("select 1; -- \u001b[8m drop table x; \u001b[0m")]),
            /hidden character/,
        ],
        ["a script whose text is turned round", jar([...others, step("select 1; -- \u202e evil")]), /hidden character/],
        ["a script with NUL", jar([...others, step("select 1;\0")]), /hidden character/],
    ];

    before(() => {
        folder = mkdtempSync(path.join(tmpdir(), "hostile-jars-"));
        file = path.join(folder, "secret.sql");
        password = path.join(folder, "password");
        writeFileSync(file, secret);
        writeFileSync(password, "none");
    });
    after(() => rmSync(folder, { recursive: true }));

    const environment = (temporary: string) => ({ ...process.env, TMPDIR: temporary });

    it("bundle hands out what is true, says what is not, and leaves nothing behind", async function () {
        this.timeout(600_000);
        let tried = 0;
        for (const [title, content, says] of jars()) {
            const place = path.join(folder, `app${++tried}`);
            await mkdir(place);
            const named = path.join(place, "app.jar");
            await writeFile(named, content);
            const end = await run("bundle", ["--from", "7.22.0", "--to", "7.23.0", "--scripts", named], environment(place));
            expect(end.output, title).to.match(says ?? /^-- ==== 1 of 1: upgrade\/postgres_engine_7\.22_to_7\.23\.sql/m);
            expect(end.code, title).to.equal(says ? (/^--scripts/m.test(end.output) ? 1 : 2) : 0);
            expectSurvived(end);
            expect(end.output, title).not.to.contain(secret);
            expect(
                readdirSync(place).filter((name) => !name.startsWith("tsx-")),
                title,
            ).to.deep.equal(["app.jar"]);
            expect(existsSync(path.join(process.cwd(), "executed")), title).to.equal(false);
        }
    });

    for (const name of ["inspect", "doctor", "migrate"]) {
        it(`${name} opens them in the same way`, async () => {
            const wrong = jars().filter(([, , says]) => says && /plain file|4096|than it says|archive|no name/.test(says.source));
            for (const [title, content] of [wrong[0], wrong[3], wrong[5], wrong[7], wrong.at(-1)!]) {
                const named = path.join(folder, `${name}.jar`);
                await writeFile(named, content);
                const url = "jdbc:postgresql://127.0.0.1:1/none";
                const options = ["--url", url, "--user", "nobody", "--password-file", password, "--scripts", named];
                const end = await run(name, [...options, ...(name === "doctor" ? [] : ["--to", "7.23.0"])]);
                expect(end.output, title).to.contain(`--scripts ${named}: `);
                expectSurvived(end);
                expect(end.output, title).not.to.contain(secret);
            }
        });
    }

    it("a folder in which a script leads elsewhere, as a jar that was unpacked may have it", async () => {
        const scripts = path.join(folder, "unpacked");
        await mkdir(path.join(scripts, "upgrade"), { recursive: true });
        await symlink(file, path.join(scripts, "upgrade", "postgres_engine_7.22_to_7.23.sql"));
        const end = await run("bundle", ["--from", "7.22.0", "--to", "7.23.0", "--scripts", scripts]);
        expect(end.output).to.contain("is no script: it leads elsewhere").and.not.to.contain(secret);
        expect(end.code).to.equal(2);
        expectSurvived(end);
    });

    it("doctor runs no statement of a create script that does more than create", async () => {
        await loadParser();
        const more = [
            "create table ACT_X (ID_ varchar(64) default pg_read_file('/etc/passwd'))",
            "insert into ACT_X values (lo_import('/etc/passwd'))",
            "insert into ACT_X values ((select max(PWD_) from ACT_ID_USER))",
            "insert into public.ACT_X values ('1')",
            "create table ACT_X as select * from pg_ls_dir('/')",
        ];
        for (const text of more) {
            const [{ plain, actions }] = parseScript(text);
            expect(plain && actions.every(({ kind }) => kind !== "unknown"), text).to.equal(false);
        }
        expect(parseScript("copy ACT_X to program 'touch executed'")[0].actions[0].kind).to.equal("unknown");
        const { folder: read, fault } = scriptSource(await written("true.jar", jar([...others, step()])));
        expect(fault).to.equal("");
        const files = await Promise.all([readScripts(read, "create"), readScripts(read, "upgrade")]);
        expect(
            files
                .flat()
                .flatMap(({ statements }) => statements)
                .every(({ plain }) => plain),
        ).to.equal(true);
    });

    async function written(name: string, content: Buffer): Promise<string> {
        await writeFile(path.join(folder, name), content);
        return path.join(folder, name);
    }

    it("in an image, whatever opens them there: nothing but files below the scripts' folder comes out", async () => {
        for (const [title, content] of jars()) {
            const named = await written("engine.jar", content);
            const to = mkdtempSync(path.join(folder, "to-"));
            const { status, stderr } = spawnSync("sh", [unpacker, named, to, path.join(to, "fault")], {
                encoding: "utf8",
                maxBuffer: 1 << 24,
            });
            expect(status, `${title}: ${stderr}`).to.be.oneOf([0, 1, 2]);
            expectPrintable(stderr);
            const { stdout } = spawnSync("find", [to, "!", "-type", "f", "!", "-type", "d"], { encoding: "utf8" });
            expect(stdout, title).to.equal("");
            expect(spawnSync("grep", ["-rl", secret, to], { encoding: "utf8" }).stdout, title).to.equal("");
            const { stdout: size } = spawnSync("du", ["-sk", to], { encoding: "utf8" });
            expect(Number.parseInt(size), title).to.be.below(100 << 10);
            rmSync(to, { recursive: true });
        }
        expect(existsSync(path.join(folder, "evil.sql"))).to.equal(false);
    });
});
