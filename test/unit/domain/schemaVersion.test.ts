import { expect } from "chai";
import * as fc from "fast-check";
import { camunda } from "../../../components/domain/catalogue/camunda";
import { cibseven } from "../../../components/domain/catalogue/cibseven";
import { Minor, Product } from "../../../components/domain/catalogue/model";
import { operaton } from "../../../components/domain/catalogue/operaton";
import { products } from "../../../components/domain/catalogue/products";
import { parseRelease } from "../../../components/domain/release";
import { compareSchemas, patchScripts, schemaFit, schemaOf } from "../../../components/domain/schemaVersion";
import { runs } from "../support/runs";

const release = (version: string, product = "camunda") => parseRelease(version, product)!;

describe("schemaOf", () => {
    const schemas: [product: string, version: string, schema: string][] = [
        ["camunda", "7.24.5", "7.24.0"], // no patch since 7.15 has changed the schema
        ["camunda", "7.15.19", "7.15.0"],
        ["camunda", "7.14.20", "7.14.0"],
        ["camunda", "7.13.4", "7.13.0"],
        ["camunda", "7.13.5", "7.13.5_2"],
        ["camunda", "7.13.18", "7.13.6"],
        ["camunda", "7.12.0", "7.12.0"],
        ["camunda", "7.12.10", "7.12.1"],
        ["camunda", "7.11.21", "7.11.19"],
        ["camunda", "7.10.19", "7.10.14"], // before 7.11 there is no log: what it would show
        ["camunda", "7.5.9", "7.5.0"],
        ["operaton", "1.0.3", "7.24.0"],
        ["operaton", "2.1.4", "7.24.0"],
        ["cibseven", "1.0.2", "7.22.0"],
        ["cibseven", "1.1.0", "7.22.0"],
        ["cibseven", "1.1.1", "7.23.0"],
        ["cibseven", "2.0.0", "7.23.0"],
        ["cibseven", "2.1.0", "7.24.0"],
        ["cibseven", "2.2.0", "2.2.0"],
        ["camunda", "7.25.0", "7.25.0"], // not known: its own first version
    ];
    for (const [product, version, schema] of schemas) {
        it(`${product} ${version} needs ${schema}`, () => expect(schemaOf(release(version, product))).to.equal(schema));
    }

    it("counts the patch scripts up to the patch", () => {
        const counts = ["7.13.4", "7.13.5", "7.13.6", "7.13.18", "7.22.13", "7.99.0"].map(
            (version) => patchScripts(release(version)).length,
        );
        expect(counts).to.deep.equal([0, 2, 3, 3, 0, 0]);
    });
});

describe("compareSchemas", () => {
    const pairs: [product: Product, a: string, sign: number | undefined, b: string][] = [
        [camunda, "7.9.0", -1, "7.10.0"], // by numbers, not as text
        [camunda, "7.10.0", 1, "7.9.0"],
        [camunda, "7.22.0", 0, "7.22.0"],
        [camunda, "7.13.0", -1, "7.13.6"],
        [camunda, "7.13.5_1", -1, "7.13.6"],
        [camunda, "7.13.5_2", 1, "7.13.0"],
        [camunda, "7.13.6", -1, "7.14.0"],
        [cibseven, "7.24.0", -1, "2.1.0"],
        [cibseven, "2.1.0", -1, "2.2.0"],
        [cibseven, "2.2.0", 1, "7.24.0"],
        [operaton, "7.24.0", -1, "7.25.0"],
        [camunda, "7.24.0", undefined, "2.1.0"], // CIB seven's own
        [operaton, "2.1.0", undefined, "7.24.0"],
        [cibseven, "2.3.0", undefined, "2.2.0"],
        [camunda, "fox", undefined, "7.24.0"],
        [camunda, "7.24", undefined, "7.24.0"],
        [camunda, "", undefined, ""],
    ];
    for (const [product, a, sign, b] of pairs) {
        it(`${product.id}: ${a || "nothing"} ${sign === undefined ? "is not to be compared with" : ["<", "=", ">"][sign + 1]} ${b || "nothing"}`, () => {
            const compared = compareSchemas(product, a, b);
            expect(compared === undefined ? undefined : Math.sign(compared)).to.equal(sign);
        });
    }

    const schema = fc
        .tuple(fc.constantFrom("7", "2"), fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 20 }), fc.constantFrom("", "_1", "_2"))
        .map(([major, minor, patch, part]) => `${major}.${minor}.${patch}${part}`);

    it("is an order: the other way round it is the opposite, and it goes on from one to the next", () => {
        fc.assert(
            fc.property(fc.constantFrom(...products), schema, schema, schema, (product, a, b, c) => {
                const [ab, ba, bc, ac] = [
                    [a, b],
                    [b, a],
                    [b, c],
                    [a, c],
                ].map(([x, y]) => compareSchemas(product, x, y));
                expect(ab === undefined ? undefined : -ab + 0).to.equal(ba === undefined ? undefined : ba + 0);
                if (ab !== undefined && bc !== undefined && ab <= 0 && bc <= 0) {
                    expect(ac).to.be.at.most(0);
                }
            }),
        );
    });
});

