import { expect } from "chai";
import * as fc from "fast-check";
import { camunda } from "../../../components/domain/catalogue/camunda";
import { nodeSpecification } from "../../../components/domain/nodeSpecification";
import { settle } from "../../../components/settings/settle";

const run = "camunda/camunda-bpm-platform:run-{version}";
const enterprise = "registry/cambpm-ee/camunda-bpm-platform-ee:{version}";
const own = "orders:83-{version}";
const cibseven = "cibseven/cibseven:run-{version}";

describe("nodeSpecification", () => {
    const paths: [product: string, version: string, image: string, path: string][] = [
        ["camunda", "7.12.21", own, "rest"],
        ["camunda", "7.13.0", own, "engine-rest"],
        ["camunda", "7.24.5", own, "engine-rest"],
        ["camunda", "7.5.0", "camunda/camunda-bpm-platform:{version}", "engine-rest"],
        ["camunda", "7.12.0", "camunda/camunda-bpm-platform:wildfly-{version}", "engine-rest"],
        ["camunda", "7.12.21", enterprise, "engine-rest"],
        ["camunda", "7.12.0", "orders:tomcat-{version}", "engine-rest"], // built on a distribution, by its tag
        ["operaton", "1.0.0", own, "engine-rest"],
        ["cibseven", "1.0.0", own, "engine-rest"],
        ["camunda", "7.99.0", own, "engine-rest"], // what comes after the catalogue is as its last minor
        ["camunda", "latest", own, "engine-rest"],
    ];
    for (const [product, version, image, path] of paths) {
        it(`${product} ${version} in ${image}: the REST API is under /${path}`, () =>
            expect(nodeSpecification(product, version, image).restPath).to.equal(path));
    }

    const asked = ["--rest", "--swaggerui"];
    const argumentsOf: [product: string, version: string, image: string, args: string[]][] = [
        ["camunda", "7.15.0", run, ["./camunda.sh", "--rest", "--swaggerui"]],
        ["camunda", "7.21.13", run, ["./camunda.sh", "--rest", "--swaggerui"]],
        ["camunda", "7.22.0", run, ["./camunda.sh", "--rest"]],
        ["camunda", "7.24.5", run, ["./camunda.sh", "--rest"]],
        ["camunda", "7.25.0", run, ["./camunda.sh", "--rest"]],
        ["operaton", "1.0.0", "operaton/operaton:{version}", ["./operaton.sh", "--rest"]],
        ["operaton", "2.1.4", "operaton/operaton:{version}", ["./operaton.sh", "--rest"]],
        ["cibseven", "1.0.2", cibseven, ["./camunda.sh", "--rest"]],
        ["cibseven", "2.0.0", cibseven, ["./camunda.sh", "--rest"]],
        ["cibseven", "2.1.0", cibseven, ["./cibseven.sh", "--rest"]], // the script was renamed
        ["cibseven", "2.2.0", cibseven, ["./cibseven.sh", "--rest"]],
    ];
    for (const [product, version, image, args] of argumentsOf) {
        it(`${product} ${version} is started by ${args.join(" ")}`, () => {
            expect(nodeSpecification(product, version, image, asked).arguments).to.deep.equal(args);
        });
    }

    it("leaves the start command to the image where nothing is asked for, or nothing is left of it", () => {
        expect(nodeSpecification("camunda", "7.22.0", run).arguments).to.deep.equal([]);
        expect(nodeSpecification("camunda", "7.22.0", run, ["--swaggerui"])).to.deep.include({ arguments: [] });
    });

    it("has WildFly wait for open requests, which the others do by variables, or not at all", () => {
        const propertyOf = (image: string) => nodeSpecification("camunda", "7.23.0", image).suspendProperty;
        expect(propertyOf("camunda/camunda-bpm-platform:wildfly-{version}")).to.equal("org.wildfly.sigterm.suspend.timeout");
        expect(propertyOf("orders:wildfly-{version}")).to.equal("org.wildfly.sigterm.suspend.timeout");
        expect([run, own, "camunda/camunda-bpm-platform:{version}"].map(propertyOf)).to.deep.equal(["", "", ""]);
    });

    const roots: [image: string, readOnly: boolean][] = [
        [run, true],
        ["camunda/camunda-bpm-platform:{version}", false],
        ["camunda/camunda-bpm-platform:tomcat-{version}", false],
        ["camunda/camunda-bpm-platform:wildfly-{version}", false],
        [enterprise, false],
        ["registry/cambpm-ee/camunda-bpm-platform-ee:run-{version}", true],
        [own, true],
        ["orders:tomcat-{version}", false],
    ];
    for (const [image, readOnly] of roots) {
        it(`${image}: the root file system ${readOnly ? "is read-only" : "is written to by the start script"}`, () =>
            expect(nodeSpecification("camunda", "7.23.0", image).readOnlyRoot).to.equal(readOnly));
    }

    const homes: [product: string, prefix: string, scripts: string][] = [
        ["camunda", "CAMUNDA_BPM", "/camunda/configuration/sql"],
        ["operaton", "OPERATON_BPM", "/operaton/configuration/sql"],
        ["cibseven", "CAMUNDA_BPM", "/camunda/configuration/sql"],
    ];
    for (const [product, environmentPrefix, scriptsPath] of homes) {
        it(`${product}: settings begin with ${environmentPrefix}_, and the SQL scripts are in ${scriptsPath}`, () =>
            expect(nodeSpecification(product, product === "camunda" ? "7.23.0" : "2.1.0", own)).to.deep.include({
                environmentPrefix,
                scriptsPath,
            }));
    }

    const places: [product: string, image: string, scripts: string][] = [
        ["camunda", run, "/camunda/configuration/sql"],
        ["camunda", "camunda/camunda-bpm-platform:{version}", "/camunda/lib"],
        ["camunda", "orders:tomcat-{version}", "/camunda/lib"],
        ["camunda", "camunda/camunda-bpm-platform:wildfly-{version}", "/camunda/modules"],
        ["operaton", "operaton/tomcat:{version}", "/operaton/lib"],
        ["camunda", own, "/camunda/configuration/sql"],
    ];
    for (const [product, image, scriptsPath] of places) {
        it(`${image}: the SQL scripts are in ${scriptsPath}, or in the engine's jar that is there`, () =>
            expect(nodeSpecification(product, "7.23.0", image)).to.deep.include({ scriptsPath }));
    }

    it("takes the scripts from where the image has them that they are to be taken from", () => {
        const engine = { version: "7.23.0", image: "orders:tomcat-{version}" };
        expect(settle({ engine }).scriptsPath).to.equal("/camunda/lib");
        expect(settle({ engine, migration: { scriptsImage: "engines:run-7.24.0" } }).scriptsPath).to.equal("/camunda/configuration/sql");
        expect(settle({ engine, migration: { scriptsImage: "engines:run-7.24.0", scriptsPath: "/sql" } }).scriptsPath).to.equal("/sql");
    });

    it("changes the arguments once on the way from 7.5 to 7.24, and the path of an application once", () => {
        const all = camunda.minors.map(({ minor, latest }) => ({ minor, ...nodeSpecification("camunda", latest, own, asked) }));
        const changes = (what: (one: (typeof all)[number]) => string) =>
            all.filter((one, i) => i > 0 && what(one) !== what(all[i - 1])).map(({ minor }) => minor);
        expect(changes((one) => one.arguments.join(" "))).to.deep.equal(["7.22"]);
        expect(changes(({ restPath }) => restPath)).to.deep.equal(["7.13"]);
    });

    it("has a specification for whatever text it is given, and adds nothing to what is asked for but the start script", () => {
        fc.assert(
            fc.property(fc.string(), fc.string(), fc.string(), fc.array(fc.string()), (product, version, image, args) => {
                const specification = nodeSpecification(product, version, image, args);
                expect(args).to.include.members(specification.arguments.slice(1));
            }),
        );
    });
});
