/** The counting of replay: what must be true of the platform's totals, from the facts alone. */
import { describe, expect, test } from 'vitest'
import { compare, differences } from '../../scripts/replay/compare.ts'
import { type CountedEvent, countedFromFile, Ledger } from '../../scripts/replay/counts.ts'

const event = (id: string, more: Partial<CountedEvent> = {}): CountedEvent => ({
  id,
  type: 'page.viewed',
  actor_id: 'ana',
  session_id: null,
  device_id: null,
  bot: false,
  ...more,
})

const totals = (events: readonly CountedEvent[]) => {
  const ledger = new Ledger()
  for (const e of events) ledger.add(e)
  return ledger.totals()
}

describe('Ledger', () => {
  test('an id counts once, and its first event wins', () => {
    const seen = totals([event('1'), event('1'), event('1', { actor_id: 'bia', type: 'interaction.like' })])
    expect(seen).toMatchObject({ total_events: 1, total_users: 1, total_interactions: 0 })
  })

  test('pings never count', () => {
    expect(totals([event('1', { type: 'session.ping', session_id: 's' })])).toMatchObject({ total_events: 0, total_users: 0 })
  })

  test('bots are events and interactions, but not users and sessions', () => {
    const bot = { bot: true, actor_id: 'crawler', session_id: 's' }
    const seen = totals([event('1', { ...bot, type: 'session.start' }), event('2', { ...bot, type: 'interaction.like' })])
    expect(seen).toMatchObject({ total_events: 2, total_users: 0, total_interactions: 1, total_sessions: { low: 0, high: 0 } })
  })

  test('a session is its actor and its id: started again it is the same, of another actor it is another', () => {
    const start = { type: 'session.start', session_id: 's' }
    const seen = totals([event('1', start), event('2', start), event('3', { ...start, actor_id: 'bia' })])
    expect(seen.total_sessions).toEqual({ low: 2, high: 2 })
  })

  test('a second session on the same device may have resumed the first', () => {
    const start = { type: 'session.start', device_id: 'phone' }
    const seen = totals([event('1', { ...start, session_id: 's1' }), event('2', { ...start, session_id: 's2' })])
    expect(seen.total_sessions).toEqual({ low: 1, high: 2 })
  })

  test('interactions are the types below interaction., nothing that only begins with the word', () => {
    expect(totals([event('1', { type: 'interaction.a.b' }), event('2', { type: 'interactions.a' })]).total_interactions).toBe(1)
  })

  test('totals taken earlier do not move', () => {
    const ledger = new Ledger()
    ledger.add(event('1'))
    const before = ledger.totals()
    ledger.add(event('2'))
    expect(before.byType.get('page.viewed')).toBe(1)
    expect(ledger.totals().byType.get('page.viewed')).toBe(2)
  })
})

describe('countedFromFile', () => {
  const sound = { id: '1', type: 'page.viewed', actor_id: 'ana' }

  test('[§2] a bot is told by its user agent', () => {
    expect(countedFromFile({ ...sound, context: { user_agent: 'Googlebot/2.1' } }, '1', 100)?.bot).toBe(true)
    expect(
      countedFromFile({ ...sound, context: { user_agent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0 Safari/537.36' } }, '1', 100)?.bot,
    ).toBe(false)
    expect(countedFromFile(sound, '1', 100)?.bot).toBe(false)
  })

  test.each([
    ['a bad type', { ...sound, type: 'Page Viewed' }, 100],
    ['an unknown key', { ...sound, colour: 'red' }, 100],
    ['a session event without a session', { ...sound, type: 'session.start' }, 100],
    ['more than 32 KiB', sound, 32 * 1024 + 1],
  ])('%s belongs into quarantine', (_, value, bytes) => {
    expect(countedFromFile(value, '1', bytes)).toBeNull()
  })
})

describe('compare', () => {
  const one = totals([event('1', { type: 'interaction.like' })])
  const two = totals([event('1', { type: 'interaction.like' }), event('2', { type: 'interaction.like', actor_id: 'bia' })])
  const metrics = {
    as_of: '2026-11-20T00:00:00.000Z',
    total_users: 1,
    active_users_24h: 0,
    active_users_1h: 0,
    online_now: 0,
    total_sessions: 0,
    active_sessions: 0,
    total_events: 1,
    events_24h: 0,
    events_per_minute: 0,
    total_interactions: 1,
    interactions_24h: 0,
    users_by_feature: {},
  }
  const seen = {
    metrics,
    lateMs: 0,
    byType: new Map([['interaction.like', 1]]),
    missing: 0,
    repeated: 0,
    wronglyQuarantined: 0,
    mismatches: 0,
  }

  test('equal is equal', () => {
    expect(differences(compare(one, one, seen))).toBe(0)
  })

  test('one event more or less is a difference in every number it is part of', () => {
    const wrong = compare(two, two, seen).filter((row) => !row.ok)
    expect(wrong.map((row) => row.name)).toEqual(['total_events', 'total_users', 'total_interactions', 'events of interaction.like'])
  })

  test('while others send, a number between before and after is right', () => {
    expect(differences(compare(one, two, seen))).toBe(0)
    expect(differences(compare(one, two, { ...seen, metrics: { ...metrics, total_events: 3 } }))).toBe(1)
  })

  test('a lost, repeated or wrongly refused event, a mismatch and a late snapshot are differences; an unasked verify is none', () => {
    expect(differences(compare(one, one, { ...seen, missing: 1, repeated: 1, wronglyQuarantined: 1, mismatches: 1, lateMs: 1 }))).toBe(5)
    expect(differences(compare(one, one, { ...seen, mismatches: null }))).toBe(0)
  })
})
