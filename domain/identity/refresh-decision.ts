/** What a presented refresh token means for its session: CONTRACT §3, rotation with a ten-second grace for parallel use. Pure. */

export const refreshRules = {
  /** A token presented again this soon after its rotation gets the same successor. */
  graceMs: 10_000,
  /** Without a refresh for this long a session is over. */
  idleMs: 30 * 86_400_000,
} as const

export type RefreshState = {
  readonly generation: number
  /** Epoch ms of the last rotation. */
  readonly refreshedAt: number
  readonly expiresAt: number
  readonly revokedAt: number | null
}

/** `rotate`: the next generation, by whoever comes first. `repeat`: the successor that is there. `reused`: someone holds an old token. */
export type RefreshDecision = 'rotate' | 'repeat' | 'reused' | 'ended'

export const decideRefresh = (session: RefreshState, presented: number, now: number): RefreshDecision => {
  if (session.revokedAt !== null || session.expiresAt <= now) return 'ended'
  if (presented === session.generation) return 'rotate'
  if (presented === session.generation - 1 && now - session.refreshedAt <= refreshRules.graceMs) return 'repeat'
  return 'reused'
}
