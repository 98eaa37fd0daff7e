import { expect } from "chai";
import * as fc from "fast-check";
import { products } from "../../../components/domain/catalogue/products";
import {
    compareReleases,
    latestOf,
    minorBefore,
    nextMinor,
    parseRelease,
    rangeOf,
    skippedMinors,
} from "../../../components/domain/release";

const read = (text: string) => {
    const [product, version] = text.includes(" ") ? text.split(" ") : ["camunda", text];
    return parseRelease(version, product)!;
};

describe("parseRelease", () => {
    const versions: [version: string, product: string, minor: string | undefined, known: boolean][] = [
        ["7.23.4", "camunda", "7.23", true],
        ["7.5.0", "camunda", "7.5", true],
        ["7.22.99", "camunda", "7.22", true], // patches are not listed one by one
        ["7.4.0", "camunda", "7.4", false],
        ["7.25.0", "camunda", "7.25", false],
        ["1.0.3", "operaton", "1.0", true],
        ["1.0.3", "camunda", "1.0", false],
        ["2.2.0", "cibseven", "2.2", true],
        ["2.2.0", "operaton", "2.2", false], // milestones only
        ["7.23.0", "fluxnova", undefined, false],
        ...["7.23", "7", "v7.23.0", "7.23.0-alpha1", "7.23.0-SNAPSHOT", "latest", "07.23.0", "7.23.0 ", "7.23.0\n", "7.x.0", ""].map(
            (version): [string, string, undefined, boolean] => [version, "camunda", undefined, false],
        ),
    ];
    for (const [version, product, minor, known] of versions) {
        it(`${product} ${JSON.stringify(version)}: ${minor ? `of ${minor}, ${known ? "known" : "not known"}` : "no release"}`, () => {
            const release = parseRelease(version, product);
            expect(release?.minor).to.equal(minor);
            expect(release?.known?.minor).to.equal(known ? minor : undefined);
        });
    }

    it("reads whatever text it is given, and gives a version back as it was", () => {
        const text = fc.oneof(
            fc.string(),
            fc.tuple(fc.nat(), fc.nat(), fc.nat()).map((numbers) => numbers.join(".")),
        );
        fc.assert(
            fc.property(text, (version) => {
                const release = parseRelease(version);
                expect(release !== undefined).to.equal(/^(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}$/.test(version));
                expect(release?.version ?? version).to.equal(version);
                expect(release?.patch).to.equal(release && Number(version.split(".")[2]));
            }),
        );
    });
});

describe("a release among others", () => {
    const skipped: [from: string, to: string, minors: string[]][] = [
        ["7.22.0", "7.23.0", []],
        ["7.22.0", "7.24.0", ["7.23"]],
        ["7.8.14", "7.12.0", ["7.9", "7.10", "7.11"]],
        ["7.22.0", "7.22.13", []],
        ["7.24.0", "7.22.0", []],
        ["7.22.0", "7.26.0", []],
        ["operaton 1.0.0", "operaton 2.1.0", ["1.1", "2.0"]],
        ["7.5.0", "cibseven 2.2.0", []], // minors of one product are none of another
    ];
    for (const [from, to, minors] of skipped) {
        it(`${from} → ${to} leaves out ${minors.join(", ") || "nothing"}`, () =>
            expect(skippedMinors(read(from), read(to)).map(({ minor }) => minor)).to.deep.equal(minors));
    }

    it("has a minor before and one after, unless the catalogue begins or ends there", () => {
        expect([minorBefore(read("7.10.0"))?.minor, nextMinor(read("7.9.3"))?.minor]).to.deep.equal(["7.9", "7.10"]);
        expect([minorBefore(read("operaton 2.0.0"))?.minor, nextMinor(read("operaton 1.1.0"))?.minor]).to.deep.equal(["1.1", "2.0"]);
        expect([minorBefore(read("7.5.0")), nextMinor(read("7.24.0")), nextMinor(read("7.25.0"))]).to.deep.equal([
            undefined,
            undefined,
            undefined,
        ]);
    });

    it("is compared by numbers: 7.9 comes before 7.10", () => {
        const ordered = ["7.5.0", "7.9.20", "7.10.0", "7.10.9", "7.10.10", "7.24.0"].map(read);
        expect([...ordered].reverse().sort(compareReleases)).to.deep.equal(ordered);
    });

    it("is the latest of its minor in an edition: the community edition of Camunda has the first one only", () => {
        const [{ known: camunda }, { known: operaton }] = [read("7.22.0"), read("operaton 2.1.0")];
        expect(["community", "enterprise"].map((edition) => latestOf(camunda!, edition))).to.deep.equal(["7.22.0", "7.22.13"]);
        expect(["community", "enterprise"].map((edition) => latestOf(operaton!, edition))).to.deep.equal(["2.1.4", "2.1.4"]);
    });

    it("is of a product whose range is told in words", () =>
        expect(products.map(rangeOf)).to.deep.equal(["7.5 to 7.24", "1.0 to 2.1", "1.0 to 2.2"]));
});
