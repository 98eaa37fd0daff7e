import { expect } from "chai";
import * as fc from "fast-check";
import { followsVersion, imageOf, isFloating, readImage } from "../../../components/domain/image";

const digest = `sha256:${"0".repeat(64)}`;

describe("readImage", () => {
    const images: [image: string, product: string | undefined, edition: string, distribution: string, version: string][] = [
        ["camunda/camunda-bpm-platform:run-7.23.0", "camunda", "community", "run", "7.23.0"],
        ["camunda/camunda-bpm-platform:tomcat-7.23.0", "camunda", "community", "tomcat", "7.23.0"],
        ["camunda/camunda-bpm-platform:wildfly-7.23.0", "camunda", "community", "wildfly", "7.23.0"],
        ["camunda/camunda-bpm-platform:7.23.0", "camunda", "community", "tomcat", "7.23.0"], // no distribution in front: Tomcat
        ["camunda/camunda-bpm-platform", "camunda", "community", "tomcat", ""],
        ["docker.io/camunda/camunda-bpm-platform:run-7.9.20", "camunda", "community", "run", "7.9.20"],
        ["registry:5000/camunda/camunda-bpm-platform:run-7.23.0", "camunda", "community", "run", "7.23.0"],
        ["registry:5000/camunda/camunda-bpm-platform", "camunda", "community", "tomcat", ""],
        ["registry.camunda.cloud/cambpm-ee/camunda-bpm-platform-ee:7.23.10", "camunda", "enterprise", "tomcat", "7.23.10"],
        ["registry.camunda.cloud/cambpm-ee/camunda-bpm-platform-ee:run-7.13.4", "camunda", "enterprise", "run", "7.13.4"],
        ["camunda/camunda-bpm-platform:run-7.24.0-SNAPSHOT", "camunda", "community", "run", "7.24.0"],
        ["camunda/camunda-bpm-platform:run-latest", "camunda", "community", "run", ""],
        ["camunda/camunda-bpm-platform:wildfly", "camunda", "community", "wildfly", ""],
        ["operaton/operaton:1.0.3", "operaton", "community", "run", "1.0.3"],
        ["operaton/tomcat:2.1.4", "operaton", "community", "tomcat", "2.1.4"],
        ["quay.example.com/operaton/wildfly:2.1.4", "operaton", "community", "wildfly", "2.1.4"],
        ["cibseven/cibseven:2.2.0", "cibseven", "community", "tomcat", "2.2.0"],
        ["cibseven/cibseven:run-2.2.0", "cibseven", "community", "run", "2.2.0"],
        ["cibseven/cibseven:run4-2.2.0", "cibseven", "community", "run", "2.2.0"],
        ["mycamunda/camunda-bpm-platform:run-7.23.0", undefined, "", "run", "7.23.0"], // another name, the same layout by its tag
        ["orders:83", undefined, "", "application", ""],
        ["orders:1.4.2", undefined, "", "application", ""], // the application's own version
        ["orders:1.4.2-7.23.0", undefined, "", "application", "7.23.0"],
        ["orders:7.23.0-1.4.2", undefined, "", "application", "7.23.0"],
        ["orders:v7.23.0", undefined, "", "application", "7.23.0"],
        ["orders:1.7.23.0", undefined, "", "application", ""],
        ["orders:7.23.0.1", undefined, "", "application", ""],
        ["orders:running-7.23.0", undefined, "", "application", "7.23.0"],
        ["registry:5000/orders/engine:tomcat-7.22.0-84", undefined, "", "tomcat", "7.22.0"],
        ["registry:5000/run:2024", undefined, "", "application", ""],
        ["", undefined, "", "application", ""],
    ];
    for (const [image, product, edition, distribution, version] of images) {
        it(`${image || "nothing"}: ${[product ?? "somebody's own", edition, distribution, version].filter(Boolean).join(", ")}`, () => {
            const facts = readImage(image);
            expect([facts.product?.id, facts.edition, facts.distribution, facts.version]).to.deep.equal([
                product,
                edition,
                distribution,
                version,
            ]);
        });
    }

    const parts: [image: string, repository: string, tag: string, digest: string][] = [
        ["orders", "orders", "", ""],
        ["orders:83", "orders", "83", ""],
        ["registry:5000/orders", "registry:5000/orders", "", ""],
        ["registry:5000/orders:83", "registry:5000/orders", "83", ""],
        [`orders@${digest}`, "orders", "", digest],
        [`registry:5000/orders:83@${digest}`, "registry:5000/orders", "83", digest],
    ];
    for (const [image, repository, tag, wanted] of parts) {
        it(`${image.replace(digest, "sha256:…")} is taken apart into repository, tag and digest`, () =>
            expect(readImage(image)).to.deep.include({ repository, tag, digest: wanted }));
    }

    it("reads whatever text it is given", () => {
        fc.assert(
            fc.property(fc.string(), (image) => {
                const { repository, tag, digest: found } = readImage(image);
                expect(image.startsWith(repository)).to.equal(true);
                expect(image.includes(tag) && image.includes(found)).to.equal(true);
                expect(isFloating(image)).to.be.a("boolean");
            }),
        );
    });
});

