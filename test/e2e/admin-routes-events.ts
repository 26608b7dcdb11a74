/** Events and quarantine of the stand-in platform's app, as the API filters, pages and answers them. */
import { eventInput, ingestAnswer, quarantinedEvent, storedEvent } from '../../contract/events.ts'
import type { QuarantinedEvent, StoredEvent } from '../../contract/events.ts'
import { eventTypesAnswer } from '../../contract/event-types.ts'
import { resubmitInput } from '../../contract/operations/quarantine.ts'
import { isoAt, now } from './admin-clock.ts'
import type { Route } from './admin-routes.ts'
import { paged } from './admin-routes-apps.ts'
import type { World } from './admin-world.ts'
import { eventOf } from './admin-world-events.ts'

const inApp = (rest: string): RegExp => new RegExp(`^/v1/apps/([^/]+)/events${rest}$`)

const isIn =
  (query: URLSearchParams) =>
  (event: StoredEvent): boolean =>
    (query.get('type') ?? event.type) === event.type &&
    (query.get('actor_id') ?? event.actor_id) === event.actor_id &&
    (query.get('session_id') ?? event.session_id) === event.session_id &&
    Date.parse(event.received_at) >= Date.parse(query.get('from') ?? '1970-01-01T00:00:00Z') &&
    Date.parse(event.received_at) < Date.parse(query.get('to') ?? '2999-01-01T00:00:00Z')

function typesIn(events: readonly StoredEvent[]) {
  const counted = [...Map.groupBy(events, ({ type }) => type)]
  const data = counted.map(([type, all]) => ({ type, events: all.length, last_at: all[0]?.received_at ?? '' }))
  return { from: '2026-11-13T12:00:00.000Z', to: isoAt(now()), data, next_cursor: null }
}

/** The verdict on an event that is sent again: what the contract's schema says, and once only. */
function taken(world: World, row: QuarantinedEvent, event: Record<string, unknown>) {
  const parsed = eventInput.safeParse({ id: row.id, ...event })
  const isKnown = parsed.success && world.events.some(({ id }) => id === parsed.data.id)
  const status = !parsed.success ? 'quarantined' : isKnown ? 'duplicate' : world.verdict
  if (parsed.success && status === 'accepted') {
    const { id = row.id, type, actor_id } = parsed.data
    world.events.unshift(eventOf(9_000, 0, { id, type, actor_id }))
    Object.assign(row, { resubmitted_at: isoAt(now()), event_id: id })
  }
  const code = status !== 'quarantined' ? {} : { code: parsed.success ? 'session_not_live' : 'validation_failed' }
  const receipt = { index: 0, id: row.id, status, ...code }
  const one = (name: string): number => (status === name ? 1 : 0)
  return { accepted: one('accepted'), duplicates: one('duplicate'), quarantined: one('quarantined'), events: [receipt] }
}

export const eventRoutes: readonly Route[] = [
  { method: 'GET', path: inApp(''), reply: (world, asked) => paged(storedEvent, world.events.filter(isIn(asked.query)), asked) },
  { method: 'GET', path: inApp('/types'), reply: ({ events }) => ({ schema: eventTypesAnswer, body: typesIn(events) }) },
  { method: 'GET', path: inApp('/export'), reply: ({ events }) => ({ text: events.map((each) => `${JSON.stringify(each)}\n`).join('') }) },
  { method: 'GET', path: inApp('/quarantine'), reply: (world, asked) => paged(quarantinedEvent, world.quarantine, asked) },
  {
    method: 'POST',
    path: inApp('/quarantine/([^/]+)/resubmit'),
    reply: (world, asked, [, id]) => {
      const row = world.quarantine.find((each) => each.id === id)
      if (row === undefined) return 'not_found'
      const event = resubmitInput.parse(asked.body).event ?? JSON.parse(row.raw)
      return { schema: ingestAnswer, body: taken(world, row, event), status: 202 }
    },
  },
  {
    method: 'GET',
    path: inApp('/([^/]+)'),
    reply: (world, _, [, id]) => {
      const found = world.events.find((each) => each.id === id)
      return found === undefined ? 'not_found' : { schema: storedEvent, body: found }
    },
  },
]
