/** A number with what it counts, e.g. `1 node`, `3 nodes`. */
export const count = (number: number, one: string): string => `${number} ${number === 1 ? one : `${one}s`}`;
