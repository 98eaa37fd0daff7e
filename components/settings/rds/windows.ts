import { matching } from "../checks";
import { SettingsRule, wrong } from "./rule";

const time = "(?:[01][0-9]|2[0-3]):[0-5][0-9]";
const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const day = `(?:${days.join("|")})`;

// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html, and API_CreateDBCluster.html for Aurora:
// PreferredBackupWindow and PreferredMaintenanceWindow are in UTC, of 30 minutes or more, and neither in the other.
/** When backups are made. */
export const backupWindow = matching("a time each day in UTC, e.g. 01:00-02:00", new RegExp(`^${time}-${time}$`));
/** When the database may be maintained. */
export const maintenanceWindow = matching(
    "a time each week in UTC, e.g. sun:03:00-sun:04:00",
    new RegExp(`^${day}:${time}-${day}:${time}$`),
);

const leastMinutes = 30;
const minutesOfDay = 24 * 60;
const minutesOfWeek = 7 * minutesOfDay;

/** A time of each day or week, in minutes. */
interface Window {
    readonly start: number;
    readonly length: number;
}

const minutes = (time: string): number => {
    const parts = time.split(":");
    const [hour, minute] = parts.slice(-2).map(Number);
    return Math.max(0, days.indexOf(parts[0])) * minutesOfDay + hour * 60 + minute;
};

function windowOf(text: string, period: number): Window {
    const [start, end] = text.split("-").map(minutes);
    return { start, length: (end - start + period) % period };
}

const tooShort = (setting: "backupWindow" | "maintenanceWindow", period: number): SettingsRule => ({
    reads: [setting],
    finds: ({ [setting]: window }) => {
        if (window === undefined) {
            return [];
        }
        const { length } = windowOf(window, period);
        return length < leastMinutes
            ? [wrong(setting, `is "${window}", which are ${length} minutes; it has to be ${leastMinutes} or more`)]
            : [];
    },
});

/** Rules about the two windows. */
export const windowRules: readonly SettingsRule[] = [
    tooShort("backupWindow", minutesOfDay),
    tooShort("maintenanceWindow", minutesOfWeek),
    {
        reads: ["backupWindow", "maintenanceWindow"],
        finds: ({ backupWindow, maintenanceWindow }) =>
            backupWindow !== undefined && maintenanceWindow !== undefined && overlap(backupWindow, maintenanceWindow)
                ? [
                      wrong(
                          "maintenanceWindow",
                          `is "${maintenanceWindow}", but has to leave out backupWindow, "${backupWindow}" of each day`,
                      ),
                  ]
                : [],
    },
];

function overlap(backup: string, maintenance: string): boolean {
    const daily = windowOf(backup, minutesOfDay);
    const weekly = windowOf(maintenance, minutesOfWeek);
    return days.some((_, i) => {
        const start = daily.start + i * minutesOfDay;
        return after(start, weekly.start) < daily.length || after(weekly.start, start) < weekly.length;
    });
}

/** How long after the one the other begins, in a week that has no end. */
const after = (one: number, other: number): number => (other - one + minutesOfWeek) % minutesOfWeek;
