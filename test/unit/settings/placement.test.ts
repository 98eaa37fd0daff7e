import { expect } from "chai";
import { placementFaults, settlePlacement } from "../../../components/settings/placement";
import { Placement } from "../../../components/domain/facts/placement";

const dedicated = { key: "dedicated", value: "camunda", effect: "NoSchedule" };

describe("placementFaults", () => {
    const cases: [what: string, nodes: object, faults: string[]][] = [
        ["nothing", {}, []],
        [
            "labels and taints",
            {
                nodeSelector: {
                    "eks.amazonaws.com/nodegroup": "camunda",
                    "kubernetes.io/arch": "amd64",
                    "example.com/dedicated": true,
                    a: "",
                },
                tolerations: [
                    dedicated,
                    { key: "example.com/spot", operator: "Exists" },
                    { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute", tolerationSeconds: 30 },
                ],
            },
            [],
        ],
        ["a list and a text, which are faults elsewhere", { nodeSelector: ["a"], tolerations: "dedicated" }, []],
        [
            "a key that no label has",
            { nodeSelector: { "node group": "a", "/b": "c", "UPPER.example.com/d": "e" } },
            ["node group", "/b", "UPPER.example.com/d"].map(
                (key) =>
                    `nodes.nodeSelector["${key}"] is no label: its key has to be a name as Kubernetes has them, with a domain before it or not, e.g. example.com/dedicated`,
            ),
        ],
        [
            "a value that no label has",
            { nodeSelector: { a: "two words", b: 1.1, c: ["x"], d: "x".repeat(64) } },
            [
                'nodes.nodeSelector["a"] is "two words"',
                'nodes.nodeSelector["b"] is 1.1',
                'nodes.nodeSelector["c"] is ["x"]',
                `nodes.nodeSelector["d"] is "${"x".repeat(64)}"`,
            ].map(
                (fault) =>
                    `${fault}, but has to be a text of at most 63 letters, digits, points, hyphens and underscores, a letter or digit at both ends`,
            ),
        ],
        [
            "a toleration that is a text",
            { tolerations: ["dedicated"] },
            ['nodes.tolerations[0] is "dedicated", but has to have names with values: key, operator, value, effect, tolerationSeconds'],
        ],
        [
            "a toleration of everything",
            { tolerations: [{ operator: "Exists" }] },
            [
                "nodes.tolerations[0].key is missing; it has to be a name as Kubernetes has them, with a domain before it or not, e.g. example.com/dedicated",
            ],
        ],
        [
            "words that Kubernetes does not know",
            { tolerations: [dedicated, { key: "a", operator: "equals", effect: "NoExec", seconds: 5 }] },
            [
                'nodes.tolerations[1].operator is "equals", but has to be one of Equal, Exists',
                'nodes.tolerations[1].effect is "NoExec", but has to be one of NoSchedule, PreferNoSchedule, NoExecute',
                "nodes.tolerations[1].seconds is not known; the nearest name is nodes.tolerations[1].tolerationSeconds",
            ],
        ],
        [
            "a value that nothing is compared with",
            { tolerations: [{ ...dedicated, operator: "Exists" }] },
            ['nodes.tolerations[0].value is "camunda", but the operator is "Exists", which takes no value'],
        ],
        [
            "a time that never begins",
            {
                tolerations: [
                    { ...dedicated, tolerationSeconds: 30 },
                    { key: "a", tolerationSeconds: 5 },
                ],
            },
            [
                'nodes.tolerations[0].tolerationSeconds is 30, but the effect is "NoSchedule": only NoExecute ends by itself',
                "nodes.tolerations[1].tolerationSeconds is 5, but the effect is not set: only NoExecute ends by itself",
            ],
        ],
    ];
    for (const [what, nodes, faults] of cases) {
        it(`${faults.length > 0 ? "refuses" : "accepts"} ${what}`, () =>
            expect(placementFaults(nodes).map(({ path, message }) => `${path} ${message}`)).to.deep.equal(faults));
    }
});

describe("settlePlacement", () => {
    it("makes texts of values that YAML made something else", () =>
        expect(
            settlePlacement({
                nodeSelector: { a: true, b: 5 },
                tolerations: [{ key: "c", value: true }, { key: "d" }],
            } as unknown as Placement),
        ).to.deep.equal({ nodeSelector: { a: "true", b: "5" }, tolerations: [{ key: "c", value: "true" }, { key: "d" }] }));
    it("is nowhere in particular where nothing is told, or nothing that could be", () => {
        expect(settlePlacement({})).to.deep.equal({ nodeSelector: {}, tolerations: [] });
        expect(settlePlacement({ nodeSelector: null, tolerations: "a" } as unknown as Placement)).to.deep.equal({
            nodeSelector: {},
            tolerations: [],
        });
    });
});
