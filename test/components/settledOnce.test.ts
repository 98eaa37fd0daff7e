import { expect } from "chai";
import { rollingUpdate } from "./support/rollingUpdate";

describe("the settings of a RollingUpdate", () => {
    it("are settled once per construction, for its checks and for its resources", async () => {
        let reads = 0;
        const counted = {
            ownKeys: (variables: object) => {
                reads += 1;
                return Reflect.ownKeys(variables);
            },
        };
        const env = new Proxy<Record<string, string>>({ JAVA_OPTS: "-Xmx1g" }, counted);
        // With what has checks of its own that need all settings of the nodes.
        await rollingUpdate({ verification: { pauseAfter: ["batch-1"] } }, { env, ingressHost: "orders.example.com" });
        // By the check of the variables, and by who settles them.
        expect(reads).to.equal(2);
    });
});
