/** Ctrl-C, as a signal that the rest of the demo can wait for. */
export interface Interruption {
    signal: AbortSignal;
    /** Gives the terminal back. */
    release(): void;
}

const CTRL_C = 3;

/**
 * Takes Ctrl-C. A terminal sends SIGINT to every process at once; pulumi would get it from there and from us, and a CLI that is interrupted
 * twice stops where it is and leaves its state behind. So the terminal is put into raw mode, in which Ctrl-C is a key that only this process sees.
 * The second Ctrl-C leaves at once.
 */
export function takeInterrupts(leave: () => void): Interruption {
    const controller = new AbortController();
    const interrupt = () => {
        if (controller.signal.aborted) {
            release();
            leave();
        }
        controller.abort(new Error("interrupted"));
    };
    const onKey = (data: Buffer) => {
        if (data.includes(CTRL_C)) interrupt();
    };
    const release = () => {
        process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
        process.stdin.off("data", onKey);
        if (process.stdin.isTTY) process.stdin.setRawMode(false).pause();
    };
    process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
    if (process.stdin.isTTY) process.stdin.setRawMode(true).on("data", onKey);
    return { signal: controller.signal, release };
}
