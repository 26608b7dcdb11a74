/** Events and quarantine as the stand-in platform has them when a test begins. */
import type { QuarantinedEvent, StoredEvent } from '../../contract/events.ts'
import { isoAt, now } from './admin-clock.ts'

const idOf = (kind: string, number: number): string => `01939b7e-0000-7000-8000-0000000${kind}${String(number).padStart(4, '0')}`

/** `age`: how many seconds ago it was received. */
export function eventOf(number: number, age: number, more: Partial<StoredEvent> = {}): StoredEvent {
  const at = isoAt(now() - age * 1_000)
  return {
    id: idOf('7', number),
    type: 'interaction.like',
    actor_id: `user-${number % 40}`,
    actor_type: null,
    action: null,
    session_id: `session-${number % 12}`,
    device_id: null,
    feature: 'chat',
    occurred_at: at,
    received_at: at,
    skew_ms: 84,
    skewed: false,
    bot: false,
    data: {},
    context: {},
    ...more,
  }
}

export const quarantinedOf = (number: number, event: unknown, more: Partial<QuarantinedEvent> = {}): QuarantinedEvent => ({
  id: idOf('6', number),
  received_at: isoAt(now() - number * 60_000),
  code: 'validation_failed',
  errors: [],
  raw: JSON.stringify(event),
  truncated: false,
  resubmitted_at: null,
  event_id: null,
  ...more,
})

const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15'

/** Some of everything, newest first. */
export const someEvents = (): StoredEvent[] => [
  eventOf(1, 4, {
    type: 'interaction.gift.sent',
    action: 'send',
    actor_type: 'person',
    device_id: 'phone-3',
    data: { gift: 'rose', amount: 3, to: 'user-9', tags: ['new', 'first'] },
    context: { user_agent: phone, locale: 'pt-BR', page: '/party/77', app_version: '4.2.0' },
  }),
  eventOf(2, 61, {
    skewed: true,
    occurred_at: isoAt(now() - 50 * 3_600_000),
    skew_ms: -2_400,
  }),
  eventOf(3, 125, {
    bot: true,
    actor_id: 'crawler-of-the-very-long-name-that-does-not-fit-beside-anything-else',
    feature: null,
    session_id: null,
  }),
  eventOf(4, 190, { type: 'session.start', feature: null }),
  eventOf(5, 400, { type: 'nav.feature.enter', feature: 'party', skew_ms: null }),
]

export const someQuarantine = (): QuarantinedEvent[] => [
  quarantinedOf(
    1,
    { type: 'Interaction Like', data: { room: 7, amount: 12 }, context: { locale: 'pt-BR' } },
    {
      errors: [
        { path: 'type', code: 'invalid_format', message: 'Invalid string' },
        { path: 'actor_id', code: 'invalid_type', message: 'Invalid input: expected string, received undefined' },
      ],
    },
  ),
  quarantinedOf(
    2,
    { type: 'session.end', actor_id: 'user-3', session_id: 'session-9' },
    {
      code: 'session_not_live',
      errors: [{ path: 'session_id', code: 'session_not_live', message: 'is not live' }],
    },
  ),
  quarantinedOf(3, null, { raw: '{"type":"interaction.like",', errors: [{ path: '', code: 'invalid_json', message: 'is no JSON' }] }),
  quarantinedOf(
    4,
    { type: 'interaction.like', actor_id: 7 },
    {
      errors: [{ path: 'actor_id', code: 'invalid_type', message: 'expected string, received number' }],
      resubmitted_at: isoAt(now()),
      event_id: idOf('7', 1),
    },
  ),
]
