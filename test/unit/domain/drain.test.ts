import { expect } from "chai";
import * as fc from "fast-check";
import { leaving } from "../../../components/domain/drain";
import { faultsOf } from "../../../components/gate/rules/refuse";

describe("leaving", () => {
    const cases: [what: string, closeConnections: boolean, times: [preStop: number, requests: number, killed: number]][] = [
        ["drain, requests, jobs, and a margin", false, [15, 105, 205]],
        ["the wait for open connections besides, where these are requests", true, [105, 195, 295]],
    ];
    for (const [what, closeConnections, [preStop, requests, killed]] of cases) {
        it(`takes ${what}`, () =>
            expect(leaving({ drainSeconds: 15, stopSeconds: 90, closeConnections })).to.deep.equal({ preStop, requests, killed }));
    }

    it("leaves running jobs the time that they may take, whatever the times", () =>
        fc.assert(
            fc.property(fc.nat(3600), fc.integer({ min: 1, max: 3600 }), fc.boolean(), (drainSeconds, stopSeconds, closeConnections) => {
                const { preStop, requests, killed } = leaving({ drainSeconds, stopSeconds, closeConnections });
                expect(preStop).to.be.at.least(drainSeconds);
                expect(requests - preStop).to.be.at.least(stopSeconds);
                expect(killed - requests).to.be.above(stopSeconds);
            }),
        ));
});

describe("nodes.closeConnections", () => {
    const faults = (nodes: object) => faultsOf({ engine: { version: "7.23.0" }, nodes }).map(({ path }) => path);

    it("sets the variable that nobody else may set then, however it is written", () => {
        const closing = (variable: string, closeConnections = true) => faults({ closeConnections, env: { [variable]: "1" } });
        expect(closing("SERVER_TOMCAT_MAXKEEPALIVEREQUESTS")).to.deep.equal(["nodes.env.SERVER_TOMCAT_MAXKEEPALIVEREQUESTS"]);
        expect(closing("server.tomcat.max-keep-alive-requests")).to.have.length(1);
        expect(closing("SERVER_TOMCAT_MAX_CONNECTIONS")).to.deep.equal([]);
        expect(closing("SERVER_TOMCAT_MAX_KEEP_ALIVE_REQUESTS", false)).to.deep.equal([]);
    });
});
