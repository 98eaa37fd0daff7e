import { PassedBatch } from "../../../../components/checkpoint/rules/completion";
import { Evidence, Target } from "../../../../components/domain/facts/facts";
import { digestOf, isBroken, minorOf, ModelCluster, Node, versionIn } from "./cluster";
import { Observer } from "./registry";
import { ModelStack } from "./stack";

/** A promise that the module has not kept. */
export class Broken extends Error {}

/** Pairs of versions that are two minors or more apart. */
const farApart = (versions: readonly string[]): string[] =>
    versions.flatMap((a) => versions.filter((b) => minorOf(b) - minorOf(a) > 1).map((b) => `${a} and ${b}`));

/** Whether somebody can know what it runs: not of a node that a hand has changed and that does not answer yet. */
const works = (node: Node): boolean => !isBroken(node) && !node.surplus && (node.ready || node.by === "module");

/** What runs at one moment. */
const looked = ({ nodes, fits }: ModelCluster) => {
    const running = nodes.filter(works);
    const versions = [...new Set(running.map(({ image }) => versionIn(image)))];
    return {
        versions,
        apart: farApart(versions),
        stranded: running.filter(({ image }) => !fits(versionIn(image))).map(({ name }) => name),
        serving: nodes.filter(({ ready }) => ready).length,
    };
};

/** Watches what the module does, and says so where it breaks what it promises. */
export class Promises implements Observer {
    /** Whether somebody has changed something in the middle of this run: nobody can have seen it before the act. */
    surprised = false;
    /** Whether somebody has lifted what would hold this. */
    lifted = false;

    constructor(private readonly stack: ModelStack) {}

    /** An act must not make worse what runs. What a hand has done is not the module's; what it does about it is. */
    act(what: string, act: () => void): void {
        const { cluster, config } = this.stack;
        const before = looked(cluster);
        act();
        const after = looked(cluster);
        if (this.surprised || this.lifted) {
            return;
        }
        const added = after.versions.filter((version) => !before.versions.includes(version));
        if (added.length > 0 && after.versions.length > 2) {
            throw new Broken(`${what}: three versions run: ${after.versions.join(", ")}`);
        }
        const apart = after.apart.filter((pair) => !before.apart.includes(pair));
        if (apart.length > 0) {
            throw new Broken(`${what}: two minors apart: ${apart.join(", ")}`);
        }
        const stranded = after.stranded.filter((node) => !before.stranded.includes(node));
        if (stranded.length > 0) {
            throw new Broken(`${what}: ${stranded.join(", ")} on the schema ${cluster.schema}`);
        }
        if (before.serving > 0 && after.serving === 0 && (config.count > 1 || config.surge)) {
            throw new Broken(`${what}: no node serves, and ${before.serving} did`);
        }
    }

    /** Completed: every node, the schema and, once it is written, the evidence are at the target at that moment. */
    completed({ version }: Target, image: string, batches: readonly PassedBatch[]): void {
        const { cluster } = this.stack;
        const wrong = cluster.nodes.filter((node) => !node.ready || versionIn(node.image) !== version);
        const counts = batches.map(({ workload, nodes }) => cluster.nodes.filter((node) => node.workload === workload).length - nodes);
        const images = new Set(cluster.nodes.filter(({ workload }) => workload !== undefined).map((node) => digestOf(node.image)));
        if (wrong.length > 0 && !this.lifted) {
            throw new Broken(
                `completed ${version} with ${wrong.map(({ name, image: own, ready }) => `${name} ${own} ${ready}`).join(", ")}`,
            );
        }
        if (counts.some((more) => more !== 0) || [...images].some((digest) => digest !== digestOf(image))) {
            throw new Broken(`completed ${version} with counts off by ${counts.join()}, images ${[...images].length}`);
        }
        if (!cluster.fits(version) || !cluster.hasSchemaOf(version)) {
            throw new Broken(`completed ${version} on the schema ${cluster.schema}`);
        }
    }

    /** What the outputs say of what ran, in entries that were not there before. */
    recorded(before: readonly Evidence[]): void {
        for (const { to, image, digests } of (this.stack.outputs.evidence ?? []).filter((entry) => !before.includes(entry))) {
            if (versionIn(image) !== to.split(" ")[1] || digests.length !== 1 || digests[0] !== digestOf(image)) {
                throw new Broken(`evidence of ${to}: ${image} ran as ${digests.join(", ")}`);
            }
        }
    }
}
