import { expect } from "chai";
import { Evidence, Transition } from "../../../components";
import { Observer } from "../../../local/demo/observer";
import { kubectl, until } from "./kubectl";
import { Ended, TestStack } from "./testStack";

/** Image of a node of that version, by the local stack's names. */
export const imageFor = (version: string): string => `localhost/camunda-bpm-platform:run-${version}`;

/** What somebody does with `kubectl` behind the stack's back: another image for a batch. */
export const setImage = (batch: string, version: string): Promise<string> =>
    kubectl("set", "image", `deployment/camunda-${batch}`, `engine=${imageFor(version)}`);

/** How often a batch's Deployment was written. */
export const generationOf = async (batch: string): Promise<number> =>
    Number(await kubectl("get", "deployment", `camunda-${batch}`, "-o", "jsonpath={.metadata.generation}"));

/** The command in the line `next` of a hold that an output has, without the remark behind it. */
export function nextOf(output: string, id: string): string {
    const [, command] = new RegExp(`^\\s*${id}: .*\\n\\s*why: .*\\n\\s*next: (.*?)(?:\\s+# .*)?$`, "m").exec(output) ?? [];
    expect(command, `no command in the hold ${id}:\n${output}`).to.be.a("string");
    return command;
}

/** Runs a command that a message names, for this stack; the outcome is that of the last `pulumi up` or `preview` in it, if there is any. */
export async function follow(stack: TestStack, command: string): Promise<Ended | undefined> {
    let ended: Ended | undefined;
    for (const part of command.split(" && ")) {
        const [, set, value] = /^pulumi config set --path (\S+) (.+)$/.exec(part) ?? [];
        const [, removed] = /^pulumi config rm --path (\S+)$/.exec(part) ?? [];
        const [, options] = /^pulumi up( --refresh)?$/.exec(part) ?? [];
        const unquoted = (text: string) => text.replace(/^(["'])(.*)\1$/, "$2");
        if (set) await stack.set(unquoted(set), unquoted(value));
        else if (removed) await stack.unset(unquoted(removed));
        else if (part.startsWith("pulumi up")) ended = await stack.up(...(options ? [options.trim()] : []));
        else if (part === "pulumi refresh") await stack.refresh();
        else throw new Error(`nobody here knows how to run ${part}`);
    }
    return ended;
}

/** An update, or a preview, that has to be refused or held; its output. */
export async function held(run: Promise<Ended>, ...texts: string[]): Promise<string> {
    const { code, output } = await run;
    expect(code, output).not.to.equal(0);
    for (const text of texts) expect(output).to.contain(text);
    return output;
}

/** One that has to end well; its output. */
export async function goes(run: Promise<Ended | undefined>, ...texts: string[]): Promise<string> {
    const { code, output } = (await run)!;
    expect(code, output).to.equal(0);
    for (const text of texts) expect(output).to.contain(text);
    return output;
}

/** Begins an update, and kills its CLI once something is so. */
export async function killedWhen(stack: TestStack, what: string, isSo: () => Promise<boolean>): Promise<void> {
    const { process: pulumi, ended } = stack.start("--skip-preview");
    const over = ended.then(({ output }) => Promise.reject(new Error(`the update ended before ${what}\n${output}`)));
    await Promise.race([until(what, isSo, 300), over]);
    over.catch(() => undefined);
    pulumi.kill("SIGKILL");
    await ended;
    await stack.cancel();
}

/** What runs and what is recorded, of a stack in the tests' namespace or in another one. */
export class Nodes {
    private constructor(
        private readonly stack: TestStack,
        private readonly observer: Observer,
    ) {}

    static async of(stack: TestStack, namespace = "camunda"): Promise<Nodes> {
        return new Nodes(stack, await Observer.connect({ namespace }));
    }

    /** Version of each node that is ready, by its batch. */
    async versions(): Promise<string[]> {
        return (await this.observer.nodeVersions()).map(({ batch, version }) => `${batch} ${version}`).sort();
    }

    /** Waits until these are the nodes, as `batch-1 7.22.0`. */
    until = (...nodes: string[]): Promise<void> =>
        until(nodes.join(", "), async () => (await this.versions()).join() === [...nodes].sort().join(), 240);

    /** Waits until one of these is among the nodes. */
    untilThere = (node: string): Promise<void> => until(node, async () => (await this.versions()).includes(node), 240);

    history = async (): Promise<Transition[]> => JSON.parse(await this.stack.output("history", "--json")) as Transition[];
    evidence = async (): Promise<Evidence[]> => JSON.parse(await this.stack.output("evidence", "--json")) as Evidence[];

    /** That the record says one version, and that every node answers it, with one image. */
    async expectCompleted(version: string, batches: readonly string[]): Promise<void> {
        expect(await this.versions()).to.deep.equal(batches.map((batch) => `${batch} ${version}`));
        expect(await this.stack.output("completedVersion")).to.equal(version);
        expect((await this.history()).at(-1)?.to).to.equal(`camunda ${version}`);
        const last = (await this.evidence()).at(-1);
        expect([last?.to, last?.digests.length]).to.deep.equal([`camunda ${version}`, 1]);
    }
}
