/**
 * A telemetry session as this object knows it, and the row it becomes.
 * How sessions move is in `telemetry-shard-machine.ts`. Times are epoch ms.
 */
import type { SessionRow } from '../../contract/facts.ts'

type SessionCore = {
  readonly sessionId: string
  readonly actorId: string
  readonly deviceId: string | null
  readonly feature: string | null
  /** The label its start came with, and the one that holds: an operator's label goes before. */
  readonly autoBot: boolean
  readonly bot: boolean
  readonly startedAt: number
  readonly lastSeenAt: number
  /** When a row of it last went into the outbox. */
  readonly reportedAt: number
  readonly version: number
  readonly ttlMs: number
  /** Ids of the starts, recovers and ends that already acted on it, newest last. */
  readonly acted: readonly string[]
  /** The same for its feature moves. */
  readonly moved: readonly string[]
  /** Other session ids of its actor that mean this session, newest last. */
  readonly aliases: readonly string[]
}

export type LiveSession = SessionCore & { readonly status: 'live' }
export type EndedSession = SessionCore & { readonly status: 'ended'; readonly endedAt: number; readonly endReason: 'ended' | 'timeout' }
export type Session = LiveSession | EndedSession

/** No id holds a NUL (`storableText`), so the pair is unambiguous. */
export const pairKey = (actorId: string, id: string): string => `${actorId}\u0000${id}`

export const sessionKey = (session: Session): string => pairKey(session.actorId, session.sessionId)

export const toSessionRow = (s: Session): SessionRow => [
  s.sessionId,
  s.actorId,
  s.deviceId,
  s.feature,
  s.bot ? 1 : 0,
  s.startedAt,
  s.lastSeenAt,
  s.status === 'ended' ? s.endedAt : null,
  s.status === 'ended' ? s.endReason : null,
  s.version,
]
