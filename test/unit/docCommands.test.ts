import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { blocksOf, commandPages, commandsIn, docCommands, needsCliAlone, readPage } from "./support/docCommands";

const root = join(__dirname, "..", "..");
const read = (...path: string[]) => readFileSync(join(root, ...path), "utf8");

/** Where commands are run: a test, and what in it runs them; or why no test can. */
type Run = { by: string; which: string | RegExp } | { cannot: string };

const places: [commands: RegExp, run: Run][] = [
    [/^npm install$/, { by: "test/e2e/byHand.test.ts", which: "by-hand" }],
    [/^npm ci$/, { cannot: "every test stands on it" }],
    [/^npm run demo$/, { cannot: "it judges its own run; test/e2e runs what it is made of (local/demo)" }],
    [/^pulumi preview$/, { by: "test/e2e/adoption.test.ts", which: "stack.preview()" }],
    [/^pulumi up( --yes)?$/, { by: "test/e2e/rollingUpdate.test.ts", which: "stack.up" }],
    [/^pulumi destroy$/, { by: "test/e2e/byHand.test.ts", which: '"destroy"' }],
    [/^pulumi stack output history$/, { by: "test/e2e/chain.test.ts", which: 'output("history"' }],
    [/^pulumi (preview|up) --policy-pack policies$/, { by: "test/engine/support/project.ts", which: "policyPacks: [policyPack]" }],
    [/^pulumi policy analyze --policy-pack policies$/, { by: "test/engine/support/project.ts", which: '"policy", "analyze"' }],
    [/^pulumi state unprotect /, { by: "test/engine/docCommands.test.ts", which: "pulumi state unprotect" }],
    [/^npm run -s check -- --stack production$/, { by: "test/engine/check.test.ts", which: '"--stack"' }],
    [/^npm run -s inspect -- /, { by: "test/e2e/inspect.test.ts", which: 'command("inspect"' }],
    [/^npm run -s doctor -- /, { by: "test/e2e/doctor.test.ts", which: 'command("doctor"' }],
    [/^npm run -s migrate -- /, { by: "test/e2e/migrate.test.ts", which: 'command("migrate"' }],
    [/^npm run -s bundle -- /, { by: "test/e2e/schemaByDba.test.ts", which: 'command("bundle"' }],
    [/^npm run test:crash -- /, { by: "test/unit/crashMatrix.test.ts", which: "selects by words" }],
    [/^kubectl create namespace camunda$/, { cannot: "one request to the API server; the tests' cluster has the namespace" }],
    [/^kubectl -n camunda create secret generic /, { by: "test/e2e/liveTruth.test.ts", which: '"create", "secret", "generic"' }],
    [/^kubectl -n camunda patch service orders /, { by: "test/e2e/adoption.test.ts", which: '"patch", "service", "orders"' }],
    [/^kubectl -n camunda get endpointslices /, { by: "test/e2e/adoption.test.ts", which: '"endpointslices", "-l"' }],
    [/^kubectl -n camunda delete deployment orders$/, { by: "test/e2e/adoption.test.ts", which: '"delete", "deployment", "orders"' }],
    [/^kubectl -n NAMESPACE scale deployment /, { by: "test/e2e/restore.test.ts", which: '"scale", "deployment", "-l"' }],
    [/^kubectl -n camunda (get service orders|get pods$)/, { cannot: "they only show" }],
    [/^kubectl -n camunda port-forward /, { cannot: "it ends with the terminal; the tests reach nodes by the cluster's own addresses" }],
    [/^kubectl -n camunda patch service shop-/, { cannot: "a release of the Helm chart; no package registry has the chart" }],
    [/^kubectl label namespace camunda elbv2/, { cannot: "only the AWS Load Balancer Controller reads the label" }],
    [/^aws /, { cannot: "an account of AWS" }],
];

const placeOf = (command: string) => places.find(([commands]) => commands.test(command))?.[1];

/**
 * Each command that a reader finds in README, guides and operations is run by some test, or is here with the reason why not.
 * That the tests that are named do run it is proved as far as their text says so.
 */
describe("commands of the pages", () => {
    const commands = docCommands();

    it("are found in blocks of code, also where a quote goes on in the next line", () => {
        expect(blocksOf("a\n\n```sh\nb\n```\n\n- c\n\n    ```bash d\n    e\n    ```\n")).to.deep.equal([
            { language: "sh", tag: "", text: "b\n" },
            { language: "bash", tag: "d", text: "e\n" },
        ]);
        expect(commandsIn(`a --b 'c # d'   # e\nf -p '{\n "g": 1}'\nh && i "j's"\n`)).to.deep.equal([
            "a --b 'c # d'",
            `f -p '{\n "g": 1}'`,
            "h",
            `i "j's"`,
        ]);
        expect(commands).to.have.length.greaterThan(80);
    });

    for (const page of commandPages.filter((name) => name.endsWith(".md"))) {
        it(`of ${page} are in blocks that say what they are`, () =>
            expect(blocksOf(readPage(page)).filter(({ language }) => language === "")).to.deep.equal([]));
    }

    for (const command of new Set(commands.map((one) => one.command))) {
        it(`are run by a test: ${command.replace(/\n\s*/g, " ")}`, () => {
            if (needsCliAlone(command)) {
                expect(placeOf(command), "it is run by test/engine/docCommands.test.ts, so no place is named").to.equal(undefined);
                return;
            }
            const run = placeOf(command);
            expect(run, "nobody runs it").not.to.equal(undefined);
            if (run && "by" in run) {
                expect(read(run.by)).to.match(typeof run.which === "string" ? new RegExp(run.which.replace(/\W/g, "\\$&")) : run.which);
            }
        });
    }

    it("are all that the table is about", () =>
        expect(
            places.filter(([pattern]) => !commands.some(({ command }) => pattern.test(command))).map(([pattern]) => pattern),
        ).to.deep.equal([]));

    it("call only scripts that package.json has", () => {
        const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
        const pages = ["CONTRIBUTING.md", "SECURITY.md", "local/README.md", ...commandPages.filter((name) => name.endsWith(".md"))];
        const called = pages.flatMap((page) => [...readPage(page).matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, script]) => script));
        expect(called.filter((script) => !(script in scripts))).to.deep.equal([]);
    });
});
