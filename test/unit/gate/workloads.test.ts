import { expect } from "chai";
import { judge } from "../../../components/gate/rules/judge";
import { facts, live } from "../support/facts";

describe("batches that may not be listed", () => {
    const judged = (change: Parameters<typeof live>[0]) => {
        const { holds, warnings } = judge({ ...facts("7.22.0", "7.23.0"), live: live(change) });
        return { holds: holds.map(({ id }) => id), warnings };
    };
    const workloadsUnread = "Deployments: deployments.apps is forbidden";

    it("are a warning, and no hold", () => {
        const before = judged({});
        const { holds, warnings } = judged({ workloadsUnread });
        expect(holds).to.deep.equal(before.holds);
        expect(warnings.slice(before.warnings.length)).to.have.length(1);
        expect(warnings.at(-1)).to.contain(workloadsUnread);
    });

    it("are none where they could be listed, and where nothing could be asked at all", () => {
        expect(judged({ workloads: [] }).warnings).to.deep.equal(judged({}).warnings);
        const problem = "connect ECONNREFUSED 127.0.0.1:1";
        expect(judged({ problem, workloadsUnread }).warnings).to.deep.equal(judged({ problem }).warnings);
    });
});
