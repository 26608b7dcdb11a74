/**
 * The clock of the stand-in platform. Every test begins at the same moment, one second into a minute, so that no minute ends in the middle
 * of it and its pages show the same times whenever it runs; from there time goes on. The browser's clock is the machine's, and may be years off.
 */
const start = Date.parse('2026-11-21T13:34:01.000Z')
let began = performance.now()

export function restartClock(): void {
  began = performance.now()
}

/** Epoch ms. */
export const now = (): number => Math.round(start + performance.now() - began)

export const isoAt = (ms: number): string => new Date(ms).toISOString()
