import { expect } from "chai";
import { label, only, Registered } from "./support/recorder";
import { Metadata, podOf, rollingUpdate } from "./support/rollingUpdate";

describe("LoadBalancer", () => {
    let resources: Registered[];
    before(async () => (resources = await rollingUpdate()));

    it("makes an Ingress only for a host name", async () => {
        const kinds = (registered: Registered[]) => registered.map(label).filter((name) => name.startsWith("Ingress"));
        expect(kinds(resources)).to.deep.equal([]);
        expect(kinds(await rollingUpdate({}, { ingressHost: "orders.example.com" }))).to.deep.equal(["Ingress orders-engine"]);
    });

    it("tells the AWS Load Balancer Controller what a node is, and how long it takes to leave", async () => {
        const nodes = { ingressHost: "orders.example.com", ingressClass: "alb", stopSeconds: 90 };
        const certificate = { "alb.ingress.kubernetes.io/certificate-arn": "arn:aws:acm:eu-central-1:1:certificate/2" };
        const registered = await rollingUpdate({}, { ...nodes, ingressAnnotations: certificate });
        const { metadata, spec } = only(registered, "Ingress orders-engine").inputs as { metadata: Metadata; spec: object };
        expect(metadata.annotations).to.deep.equal({
            "pulumi.com/skipAwait": "true",
            "alb.ingress.kubernetes.io/certificate-arn": "arn:aws:acm:eu-central-1:1:certificate/2",
            "alb.ingress.kubernetes.io/target-type": "ip",
            "alb.ingress.kubernetes.io/healthcheck-path": "/engine-rest/engine",
            "alb.ingress.kubernetes.io/healthcheck-interval-seconds": "10",
            "alb.ingress.kubernetes.io/healthcheck-timeout-seconds": "5",
            "alb.ingress.kubernetes.io/healthy-threshold-count": "2",
            "alb.ingress.kubernetes.io/unhealthy-threshold-count": "2",
            "alb.ingress.kubernetes.io/target-group-attributes": "deregistration_delay.timeout_seconds=135",
        });
        const backend = { service: { name: "orders-engine", port: { name: "http" } } };
        expect(spec).to.deep.equal({
            ingressClassName: "alb",
            rules: [{ host: "orders.example.com", http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }],
        });
        const pod = podOf(registered, "Deployment orders-batch-1");
        expect(pod.containers[0].lifecycle.preStop.exec.command.at(-1)).to.match(/^sleep 45\n/);
        expect(pod.terminationGracePeriodSeconds).to.equal(45 + 90 + 90 + 10);
        for (const other of ["Service orders-engine", "PodDisruptionBudget orders-engine"]) {
            const { annotations } = only(registered, other).inputs.metadata as Metadata;
            expect(annotations, other).to.deep.equal({ "pulumi.com/skipAwait": "true" });
        }
    });

    it("has the Ingress take its certificate from a Secret where one is told", async () => {
        const registered = await rollingUpdate({}, { ingressHost: "orders.example.com", ingressTlsSecret: "orders-tls" });
        const { metadata, spec } = only(registered, "Ingress orders-engine").inputs as { metadata: Metadata; spec: { tls: object[] } };
        expect(metadata.annotations).to.deep.equal({ "pulumi.com/skipAwait": "true" });
        expect(spec.tls).to.deep.equal([{ hosts: ["orders.example.com"], secretName: "orders-tls" }]);
    });
});
