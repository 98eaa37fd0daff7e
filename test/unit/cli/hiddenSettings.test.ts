import { expect } from "chai";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileFacts } from "../../../cli/fileFacts";
import { hiddenValue, settingsOf } from "../../../cli/hiddenSettings";
import { settingsFileOf, settingsIn } from "../../../cli/settingsFile";
import { Facts } from "../../../components/domain/facts/facts";
import { settle } from "../../../components/settings/settle";
import { readStack } from "../../../components/gate/rules/refuse";

const project = "camunda-rolling-update";
const secure = "v1:cipher:text";
const existing = { jdbcUrl: "jdbc:postgresql://db:5432/orders", secret: "orders-db" };
const previous = settle({
    engine: { version: "7.22.0", application: "orders-1" },
    databaseSettings: existing,
}).target;

/** What `pulumi config --json` lists of a settings file: a key with a secret anywhere in it has no value. */
const listed = (file: Record<string, unknown>) =>
    Object.fromEntries(
        Object.entries(file).map(([key, value]) => [
            key,
            JSON.stringify(value).includes("secure")
                ? { secret: true }
                : { value: typeof value === "string" ? value : JSON.stringify(value), secret: false },
        ]),
    );

/** The settings of a stack whose file has these sections. */
function read(sections: Record<string, unknown>, file = sections) {
    const named = (all: Record<string, unknown>) =>
        Object.fromEntries(Object.entries(all).map(([key, value]) => [`${project}:${key}`, value]));
    const { texts, paths } = settingsOf(listed(named({ engine: { version: "7.23.0" }, ...sections })), named(file), project, previous);
    return { paths, ...readStack(texts, project, undefined, paths) };
}

describe("settings with secrets in them", () => {
    it("keep their structure and the values that are none", () => {
        const { values, refusal, unjudged, paths } = read({
            nodes: { count: 4, batchSize: "1", env: { TOKEN: { secure }, PLAIN: "a" } },
            overrides: [{ hold: "applicationChanged", reason: { secure } }],
            databasePassword: { secure },
        });
        expect(refusal).to.equal(undefined);
        expect(unjudged).to.deep.equal([]);
        expect(paths).to.have.members(["nodes.env.TOKEN", "overrides[0].reason", "databasePassword"]);
        expect(values.nodes).to.deep.equal({ count: 4, batchSize: "1", env: { TOKEN: hiddenValue, PLAIN: "a" } });
        expect(values.overrides).to.deep.equal([{ hold: "applicationChanged", reason: hiddenValue }]);
    });

    it("count as unchanged where they are compared with the record only", () => {
        const { values, refusal, unjudged } = read({
            engine: { version: "7.23.0", application: { secure } },
            database: { jdbcUrl: { secure }, secret: { secure } },
            nodes: { ingressHost: { secure }, arguments: ["--rest", { secure }] },
            migration: { jdbcUrl: { secure } },
        });
        expect({ refusal, unjudged }).to.deep.equal({ refusal: undefined, unjudged: [] });
        const { target } = settle(values);
        expect(target.application).to.equal("orders-1");
        expect(target.database).to.deep.equal(previous.database);
    });

    const unjudged: [what: string, sections: Record<string, unknown>, file: Record<string, unknown> | undefined, paths: string[]][] = [
        ["a version", { engine: { version: { secure } } }, undefined, ["engine.version"]],
        ["a number of nodes", { nodes: { count: { secure }, env: { A: { secure } } } }, undefined, ["nodes.count"]],
        ["a section as a whole", { nodes: { secure } }, undefined, ["nodes"]],
        ["a section that the file does not have", { nodes: { env: { A: { secure } } } }, {}, ["nodes"]],
        ["a section whose secret is not in the file", { nodes: { env: { A: { secure } } } }, { nodes: { count: 3 } }, ["nodes"]],
        ["the name of the Secret that nodes are asked with", { nodes: { restSecret: { secure } } }, undefined, ["nodes.restSecret"]],
    ];
    for (const [what, sections, file, paths] of unjudged) {
        it(`that have to be seen are named, and not called wrong: ${what}`, () => {
            const all = { databasePassword: { secure }, ...sections };
            expect(read(all, file && { databasePassword: { secure }, ...file }).unjudged).to.deep.equal(paths);
        });
    }

    it("hide no fault of another setting, nor a name that is not known", () => {
        const { refusal, unjudged } = read({ nodes: { count: 0, cuont: { secure } }, databasePassword: { secure } });
        expect(unjudged).to.deep.equal([]);
        expect(refusal).to.include("nodes.count is 0").and.to.include("nodes.cuont is not known");
    });

    it("are told from a setting that is named secure", () =>
        expect(read({ nodes: { env: { secure: "a", B: { secure } } }, databasePassword: "x" }).values.nodes).to.deep.equal({
            env: { secure: "a", B: hiddenValue },
        }));
});

describe("a settings file", () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "settings-"))));
    afterEach(() => rmSync(folder, { recursive: true }));
    const write = (name: string, text: string) => {
        writeFileSync(join(folder, name), text);
        return join(folder, name);
    };

    it("is found beside the project file, from below, too", () => {
        write("Pulumi.yaml", "name: orders");
        const file = write("Pulumi.test.yaml", "config: {orders:a: b}");
        mkdirSync(join(folder, "deep"));
        expect(settingsFileOf("test", join(folder, "deep"))).to.equal(file);
        expect(settingsIn(file)).to.deep.equal({ "orders:a": "b" });
        expect(settingsFileOf("other", folder)).to.equal(undefined);
    });

    it("is found in the project's stackConfigDir", () => {
        write("Pulumi.yaml", "name: orders\nstackConfigDir: stacks");
        mkdirSync(join(folder, "stacks"));
        expect(settingsFileOf("test", folder)).to.equal(undefined);
        const file = write("stacks/Pulumi.test.yaml", "config: {}");
        expect(settingsFileOf("test", folder)).to.equal(file);
    });

    it("is judged as an installation with its secrets hidden", () => {
        const file = write(
            "Pulumi.test.yaml",
            `config: {engine: {version: 7.23.0}, database: {jdbcUrl: {secure: "${secure}"}, secret: {secure: "${secure}"}}}`,
        );
        expect((fileFacts(file) as Facts).wanted.version).to.equal("7.23.0");
    });

    it("cannot be judged where its version is a secret", () =>
        expect(fileFacts(write("Pulumi.test.yaml", `config: {engine: {version: {secure: "${secure}"}}}`)))
            .to.include({ usage: false })
            .and.to.have.property("problem")
            .that.includes("engine.version"));
});
