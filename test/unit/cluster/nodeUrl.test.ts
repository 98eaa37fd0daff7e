import { expect } from "chai";
import fc from "fast-check";
import { restPath as restPathCheck } from "../../../components/settings/checks";
import { nodePath, proxyUrl, restCall, UnsafePath } from "../../../components/cluster/rules/nodeUrl";
import { runs } from "../support/runs";

const node = { namespace: "camunda", name: "orders-1", port: 8080 };
const below = "/api/v1/namespaces/camunda/pods/orders-1:8080/proxy/engine-rest/";
const url = (path: string, restPath = "engine-rest", server = "https://api:6443") => proxyUrl(server, node, restPath, path);

/** Where a request to a node leads, by whatever name: what is sent is for test/unit/cluster/hostileIds.test.ts. */
describe("the URL of a request to a node", () => {
    it("is below the pod's proxy, with the query as it is", () => {
        expect(url("process-instance?businessKey=a%20%2F..%2F b".replace(" ", "+")).href).to.equal(
            `https://api:6443${below}process-instance?businessKey=a%20%2F..%2F+b`,
        );
        expect(url(restCall`job/${"4711"}/execute`, "camunda/api/engine").pathname).to.equal(
            "/api/v1/namespaces/camunda/pods/orders-1:8080/proxy/camunda/api/engine/job/4711/execute",
        );
    });

    it("is below the path that the API server itself has, as behind Rancher", () =>
        expect(url("version", "engine-rest", "https://rancher/k8s/clusters/c-1/").href).to.equal(
            `https://rancher/k8s/clusters/c-1${below}version`,
        ));

    const attempts = [
        "../../../../../../../../namespaces/production?x=",
        "../version",
        "..",
        ".",
        "",
        "a/../../b",
        "%2e%2e/%2e%2e/x",
        ".%2e/x",
        "%252e%252e/x",
        "..%2f..%2fx",
        "..\\..\\x",
        "%5c..%5c",
        "//evil/x",
        "a//b",
        "x#y",
        "x y",
        "x\ny",
        "x\u0000",
        "%",
        "%zz",
        "%c0%ae%c0%ae/",
        "ä",
        "a;b=c",
        "\ud800",
        "http://evil/",
    ];
    for (const attempt of attempts) {
        it(`${JSON.stringify(attempt)} is refused`, () => expect(() => url(attempt)).to.throw(UnsafePath));
    }

    it("stays below, or is refused, whatever a value in it is, and whatever a path is", () =>
        fc.assert(
            fc.property(fc.string({ unit: "binary" }), fc.boolean(), (text, raw) => {
                let asked: URL;
                try {
                    asked = url(raw ? text : restCall`process-instance/${text}/activity-instances`);
                } catch (error) {
                    return error instanceof UnsafePath || error instanceof URIError;
                }
                return asked.origin === "https://api:6443" && asked.pathname.startsWith(below) && !asked.pathname.includes("%");
            }),
            { numRuns: runs(2000) },
        ));

    it("a value is one segment: a query or a fragment in it does not begin one", () =>
        fc.assert(
            fc.property(fc.stringMatching(/^[\w.:~/?#&%-]{1,20}$/), (text) => {
                try {
                    return nodePath("engine-rest", restCall`job/${text}/execute`) === `/engine-rest/job/${text}/execute`;
                } catch {
                    return !/^(?!\.{1,2}$)[\w.:~-]+$/.test(text);
                }
            }),
        ));

    it("a REST path in the settings cannot lead out of it, either", () => {
        for (const path of ["..", "../x", "a/../b", "a/..", ".", "a/./b", "a..b", "%2e%2e", "a?b", "a#b", "/a", "a/", "a b", ""]) {
            expect(restPathCheck.passes(path), path).to.equal(false);
        }
        for (const path of ["engine-rest", "camunda/api/engine", "api/v1.2/engine-rest", "~orders/rest", ".hidden/x"]) {
            expect(restPathCheck.passes(path), path).to.equal(true);
        }
        fc.assert(
            fc.property(fc.stringMatching(/^[\w./~%?#-]{1,20}$/), (path) => {
                if (!restPathCheck.passes(path)) return true;
                return url("version", path).pathname === `/api/v1/namespaces/camunda/pods/orders-1:8080/proxy/${path}/version`;
            }),
            { numRuns: runs(1000) },
        );
    });
});
