/**
 * What a page of random video chat tells its app ([V2]), like any tenant app would: which events follow from what happened. Pure. What happens to
 * both sides has an id that both know, so that it is one event however many of the two say it.
 *
 * The queue's length is `queue.joined` less `queue.left`, which come in pairs: once for each stretch of waiting.
 */
import type { Ticket } from '../../../contract/match.ts'
import type { RoomId } from '../../../contract/ids.ts'

export const feature = 'random'

/** Beside `session.start`, `session.ping` and `session.end`, which the telemetry socket itself brings. */
export type VoxType =
  | 'interaction.queue.joined'
  | 'interaction.queue.left'
  | 'interaction.match.created'
  | 'interaction.match.ended'
  | 'interaction.skip'
  | 'interaction.message.sent'
  | 'nav.feature.enter'
  | 'nav.feature.leave'
  | 'error.ice_failure'

export type VoxFact = {
  readonly type: VoxType
  /** Of what both sides say; without one it is this side's alone. */
  readonly id?: string
  readonly feature?: string
  readonly data?: Readonly<Record<string, string | number | null>>
}

/** From `confirmed` on the two are together. */
export const sessionOf = (ticket: Ticket | null): RoomId | null => (ticket?.state === 'confirmed' ? (ticket.session_id ?? null) : null)

const isWaiting = (ticket: Ticket | null): boolean => ticket?.state === 'waiting'
const isMatched = (ticket: Ticket | null): boolean => ticket?.state === 'matched' || ticket?.state === 'confirmed'

/** What became of the ticket. Who was matched at once waited too, for no time. */
export function ofTicket(before: Ticket | null, after: Ticket | null): readonly VoxFact[] {
  const atOnce = isMatched(after) && !isWaiting(before) && after?.session_id !== before?.session_id
  const begins = isWaiting(after) && !isWaiting(before)
  const ends = isWaiting(before) && !isWaiting(after)
  const waited_ms = after?.waited_ms ?? before?.waited_ms ?? 0
  const session_id = sessionOf(after)
  const together = session_id !== null && session_id !== sessionOf(before)
  return [
    ...(begins || atOnce ? [{ type: 'interaction.queue.joined' } as const] : []),
    ...(ends || atOnce
      ? [{ type: 'interaction.queue.left', data: { reason: isMatched(after) ? 'matched' : 'left', waited_ms } } as const]
      : []),
    ...(together
      ? [{ type: 'interaction.match.created', id: `match/${session_id}/created`, data: { session_id, waited_ms } } as const]
      : []),
  ]
}

/** As the side knows it that tells it first: both tell one event, and who was left hears only that the other went. */
export type MatchEnd = 'skipped' | 'left' | 'partner' | 'ice_failure'

type Ended = { readonly session: RoomId; readonly why: MatchEnd; readonly lastedMs: number; readonly connectMs: number | null }

/** A match is over. `connectMs`: from the match until the two saw each other; null when they did not. */
export const matchEnded = ({ session, why, lastedMs, connectMs }: Ended): VoxFact => ({
  type: 'interaction.match.ended',
  id: `match/${session}/ended`,
  data: { session_id: session, reason: why, duration_ms: lastedMs, ...(connectMs === null ? {} : { connect_ms: connectMs }) },
})

export const skipped = (session: RoomId | null): VoxFact => ({ type: 'interaction.skip', data: { session_id: session } })
export const messageSent = (session: RoomId, length: number): VoxFact => ({
  type: 'interaction.message.sent',
  data: { session_id: session, length },
})
export const iceFailed = (session: RoomId, tries: number): VoxFact => ({ type: 'error.ice_failure', data: { session_id: session, tries } })
export const entered: VoxFact = { type: 'nav.feature.enter', feature }
export const left: VoxFact = { type: 'nav.feature.leave', feature }
