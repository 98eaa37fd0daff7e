import { expect } from "chai";
import { camunda } from "../../../components/domain/catalogue/camunda";
import { Target } from "../../../components/domain/facts/facts";
import { Hop, plan } from "../../../cli/way";
import { target } from "../support/facts";

const enterprise = { edition: "enterprise" };
const operaton = { product: "operaton" };
const cibseven = { product: "cibseven" };
const way = (previous: Target, wanted: Target, schema?: string) => plan({ previous, wanted, schema });
const files = (hops: readonly Hop[]) => hops.flatMap(({ scripts }) => scripts.map(({ file }) => file));
const ends = (hops: readonly Hop[]) => hops.map(({ from, to }) => `${from} → ${to}`);
const short = ({ from, to, kind, ddl, byHand, scripts }: Hop) =>
    [`${from} → ${to}`, kind, ddl ? "DDL" : "", byHand ? "by hand" : "", ...scripts.map(({ file }) => file)].filter(Boolean).join(" ");

describe("plan", () => {
    const plans: [name: string, previous: Target, wanted: Target, hops: string[]][] = [
        [
            "7.20.3 → 7.24.0, enterprise: the latest patch of each minor on the way",
            target("7.20.3", enterprise),
            target("7.24.0", enterprise),
            [
                "7.20.3 → 7.20.11 patch",
                "7.20.11 → 7.21.13 minor DDL engine_7.20_to_7.21.sql",
                "7.21.13 → 7.22.13 minor DDL engine_7.21_to_7.22.sql",
                "7.22.13 → 7.23.10 minor DDL engine_7.22_to_7.23.sql",
                "7.23.10 → 7.24.0 minor engine_7.23_to_7.24.sql",
            ],
        ],
        [
            "7.22.0 → 7.24.0, community: there are no patches",
            target("7.22.0"),
            target("7.24.0"),
            ["7.22.0 → 7.23.0 minor DDL engine_7.22_to_7.23.sql", "7.23.0 → 7.24.0 minor engine_7.23_to_7.24.sql"],
        ],
        [
            "7.22.0 → 7.22.5: no later patch than the wanted one",
            target("7.22.0", enterprise),
            target("7.22.5", enterprise),
            ["7.22.0 → 7.22.5 patch"],
        ],
        [
            "7.22.99 → 7.23.99, newer than the catalogue: nothing in between",
            target("7.22.99", enterprise),
            target("7.23.99", enterprise),
            ["7.22.99 → 7.23.99 minor DDL engine_7.22_to_7.23.sql"],
        ],
        [
            "7.12.3 → 7.14.0, enterprise: patch scripts of both minors",
            target("7.12.3", enterprise),
            target("7.14.0", enterprise),
            [
                "7.12.3 → 7.12.21 patch DDL engine_7.12_patch_7.12.10_to_7.12.11.sql engine_7.12_patch_7.12.11_to_7.12.12.sql",
                "7.12.21 → 7.13.18 minor DDL engine_7.12_to_7.13.sql engine_7.13_patch_7.13.4_to_7.13.5_1.sql",
                "7.13.18 → 7.14.0 minor DDL engine_7.13_to_7.14.sql",
            ],
        ],
        [
            "7.15.0 → 7.17.0: into the schema that Camunda's own change log begins with",
            target("7.15.0"),
            target("7.17.0"),
            ["7.15.0 → 7.16.0 minor DDL engine_7.15_to_7.16.sql", "7.16.0 → 7.17.0 minor DDL engine_7.16_to_7.17.sql"],
        ],
        [
            "Camunda 7.22.0 → Operaton 2.1.4: first to 7.24, then the switch",
            target("7.22.0"),
            target("2.1.4", operaton),
            [
                "7.22.0 → 7.23.0 minor DDL engine_7.22_to_7.23.sql",
                "7.23.0 → 7.24.0 minor engine_7.23_to_7.24.sql",
                "7.24.0 → 2.1.4 productSwitch",
            ],
        ],
        [
            "Camunda 7.23.4, enterprise → Operaton: the latest patches of what is left",
            target("7.23.4", enterprise),
            target("1.0.3", operaton),
            ["7.23.4 → 7.23.10 patch", "7.23.10 → 7.24.5 minor engine_7.23_to_7.24.sql", "7.24.5 → 1.0.3 productSwitch"],
        ],
        [
            "Camunda 7.23.0 → CIB seven 2.2.0: it has to be entered at 2.1",
            target("7.23.0"),
            target("2.2.0", cibseven),
            [
                "7.23.0 → 7.24.0 minor engine_7.23_to_7.24.sql",
                "7.24.0 → 2.1.0 productSwitch",
                "2.1.0 → 2.2.0 minor DDL by hand engine_7.24_to_2.1.sql engine_2.1_to_2.2.sql",
            ],
        ],
        [
            "Camunda 7.21.0 → CIB seven 2.0.0: left at 7.23, whose schema it has",
            target("7.21.0"),
            target("2.0.0", cibseven),
            [
                "7.21.0 → 7.22.0 minor DDL engine_7.21_to_7.22.sql",
                "7.22.0 → 7.23.0 minor DDL engine_7.22_to_7.23.sql",
                "7.23.0 → 2.0.0 productSwitch",
            ],
        ],
        [
            "Camunda 7.22.0 → CIB seven 1.1.0: the same schema",
            target("7.22.0"),
            target("1.1.0", cibseven),
            ["7.22.0 → 1.1.0 productSwitch"],
        ],
        [
            "Camunda 7.22.0 → CIB seven 1.1.1: that of 7.23",
            target("7.22.0"),
            target("1.1.1", cibseven),
            ["7.22.0 → 1.1.1 productSwitch DDL by hand engine_7.22_to_7.23.sql"],
        ],
        [
            "CIB seven 1.0.0 → 2.1.0: the schema is in step with the patches",
            target("1.0.0", cibseven),
            target("2.1.0", cibseven),
            [
                "1.0.0 → 1.0.2 patch",
                "1.0.2 → 1.1.1 minor DDL by hand engine_7.22_to_7.23.sql",
                "1.1.1 → 2.0.0 minor",
                "2.0.0 → 2.1.0 minor by hand engine_7.23_to_7.24.sql",
            ],
        ],
        [
            "Operaton 1.0.3 → 2.1.0: one schema all along",
            target("1.0.3", operaton),
            target("2.1.0", operaton),
            ["1.0.3 → 1.1.5 minor", "1.1.5 → 2.0.0 minor", "2.0.0 → 2.1.0 minor"],
        ],
        ["the version that runs: nothing to do", target("7.22.0"), target("7.22.0"), []],
    ];
    for (const [name, previous, wanted, hops] of plans) {
        it(name, () => {
            const found = way(previous, wanted);
            expect(found.holds).to.deep.equal([]);
            expect(found.hops.map(short)).to.deep.equal(hops);
        });
    }

    const refused: [name: string, previous: Target, wanted: Target, holds: string[]][] = [
        ["down", target("7.24.0"), target("7.22.0"), ["downgrade"]],
        ["down by a patch", target("7.22.3", enterprise), target("7.22.0", enterprise), ["downgrade"]],
        ["to a minor that is not known", target("7.24.0"), target("7.25.0"), ["versionUnsupported"]],
        ["from a minor that is not known", target("7.4.0"), target("7.6.0"), ["previousUnsupported"]],
        ["from something that is no version", target("latest"), target("7.24.0"), ["previousUnsupported"]],
        ["to something that is no version", target("7.22.0"), target("garbage"), ["versionUnsupported"]],
        ["from and to the same garbage", target("garbage"), target("garbage"), ["versionUnsupported"]],
        ["to another product's version", target("7.22.0"), target("2.2.0"), ["versionUnsupported", "downgrade"]],
        [
            "to a product from a version that it was never described for",
            target("7.24.0"),
            target("1.0.0", cibseven),
            ["productSwitchUnsupported"],
        ],
        ["back from another product", target("1.0.0", operaton), target("7.24.0"), ["productSwitchUnsupported"]],
        ["from one fork to another", target("1.0.0", operaton), target("2.1.0", cibseven), ["productSwitchUnsupported"]],
        ["with another layout", target("7.20.0"), target("7.24.0", { nodes: 5 }), ["layoutChanged"]],
        ["with an image that moves", target("7.20.0"), target("7.24.0", { image: "camunda/camunda-bpm-platform:latest" }), ["floatingTag"]],
    ];
    for (const [name, previous, wanted, holds] of refused) {
        it(`refuses the way ${name}: ${holds.join(", ")}`, () => {
            const found = way(previous, wanted);
            expect(found.hops).to.deep.equal([]);
            expect(found.holds.map(({ id }) => id)).to.deep.equal(holds);
        });
    }
});

