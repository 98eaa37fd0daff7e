import { expect } from "chai";
import * as fc from "fast-check";
import { camunda } from "../../../components/domain/catalogue/camunda";
import { Minor, Product } from "../../../components/domain/catalogue/model";
import { editions, productOf, products } from "../../../components/domain/catalogue/products";
import { Facts, Target } from "../../../components/domain/facts/facts";
import { Hop, plan, PlanArgs } from "../../../cli/way";
import { compareReleases, latestOf, parseRelease } from "../../../components/domain/release";
import { schemaOf } from "../../../components/domain/schemaVersion";
import { judge } from "../../../components/gate/rules/judge";
import { target } from "../support/facts";
import { runs } from "../support/runs";

const way = (previous: Target, wanted: Target) => plan({ previous, wanted }).hops;
const ends = (hops: readonly Hop[]) => hops.map(({ from, to }) => `${from} → ${to}`);

describe("every plan", () => {
    const versionOf = (product: Product, minor: Minor, edition: string, patch: number) => {
        const own = product.id === "camunda" ? edition : "community";
        const latest = Number(latestOf(minor, own).split(".")[2]);
        return target(`${minor.minor}.${patch % (latest + 1)}`, { product: product.id, edition: own });
    };
    const edition = fc.constantFrom(...editions);
    const anyOf = (product: Product, own: string, minors = product.minors) =>
        fc.tuple(fc.constantFrom(...minors), fc.nat()).map(([minor, patch]) => versionOf(product, minor, own, patch));
    const lower = (a: Target, b: Target) => compareReleases(parseRelease(a.version, a.product)!, parseRelease(b.version, b.product)!);
    const upwards = fc
        .tuple(fc.constantFrom(...products), edition)
        .chain(([product, own]) => fc.tuple(anyOf(product, own), anyOf(product, own)))
        .map((two) => [...two].sort(lower))
        .map(([previous, wanted]) => ({ previous, wanted }));
    const switches = fc
        .tuple(fc.constantFrom(...products.slice(1)), edition)
        .chain(([product, own]) => fc.record({ previous: anyOf(camunda, own, camunda.minors.slice(0, 18)), wanted: anyOf(product, own) }));
    /** From everywhere to everywhere above, and from every Camunda up to 7.22 to every fork. */
    const anyTransition = fc.oneof(upwards, switches);

    /** What the schema log shows once the scripts of a hop have been run. */
    type Log = (hop: Hop, product: string, before: string | undefined) => string | undefined;
    const before711 = (product: string, version: string) => product === "camunda" && Number(version.split(".")[1]) < 11;
    const needed = (product: string, version: string) =>
        before711(product, version) ? undefined : schemaOf(parseRelease(version, product)!);

    /** The hops as the gate would be asked about them, one after the other. */
    function factsOfHops(args: PlanArgs, hops: readonly Hop[], logAfter: Log): Facts[] {
        const of = (product: string, version: string, overrides: string[] = []): Target => ({
            ...(product === args.wanted.product ? args.wanted : args.previous),
            version,
            overrides: overrides.map((hold) => ({ hold, reason: "rehearsed in staging" })),
        });
        let product = args.previous.product;
        let log = needed(product, args.previous.version);
        return hops.map((hop) => {
            const previous = of(product, hop.from);
            const after = logAfter(hop, hop.product, log);
            const schema = hop.byHand ? after : log;
            const lifted = [
                ...(hop.kind === "productSwitch" ? ["productSwitchNotRolling"] : []),
                // Without a log nobody can see that the scripts have been run.
                ...(hop.byHand && schema === undefined ? ["schemaStepByHand"] : []),
            ];
            [product, log] = [hop.product, after];
            return {
                previous,
                wanted: of(hop.product, hop.to, lifted),
                completed: { version: hop.from, history: [] },
                live: { nodes: [{ name: "orders-1", version: hop.from, problem: "" }], schema, problem: "" },
            };
        });
    }

    function accepted(args: PlanArgs, logAfter: Log): void {
        const { hops, holds } = plan(args);
        expect(holds).to.deep.equal([]);
        for (const [i, facts] of factsOfHops(args, hops, logAfter).entries()) {
            const verdict = judge(facts);
            expect(verdict.holds.map(({ message }) => message)).to.deep.equal([]);
            expect(verdict.kind).to.equal(hops[i].kind);
        }
    }

    it("is made of hops that the gate accepts, one after the other, once the scripts have been run that it says", () => {
        fc.assert(
            fc.property(anyTransition, (args) => accepted(args, ({ to }, product) => needed(product, to))),
            { numRuns: runs(40) },
        );
    });

    it("is made of hops that the gate accepts where the log lacks the scripts that were left out, being the same as earlier ones", () => {
        const written: Log = ({ scripts, to }, product, log) => (before711(product, to) ? undefined : (scripts.at(-1)?.writes ?? log));
        fc.assert(
            fc.property(anyTransition, (args) => accepted(args, written)),
            { numRuns: runs(40) },
        );
    });

    it("joins end to end", () => {
        fc.assert(
            fc.property(anyTransition, ({ previous, wanted }) => {
                const hops = way(previous, wanted);
                const stops = [`${previous.product} ${previous.version}`, ...hops.map(({ product, to }) => `${product} ${to}`)];
                expect(hops.map(({ from }) => from)).to.deep.equal(stops.slice(0, -1).map((stop) => stop.split(" ")[1]));
                expect(stops.at(-1)).to.equal(`${wanted.product} ${wanted.version}`);
                expect(stops).to.deep.equal([...new Set(stops)]);
            }),
        );
    });

    it("leaves out no minor, and begins each minor step at the latest patch", () => {
        fc.assert(
            fc.property(anyTransition, ({ previous, wanted }) => {
                for (const { product, from, to, kind } of way(previous, wanted)) {
                    const minors = productOf(product)!.minors.map(({ minor }) => minor);
                    const [left, reached] = [from, to].map((version) => minors.indexOf(version.split(".", 2).join(".")));
                    if (kind === "productSwitch") {
                        expect(product).to.equal(wanted.product).and.not.to.equal(previous.product);
                    } else {
                        expect(reached - left, `${from} → ${to}`).to.equal(kind === "minor" ? 1 : 0);
                    }
                    const { edition } = product === wanted.product ? wanted : previous;
                    if (kind === "minor" && edition === "enterprise") {
                        expect(from).to.equal(productOf(product)!.minors[left].latest);
                    }
                }
            }),
        );
    });

    it("runs no script twice, nor one that is the same as one that it has run", () => {
        fc.assert(
            fc.property(anyTransition, ({ previous, wanted }) => {
                const run = new Set<string>();
                for (const { file, sameAs } of way(previous, wanted).flatMap(({ scripts }) => scripts)) {
                    expect(run.has(file) || run.has(sameAs ?? "")).to.equal(false);
                    run.add(file);
                }
            }),
        );
    });

    it("from 7.5 to 7.24 is made of the plans of its parts", () => {
        const index = fc.integer({ min: 0, max: camunda.minors.length - 1 });
        fc.assert(
            fc.property(fc.constantFrom(...editions), fc.tuple(index, index, index), (edition, three) => {
                const [a, b, c] = [...three].sort((x, y) => x - y).map((i) => target(latestOf(camunda.minors[i], edition), { edition }));
                expect(ends([...way(a, b), ...way(b, c)])).to.deep.equal(ends(way(a, c)));
            }),
        );
    });

    it("to an end that cannot be reached is none, and says why; whatever text it is given, it does not throw", () => {
        const text = fc.oneof(fc.string(), fc.constantFrom("camunda", "operaton", "cibseven", "7.22.0", "7.24.0", "2.1.0", "community"));
        const anything = fc
            .record({ product: text, version: text, edition: text, image: text, application: text, batchSize: text })
            .map((some): Target => ({ ...target("7.22.0"), ...some }));
        fc.assert(
            fc.property(anything, anything, fc.option(text, { nil: undefined }), (previous, wanted, schema) => {
                const { hops, holds } = plan({ previous, wanted, schema });
                expect(hops.length === 0 || holds.length === 0).to.equal(true);
                if (!parseRelease(wanted.version, wanted.product)?.known) {
                    expect(hops).to.deep.equal([]);
                    expect(holds.map(({ id }) => id)).to.include("versionUnsupported");
                }
            }),
            { numRuns: runs(200) },
        );
    });
});

describe("a chain of releases from 7.5 to 7.24", () => {
    const inside = camunda.minors.slice(1, -1);

    it("is legal link by link exactly if it leaves out no minor", () => {
        const chains = fc.tuple(fc.constantFrom(...editions), fc.subarray(inside, { minLength: inside.length - 2 }));
        fc.assert(
            fc.property(chains, ([edition, some]) => {
                const chain = [camunda.minors[0], ...some, camunda.minors[19]].map((minor) =>
                    target(latestOf(minor, edition), { edition }),
                );
                const legal = chain.slice(1).every((wanted, i) => {
                    const previous = chain[i];
                    const { holds } = judge({ previous, wanted, completed: { version: previous.version, history: [] } });
                    return holds.every(({ id }) => id === "schemaStepByHand");
                });
                expect(legal).to.equal(some.length === inside.length);
            }),
        );
    });
});
