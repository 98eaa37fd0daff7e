import { expect } from "chai";
import * as fc from "fast-check";
import {
    deregistrationDelayIn,
    ingressAnnotations,
    ingressFaults,
    IngressSettings,
    namespaceLabels,
} from "../../../components/settings/ingress";
import { settle } from "../../../components/settings/settle";

const alb = (suffix: string) => `alb.ingress.kubernetes.io/${suffix}`;
const attributes = alb("target-group-attributes");
const host = { ingressHost: "orders.example.com" };
const onAlb = { ...host, ingressClass: "alb" };

const settled = (nodes: object): IngressSettings => settle({ engine: { version: "7.23.0" }, nodes }).nodes;
const annotations = (nodes: object) => ingressAnnotations(settled(nodes));

/** What the AWS Load Balancer Controller is told, for the settings; that it does so, and AWS with it, is not proven here or elsewhere. */
const ofAlb = (path: string, delay: string) => ({
    [alb("target-type")]: "ip",
    [alb("healthcheck-path")]: path,
    [alb("healthcheck-interval-seconds")]: "10",
    [alb("healthcheck-timeout-seconds")]: "5",
    [alb("healthy-threshold-count")]: "2",
    [alb("unhealthy-threshold-count")]: "2",
    [attributes]: delay,
});

describe("ingressAnnotations", () => {
    const cases: [what: string, nodes: object, annotations: object][] = [
        ["nothing for the cluster's class", host, {}],
        ["nothing for another class", { ...host, ingressClass: "nginx" }, {}],
        ["the longer drain that an ALB needs", onAlb, ofAlb("/engine-rest/engine", "deregistration_delay.timeout_seconds=105")],
        [
            "drain and stop together, and the path of the nodes",
            { ...onAlb, drainSeconds: 60, stopSeconds: 120, restPath: "rest" },
            ofAlb("/rest/engine", "deregistration_delay.timeout_seconds=180"),
        ],
        [
            "the wait for open requests besides",
            { ...onAlb, drainSeconds: 60, stopSeconds: 120, closeConnections: true },
            ofAlb("/engine-rest/engine", "deregistration_delay.timeout_seconds=300"),
        ],
        [
            "what is given beside it",
            { ...onAlb, ingressAnnotations: { [alb("scheme")]: "internet-facing", [alb("ssl-redirect")]: 443 } },
            {
                ...ofAlb("/engine-rest/engine", "deregistration_delay.timeout_seconds=105"),
                [alb("scheme")]: "internet-facing",
                [alb("ssl-redirect")]: "443",
            },
        ],
        [
            "attributes of the target group that are given beside the delay",
            { ...onAlb, ingressAnnotations: { [attributes]: "stickiness.enabled=true,stickiness.type=lb_cookie" } },
            ofAlb("/engine-rest/engine", "stickiness.enabled=true,stickiness.type=lb_cookie,deregistration_delay.timeout_seconds=105"),
        ],
        [
            "given annotations of another class as they are",
            { ...host, ingressClass: "nginx", ingressAnnotations: { [attributes]: "deregistration_delay.timeout_seconds=5", a: "b" } },
            { [attributes]: "deregistration_delay.timeout_seconds=5", a: "b" },
        ],
    ];
    for (const [what, nodes, expected] of cases) {
        it(`has ${what}`, () => expect(annotations(nodes)).to.deep.equal(expected));
    }

    it("has the load balancer wait as long as the node, whatever the times", () =>
        fc.assert(
            fc.property(fc.integer({ min: 20, max: 1800 }), fc.integer({ min: 1, max: 1800 }), (drainSeconds, stopSeconds) => {
                const delay = Number(deregistrationDelayIn(annotations({ ...onAlb, drainSeconds, stopSeconds })[attributes]));
                expect(delay)
                    .to.be.at.least(drainSeconds + stopSeconds)
                    .and.at.most(3600);
            }),
        ));
});

