import { expect } from "chai";
import { hold } from "../../../components/domain/hold";
import { HoldId } from "../../../components/domain/holds/registry";
import { returnedMeanwhile, staysBecause } from "../../../components/verification/rules/takeBack";
import { StandingNode } from "../../../components/domain/facts/standing";

const made = (id: HoldId) => hold(id, { message: "", next: "" });
const node = (batch: string, version: string, inService = true): StandingNode => ({
    name: `${batch}-${version}`,
    batch,
    version,
    inService,
});
const waiting = [node("batch-2", "7.22.0"), node("batch-3", "7.22.0")];
const dead = node("batch-1", "7.23.0", false);
const serving = node("batch-1", "7.23.0");

describe("staysBecause", () => {
    const cases: [name: string, holds: HoldId[], nodes: StandingNode[], expected: string | undefined][] = [
        ["a node that never gets ready", ["nodeNotReady"], [dead, ...waiting], undefined],
        ["a node of another version than its image says", ["nodeWrongVersion"], [serving, ...waiting], undefined],
        ["an image that was not rehearsed", ["imageNotRehearsed"], [serving, ...waiting], undefined],
        ["jobs that fail", ["failedJobsRising"], [serving, ...waiting], undefined],
        ["instances that do not cross", ["canaryNotFinished"], [serving, ...waiting], undefined],
        ["a schema log that does not fit", ["schemaIncomplete", "nodeNotReady"], [dead, ...waiting], undefined],
        ["somebody who is to look first", ["paused"], [serving, ...waiting], "the failing check is not caused by its nodes"],
        ["what somebody has deployed", ["deployedWhileMixed"], [serving, ...waiting], "the failing check is not caused by its nodes"],
        ["a database without tables", ["databaseUnexpected"], [dead, ...waiting], "the failing check is not caused by its nodes"],
        ["an API server that is away", ["clusterUnreachable"], [dead, ...waiting], "the failing check is not caused by its nodes"],
        [
            "an old node that does not go",
            ["nodeNotGone"],
            [node("batch-1", "7.22.0", false), ...waiting],
            "the failing check is not caused by its nodes",
        ],
        [
            "another batch that has begun",
            ["nodeNotReady"],
            [dead, node("batch-2", "7.23.0", false), waiting[1]],
            "another batch has started",
        ],
        ["others that are missing", ["failedJobsRising", "capacityLost"], [serving, waiting[0]], "too few other nodes are in service"],
        ["nobody else who serves", ["failedJobsRising"], [serving, node("batch-2", "7.22.0", false)], "too few other nodes are in service"],
        ["nobody at all who serves", ["nodeNotReady"], [dead, node("batch-2", "7.22.0", false)], undefined],
        ["a schema log alone", ["schemaIncomplete"], [serving, ...waiting], undefined],
        ["one of two others serves", ["nodeWrongVersion"], [serving, waiting[0], node("batch-3", "7.22.0", false)], undefined],
        ["a single node", ["nodeNotReady"], [dead], undefined],
        ["a single node with surge, while its old one serves", ["nodeNotReady"], [dead, node("batch-1", "7.22.0")], undefined],
        ["a single node with surge, when its old one has gone", ["failedJobsRising"], [serving], "too few other nodes are in service"],
    ];
    for (const [name, holds, nodes, expected] of cases) {
        it(name, () => expect(staysBecause({ batch: "batch-1", holds: holds.map(made), version: "7.23.0", nodes })).to.equal(expected));
    }
});

describe("returnedMeanwhile", () => {
    const evidence = [{ from: "", to: "camunda 7.22.0", at: "2026-11-30T06:00:00.000Z", image: "", digests: [], scripts: "" }];
    it("is a time after the last rollout", () =>
        expect(returnedMeanwhile("2026-11-30T06:00:01.000Z", { history: [], evidence })).to.equal("2026-11-30T06:00:01.000Z"));
    it("is none of an earlier rollout, and none where there is none", () =>
        expect([
            returnedMeanwhile("2026-11-30T05:59:59.000Z", { history: [], evidence }),
            returnedMeanwhile(undefined, { history: [], evidence }),
            returnedMeanwhile(undefined, { history: [] }),
        ]).to.deep.equal([undefined, undefined, undefined]));
    it("is none at the very moment of the last rollout", () =>
        expect(returnedMeanwhile("2026-11-30T06:00:00.000Z", { history: [], evidence })).to.equal(undefined));
    it("is any where nothing was recorded yet", () =>
        expect(returnedMeanwhile("2026-11-30T06:00:00Z", { history: [] })).not.to.equal(undefined));
});
