import { expect } from "chai";
import * as fc from "fast-check";
import { camunda } from "../../../components/domain/catalogue/camunda";
import { Target } from "../../../components/domain/facts/facts";
import { parseRelease } from "../../../components/domain/release";
import { judge } from "../../../components/gate/rules/judge";
import { facts, ids, live, target } from "../support/facts";

describe("judge, whatever it is given", () => {
    it("knows each pair of Camunda's minors: only the next one is a minor step", () => {
        for (const [i, from] of camunda.minors.entries()) {
            for (const [j, to] of camunda.minors.entries()) {
                const verdict = judge({ ...facts(`${from.minor}.0`, `${to.minor}.0`), live: live({ nodes: [], schema: `${to.minor}.0` }) });
                const holds = verdict.holds
                    .map(({ id }) => id)
                    .filter((id) => !["truthUnknown", "schemaNotAsRecorded", "schemaAhead", "schemaPatchFirst"].includes(id));
                const expected = j < i ? ["downgrade"] : j > i + 1 ? ["minorSkipped"] : [];
                expect(holds, `${from.minor} → ${to.minor}`).to.deep.equal(expected);
            }
        }
    });

    const anyVersion = fc
        .tuple(fc.integer({ min: 3, max: 26 }), fc.integer({ min: 0, max: 21 }))
        .map(([minor, patch]) => `7.${minor}.${patch}`);

    it("lets a version change pass only within a minor or to the next one, and never back", () => {
        const number = (version: string) => Number(parseRelease(version)!.minor.split(".")[1]);
        fc.assert(
            fc.property(anyVersion, anyVersion, (previous, wanted) => {
                const [from, to] = [number(previous), number(wanted)];
                const patches = [parseRelease(previous)!.patch, parseRelease(wanted)!.patch];
                const forward = to === from + 1 || (to === from && patches[1] >= patches[0]);
                const supported = to >= 5 && to <= 24 && (from >= 5 || previous === wanted);
                const holds = ids(facts(previous, wanted)).filter((id) => !["schemaStepByHand", "patchNotPublic"].includes(id));
                expect(holds.length === 0).to.equal(forward && supported);
            }),
        );
    });

    const garbage = fc.oneof(
        fc.string(),
        fc.constantFrom("", "7", "7.23", "7.23.0.1", "latest", "7.23.0 ", "٧.٢٣.٠", "__proto__", "constructor"),
    );
    it("judges whatever text it is given, and lets no garbage pass", () => {
        fc.assert(
            fc.property(garbage, garbage, garbage, garbage, (previous, wanted, product, image) => {
                fc.pre(parseRelease(wanted) === undefined);
                const change: Partial<Target> = { product, image };
                const before = target("7.23.0", { version: previous });
                const given = {
                    previous: before,
                    wanted: { ...target("7.23.0"), ...change, version: wanted },
                    completed: { version: previous, history: [] },
                };
                expect(judge({ ...given, live: live({ schema: previous }) }).kind).to.equal("refused");
                expect(judge({ ...given, previous: undefined }).kind).to.equal("refused");
            }),
        );
    });
});
