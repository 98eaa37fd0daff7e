import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { cwd } from "node:process";
import { declareClassPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import { determineHitLimitReached, DryRunStatus, TestStatus, toMutantRunResult } from "@stryker-mutator/api/test-runner";
import { Mocha } from "mocha";

const require = createRequire(join(cwd(), "package.json"));
/** What instrumented code reads and writes (@stryker-mutator/instrumenter). */
const context = (globalThis.__stryker__ ??= {});

/**
 * Runs mutants with mocha 12 (Stryker's own runner takes mocha up to 11 only), and loads everything anew where a mutant is in what a module does
 * when it is loaded, as the tables of rules are.
 */
class MutantRunner {
    capabilities = () => ({ reloadEnvironment: true });

    init() {
        const { spec } = JSON.parse(readFileSync(join(cwd(), "test/mutation/specs.json"), "utf8"));
        this.files = spec.map((file) => join(cwd(), file));
        require("tsx/cjs");
        return Promise.resolve();
    }

    async dryRun({ coverageAnalysis, disableBail }) {
        this.load();
        const result = await this.run(disableBail, undefined, coverageAnalysis === "perTest");
        return { ...result, mutantCoverage: context.mutantCoverage };
    }

    async mutantRun({ activeMutant, testFilter, disableBail, hitLimit, mutantActivation, reloadEnvironment }) {
        Object.assign(context, { hitLimit, hitCount: hitLimit ? 0 : undefined });
        context.activeMutant = mutantActivation === "static" ? activeMutant.id : undefined;
        try {
            if (reloadEnvironment || !this.mocha) {
                this.load();
            }
        } catch (error) {
            this.mocha = undefined;
            const failed = { id: "load", name: "load", status: TestStatus.Failed, timeSpentMs: 0, failureMessage: String(error) };
            return toMutantRunResult({ status: DryRunStatus.Complete, tests: [failed] });
        }
        context.activeMutant = activeMutant.id;
        const result = await this.run(disableBail, testFilter && new Set(testFilter));
        // What was loaded with this mutant is of no use for the next one.
        this.mocha = mutantActivation === "static" ? undefined : this.mocha;
        return toMutantRunResult(determineHitLimitReached(context.hitCount, hitLimit) ?? result);
    }

    load() {
        const own = Object.keys(require.cache).filter(
            (file) => file.startsWith(cwd()) && !file.slice(cwd().length).includes("node_modules"),
        );
        own.forEach((file) => delete require.cache[file]);
        this.mocha = new Mocha({ timeout: 0, reporter: "min" });
        this.mocha.cleanReferencesAfterRun(false);
        for (const file of this.files) {
            this.mocha.suite.emit("pre-require", globalThis, file, this.mocha);
            this.mocha.suite.emit("require", require(file), file, this.mocha);
            this.mocha.suite.emit("post-require", globalThis, file, this.mocha);
        }
    }

    /** Those of the tests that are asked for, until one fails. */
    async run(all, only, perTest = false) {
        const tests = [];
        for (const test of allTests(this.mocha.suite)) {
            const name = test.fullTitle();
            if (only && !only.has(name)) {
                continue;
            }
            context.currentTestId = perTest ? name : undefined;
            const begin = performance.now();
            let failureMessage;
            try {
                await test.fn.call({ timeout: () => undefined });
            } catch (error) {
                failureMessage = String(error?.message ?? error);
            }
            const about = { id: name, name, timeSpentMs: performance.now() - begin };
            tests.push(
                failureMessage === undefined
                    ? { ...about, status: TestStatus.Success }
                    : { ...about, status: TestStatus.Failed, failureMessage },
            );
            if (failureMessage !== undefined && !all) {
                break;
            }
        }
        context.currentTestId = undefined;
        return { status: DryRunStatus.Complete, tests };
    }
}

const allTests = (suite) => [...suite.tests, ...suite.suites.flatMap(allTests)];

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "rules", MutantRunner)];
