/**
 * One request against the shard: a verdict per item in order, and everything that has to be kept for it.
 * It moves the memory and collects the rest; the object persists both in one transaction or forgets both. Rules [TS…] are in `../SPEC.md`.
 */
import { assertNever } from '../runtime/assert-never.ts'
import type { AcceptItem, AcceptRequest, Control, Verdict } from '../../contract/telemetry.ts'
import type { Changes } from './changes.ts'
import { collect } from './changes.ts'
import { fitsRow, shortenedRow, tooLargeRow } from './oversize.ts'
import { notLiveRow, notLiveRowId } from './ping-quarantine.ts'
import type { RecentIds } from './recent-ids.ts'
import type { EndedSession } from './session.ts'
import type { ShardState } from './shard-state.ts'
import type { Outcome } from './telemetry-shard-machine.ts'
import { step, wantsEnded } from './telemetry-shard-machine.ts'

export type Acceptance = {
  readonly state: ShardState
  readonly recent: RecentIds
  readonly changes: Changes
  readonly request: AcceptRequest
  readonly now: number
  /** What is stored of a session that is not live, `changes` included. */
  readonly ended: (actorId: string, sessionId: string) => EndedSession | null
}

export const acceptItems = (a: Acceptance): Verdict[] => a.request.items.map((item) => acceptItem(a, item))

const acceptItem = (a: Acceptance, item: AcceptItem): Verdict => {
  switch (item.kind) {
    case 'event':
      return acceptEvent(a, item)
    case 'ping':
      return acceptPing(a, item)
    case 'quarantine':
      a.changes.quarantine.push(fitsRow(item.row) ? item.row : shortenedRow(item.row))
      return { status: 'quarantined', code: item.code }
    default:
      return assertNever(item)
  }
}

const acceptEvent = (a: Acceptance, item: Extract<AcceptItem, { kind: 'event' }>): Verdict => {
  if (a.recent.has(item.id)) return { status: 'duplicate' }
  if (!fitsRow(item.row)) {
    a.changes.quarantine.push(tooLargeRow(item.id, a.request.received_at, item.row))
    return { status: 'quarantined', code: 'event_too_large' }
  }
  a.recent.add(item.id)
  if (item.control) moveSession(a, item.control, item.id, item.bot)
  a.changes.events.push(`[${(a.state.labels.get(item.actor_id) ?? item.bot) ? 1 : 0},${item.row}]`)
  return { status: 'accepted' }
}

const acceptPing = (a: Acceptance, item: Extract<AcceptItem, { kind: 'ping' }>): Verdict => {
  if (moveSession(a, item.control, null, item.bot) !== 'not_live') return { status: 'accepted' }
  const id = notLiveRowId(item.control)
  if (a.recent.add(`\u0000${id}`)) a.changes.quarantine.push(notLiveRow(id, a.request.received_at, item.control))
  return { status: 'quarantined', code: 'session_not_live', id }
}

const moveSession = (a: Acceptance, control: Control, eventId: string | null, bot: boolean): Outcome => {
  const ended = wantsEnded(a.state, control) ? a.ended(control.actor_id, control.session_id) : null
  const ttlMs = a.request.session_ttl_s * 1_000
  const { effects, outcome } = step(a.state, { type: 'control', control, eventId, bot, ttlMs, ended }, a.now)
  collect(a.changes, effects)
  return outcome
}
