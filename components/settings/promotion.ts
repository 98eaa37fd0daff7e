import { Fault } from "./faults";
import { promotionSection } from "./table/updateSections";

/** Which stack an update is promoted from, as it is set: see table/updateSections.ts. */
export interface PromotionSettings {
    readonly stack: string;
    readonly maxAgeDays?: number;
    readonly output?: string;
}

/** Where a stack is. */
export interface StackPlace {
    readonly organization: string;
    readonly project: string;
    readonly stack: string;
}

/** Fills in the defaults. */
export const settlePromotion = ({
    maxAgeDays = promotionSection.maxAgeDays.default,
    output = promotionSection.output.default,
}: PromotionSettings) => ({ maxAgeDays, output });

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
