import { Fault } from "../faults";
import { RdsSettings } from "./settings";

/** Settings of a database of RDS as a stack has them, with what a program may know only later. */
export interface GivenRds extends Partial<RdsSettings> {
    vpcId?: string;
    subnetIds?: string[];
    allowedSecurityGroupIds?: string[];
    allowedCidrs?: string[];
    kmsKeyArn?: string;
    import?: string;
    secretStore?: string;
    clientImage?: string;
}

/** A rule about settings that belong together. */
export interface SettingsRule {
    /** Settings that it looks at: where one of them is wrong by itself, or is known only later, it has nothing to say. */
    readonly reads: readonly (keyof GivenRds)[];
    readonly finds: (given: GivenRds) => Fault[];
}

/** The path of a setting, as messages have it. */
export const pathOf = (setting: keyof GivenRds): string => `database.rds.${setting}`;

/** A fault of a setting that another value mends. */
export const wrong = (setting: keyof GivenRds, message: string): Fault => ({ path: pathOf(setting), message });

/** A fault of a setting that has to go. */
export const needless = (setting: keyof GivenRds, message: string): Fault => ({
    path: pathOf(setting),
    message: `${message}; leave it out`,
    remove: pathOf(setting),
});
