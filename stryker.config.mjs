/**
 * Value-level mutants of the rules that decide while an update is in progress: `npm run test:mutants`. Each is tried with the tests that are listed in
 * test/mutation/specs.json alone, so that it takes moments.
 */
export default {
    testRunner: "rules",
    coverageAnalysis: "perTest",
    concurrency: 2,
    mutate: [
        ...["truth", "schema", "procedure", "rollback", "promotion", "overrides", "rule", "putRight"].map(
            (name) => `components/rules/book/${name}.ts`,
        ),
        ...["completion", "run", "history", "evidence", "integrated", "pause", "returning", "betweenBatches"].map(
            (name) => `components/rules/${name}.ts`,
        ),
    ],
    plugins: ["./test/mutation/mutantRunner.mjs", "./test/mutation/texts.mjs"],
    ignorers: ["texts"],
    reporters: ["clear-text", "progress", "json"],
    jsonReporter: { fileName: "node_modules/.cache/mutants.json" },
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    tempDirName: "node_modules/.cache/stryker",
    thresholds: { break: 95 },
};