describe("isFloating", () => {
    const official = [
        "camunda/camunda-bpm-platform",
        "registry:5000/cambpm-ee/camunda-bpm-platform-ee",
        "operaton/operaton",
        "cibseven/cibseven",
    ];
    const moving = [
        ...["latest", "snapshot", "stable", "main", "master", "nightly", "edge", "SNAPSHOT"],
        ...["run", "run4", "tomcat", "wildfly", "run-latest", "run4-latest", "tomcat-SNAPSHOT", "wildfly-latest"],
        ...["7.23.0-SNAPSHOT", "run-7.23.0-SNAPSHOT", "orders-latest"],
    ];
    for (const tag of moving) {
        it(`a tag ${tag} moves, whosever image it is`, () =>
            expect([...official, "orders", "registry:5000/orders"].filter((name) => !isFloating(`${name}:${tag}`))).to.deep.equal([]));
    }
    for (const tag of ["7", "7.23", "run-7", "run-7.23", "tomcat-7.23", "run4-2.2"]) {
        it(`a tag ${tag} of an official image is the newest patch of the day; of somebody's own it is what they mean by it`, () => {
            expect(official.filter((name) => !isFloating(`${name}:${tag}`))).to.deep.equal([]);
            expect(isFloating(`orders:${tag}`)).to.equal(false);
        });
    }
    it("no tag at all moves", () =>
        expect([...official, "orders", "registry:5000/orders", ""].filter((i) => !isFloating(i))).to.deep.equal([]));

    for (const tag of [
        "7.23.0",
        "run-7.23.0",
        "run4-2.2.0",
        "7.23.0-ee",
        "run-7.23.0-alpha1",
        "83",
        "2024-11-21",
        "latest-7.23.0",
        "mainline-3",
    ]) {
        it(`a tag ${tag} stays`, () => expect(isFloating(`registry:5000/orders:${tag}`)).to.equal(false));
    }
    it("a digest stays, whatever tag is before it", () => {
        for (const tag of ["", ":latest", ":run", ":7.23"]) {
            expect(isFloating(`camunda/camunda-bpm-platform${tag}@${digest}`)).to.equal(false);
        }
    });
});

describe("an image template", () => {
    it("has the version wherever it says {version}", () => {
        expect(imageOf("registry/{version}/engine:run-{version}", "7.23.0")).to.equal("registry/7.23.0/engine:run-7.23.0");
        expect(imageOf("orders:83", "7.23.0")).to.equal("orders:83");
    });
    it("follows the version only if it says {version}", () => {
        expect(followsVersion("camunda/camunda-bpm-platform:run-{version}")).to.equal(true);
        expect(["orders:83", "orders:$version", "orders:{Version}", ""].filter(followsVersion)).to.deep.equal([]);
    });
});
