import { Hold } from "../../domain/hold";

/** That nothing has held for a while, and not for long enough yet; undefined: it is long enough. Times in milliseconds since the epoch. */
export function soakHold(batch: string, freeSince: number, now: number, soakSeconds: number): Hold | undefined {
    const left = Math.ceil(soakSeconds - (now - freeSince) / 1000);
    return left > 0
        ? {
              id: "soaking",
              message: `${batch} is integrated, and nothing has held for ${soakSeconds - left} of ${soakSeconds} s`,
              short: `${batch} soaking`,
              why: "What a new version breaks does not always show at once; verification.soakSeconds asks for a time without holds.",
              next: "wait, or: pulumi config set --path verification.soakSeconds 0   # pulumi up goes on here",
              overridable: false,
          }
        : undefined;
}
