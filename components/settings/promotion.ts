import { Check, matching, whole } from "./checks";
import { Fault } from "./validate";
import { Evidence } from "../domain/facts/facts";
import { foreign, isDigest } from "../domain/foreign";

/** Which stack a rollout is promoted from. */
export interface PromotionSettings {
    /** `STACK`, `PROJECT/STACK` or `ORG/PROJECT/STACK`. */
    stack: string;
    /** How old its evidence may be, in days. @default `14` */
    maxAgeDays?: number;
    /** Its output with the evidence. @default `evidence` */
    output?: string;
}

/** How its fields have to look. */
export const promotionChecks: Record<keyof PromotionSettings, Check> = {
    stack: matching("the name of a stack: STACK, PROJECT/STACK or ORG/PROJECT/STACK", /^(?:[\w.-]+\/){0,2}[\w.-]+$/),
    maxAgeDays: whole(1, 365),
    output: matching("the name of a stack output, e.g. evidence", /^\S+$/),
};

/** Where a stack is. */
export interface StackPlace {
    readonly organization: string;
    readonly project: string;
    readonly stack: string;
}

/** Fills in the defaults. */
export const settlePromotion = ({ maxAgeDays = 14, output = "evidence" }: PromotionSettings) => ({ maxAgeDays, output });

/** The name of a stack with its project and organization, where it has none those of this stack. */
export function qualified(name: string, { organization, project }: StackPlace): string {
    const parts = name.split("/");
    return [organization, project]
        .slice(0, 3 - parts.length)
        .concat(parts)
        .join("/");
}

/** As short as the CLI takes it here: it reads `PROJECT/STACK` as an organization and a stack. */
export const shownStack = (name: string, own: StackPlace): string => (name.includes("/") ? qualified(name, own) : name);

/** A stack cannot be its own rehearsal: what it has completed says nothing about what comes next. */
export function ownStackFaults(promotion: object | undefined, own: StackPlace): Fault[] {
    const { stack } = (promotion ?? {}) as { stack?: unknown };
    return typeof stack === "string" && qualified(stack, own) === qualified(own.stack, own)
        ? [
              {
                  path: "promotion.stack",
                  message: `is "${stack}", which is this stack itself; it has to be the one where a rollout is rehearsed`,
              },
          ]
        : [];
}

/** The evidence in an output of a stack, or why there is none. */
export function evidenceIn(value: unknown, output: string): { evidence: readonly Evidence[]; problem: string } {
    if (value === undefined || value === null) {
        return { evidence: [], problem: `it has no output ${output}, which has to be the component's evidence` };
    }
    // What another stack says goes into messages, into commands and, as a checksum, into the migration's environment.
    const isPlain = (text: unknown) => typeof text === "string" && text.length <= 300 && foreign(text, 300) === text;
    const isEvidence = (entry: unknown) => {
        const { from, to, at, image, digests, scripts } = (entry ?? {}) as Record<string, unknown>;
        return (
            [from, to, at, image].every(isPlain) &&
            Array.isArray(digests) &&
            digests.length <= 100 &&
            digests.every(isDigest) &&
            (scripts === undefined || scripts === "" || isDigest(scripts)) &&
            !isNaN(Date.parse(at as string))
        );
    };
    return Array.isArray(value) && value.length <= 100 && value.every(isEvidence)
        ? { evidence: value as Evidence[], problem: "" }
        : { evidence: [], problem: `its output ${output} is not the component's evidence` };
}
