/**
 * From candidates to what a TelemetryShard object appends: one item per candidate, in order, bad ones as quarantine.
 * The same for HTTP and for socket frames: `readEnvelope` (or a format's reader) → `prepareEvents` → `accept` → `ingestAnswer`.
 */
import type { Result } from '../../contract/errors.ts'
import type { ControlType, EventInput } from '../../contract/events.ts'
import { storableText } from '../../contract/events.ts'
import type { AcceptItem, Control } from '../../contract/telemetry.ts'
import type { Refusal } from './admit.ts'
import { admit, isControlType, sizeFlaw } from './admit.ts'
import type { BotLabel } from './bot-label.ts'
import type { Batch, Candidate } from './candidate.ts'
import type { IdSource } from './event-id.ts'
import type { Clock } from './event-row.ts'
import { eventRowText } from './event-row.ts'
import { appNamedInEvent } from './golden-rule.ts'
import { isJsonObject } from './json-value.ts'
import { quarantineRowText } from './quarantine-row.ts'

export type Terms = {
  /** Epoch ms, the server's clock. */
  readonly receivedAt: number
  /** Ids for events that bring none. */
  readonly newId: IdSource
  readonly isBot: BotLabel
}

/** Fails as a whole only when an event names an app. */
export const prepareEvents = (batch: Batch, terms: Terms): Result<AcceptItem[]> => {
  const clock: Clock = { receivedAt: terms.receivedAt, sentAt: batch.sentAt }
  const items: AcceptItem[] = []
  for (const [index, candidate] of batch.candidates.entries()) {
    const named = appNamedInEvent(candidate.sent ?? candidate.input)
    if (named !== null) return { ok: false, error: named }
    items.push(prepared(candidate, index, clock, terms))
  }
  return { ok: true, value: items }
}

const prepared = (candidate: Candidate, index: number, clock: Clock, terms: Terms): AcceptItem => {
  const admitted = admit(candidate)
  if (!admitted.ok) return quarantined(candidate, admitted.error, index, terms)
  const event = admitted.value
  const id = event.id ?? terms.newId(index)
  const bot = terms.isBot(event.context?.user_agent)
  if (event.type === 'session.ping' && event.session_id !== undefined)
    return { kind: 'ping', id, actor_id: event.actor_id, bot, control: controlOf(event, event.type, event.session_id) }
  const row = eventRowText(id, event, clock)
  const tooLarge = sizeFlaw(candidate, row)
  if (tooLarge !== null) return quarantined(candidate, tooLarge, index, terms)
  return { kind: 'event', id, actor_id: event.actor_id, bot, row, control: sessionMove(event) }
}

/** What an event does to a session. A feature event outside of a session is only a fact. */
const sessionMove = (event: EventInput): Control | null =>
  isControlType(event.type) && event.session_id !== undefined ? controlOf(event, event.type, event.session_id) : null

const controlOf = (event: EventInput, type: ControlType, sessionId: string): Control => ({
  type,
  actor_id: event.actor_id,
  session_id: sessionId,
  device_id: event.device_id ?? null,
  feature: event.feature ?? null,
})

const quarantined = (candidate: Candidate, refusal: Refusal, index: number, terms: Terms): AcceptItem => {
  const id = givenId(candidate.input) ?? terms.newId(index)
  return { kind: 'quarantine', id, code: refusal.code, row: quarantineRowText(id, terms.receivedAt, refusal, candidate) }
}

const usableId = storableText(128)

/** A bad event keeps its sender's id when that can be used, so that the sender finds it again. */
const givenId = (input: unknown): string | null => {
  const given = usableId.safeParse(isJsonObject(input) ? input['id'] : undefined)
  return given.success ? given.data : null
}
