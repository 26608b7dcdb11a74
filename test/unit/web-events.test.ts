/** What the pages of events and quarantine reckon without a browser: the stream, a text laid out, an event checked. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventInput } from '../../contract/events.ts'
import type { StoredEvent } from '../../contract/events.ts'
import { begun, mostKept, mustRestart, older, polled, restarted, shown } from '../../web/features/events/stream.ts'
import { checkEvent } from '../../web/features/quarantine/event-check.ts'
import { laidOut, lineOf } from '../../web/features/quarantine/laid-out.ts'

const eventAt = (at: number): StoredEvent => ({
  id: `event-${at}`,
  type: 'interaction.like',
  actor_id: 'user-1',
  actor_type: null,
  action: null,
  session_id: null,
  device_id: null,
  feature: null,
  occurred_at: new Date(at * 1_000).toISOString(),
  received_at: new Date(at * 1_000).toISOString(),
  skew_ms: null,
  skewed: false,
  bot: false,
  data: {},
  context: {},
})
/** `count` events, the newest at second `newest`. */
const pageOf = (newest: number, count: number, next_cursor: string | null = 'on') => ({
  data: Array.from({ length: count }, (_, index) => eventAt(newest - index)),
  next_cursor,
})
const secondsOf = (events: readonly StoredEvent[]) => events.map(({ id }) => Number(id.slice('event-'.length)))

describe('the stream', () => {
  it('shows what is new at the top, and keeps it back further down', () => {
    const stream = begun(pageOf(10, 3), 0)
    expect(secondsOf(polled(stream, pageOf(12, 5), 1, true).items)).toEqual([12, 11, 10, 9, 8])
    const below = polled(stream, pageOf(12, 5), 1, false)
    expect(secondsOf(below.items)).toEqual([10, 9, 8])
    expect(secondsOf(below.waiting)).toEqual([12, 11])
    expect(secondsOf(polled(below, pageOf(13, 5), 2, false).waiting)).toEqual([13, 12, 11])
    expect(secondsOf(shown(below).items)).toEqual([12, 11, 10, 9, 8])
  })

  it('an event that was stored late stands where it belongs, and nothing stands twice', () => {
    const stream = begun({ data: [eventAt(10), eventAt(8)], next_cursor: null }, 0)
    expect(secondsOf(polled(stream, pageOf(10, 3), 1, true).items)).toEqual([10, 9, 8])
    expect(secondsOf(older(stream, pageOf(8, 3)).items)).toEqual([10, 8, 7, 6])
  })

  it('begins anew over a gap, and before it holds more than it keeps', () => {
    const stream = begun(pageOf(1_000, 100), 0)
    expect(mustRestart(stream, pageOf(1_050, 100), true)).toBe(false)
    expect(mustRestart(stream, pageOf(2_000, 100), true)).toBe(true)
    const full = begun(pageOf(mostKept, mostKept), 0)
    expect(mustRestart(full, pageOf(mostKept, 100), true)).toBe(false)
    expect(mustRestart(full, pageOf(mostKept + 1, 100), true)).toBe(true)
    const below = restarted(stream, pageOf(2_000, 100, 'further'), 1, false)
    expect(below.items).toHaveLength(100)
    expect(shown(below)).toMatchObject({ next: 'further', waiting: [], anew: null })
    expect(secondsOf(shown(below).items)[0]).toBe(2_000)
  })
})

describe('a text laid out', () => {
  it('says the same JSON, whatever it is', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (json) => {
        const text = laidOut(json)
          ?.map((line) => line.text)
          .join('\n')
        expect(JSON.parse(text ?? '')).toEqual(JSON.parse(json))
      }),
    )
  })

  it('keeps numbers as they were written, and finds the line of a path', () => {
    const lines = laidOut('{"a":1e999,"data":{"rooms":[{"id":7}]}}') ?? []
    expect(lines[1]?.text).toBe('  "a": 1e999,')
    expect(lines[lineOf(lines, 'data.rooms.0.id')]?.text.trim()).toBe('"id": 7')
    expect(lines[lineOf(lines, 'data.missing')]?.text.trim()).toBe('"data": {')
    expect(lineOf(lines, 'actor_id')).toBe(0)
    expect(laidOut('{"a":')).toBeNull()
  })
})

describe('an event checked on the page', () => {
  const good = { type: 'interaction.like', actor_id: 'user-1' }
  const values = fc.constantFrom<unknown>('', 'x', 'x'.repeat(300), 'a.b', 'A', 7, null, {}, [], '2026-11-21T12:00:00Z', '2026-02-30', '\0')
  const names = fc.constantFrom(...Object.keys(eventInput.shape), 'app', '__proto__x')
  const contexts = fc.dictionary(fc.constantFrom('user_agent', 'locale', 'page', 'app_version', 'ip', 'cloudevent', 'other'), values)

  it('finds a fault exactly when the contract’s schema does', () => {
    fc.assert(
      fc.property(fc.dictionary(names, values), contexts, fc.boolean(), (fields, context, withContext) => {
        const event = { ...good, ...fields, ...(withContext && { context }) }
        expect([event, checkEvent(event).length === 0]).toEqual([event, eventInput.safeParse(event).success])
      }),
      { numRuns: 2_000 },
    )
  })

  it('names each field', () => {
    expect(checkEvent({ type: 'a b', x: 1, context: { page: 3 } })).toEqual([
      { path: 'actor_id', fault: 'needed' },
      { path: 'type', fault: 'type' },
      { path: 'x', fault: 'unknown' },
      { path: 'context.page', fault: 'text' },
    ])
  })
})
