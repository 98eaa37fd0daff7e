import { expect } from "chai";
import { Minor, Product, Script } from "../../../components/domain/catalogue/model";
import { editions, productIds, products } from "../../../components/domain/catalogue/products";
import { imageOf, isFloating, readImage } from "../../../components/domain/image";
import { parseRelease } from "../../../components/domain/release";
import { schemaOf } from "../../../components/domain/schemaVersion";

// Proves that the data agree with themselves. That they agree with Camunda's own scripts is proven in test/e2e/catalogue.test.ts;
// that patches, dates and supported versions are the vendor's is not proven by any test.

const scriptsOf = ({ scripts = [], patchScripts = [] }: Minor): Script[] => [...scripts, ...patchScripts];
const locks = ({ creates, exclusive, share, shareRow, updates }: Script) => ({ creates, exclusive, share, shareRow, updates });
const numbers = (version: string) => version.split(/[._]/).map(Number);
const day = /^\d{4}-\d{2}-\d{2}$/;

/** Whether each is higher than the one before, number by number. */
const ascend = (versions: readonly string[]): boolean =>
    versions.every((version, i) => {
        const [a, b] = [numbers(versions[i - 1] ?? "0"), numbers(version)];
        const first = b.findIndex((number, place) => number !== (a[place] ?? 0));
        return first >= 0 && b[first] > (a[first] ?? 0);
    });

const isDate = (text: string): boolean => day.test(text) && new Date(text).toISOString().startsWith(text);

function eachMinor(check: (minor: Minor, product: Product, before: Minor | undefined) => void): void {
    for (const product of products) {
        product.minors.forEach((minor, i) => check(minor, product, product.minors[i - 1]));
    }
}

describe("the catalogue", () => {
    it("has the three products, Camunda from 7.5 to 7.24", () => {
        expect(productIds).to.deep.equal(["camunda", "operaton", "cibseven"]);
        expect(editions).to.deep.equal(["community", "enterprise"]);
        expect(products[0].minors.map(({ minor }) => minor)).to.deep.equal(Array.from({ length: 20 }, (_, i) => `7.${i + 5}`));
    });

    it("has minors that ascend without a gap", () =>
        eachMinor(({ minor }, { id }, before) => {
            if (before) {
                const [[major, last], [nextMajor, next]] = [numbers(before.minor), numbers(minor)];
                expect([`${major}.${last + 1}`, `${major + 1}.0`], `${id} ${minor}`).to.include(`${nextMajor}.${next}`);
            }
        }));

    it("has a latest release of each minor that belongs to it, and is the last that brings a script", () =>
        eachMinor(({ minor, latest, patchScripts = [] }, { id }) => {
            const release = parseRelease(latest, id);
            expect(release?.minor, `${id} ${minor}`).to.equal(minor);
            for (const { patch, file } of patchScripts) {
                expect(patch, file)
                    .to.be.greaterThan(0)
                    .and.at.most(release?.patch ?? 0);
            }
        }));

    it("has one community release of each minor of Camunda, and all releases of the others", () =>
        eachMinor(({ minor, latestCommunity }, { id }) =>
            expect(latestCommunity, `${id} ${minor}`).to.equal(id === "camunda" ? `${minor}.0` : undefined),
        ));

    it("has dates that are dates, in order", () =>
        eachMinor(({ minor, released, maintainedUntil }, { id, asOf }, before) => {
            const dates = [before?.released ?? "0000", released, maintainedUntil ?? "9999"];
            expect([...dates].sort(), `${id} ${minor}`).to.deep.equal(dates);
            expect(released <= asOf, `${id} ${minor}`).to.equal(true);
            expect([released, asOf, maintainedUntil ?? asOf].every(isDate), `${id} ${minor}`).to.equal(true);
        }));

    it("has Java versions that never fall, and none lower for Run", () =>
        eachMinor(({ minor, java, javaOfRun = java }, { id }, before) => {
            expect(java, `${id} ${minor}`).to.be.at.least(before?.java ?? 6);
            expect(javaOfRun, `${id} ${minor}`).to.be.at.least(Math.max(java, before?.javaOfRun ?? 6));
        }));

    it("has PostgreSQL versions in ascending order, some of them the minor before's", () =>
        eachMinor(({ minor, postgres }, { id }, before) => {
            const named = postgres.split(" ").filter(Boolean);
            expect(ascend(named), `${id} ${minor}`).to.equal(true);
            if (postgres && before?.postgres) {
                expect(before.postgres.split(" "), `${id} ${minor}`).to.include.oneOf(named);
            }
        }));

    it("has https URLs for everything that is cited", () => {
        eachMinor(({ guide, minor }, { id }, before) => {
            expect(guide ?? "https://", `${id} ${minor}`).to.match(/^https:\/\/(?!.*latest\/latest)\S*$/);
            if (id === "camunda" && before) {
                const step = `${before.minor}-to-${minor}`.replaceAll(".", "");
                expect(guide).to.equal(`https://docs.camunda.org/manual/latest/update/minor/${step}/`);
            }
        });
        for (const { source, switches } of products) {
            expect([source, ...switches.map((s) => s.source)].filter((url) => !/^https:\/\/[\w.]+\/\S+$/.test(url))).to.deep.equal([]);
        }
    });

    it("has an image of Run for each product, that is told apart from those of the others", () => {
        for (const product of products) {
            const image = imageOf(product.image, product.minors[0].latest);
            expect(isFloating(image), image).to.equal(false);
            expect(readImage(image)).to.deep.include({
                product,
                distribution: "run",
                edition: "community",
                version: product.minors[0].latest,
            });
        }
    });

    it("changes the schema exactly where there are scripts", () =>
        eachMinor(({ minor, scripts }, { id }, before) => {
            const [old, own] = [before && parseRelease(before.latest, id), parseRelease(`${minor}.0`, id)];
            if (old && own) {
                expect(
                    numbers(schemaOf(old)).slice(0, 2).join(".") !== numbers(schemaOf(own)).slice(0, 2).join("."),
                    `${id} ${minor}`,
                ).to.equal(scripts !== undefined);
            }
        }));

    it("has Liquibase's change log for Camunda from 7.16 on", () =>
        eachMinor(({ minor, changeLog = false }, { id }) =>
            expect(changeLog, `${id} ${minor}`).to.equal(id === "camunda" && numbers(minor)[1] >= 16),
        ));
});

