/** How the state of a session moves. `creating` and `ending` are half-way: nobody stays there. Any other move is `invalid_transition`. */
import type { SessionState } from '../../contract/session.ts'

export const sessionMoves = {
  creating: ['active', 'ending', 'failed'],
  active: ['ending', 'failed'],
  ending: ['ended', 'failed'],
  ended: [],
  failed: [],
} as const satisfies Record<SessionState, readonly SessionState[]>

/** ms after which what hangs half-way is brought to its end; well under the 30 s of the contract, for an alarm that comes late. */
export const halfWayMs = 20_000

export const canMove = (from: SessionState, to: SessionState): boolean => (sessionMoves[from] as readonly SessionState[]).includes(to)

/** Nothing moves it any more. */
export const isOver = (state: SessionState): boolean => sessionMoves[state].length === 0