describe("the scripts of a plan", () => {
    const all = way(target("7.5.0"), target("7.24.0")).hops;
    const reaches = (file: string) =>
        /_to_([\d._]+?)\.sql$/
            .exec(file)![1]
            .split(/[._]/)
            .map((number) => number.padStart(3, "0"))
            .join(".");

    it("from 7.5.0 to 7.24.0, community, are those of every step and of every patch, without those that are the same as an earlier one", () => {
        const catalogue = camunda.minors.flatMap(({ scripts = [], patchScripts = [] }) => [...scripts, ...patchScripts]);
        expect(all).to.have.length(19);
        expect(files(all)).to.deep.equal(catalogue.filter(({ sameAs }) => !sameAs).map(({ file }) => file));
        expect(catalogue.filter(({ sameAs }) => sameAs)).to.have.length(12);
    });

    it("come in ascending order, each at most once", () => {
        const reached = files(all).map(reaches);
        expect(reached).to.deep.equal([...new Set(reached)].sort());
    });

    it("are all run by the migration Job, and change tables in all steps but three", () => {
        expect(all.filter(({ byHand }) => byHand)).to.deep.equal([]);
        expect(ends(all.filter(({ ddl }) => !ddl))).to.deep.equal(["7.18.0 → 7.19.0", "7.19.0 → 7.20.0", "7.23.0 → 7.24.0"]);
    });

    it("are the same of both editions, from the first release on", () =>
        expect(files(way(target("7.5.0", enterprise), target("7.24.5", enterprise)).hops)).to.deep.equal(files(all)));

    const at712: [name: string, previous: Target, schema: string | undefined, patches: string[]][] = [
        [
            "7.12.0, community: all patches of 7.12",
            target("7.12.0"),
            undefined,
            ["7.12.0_to_7.12.1", "7.12.10_to_7.12.11", "7.12.11_to_7.12.12"],
        ],
        ["7.12.0, community, log at 7.12.11: what is left", target("7.12.0"), "7.12.11", ["7.12.11_to_7.12.12"]],
        ["7.12.0, community, log at 7.12.12: nothing", target("7.12.0"), "7.12.12", []],
        [
            "7.12.21, log at 7.12.0: all of them, although the nodes are patched",
            target("7.12.21", enterprise),
            "7.12.0",
            ["7.12.0_to_7.12.1", "7.12.10_to_7.12.11", "7.12.11_to_7.12.12"],
        ],
        ["7.12.21: those came with the patches", target("7.12.21", enterprise), undefined, []],
        [
            "7.12.21, with something that is no version in the log: all of them",
            target("7.12.21", enterprise),
            "fox",
            ["7.12.0_to_7.12.1", "7.12.10_to_7.12.11", "7.12.11_to_7.12.12"],
        ],
    ];
    for (const [name, previous, schema, patches] of at712) {
        it(`begin with those that the database has not seen; ${name}`, () => {
            const { hops } = way(previous, target("7.13.0", { edition: previous.edition }), schema);
            const names = patches.map((patch) => `engine_7.12_patch_${patch}.sql`);
            expect(files(hops).filter((file) => file.includes("7.12_patch"))).to.deep.equal(names);
        });
    }

    it("begin with those that the database has not seen, also before there was a log", () => {
        const { hops } = way(target("7.9.20", enterprise), target("7.10.0", enterprise), "7.9.7");
        expect(files(hops)).to.deep.equal(["engine_7.9_patch_7.9.11_to_7.9.12.sql", "engine_7.9_to_7.10.sql"]);
    });
});

