import { inspect } from "node:util";
import { expect } from "chai";
import { RestCredentials } from "../../../components/cluster/credentials";
import { NodeRefusal } from "../../../components/cluster/errors";

describe("RestCredentials", () => {
    const refused = () => Promise.reject(new NodeRefusal(401));
    const results = async (credentials: RestCredentials, answer: () => Promise<string>) => {
        let requests = 0;
        const ask = () => credentials.use(() => (requests++, answer())).catch((error: Error) => error.message);
        return { answers: new Set(await Promise.all(Array.from({ length: 1000 }, ask))), requests };
    };

    it("that a node refuses are tried once, however many nodes there are and however often they are asked", async () => {
        const credentials = new RestCredentials("an-administrator", "wrong");
        for (const requests of [1, 0]) {
            expect(await results(credentials, refused)).to.deep.equal({ answers: new Set(["HTTP status 401"]), requests });
        }
    });

    it("that are accepted, or not answered, keep no node from being asked", async () => {
        for (const answer of [() => Promise.resolve("yes"), () => Promise.reject(new NodeRefusal(503))]) {
            const credentials = new RestCredentials("an-administrator", "right");
            expect((await results(credentials, answer)).requests).to.equal(1000);
        }
    });

    it("go ahead alone until one answer is there", async () => {
        const credentials = new RestCredentials("an-administrator", "right");
        const order: string[] = [];
        const first = credentials.use(() => new Promise<void>((done) => setImmediate(done)).then(() => order.push("answered")));
        await Promise.all([first, credentials.use(() => Promise.resolve(order.push("asked")))]);
        expect(order).to.deep.equal(["answered", "asked"]);
    });

    it("are not printed", () => {
        expect(inspect(new RestCredentials("an-administrator", "a-secret-password"), { showHidden: true })).not.to.match(/admin|secret/);
    });
});
