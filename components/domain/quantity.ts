const powers: Readonly<Record<string, number>> = {
    n: 1e-9,
    u: 1e-6,
    m: 1e-3,
    "": 1,
    ...Object.fromEntries(["k", "M", "G", "T", "P", "E"].map((unit, i) => [unit, 1000 ** (i + 1)])),
    ...Object.fromEntries(["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].map((unit, i) => [unit, 1024 ** (i + 1)])),
};

/** What an amount of Kubernetes comes to, e.g. `500m`, `768Mi` or `1e3`; undefined: it is none. */
export function quantity(amount: unknown): number | undefined {
    const [, number, unit = ""] = (/^(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)([numkMGTPE]|[KMGTPE]i)?$/.exec(String(amount)) ?? []) as (
        string | undefined
    )[];
    return number === undefined ? undefined : Number((Number(number) * powers[unit]).toPrecision(12));
}

/** An amount as a message shows it, in the unit that Kubernetes writes for that kind: `1500m` of processor time, `768Mi` of memory, `3` pods. */
export function shownAmount(resource: string, amount: number): string {
    if (/cpu$/.test(resource)) {
        return Number.isInteger(amount) ? String(amount) : `${Math.round(amount * 1000)}m`;
    }
    return /memory$/.test(resource) ? `${Math.round(amount / 1024 ** 2)}Mi` : String(amount);
}
