import { expect } from "chai";
import { shown } from "../../../components/settings/checks";
import { settle } from "../../../components/settings/settle";
import { refuse } from "../../../components/gate/rules/refuse";

const engine = { version: "7.23.0" };

describe("refuse", () => {
    it("does not repeat a URL that carries a password", () => {
        const jdbcUrl = "jdbc:postgresql://db/camunda?user=camunda&password=pw-4711";
        const refusal = refuse({ engine, databaseSettings: { jdbcUrl, secret: "db" } });
        expect(refusal).to.contain("database.jdbcUrl").and.not.to.contain("pw-4711");
        const migration = refuse({ engine, migration: { jdbcUrl } });
        expect(migration).to.contain("migration.jdbcUrl").and.not.to.contain("pw-4711");
    });
    it("repeats no credentials, wherever they were typed", () => {
        const refusal = refuse({
            engine: { version: "7.23.0", image: "https://ci:pw-4711@registry/orders:1" },
            nodes: { restSecret: "operator/pw-4711", env: { DB_PASSWORD: "pw-4711" } },
            overrides: "token=pw-4711" as unknown as object[],
            databaseSettings: "jdbc:postgresql://db/c?password=pw-4711" as unknown as object,
        });
        expect(refusal).to.contain("engine.image").and.to.contain("nodes.restSecret").and.not.to.contain("pw-4711");
    });
    it("says what to take away, where no other value would do", () => {
        expect(refuse({ engine: { ...engine, tag: "x" } })).to.contain("next: pulumi config rm --path 'engine.tag'");
        expect(refuse({ engine, nodes: { count: 0 } })).to.contain("next: pulumi config set --path 'nodes.count' …");
    });
    it("has nothing to say about a configuration without faults, whatever the gate will say", () =>
        expect(refuse({ engine: { version: "7.99.0" } })).to.equal(undefined));
    it("tells faults and holds in one message", () => {
        expect(
            refuse({ engine: { version: "7.99.0", image: "engine:latest" }, nodes: { count: 0, surge: "yes" } })
                ?.split("\n")
                .map((line) => line.split(/ is |: /)[0]),
        ).to.include.members(["configurationInvalid", "  nodes.count", "  nodes.surge", "versionUnsupported", "floatingTag"]);
    });
});

describe("settle", () => {
    it("makes texts of variables that YAML made something else", () =>
        expect(settle({ engine, nodes: { env: { A: true, B: 5, C: "x" } } }).nodes.env).to.deep.equal({ A: "true", B: "5", C: "x" }));
    it("fills in the defaults", () => {
        const { image, nodes, target } = settle({ engine });
        expect(image).to.equal("camunda/camunda-bpm-platform:run-7.23.0");
        expect(nodes).to.include({ count: 3, batchSize: "33%", surge: false, drainSeconds: 5, stopSeconds: 60 });
        expect({ ...target, room: undefined }).to.deep.equal({
            product: "camunda",
            edition: "community",
            version: "7.23.0",
            image: "camunda/camunda-bpm-platform:run-{version}",
            application: "",
            nodes: 3,
            batchSize: "33%",
            surge: false,
            room: undefined,
            overrides: [],
        });
    });
});

describe("shown", () => {
    it("takes no time on 50 kB, whatever they are", () => {
        for (const unit of ["x", "x:", "a:b", "@", "password", "password=", "x:y@", 'secret":', " "]) {
            const begin = Date.now();
            expect(shown(unit.repeat(50_000 / unit.length)).length, unit).to.be.below(1100);
            expect(Date.now() - begin, unit).to.be.below(500);
        }
    });
    it("shows no half of a credential where it is cut", () => {
        for (let before = 900; before < 1000; before++) {
            const url = `https://ci:pw-4711,pw-4711-pw-4711@registry/`;
            expect(shown(`${"/".repeat(before)}${url}${"x".repeat(100)}`), String(before)).not.to.contain("pw-4");
            expect(shown(`${"/".repeat(before)} password=pw-4711-pw-4711 ${"x".repeat(100)}`), String(before)).not.to.contain("pw-4");
        }
    });
    it("shows a short value as it is", () => expect(shown({ count: 0, image: "a:1" })).to.equal('{"count":0,"image":"a:1"}'));
});
