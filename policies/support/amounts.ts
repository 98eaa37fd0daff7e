import { Value } from "./resource";

/** How many of a total a number or a share is, e.g. `2` or `33%`, rounded up; NaN where it is neither, or not known. */
export function amountOf(value: Value, total: number): number {
    const share = typeof value === "string" ? /^(\d+)%$/.exec(value) : null;
    return share ? Math.ceil((Number(share[1]) * total) / 100) : typeof value === "number" ? value : NaN;
}

/** The sum of numbers; undefined where one of them is not known. */
export function sumOf(values: readonly Value[]): number | undefined {
    const numbers = values.filter((value) => typeof value === "number");
    return numbers.length === values.length ? numbers.reduce((sum, number) => sum + number, 0) : undefined;
}

/** Seconds of a time as Spring Boot reads it: `60s`, `60000ms`, `1m`, `PT1M`, milliseconds without a unit; undefined where it is none of these. */
export function secondsOf(time: string): number | undefined {
    const plain: (string | undefined)[] | null = /^(\d+)(ms|s|m|h)?$/i.exec(time);
    if (plain) {
        return (
            (Number(plain[1]) * { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[(plain[2] ?? "ms").toLowerCase() as "ms" | "s" | "m" | "h"]) /
            1000
        );
    }
    const iso: (string | undefined)[] | null = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/i.exec(time);
    return iso ? Number(iso[1] ?? 0) * 3600 + Number(iso[2] ?? 0) * 60 + Number(iso[3] ?? 0) : undefined;
}
