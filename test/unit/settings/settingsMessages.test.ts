import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { fileFacts } from "../../../cli/fileFacts";
import { describeRefusal, judge } from "../../../components/gate/rules/judge";
import { database, settingsMistakes } from "../../data/settingsMistakes";
import { Config, follow, stepsIn } from "../support/settingsCommands";
import { readStack } from "../../../components/gate/rules/refuse";

const own = (settings: Config): Config =>
    Object.fromEntries(Object.entries(settings).map(([key, value]) => [key.includes(":") ? key : `camunda-rolling-update:${key}`, value]));

/** What `check --config-file` says. */
describe("what is said about settings", () => {
    let folder: string;
    before(() => (folder = mkdtempSync(join(tmpdir(), "messages-"))));
    after(() => rmSync(folder, { recursive: true }));

    /** The message, and how many things are wrong; none where it is allowed. */
    function checked(config: Config): { said: string; warnings: readonly string[]; wrong: number } {
        const file = join(folder, "Pulumi.test.yaml");
        writeFileSync(file, stringify({ config }));
        const found = fileFacts(file);
        if (!("wanted" in found)) {
            return { said: found.problem, warnings: [], wrong: 1000 + Number(/: (\d+) settings? /.exec(found.problem)?.[1] ?? 1) };
        }
        const verdict = judge(found);
        const said = verdict.holds.length > 0 ? describeRefusal(found, verdict) : "";
        return { said, warnings: verdict.warnings, wrong: verdict.holds.length };
    }

    for (const [mistake, settings, says, not, value] of settingsMistakes) {
        it(`${mistake}, and each command that is offered leads further`, () => {
            let config = own(settings);
            const { said, wrong } = checked(config);
            for (const text of says) expect(said).to.contain(text);
            for (const text of not) expect(said).not.to.contain(text);
            // Until nothing is wrong, or what is left is about the value that was typed here.
            const steps = stepsIn(said);
            expect(steps, said).not.to.deep.equal([]);
            for (const step of steps) {
                config = follow(config, step, value);
            }
            const after = checked(config);
            expect(after.wrong, after.said).to.be.below(wrong);
            expect(after.said).not.to.contain("without --path").and.not.to.contain("begin with");
        });
    }

    it("the other command of a patch leads to the enterprise edition", () => {
        const config = own({ database, engine: { version: "7.20.4" } });
        const other = /the enterprise edition: (.*)$/m.exec(checked(config).said)?.[1] ?? "";
        expect(checked(follow(config, other))).to.deep.include({ said: "", wrong: 0 });
    });

    it("as many commands as one types at once, and how many are left", () => {
        const many = Object.fromEntries(["A", "B", "C", "D", "E", "F", "G"].map((name) => [`nodes.env.${name}`, "x"]));
        const { said } = checked(own({ database, engine: { version: "7.23.0" }, ...many }));
        expect(said).to.contain("7 settings are wrong").and.to.contain("and 2 more, which the next check names");
        expect(stepsIn(said)).to.have.length(5);
    });

    const sound: [what: string, settings: Config][] = [
        [
            "settings of providers with names like ours",
            { "kubernetes:namespace": "x", "postgresql:database": "d", "aws:region": "eu-central-1" },
        ],
        [
            "a section of another component with other names",
            { "acme:nodes": { instanceType: "m7g" }, "acme:database": { engine: "mysql" } },
        ],
        ["a secret in another component's section", { "acme:database": { password: { secure: "v1:a" } } }],
        ["variables with points in their names", { nodes: { env: { "spring.jpa.show-sql": "true" } } }],
        ["a list that looks like no section", { "acme:overrides": ["a"], "acme:nodes": [] }],
        ["a patch in an image of one's own", { engine: { version: "7.20.4", image: "orders:1-{version}" } }],
        [
            "a patch by its digest",
            { engine: { version: "7.20.4", image: `camunda/camunda-bpm-platform:run-7.20.4@sha256:${"0".repeat(64)}` } },
        ],
    ];
    for (const [what, settings] of sound) {
        it(`nothing about ${what}`, () =>
            expect(checked(own({ database, engine: { version: "7.23.0" }, ...settings }))).to.deep.equal({
                said: "",
                warnings: [],
                wrong: 0,
            }));
    }

    it("a warning where settings like ours may be another component's", () => {
        const others = { "acme:nodes": { count: 5 }, "acme:name": "x", "acme:engine": { version: "1" } };
        expect(checked(own({ database, engine: { version: "7.23.0" }, ...others })).warnings).to.deep.equal([
            'acme:nodes is not read: the settings of this project begin with "camunda-rolling-update:" (camunda-rolling-update:nodes)',
            'acme:name is not read: the settings of this project begin with "camunda-rolling-update:" (camunda-rolling-update:name)',
        ]);
    });

    it("to a program of another name under its own prefix, nothing", () => {
        const engine = JSON.stringify({ version: "7.23.0" });
        const all = { "orders:engine": engine, "orders:databasePassword": "x", "orders:nodes": '{"count":5}' };
        const { values, refusal, warnings } = readStack(all, "orders");
        expect({ refusal, warnings, nodes: values.nodes }).to.deep.equal({ refusal: undefined, warnings: [], nodes: { count: 5 } });
    });
});
