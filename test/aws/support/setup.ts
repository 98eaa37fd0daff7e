import { delimiter } from "node:path";
import { awsMissing } from "../../../local/aws/aws";
import { terraformProvider } from "../../../local/aws/provider";
import { steps, take } from "../../../local/stack";
import { folder, systemPulumi, tools } from "../../../local/tools";

/** Builds what is missing before the first test, where there is a provider to run; else the tests are skipped, and this says why. */
export const mochaHooks = {
    async beforeAll() {
        const provider = terraformProvider();
        if (!provider) {
            console.warn(`skipped: ${awsMissing()}`);
            return;
        }
        console.log(`${provider.executable} (${provider.version ?? "version unknown"})`);
        await take(steps({ only: "aws" }));
        if (!systemPulumi()) {
            process.env.PATH = `${folder(tools.pulumi)}${delimiter}${process.env.PATH}`;
        }
    },
};