describe("ingressFaults", () => {
    const cases: [what: string, nodes: object, faults: string[]][] = [
        ["no Ingress", {}, []],
        ["an ALB", onAlb, []],
        ["an ALB whose drain is as short as may be", { ...onAlb, drainSeconds: 20 }, []],
        [
            "an ALB whose drain is shorter",
            { ...onAlb, drainSeconds: 19 },
            [
                'nodes.drainSeconds is 19, but nodes.ingressClass is "alb", and an Application Load Balancer goes on sending requests to a node that leaves: at least 20 (15 were seen to be too short: https://github.com/alphagov/govuk-helm-charts/pull/2202)',
            ],
        ],
        ["another class with a short drain", { ...host, ingressClass: "nginx", drainSeconds: 0 }, []],
        ["an ALB that waits as long as it can", { ...onAlb, drainSeconds: 100, stopSeconds: 3500 }, []],
        [
            "an ALB that cannot wait so long",
            { ...onAlb, stopSeconds: 3600 },
            [
                "nodes.stopSeconds is 3600, which with nodes.drainSeconds, 45, is more than the 3600 s for which an Application Load Balancer leaves open requests to a node that leaves",
            ],
        ],
        [
            "an ALB that waits for open requests as long as it can",
            { ...onAlb, drainSeconds: 100, stopSeconds: 1750, closeConnections: true },
            [],
        ],
        [
            "an ALB that cannot wait so long for open requests",
            { ...onAlb, stopSeconds: 1800, closeConnections: true },
            [
                "nodes.stopSeconds is 1800, which twice, for nodes.closeConnections, and with nodes.drainSeconds, 45, is more than the 3600 s for which an Application Load Balancer leaves open requests to a node that leaves",
            ],
        ],
        ["times that are none, which are faults elsewhere", { ...onAlb, drainSeconds: "5s", stopSeconds: null }, []],
        [
            "an Ingress without a host",
            { ingressClass: "alb", ingressAnnotations: {} },
            ["nodes.ingressHost is missing: the Ingress that nodes.ingressClass, nodes.ingressAnnotations would be for is made for a host"],
        ],
        ["a certificate in a Secret", { ...host, ingressTlsSecret: "orders-tls" }, []],
        [
            "a certificate in a Secret for an ALB",
            { ...onAlb, ingressTlsSecret: "orders-tls" },
            [
                'nodes.ingressTlsSecret is a Secret, but nodes.ingressClass is "alb", which takes a certificate of ACM: nodes.ingressAnnotations["alb.ingress.kubernetes.io/certificate-arn"]',
            ],
        ],
        [
            "annotations that are free",
            { ...onAlb, ingressAnnotations: { [alb("certificate-arn")]: "arn:aws:acm:eu-central-1:1:certificate/2", plain: true } },
            [],
        ],
        [
            "annotations that are set here",
            { ...onAlb, ingressAnnotations: { [alb("target-type")]: "instance", "pulumi.com/skipAwait": "false" } },
            [
                'nodes.ingressAnnotations["alb.ingress.kubernetes.io/target-type"] is "instance", but this module sets it itself, to "ip"',
                'nodes.ingressAnnotations["pulumi.com/skipAwait"] is "false", but this module sets it itself, to "true"',
            ],
        ],
        ["the same for another class", { ...host, ingressClass: "nginx", ingressAnnotations: { [alb("target-type")]: "instance" } }, []],
        [
            "a deregistration delay",
            { ...onAlb, ingressAnnotations: { [attributes]: "stickiness.enabled=true, deregistration_delay.timeout_seconds = 30" } },
            [
                `nodes.ingressAnnotations["${attributes}"] has deregistration_delay.timeout_seconds=30, but this module sets it itself, to "105": nodes.drainSeconds and nodes.stopSeconds together`,
            ],
        ],
        [
            "a deregistration delay, and open requests are waited for",
            { ...onAlb, closeConnections: true, ingressAnnotations: { [attributes]: "deregistration_delay.timeout_seconds=105" } },
            [
                `nodes.ingressAnnotations["${attributes}"] has deregistration_delay.timeout_seconds=105, but this module sets it itself, to "165": nodes.drainSeconds and twice nodes.stopSeconds together`,
            ],
        ],
        [
            "the class a second time",
            { ...onAlb, ingressAnnotations: { "kubernetes.io/ingress.class": "nginx" } },
            ['nodes.ingressAnnotations["kubernetes.io/ingress.class"] is "nginx", but this module sets it itself, to "alb"'],
        ],
        [
            "the class in another place",
            { ...host, ingressAnnotations: { "kubernetes.io/ingress.class": "alb" } },
            ['nodes.ingressAnnotations["kubernetes.io/ingress.class"] is "alb", but nodes.ingressClass is what says the class'],
        ],
        [
            "what is no annotation, and no text",
            { ...onAlb, ingressAnnotations: { "a b": "c", [alb("tags")]: { Team: "orders" }, d: 1.1 } },
            [
                'nodes.ingressAnnotations["a b"] is no annotation: its key has to be a name as Kubernetes has them, with a domain before it or not, e.g. example.com/dedicated',
                'nodes.ingressAnnotations["alb.ingress.kubernetes.io/tags"] is {"Team":"orders"}, but has to be a text; lists and objects as JSON, numbers with a point in quotes',
                'nodes.ingressAnnotations["d"] is 1.1, but has to be a text; lists and objects as JSON, numbers with a point in quotes',
            ],
        ],
    ];
    for (const [what, nodes, faults] of cases) {
        it(`${faults.length > 0 ? "refuses" : "accepts"} ${what}`, () =>
            expect(ingressFaults(nodes, settled(nodes)).map(({ path, message }) => `${path} ${message}`)).to.deep.equal(faults));
    }
});

describe("namespaceLabels", () => {
    it("has a new node ready when the ALB sends it requests", () => {
        expect(namespaceLabels("alb")).to.deep.equal({ "elbv2.k8s.aws/pod-readiness-gate-inject": "enabled" });
        expect([namespaceLabels("nginx"), namespaceLabels()]).to.deep.equal([undefined, undefined]);
    });
});
