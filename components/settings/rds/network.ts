import { Check, shown } from "../checks";
import { Fault } from "../faults";
import { GivenRds, pathOf, SettingsRule, wrong } from "./rule";

// Identifiers of EC2 have 8 or 17 hexadecimal digits (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html).
const idOf = (kind: string) => new RegExp(`^${kind}-(?:[0-9a-f]{8}|[0-9a-f]{17})$`);

/** An identifier of EC2. */
export const ec2Id = (kind: string, expected: string): Check => ({
    expected,
    passes: (value) => typeof value === "string" && idOf(kind).test(value),
    schema: { type: "string", pattern: idOf(kind).source },
});

/** A list of different identifiers of EC2. */
export const ec2Ids = (kind: string, least: number, expected: string): Check => ({
    expected,
    passes: (value) => isDistinct(value) && value.length >= least && value.every((id) => typeof id === "string" && idOf(kind).test(id)),
    schema: { type: "array", minItems: least, uniqueItems: true, items: ec2Id(kind, "").schema },
});

/** A list of texts, none of them twice; what they are is for a rule. */
export const distinctTexts: Check = {
    expected: "a list of different networks, e.g. [10.0.0.0/16]",
    passes: (value) => isDistinct(value) && value.every((item) => typeof item === "string"),
    schema: { type: "array", uniqueItems: true, items: { type: "string" } },
};

const isDistinct = (value: unknown): value is unknown[] => Array.isArray(value) && new Set(value).size === value.length;

/** Rules about who reaches the database. */
export const networkRules: readonly SettingsRule[] = [
    {
        reads: ["allowedCidrs"],
        finds: ({ allowedCidrs = [] }) =>
            allowedCidrs.flatMap((cidr, i): Fault[] => {
                const problem = problemOf(cidr);
                return problem === undefined ? [] : [{ path: `${pathOf("allowedCidrs")}[${i}]`, message: `is ${shown(cidr)}, ${problem}` }];
            }),
    },
    {
        reads: ["allowedSecurityGroupIds", "allowedCidrs"],
        finds: ({ allowedSecurityGroupIds: groups, allowedCidrs: cidrs }) =>
            (groups ?? []).length + (cidrs ?? []).length === 0
                ? [
                      wrong(
                          "allowedSecurityGroupIds",
                          `${told(groups)}, and allowedCidrs ${told(cidrs)}: one of the two has to say who may connect`,
                      ),
                  ]
                : [],
    },
];

const told = (list: GivenRds["allowedCidrs"]): string => (list ? "is []" : "is missing");

const byte = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
const network = new RegExp(String.raw`^${byte}\.${byte}\.${byte}\.${byte}/(3[0-2]|[12]?[0-9])$`);
// The largest of the private networks is 10.0.0.0/8 (https://www.rfc-editor.org/rfc/rfc1918).
const largest = 8;

/** Why a network cannot be one that may connect. */
function problemOf(cidr: string): string | undefined {
    if (/^(0\.0\.0\.0|::|0(:0){7})\/0$/.test(cidr)) {
        return "which is open to the world; it has to be the network that the nodes are in, e.g. 10.0.0.0/16";
    }
    const [, ...numbers] = network.exec(cidr) ?? [];
    if (numbers.length === 0) {
        return "but has to be a network of IPv4, e.g. 10.0.0.0/16";
    }
    const [a, b, c, d, prefix] = numbers.map(Number);
    if (prefix < largest) {
        return `but has to be /${largest} or smaller: no private network is larger`;
    }
    // The provider takes no address of a machine for one of a network.
    const address = ((a * 256 + b) * 256 + c) * 256 + d;
    const hosts = 2 ** (32 - prefix);
    const first = address - (address % hosts);
    return first === address ? undefined : `but has to be the address of a network: ${dotted(first)}/${prefix}`;
}

const dotted = (address: number): string => [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join(".");
