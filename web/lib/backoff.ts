/** How long to stay away after connections that did not last: 0.5 to 1 s, doubling to 30 s. Pure; chance comes in. */
const firstMs = 1_000
const longestMs = 30_000

/** `failures` in a row, from 1; `roll` is chance, 0 to 1. Milliseconds. */
export const waitOf = (failures: number, roll: number): number => Math.min(longestMs, firstMs * 2 ** (failures - 1)) * (0.5 + roll / 2)
