import { Check, isSection, shown } from "./checks";

/** One fault of a configuration. */
export interface Fault {
    /** Where it is, e.g. `nodes.count`. */
    readonly path: string;
    /** What is wrong, with the value. */
    readonly message: string;
    /** What has to go, where no other value would do. */
    readonly remove?: string;
}

/** What is missing, and why it is needed. */
export const absent = (path: string, why: string): Fault => ({ path, message: `is missing: ${why}` });

/** A URL with credentials in one of the many ways, or what belongs into the Secret instead of its name. */
const mayHoldSecret = ["jdbcUrl", "secret", "restSecret", "pullSecret", "ingressTlsSecret"];

/** What is wrong with the fields of a section, each by itself, and which are missing. A name that is not known is a fault, too. */
export function fieldFaults(path: string, section: unknown, checks: Record<string, Check>, required: readonly string[] = []): Fault[] {
    if (!isSection(section)) {
        return [{ path, message: `is ${shown(section)}, but has to have names with values: ${Object.keys(checks).join(", ")}` }];
    }
    const present = Object.entries(section).filter(([, value]) => value !== undefined);
    return [
        ...present.flatMap(([key, value]) => {
            if (!Object.hasOwn(checks, key)) {
                return [
                    {
                        path: `${path}.${key}`,
                        message: `is not known; known are ${Object.keys(checks).join(", ")}`,
                        remove: `${path}.${key}`,
                    },
                ];
            }
            const check = checks[key];
            const seen = mayHoldSecret.includes(key) ? "is not shown, since it may carry a password; it" : `is ${shown(value)}, but`;
            return check.passes(value) ? [] : [{ path: `${path}.${key}`, message: `${seen} has to be ${check.expected}` }];
        }),
        ...required
            .filter((key) => !present.some(([present]) => present === key))
            .map((key) => ({ path: `${path}.${key}`, message: `is missing; it has to be ${checks[key].expected}` })),
    ];
}
