/** The row of an event: what is stored, as JSON text written once and never parsed again on its way into SQL. */
import type { EventInput } from '../../contract/events.ts'
import { eventLimits } from '../../contract/events.ts'
import type { EventRow } from '../../contract/facts.ts'

/** The clock of one request. Epoch ms. */
export type Clock = { readonly receivedAt: number; readonly sentAt: number | null }

/** An `EventRow` without its brackets and its first element, the bot label, which the object decides. */
export const eventRowText = (id: string, event: EventInput, clock: Clock): string => {
  const occurredAt = event.occurred_at === undefined ? clock.receivedAt : Date.parse(event.occurred_at)
  const body: Partial<Record<keyof EventRow[6], unknown>> = {
    actor_type: event.actor_type,
    action: event.action,
    device_id: event.device_id,
    feature: event.feature,
    occurred_at: occurredAt,
    skew_ms: clock.sentAt === null ? undefined : clock.receivedAt - clock.sentAt,
    skewed: isSkewed(occurredAt, clock.receivedAt) ? true : undefined,
    data: event.data,
    context: event.context === undefined ? undefined : withoutIp(event.context),
  }
  return JSON.stringify([id, clock.receivedAt, event.type, event.actor_id, event.session_id ?? null, body]).slice(1, -1)
}

/** More than 5 min ahead of or 24 h behind the server's clock. */
export const isSkewed = (occurredAt: number, receivedAt: number): boolean =>
  occurredAt - receivedAt > eventLimits.aheadMs || receivedAt - occurredAt > eventLimits.behindMs

/** Accepted so that senders need not filter it; never stored. */
const withoutIp = ({ ip: _ip, ...kept }: NonNullable<EventInput['context']>) => kept
