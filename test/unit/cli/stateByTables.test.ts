import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { stateByTables } from "../../../cli/schema/stateByTables";
import { camunda } from "../../../components/domain/catalogue/camunda";
import { scriptConstants } from "../../../components/schema/rules/scriptConstants";
import { runs } from "../support/runs";

const to = (minor: number) => Array.from({ length: minor - 4 }, (_, i) => `minor.7.${i + 5}=all`);
const none = (from: number) => Array.from({ length: 25 - from }, (_, i) => `minor.7.${i + from}=none`);

describe("the state of a schema without a log", () => {
    const rows: readonly [title: string, facts: readonly string[], version: string | undefined, half?: string][] = [
        ["7.5", [...to(5), ...none(6)], "7.5.0"],
        ["7.9", [...to(9), ...none(10)], "7.9.0"],
        ["7.10", [...to(10), ...none(11)], "7.10.0"],
        ["tables of somebody else", ["minor.7.5=none", ...none(6)], undefined],
        ["a step of which nothing can be asked for", [...to(7), "minor.7.9=all", ...none(10)], "7.9.0"],
        [
            "half a step",
            [...to(8), "minor.7.9=some", "done.minor.7.9=ACT_A.B", "open.minor.7.9=ACT_A.C ACT_A.D", ...none(10)],
            "7.8.0",
            "postgres_engine_7.8_to_7.9.sql: done are ACT_A.B; not done are ACT_A.C ACT_A.D",
        ],
        [
            "a later schema whose log is gone",
            [...to(11), ...none(12)],
            "7.10.0",
            "postgres_engine_7.10_to_7.11.sql: it has been applied, but 7.10.0 is what everything else shows",
        ],
        [
            "a step between two that is missing",
            [...to(6), "minor.7.7=none", "minor.7.8=all", ...none(9)],
            "7.6.0",
            "postgres_engine_7.7_to_7.8.sql: it has been applied, but 7.6.0 is what everything else shows",
        ],
        [
            "half a patch",
            [...to(7), ...none(8), "patch.7.7.4-to-7.7.5_1=some", "done.patch.7.7.4-to-7.7.5_1=ACT_I", "open.patch.7.7.4-to-7.7.5_1=ACT_J"],
            "7.7.0",
            "postgres_engine_7.7_patch_7.7.4_to_7.7.5_1.sql: done are ACT_I; not done are ACT_J",
        ],
        ["half a patch of another minor", [...to(8), ...none(9), "patch.7.7.4-to-7.7.5_1=some"], "7.8.0"],
    ];
    for (const [title, facts, version, half] of rows) {
        it(title, () => {
            const told = stateByTables(facts);
            expect([told.version, told.half]).to.deep.equal([version, half]);
        });
    }

    it("has the patches that are there as a whole", () => {
        expect(stateByTables([...to(7), "patch.7.7.4-to-7.7.5_1=all", "patch.7.7.5-to-7.7.6=none"]).patches).to.deep.equal([
            "7.7.4-to-7.7.5_1",
        ]);
        expect(stateByTables([...to(7), ...none(8)]).half).to.equal(undefined);
    });

    // What the databases answer is proven by test/e2e/inspect.test.ts.
    it("is what the migration's own shell makes of the same facts", () => {
        const folder = mkdtempSync(join(tmpdir(), "state-"));
        writeFileSync(join(folder, "catalogue.sh"), scriptConstants(camunda));
        const script = `work=$0 scripts_of=postgres; . "$0/catalogue.sh"; . "$1"; schema=$(schema_by_tables); echo "$schema"
            previous=$(position "$schema"); [ -z "$schema" ] || half_applied`;
        const state = fc.constantFrom("all", "some", "none", undefined);
        // Mostly in order, as databases are: else hardly any would be told.
        const database = fc
            .tuple(fc.integer({ min: 4, max: 12 }), fc.array(fc.tuple(fc.integer({ min: 5, max: 24 }), state), { maxLength: 2 }), state)
            .map(([last, others, patch]) => {
                const minors = new Map(
                    Array.from({ length: 20 }, (_, i) => [i + 5, i + 5 <= last ? "all" : "none"] as [number, string | undefined]),
                );
                for (const [minor, other] of others) minors.set(minor, other);
                const all: [string, string | undefined][] = [...minors].map(([minor, is]) => [`minor.7.${minor}`, is]);
                return [...all, [`patch.7.${last}.4-to-7.${last}.5`, patch] as [string, string | undefined]].flatMap(([name, is]) =>
                    is === undefined
                        ? []
                        : [`${name}=${is}`, ...(is === "some" ? [`done.${name}=ACT_A`, `open.${name}=${"ACT_B ".repeat(120)}ACT_C`] : [])],
                );
            });
        try {
            fc.assert(
                fc.property(database, (facts) => {
                    writeFileSync(join(folder, "state"), `${facts.join("\n")}\n`);
                    const told = execFileSync("sh", ["-euc", script, folder, "components/schema/job/state.sh"], { encoding: "utf8" });
                    const { version = "", half } = stateByTables(facts);
                    expect(told.trimEnd().split("\n")).to.deep.equal([version, ...(half ? [half] : [])]);
                }),
                { numRuns: runs(10) },
            );
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});
