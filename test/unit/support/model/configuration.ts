import { Evidence, NodeRollback, PromotionFacts } from "../../../../components/domain/facts/facts";
import { Override } from "../../../../components/domain/hold";
import { imageOf } from "../../../../components/domain/image";
import { settle, Settings } from "../../../../components/settings/settle";
import { adoptSelector, digestOf, officialImage } from "./cluster";

/** What somebody has set: the part of a stack's settings that the model knows. */
export interface Configuration {
    version: string;
    image: string;
    application: string;
    count: number;
    batchSize: string;
    surge: boolean;
    rollback: Partial<NodeRollback> | undefined;
    overrides: Override[];
    adopt: string | undefined;
    pauseAfter: string[];
    goAhead: string;
    returnFirstBatch: boolean;
    promoted: boolean;
}

export const configuration = (change: Partial<Configuration> = {}): Configuration => ({
    version: "7.22.0",
    image: officialImage,
    application: "",
    count: 3,
    batchSize: "33%",
    surge: false,
    rollback: undefined,
    overrides: [],
    adopt: undefined,
    pauseAfter: [],
    goAhead: "",
    returnFirstBatch: false,
    promoted: false,
    ...change,
});

/** What the module makes of it. */
export const settled = ({ version, image, application, count, batchSize, surge, rollback, overrides, adopt }: Configuration): Settings =>
    settle({
        engine: { version, image, application },
        nodes: { count, batchSize, surge },
        rollback,
        overrides: structuredClone(overrides),
        adopt: adopt === undefined ? undefined : { selector: adopt },
    });

/** The stack that is promoted from. */
export class Staging {
    reachable = true;
    evidence: Evidence[] = [];

    /** It has completed a step, or gone back by it. */
    complete(from: string, to: string, at: string): void {
        const image = imageOf(officialImage, to);
        this.evidence.push({
            from: `camunda ${from}`,
            to: `camunda ${to}`,
            at,
            image,
            digests: [digestOf(image)],
            scripts: "sha256:scripts",
        });
    }

    facts = (now: string): PromotionFacts => ({
        stack: "staging",
        maxAgeDays: 14,
        now,
        evidence: this.reachable ? [...this.evidence] : [],
        problem: this.reachable ? "" : "the backend does not answer",
    });
}

const strip = (text: string): string => text.replace(/^(['"])(.*)\1$/, "$2");

/** `pulumi config set --path` and `rm --path`: writes one value; false: the model has no such setting. */
export function setPath(config: Configuration, path: string, given: string | undefined): boolean {
    const value = given === undefined ? undefined : strip(given);
    const [, place, field] = /^'?overrides\[(\d+)\]\.?(\w*)'?$/.exec(path) ?? [];
    if (place !== undefined) {
        if (value === undefined) {
            config.overrides.splice(Number(place), 1);
        } else {
            const before = config.overrides[Number(place)] ?? { hold: "", reason: "" };
            config.overrides[Number(place)] = { ...before, [field]: value };
        }
        return true;
    }
    const setters: Record<string, () => void> = {
        "engine.version": () => (config.version = value!),
        "engine.image": () => (config.image = value!),
        "engine.application": () => (config.application = value!),
        "nodes.count": () => (config.count = Number(value)),
        "nodes.batchSize": () => (config.batchSize = value!),
        "nodes.surge": () => (config.surge = value === "true"),
        "rollback.from": () => (config.rollback = { reason: "as the message says", ...config.rollback, from: value }),
        "rollback.reason": () => (config.rollback = { ...config.rollback, reason: value }),
        rollback: () => (config.rollback = undefined),
        adopt: () => (config.adopt = undefined),
        "adopt.selector": () => (config.adopt = value === adoptSelector ? adoptSelector : value),
        "verification.goAhead": () => (config.goAhead = value!),
    };
    setters[path]?.();
    return path in setters;
}