describe("the commands of a plan", () => {
    const commands = (previous: Target, wanted: Target) => way(previous, wanted).hops.map((hop) => hop.commands);

    it("set the version and update", () =>
        expect(commands(target("7.22.0"), target("7.23.0"))).to.deep.equal([
            ["pulumi config set --path engine.version 7.23.0", "pulumi up"],
        ]));

    it("begin with the scripts where they have to be run by hand", () =>
        expect(commands(target("2.0.0", cibseven), target("2.1.0", cibseven))[0][0]).to.equal(
            "psql -v ON_ERROR_STOP=1 -1 -f postgres_engine_7.23_to_7.24.sql   # as the owner of the tables",
        ));

    it("set product, edition and image where the product is switched, and only there", () => {
        const own = { image: "orders:83" };
        expect(commands(target("7.23.10", enterprise), target("1.0.3", { ...operaton, ...own }))).to.deep.equal([
            ["pulumi config set --path engine.version 7.24.5", "pulumi up"],
            [
                "pulumi config set --path engine.product operaton",
                "pulumi config set --path engine.edition community",
                "pulumi config rm --path engine.image   # the product's own; or set an image of yours with that engine",
                `pulumi config set --path 'overrides[0].hold' productSwitchNotRolling && pulumi config set --path 'overrides[0].reason' "…"   # after a rehearsal`,
                "pulumi config set --path engine.version 1.0.3",
                "pulumi up",
            ],
        ]);
    });
});
