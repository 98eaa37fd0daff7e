import type { Refused, RefusedSettings } from "./refusals";
export const refusedSettings: Refused<RefusedSettings> = {};
