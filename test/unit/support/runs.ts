import fc from "fast-check";

/** What fast-check tries of each property where nothing else is said. */
const usual = 100;
const wanted = Number(process.env.FAST_CHECK_RUNS ?? usual);

/**
 * How many cases of a property are tried: so many that `npm test` takes seconds, and with FAST_CHECK_RUNS=2000 twenty times as many. Properties that say
 * nothing have 100; who starts a process for each case asks for fewer, who only computes may ask for more.
 */
export const runs = (usually: number): number => Math.ceil((usually * wanted) / usual);

fc.configureGlobal({ numRuns: wanted });
