/**
 * Value-level mutants of the rules that decide while an update is in progress: `npm run test:mutants`. Each is tried with the tests that are listed in
 * test/mutation/specs.json alone, so that it takes moments.
 */
export default {
    testRunner: "rules",
    coverageAnalysis: "perTest",
    concurrency: 2,
    mutate: [
        "components/gate/rules/truth.ts",
        "components/gate/rules/schema.ts",
        "components/gate/rules/procedure.ts",
        "components/gate/rules/rollback.ts",
        "components/gate/rules/promotion.ts",
        "components/gate/rules/overrides.ts",
        "components/domain/transition.ts",
        "components/domain/commands.ts",
        "components/gate/rules/putRight.ts",
        "components/checkpoint/rules/completion.ts",
        "components/domain/run.ts",
        "components/domain/history.ts",
        "components/domain/evidence.ts",
        "components/checkpoint/rules/integrated.ts",
        "components/verification/rules/pause.ts",
        "components/verification/rules/takeBack.ts",
        "components/verification/rules/comparison.ts",
    ],
    plugins: ["./test/mutation/mutantRunner.mjs", "./test/mutation/texts.mjs"],
    ignorers: ["texts"],
    reporters: ["clear-text", "progress", "json"],
    jsonReporter: { fileName: "node_modules/.cache/mutants.json" },
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    tempDirName: "node_modules/.cache/stryker",
    thresholds: { break: 95 },
};
