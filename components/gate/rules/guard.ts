import { imageOf } from "../../domain/image";
import { Target } from "../../domain/facts/facts";
import { Rule } from "./rule";
import { arrow, inFlight, versionChanges } from "../../domain/transition";
import { set } from "../../domain/commands";

/** Rules about the admission guard. */
export const guardRules: readonly Rule[] = [
    {
        id: "guardWithdrawn",
        finds: (facts) => {
            const { previous, wanted } = facts;
            const another = previous && image(previous) !== image(wanted);
            return previous?.guard && !wanted.guard && (versionChanges(facts) || another || inFlight(facts))
                ? {
                      message: another
                          ? `guard is switched off together with ${arrow(facts)}, ${image(previous)} → ${image(wanted)}`
                          : `guard is switched off while the update to ${previous.version} is in progress`,
                      next: `pulumi config set guard true && ${inFlight(facts) ? set(previous.version) : "pulumi up"}   # then pulumi config set guard false in an update of its own`,
                  }
                : undefined;
        },
    },
];

const image = ({ image: template, version }: Target): string => imageOf(template, version);
