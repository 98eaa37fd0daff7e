import { Hold, hold } from "../../domain/hold";

/** That nothing has held for a while, and not for long enough yet; undefined: it is long enough. Times in milliseconds since the epoch. */
export function soakHold(batch: string, freeSince: number, now: number, soakSeconds: number): Hold | undefined {
    const left = Math.ceil(soakSeconds - (now - freeSince) / 1000);
    return left > 0
        ? hold("soaking", {
              message: `${batch} is integrated, and no hold was found for ${soakSeconds - left} of ${soakSeconds} s`,
              short: `${batch} soaking`,
              next: "wait, or: pulumi config set --path verification.soakSeconds 0   # pulumi up goes on here",
          })
        : undefined;
}
