import { setTimeout as sleep } from "node:timers/promises";
import { throughClusterIp, untilServed } from "../../local/demo/endpoint";
import { CarriedInstances, deployProcesses, finishInstances, Instance, startInstances } from "../../local/demo/instances";
import { FailedRequest, Load, startLoad } from "../../local/demo/load";

/** What is left of the work when the roll is over. */
export interface Done {
    readonly sent: number;
    readonly failures: readonly FailedRequest[];
}

/** What an engine has to do meanwhile: requests, and process instances that are started before the roll and while it lasts. */
export class Work {
    private readonly failed: FailedRequest[] = [];
    private readonly over = new AbortController();
    private starting: Promise<void> = Promise.resolve();

    private constructor(
        private readonly rest: string,
        private readonly instances: Instance[],
        private readonly load: Load,
    ) {}

    /** Begins; the instances that are started before have timers that fall due in the 90 s that follow. */
    static async begin(rate: number): Promise<Work> {
        const endpoint = await throughClusterIp({ namespace: "camunda", name: "camunda-engine", port: 8080 });
        await untilServed(endpoint);
        await deployProcesses(endpoint.rest);
        const instances = await startInstances(endpoint.rest, { each: 15, spreadSeconds: 90 });
        const load = await startLoad({ rest: endpoint.rest, rate, keepAlive: false, keptFailures: Infinity });
        const work = new Work(endpoint.rest, instances, load);
        work.starting = work.startFurther();
        return work;
    }

    /** Ends requests and starts; what was started goes on. */
    async end(): Promise<Done> {
        this.over.abort();
        await this.starting;
        const { sent, failures } = await this.load.stop();
        return { sent, failures: [...failures, ...this.failed].sort((a, b) => a.at.localeCompare(b.at)) };
    }

    /** Completes what was started, and tells what has become of it. */
    finish = (roll: { begin: number; end: number }): Promise<CarriedInstances> => finishInstances(this.rest, this.instances, roll);

    /** One instance of each process every other second. A start that is not answered may have started one: it is not counted. */
    private async startFurther(): Promise<void> {
        while (!this.over.signal.aborted) {
            const at = new Date().toISOString();
            await startInstances(this.rest, { each: 1, spreadSeconds: 10 }).then(
                (started) => this.instances.push(...started),
                (error: Error) => this.failed.push({ at, request: "instances started meanwhile", cause: error.message }),
            );
            await sleep(2000, undefined, { signal: this.over.signal }).catch(() => undefined);
        }
    }
}
