import "./network";
import { k6Steps, pathWithK6 } from "../../../local/demo/k6";
import { down, environment, steps, take } from "../../../local/stack";

/** Brings up the local stack before the first test, and removes it after the last, unless KEEP_CLUSTER asks for it to stay. */
export const mochaHooks = {
    async beforeAll() {
        await take([...steps(), ...k6Steps()]);
        Object.assign(process.env, environment());
        process.env.PATH = pathWithK6();
    },
    async afterAll() {
        if (!process.env.KEEP_CLUSTER) {
            await down();
        }
    },
};