describe("the scripts of the catalogue", () => {
    it("are named after the step or the patch that they are for", () =>
        eachMinor(({ minor, scripts = [], patchScripts = [] }, { id }, before) => {
            if (id === "camunda") {
                expect(scripts.map(({ file }) => file)).to.deep.equal(before ? [`engine_${before.minor}_to_${minor}.sql`] : []);
                for (const { patch, file } of patchScripts) {
                    expect(file).to.match(new RegExp(`^engine_${minor}_patch_${minor}\\.\\d+_to_${minor}\\.${patch}(_\\d)?\\.sql$`));
                }
            }
        }));

    it("write into the schema log in ascending order, since 7.11", () => {
        for (const { id, minors } of products) {
            const written = minors.flatMap(scriptsOf).flatMap(({ writes }) => writes ?? []);
            // CIB seven's own versions follow Camunda's 7.24.
            const place = (version: string) => (version.startsWith("7.") ? `0.${version}` : `1.${version}`);
            expect(ascend(written.map(place)), id).to.equal(true);
        }
        eachMinor((minor, { id }) => {
            for (const { file, writes } of scriptsOf(minor)) {
                expect(writes !== undefined, file).to.equal(id !== "camunda" || numbers(minor.minor)[1] >= 11);
            }
        });
    });

    it("write what the schema of their minor is called", () =>
        eachMinor((minor, { id }) => {
            const { scripts = [], schema = `${minor.minor}.0` } = minor;
            if (scripts.at(-1)?.writes !== undefined) {
                expect(scripts.at(-1)?.writes, `${id} ${minor.minor}`).to.equal(schema);
            }
        }));

    it("come once each, patch after patch", () => {
        for (const { minors } of products) {
            const files = minors.flatMap(scriptsOf).map(({ file }) => file);
            expect(files).to.deep.equal([...new Set(files)]);
            for (const { patchScripts = [], scripts = [] } of minors) {
                const patches = patchScripts.map(({ patch }) => patch ?? 0);
                expect(patches).to.deep.equal([...patches].sort((a, b) => a - b));
                expect(scripts.filter(({ patch }) => patch !== undefined)).to.deep.equal([]);
            }
        }
    });

    it("name tables in capitals, each once", () =>
        eachMinor((minor) => {
            for (const { file, creates, exclusive, share, shareRow, updates } of scriptsOf(minor)) {
                for (const tables of [creates, exclusive, share, shareRow, updates]) {
                    const names = tables?.split(" ") ?? [];
                    expect(
                        names.filter((name) => !/^[A-Z]+_(\*|[A-Z]+(_[A-Z]+)*)$/.test(name)),
                        file,
                    ).to.deep.equal([]);
                    expect(names, file).to.deep.equal([...new Set(names)]);
                }
            }
        }));

    it("that are the same as another one name a script of an earlier minor, with the same locks", () => {
        for (const { minors } of products) {
            minors.forEach((minor, i) => {
                const earlier = minors.slice(0, i).flatMap(scriptsOf);
                for (const script of scriptsOf(minor).filter(({ sameAs }) => sameAs)) {
                    const twin = earlier.find(({ file }) => file === script.sameAs);
                    expect(twin && locks(twin), script.file).to.deep.equal(locks(script));
                }
            });
        }
    });
});

describe("the switches of product of the catalogue", () => {
    const switches = products.flatMap((to) => to.switches.flatMap((s) => s.to.map((enter) => ({ ...s, to, enter }))));
    for (const { product, minor, to, enter, why } of switches) {
        it(`${product} ${minor} → ${to.id} ${enter} leave and enter a minor that exists, on the same schema`, () => {
            const [left, entered] = [parseRelease(`${minor}.0`, product), parseRelease(`${enter}.0`, to.id)];
            expect(left?.known && entered?.known && schemaOf(entered)).to.equal(left && schemaOf(left));
            expect(why).to.match(/^\S.*\.$/);
        });
    }

    it("are eight, all away from Camunda", () =>
        expect(switches.map(({ product, minor, to, enter }) => `${product} ${minor} → ${to.id} ${enter}`)).to.deep.equal([
            "camunda 7.24 → operaton 1.0",
            "camunda 7.24 → operaton 1.1",
            "camunda 7.24 → operaton 2.0",
            "camunda 7.24 → operaton 2.1",
            "camunda 7.22 → cibseven 1.0",
            "camunda 7.22 → cibseven 1.1",
            "camunda 7.23 → cibseven 2.0",
            "camunda 7.24 → cibseven 2.1",
        ]));
});
