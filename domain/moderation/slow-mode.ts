/** Slow mode: a pause between two messages of one person in a room. Pure. */

/** How many ms a message has to wait; 0 when it may go. A clock that was set back makes nobody wait for longer than the pause. */
export const slowModeWaitMs = (lastAt: number | null, slowModeS: number, now: number): number => {
  if (lastAt === null) return 0
  const pauseMs = slowModeS * 1_000
  return Math.min(pauseMs, Math.max(0, lastAt + pauseMs - now))
}
