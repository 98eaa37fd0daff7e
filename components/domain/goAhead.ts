/** A go-ahead as it is written: version, step, and, from the second rollout to that version on, which one. */
interface GoAhead {
    readonly version: string;
    readonly step: string;
    readonly attempt: number;
}

/** Reads a go-ahead; one that is empty is for no version. */
export function readGoAhead(text: string): GoAhead {
    const [version = "", step = "", attempt = "#1"] = text.split(" ");
    return { version, step, attempt: Number(attempt.slice(1)) };
}