describe("schemaFit", () => {
    const everyPair = (product: Product): [node: Minor, schema: Minor][] =>
        product.minors.flatMap((node) => product.minors.map((schema): [Minor, Minor] => [node, schema]));

    it("of Camunda: nodes fit the schema of their own minor and of the next, whatever their patch and that of the schema", () => {
        const patch = fc.integer({ min: 0, max: 30 });
        fc.assert(
            fc.property(fc.constantFrom(...everyPair(camunda)), patch, patch, ([node, schema], nodePatch, schemaPatch) => {
                const ahead = Number(schema.minor.split(".")[1]) - Number(node.minor.split(".")[1]);
                const expected = ahead < 0 ? "behind" : ahead > 1 ? "ahead" : "fits";
                expect(schemaFit(release(`${node.minor}.${nodePatch}`), `${schema.minor}.${schemaPatch}`)).to.equal(expected);
            }),
            { numRuns: runs(400) },
        );
    });

    it("of Operaton: nodes of every minor fit the schema of every other, which is the same", () => {
        for (const [node, schema] of everyPair(operaton)) {
            expect(schemaFit(release(node.latest, "operaton"), schemaOf(release(schema.latest, "operaton")))).to.equal("fits");
        }
    });

    it("of CIB seven: for each pair, by the schema that each minor's latest release needs", () => {
        const fits = cibseven.minors.map(({ latest }) =>
            cibseven.minors.map((schema) => schemaFit(release(latest, "cibseven"), schemaOf(release(schema.latest, "cibseven")))),
        );
        expect(fits).to.deep.equal([
            // 1.0: 7.22   1.1 and 2.0: 7.23  2.1: 7.24  2.2: 2.2
            ["fits", "fits", "fits", "ahead", "ahead"],
            ["behind", "fits", "fits", "ahead", "ahead"],
            ["behind", "fits", "fits", "fits", "ahead"],
            ["behind", "behind", "behind", "fits", "fits"],
            ["behind", "behind", "behind", "behind", "fits"],
        ]);
    });

    const others: [product: string, version: string, schema: string, fit: string][] = [
        ["camunda", "7.12.21", "7.12.0", "fits"], // patch scripts mend what they find: the engine works without
        ["camunda", "7.13.18", "7.13.5_1", "fits"],
        ["camunda", "7.9.20", "7.10.14", "fits"],
        ["camunda", "7.24.5", "7.25.0", "fits"], // the next one, once it exists
        ["camunda", "7.24.5", "7.26.0", "ahead"],
        ["camunda", "7.24.5", "2.1.0", "unknown"],
        ["operaton", "2.1.4", "7.25.0", "fits"],
        ["operaton", "2.1.4", "7.23.0", "behind"],
        ["operaton", "1.0.0", "2.1.0", "unknown"],
        ["cibseven", "2.1.0", "2.1.0", "fits"], // of the script 7.24 → 2.1 of 2.2
        ["cibseven", "2.0.0", "2.1.0", "ahead"],
        ["cibseven", "1.1.0", "7.22.0", "fits"],
        ["cibseven", "1.1.1", "7.22.0", "behind"],
        ["camunda", "7.22.0", "fox", "unknown"],
        ["camunda", "7.22.0", "", "unknown"],
        ["camunda", "8.5.0", "7.24.0", "unknown"],
    ];
    for (const [product, version, schema, fit] of others) {
        it(`${product} ${version} on ${schema || "nothing"}: ${fit}`, () =>
            expect(schemaFit(release(version, product), schema)).to.equal(fit));
    }

    it("answers whatever text it is given", () => {
        const releases = products.flatMap(({ id, minors }) => minors.map(({ latest }) => release(latest, id)));
        fc.assert(
            fc.property(fc.constantFrom(...releases), fc.string(), (nodes, schema) => {
                fc.pre(!/^\d+\.\d+\.\d+(_\d+)?$/.test(schema));
                expect(schemaFit(nodes, schema)).to.equal("unknown");
            }),
        );
    });
});
