import { Transition } from "../../../components/domain/facts/facts";
import { StandingNode } from "../../../components/domain/facts/standing";
import { settleCanary } from "../../../components/settings/verification";

/** Key of the built-in process, as users see it. */
export const process = "camunda-rolling-update-canary";
/** The rollout that is under way. */
export const window: Transition = { from: "camunda 7.22.0", to: "camunda 7.23.0", overrides: [], rollback: "" };
const node = (batch: number, version: string): StandingNode => ({
    name: `orders-${batch}-${version}`,
    batch: `batch-${batch}`,
    version,
    inService: true,
});
/** Of two batches, before and after. */
export const [old1, old2, new1, new2] = [node(1, "7.22.0"), node(2, "7.22.0"), node(1, "7.23.0"), node(2, "7.23.0")];
/** The checkpoint of the first batch. */
export const place = {
    cluster: "orders",
    window,
    batch: "batch-1",
    version: "7.23.0",
    nodes: [old2, new1],
    settings: settleCanary(undefined),
};
