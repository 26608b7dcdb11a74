/** The rules of a queue, one by one. Over thousands of people and all that happens to them: test/long/match-histories.test.ts. */
import { beforeEach, describe, expect, test } from 'vitest'
import { matchJoinInput } from '../../contract/match.ts'
import { ticketId } from '../../contract/ids.ts'
import type { TicketId } from '../../contract/ids.ts'
import type { Restriction, Tier } from '../../contract/policy.ts'
import { mergedHistory, noHistory, withPartner, withSkip } from '../../domain/matching/history.ts'
import type { MatchHistory } from '../../domain/matching/history.ts'
import { defaultMatchRules, matchLimits } from '../../domain/matching/match-rules.ts'
import { claimed, placeMoved, placeOver } from '../../domain/matching/place.ts'
import { leadsTo, neighbourOf, region, regionFor } from '../../domain/matching/regions.ts'
import type { Region } from '../../domain/matching/regions.ts'
import { matchDueAt } from '../../durable-objects/match-queue/match-due.ts'
import type { TicketView } from '../../durable-objects/match-queue/match-view.ts'
import { MatchHost } from '../support/match-host.ts'
import { ids } from '../support/room-host.ts'

let host: MatchHost
let now: number
let rooms: number
let alive: Set<TicketId>

beforeEach(() => {
  now = 1_795_000_000_000
  rooms = 0
  alive = new Set()
  host = hostIn('na')
})

const hostIn = (where: Region): MatchHost =>
  new MatchHost(
    where,
    () => ids.room(++rooms),
    defaultMatchRules,
    (id) => alive.has(id),
  )

const ticket = (n: number): TicketId => ticketId.parse(`01939b7e-0000-7000-8000-${n.toString(16).padStart(12, '0')}`)

type More = {
  tier?: Tier
  languages?: string[]
  interests?: string[]
  blocked?: number[]
  restrictions?: Restriction[]
  history?: MatchHistory
}

/** The nth person, with a socket that is open. */
const join = (
  n: number,
  { tier = 'member', languages = [], interests = [], blocked = [], restrictions = [], history = noHistory }: More = {},
): TicketView => {
  alive.add(ticket(n))
  const person = { user: ids.user(n), tier, restrictions, blocked: blocked.map(ids.user), asOf: now, history }
  host.input({ type: 'join', ticket: ticket(n), ...person, wishes: { languages, interests } }, now)
  return view(n)
}
const say = (n: number, type: 'confirm' | 'skip' | 'leave'): TicketView => {
  host.input({ type, ticket: ticket(n), user: ids.user(n) }, now)
  return view(n)
}
const view = (n: number): TicketView => host.view(ticket(n), now)
const state = (n: number): string => view(n).state
/** Everything that comes due in between, at its moment. */
const pass = (ms: number): void => {
  const end = now + ms
  let turns = 0
  for (let due = matchDueAt(host.state); due !== null && due <= end; due = matchDueAt(host.state)) {
    if (++turns > 10_000) throw new Error('[MQ13] a tick leaves something due')
    now = Math.max(now, due)
    host.tick(now)
  }
  now = end
}
const restricted = (kind: Restriction['kind']): Restriction => ({ kind, action_id: kind, session_id: null, expires_at: null })
const met = (...users: number[]): MatchHistory => ({ ...noHistory, recent: users.map((n) => ({ user: ids.user(n), at: n })) })

describe('[MQ4] never together', () => {
  test('oneself', () => {
    join(1)
    const again = { user: ids.user(1), tier: 'member', restrictions: [], blocked: [], asOf: now, history: noHistory } as const
    const answer = host.input({ type: 'join', ticket: ticket(2), ...again, wishes: { languages: [], interests: [] } }, now)
    expect(answer).toMatchObject({ type: 'ticket', ticket: { id: ticket(1), state: 'waiting' } })
  })

  test.each([
    ['the one who came blocked', {}, { blocked: [1] }],
    ['the one who waits blocked', { blocked: [2] }, {}],
    ['met a moment ago', { history: met(2) }, {}],
    ['and the other way round', {}, { history: met(1) }],
    ['one is in quarantine', { restrictions: [restricted('quarantine')] }, {}],
    ['one is new', { tier: 'new' }, {}],
    ['they speak no common language', { languages: ['pt'] }, { languages: ['de'] }],
    ['they share no interest', { interests: ['music'] }, { interests: ['chess'] }],
  ] as const)('%s', (_name, first, second) => {
    join(1, structuredClone(first) as More)
    join(2, structuredClone(second) as More)
    expect([state(1), state(2)]).toEqual(['waiting', 'waiting'])
  })

  test('both in quarantine meet; a banned one is out', () => {
    join(1, { restrictions: [restricted('quarantine')] })
    expect(join(2, { restrictions: [restricted('quarantine')] }).state).toBe('matched')
    expect(join(3, { restrictions: [restricted('ban')] }).state).toBe('left')
  })

  test('the sixth partner before is met again', () => {
    join(1, { history: met(2, 3, 4, 5, 6, 7) })
    expect(join(2).state).toBe('matched')
  })
})

describe('[MQ6] wishes are worn off by waiting, of both', () => {
  test.each([
    ['interests after 4 s', { interests: ['music'] }, { interests: ['chess'] }, 4_000],
    ['languages after 8 s', { languages: ['pt'] }, { languages: ['de'] }, 8_000],
    ['of one who has some when the other has none', { languages: ['pt'] }, {}, 8_000],
    ['new accounts after 10 s', { tier: 'new' }, {}, 10_000],
  ] as const)('%s', (_name, more, other, ms) => {
    join(1, structuredClone(more) as More)
    join(2, structuredClone(other) as More)
    pass(ms - 200)
    expect([state(1), state(2)]).toEqual(['waiting', 'waiting'])
    pass(400)
    expect([state(1), state(2)]).toEqual(['matched', 'matched'])
  })

  test('quarantine never', () => {
    join(1, { restrictions: [restricted('quarantine')] })
    join(2)
    pass(600_000)
    expect([state(1), state(2)]).toEqual(['waiting', 'waiting'])
  })

  test('a word of a language is the same in any country', () => {
    const { preferences } = matchJoinInput.parse({
      queue: 'random',
      preferences: { languages: ['pt-BR', 'pt', 'EN-gb'], interests: [' Music '] },
    })
    expect(preferences).toEqual({ languages: ['pt', 'en'], interests: ['music'] })
  })
})

describe('[MQ7] who is served first', () => {
  test('who has waited longest, of those who fit', () => {
    join(1, { languages: ['pt'] })
    now += 5
    join(2, { languages: ['de'] })
    now += 5
    join(3, { languages: ['pt'], interests: ['music'] })
    expect(join(4, { languages: ['pt', 'de'] }).partner_id).toBe(ids.user(1))
    expect(join(5, { languages: ['pt', 'de'] }).partner_id).toBe(ids.user(2))
  })

  test('by whichever of the words they share', () => {
    join(1, { languages: ['de'] })
    now += 5
    join(2, { languages: ['pt'] })
    expect(join(3, { languages: ['pt', 'de'] }).partner_id).toBe(ids.user(1))
  })

  test('before them, who was sent back', () => {
    join(1, { blocked: [2, 3] })
    now += 100
    join(2)
    join(3)
    say(3, 'leave')
    expect([state(1), state(2)]).toEqual(['waiting', 'waiting'])
    expect(join(4).partner_id).toBe(ids.user(2))
  })
})

describe('[MQ5] [MQ10] a match', () => {
  test('makes one room for both, which begins when both have confirmed', () => {
    join(1)
    join(2)
    expect(host.mail()).toEqual([
      { to: 'room', room: ids.room(1), say: { type: 'match_made', pair: { session: ids.room(1), parties: [ids.user(2), ids.user(1)] } } },
    ])
    expect(say(1, 'confirm')).toMatchObject({ state: 'matched', has_confirmed: true })
    expect(host.mail()).toEqual([])
    expect(say(2, 'confirm')).toMatchObject({ state: 'confirmed', session_id: ids.room(1), partner_id: ids.user(1) })
    expect(host.mail()).toEqual([{ to: 'room', room: ids.room(1), say: { type: 'match_confirmed' } }])
    pass(3_600_000)
    expect(state(1)).toBe('confirmed')
  })

  test('that is not confirmed sends both back with their waiting; the third time who did not leaves', () => {
    for (let i = 0; i < matchLimits.misses; i++) {
      join(1)
      join(10 + i)
      expect(state(1)).toBe('matched')
      say(10 + i, 'confirm')
      pass(10_100)
      expect(view(10 + i)).toMatchObject({ state: 'waiting' })
      expect(view(10 + i).waited_ms).toBeGreaterThanOrEqual(10_000)
      say(10 + i, 'leave')
    }
    expect(state(1)).toBe('left')
    expect(host.facts.find(({ user }) => user === ids.user(1))?.counted).toMatchObject({ reason: 'unconfirmed', matches: 3, sessions: 0 })
  })

  test('somebody who is silent for 15 s leaves, also out of a match', () => {
    join(1)
    alive.clear()
    pass(14_900)
    expect(state(1)).toBe('waiting')
    pass(300)
    expect(state(1)).toBe('left')
    join(2)
    alive.clear()
    pass(10_000)
    join(3)
    pass(5_200)
    expect([state(2), state(3)]).toEqual(['left', 'waiting'])
  })
})

describe('[MQ9] a skip', () => {
  test('costs more each time, up to the maximum, and one is forgotten in each period', () => {
    let history = noHistory
    const costs = [1, 2, 3, 4].map(() => (history = withSkip(history, defaultMatchRules, 1_000_000)).cooldownUntil - 1_000_000)
    expect(costs).toEqual([3_000, 4_500, 6_750, 10_125])
    for (let i = 0; i < 20; i++) history = withSkip(history, defaultMatchRules, 1_000_000)
    expect(history.cooldownUntil - 1_000_000).toBe(60_000)
    const quiet = { ...noHistory, skips: { count: 3, at: 0 } }
    expect(withSkip(quiet, defaultMatchRules, 59_000).cooldownUntil - 59_000).toBe(6_750)
    expect(withSkip(quiet, defaultMatchRules, 90_000).cooldownUntil - 90_000).toBe(3_000)
  })

  test('[MQ2] is not undone by leaving: the next ticket cools down for the rest', () => {
    const cooling = { ...noHistory, cooldownUntil: now + 2_000 }
    expect(join(1, { history: cooling })).toMatchObject({ state: 'cooldown', cooldown_until: new Date(now + 2_000).toISOString() })
    expect(join(2).state).toBe('waiting')
    pass(2_200)
    expect([state(1), state(2)]).toEqual(['matched', 'matched'])
  })

  test('cools down, and then the ticket waits by itself', () => {
    join(1)
    join(2)
    for (const n of [1, 2]) say(n, 'confirm')
    expect(say(1, 'skip').state).toBe('cooldown')
    expect(state(2)).toBe('waiting')
    expect(say(1, 'skip').state).toBe('cooldown')
    join(3)
    expect(view(3).partner_id).toBe(ids.user(2))
    pass(2_900)
    expect(state(1)).toBe('cooldown')
    pass(300)
    expect(state(1)).toBe('waiting')
    expect(host.mail()).toContainEqual({ to: 'room', room: ids.room(1), say: { type: 'match_ended', by: ids.user(1), skipped: true } })
  })
})

describe('[MQ8] regions', () => {
  test('all lead to the same end, and none in a circle', () => {
    for (const from of region.options) {
      expect(from === 'na' || leadsTo(from, 'na')).toBe(true)
      expect(leadsTo(from, from)).toBe(false)
    }
    expect(neighbourOf('na')).toBeNull()
  })

  test('are asked for, or where the request comes from, or where all end', () => {
    expect([regionFor('EU', 'NA'), regionFor('mars', 'SA'), regionFor(undefined, undefined)]).toEqual(['eu', 'sa', 'na'])
  })

  test('who waits for 12 s where few do is handed on, once', () => {
    host = hostIn('eu')
    join(1)
    pass(12_200)
    expect(host.mail()).toMatchObject([{ to: 'queue', region: 'na', say: { type: 'adopt', row: { id: ticket(1) } } }])
    expect(host.closed).toEqual([ticket(1)])
    expect(host.input({ type: 'leave', ticket: ticket(1), user: ids.user(1) }, now)).toMatchObject({ type: 'elsewhere', region: 'na' })
    const word = { type: 'person_moved', user: ids.user(1), restrictions: [], blocked: [ids.user(2)], asOf: now } as const
    host.input(word, now)
    expect(host.mail()).toEqual([{ to: 'queue', region: 'na', say: word }])
  })

  test('who arrives brings the waiting along, and twice is once', () => {
    host = hostIn('eu')
    join(1)
    pass(12_200)
    const [letter] = host.mail()
    if (letter?.to !== 'queue' || letter.say.type !== 'adopt') throw new Error('nobody was handed on')
    const there = hostIn('na')
    for (let i = 0; i < 2; i++) there.input(letter.say, now)
    expect(there.view(ticket(1), now)).toMatchObject({ state: 'waiting', waited_ms: now - 1_795_000_000_000 })
    expect(there.mail()).toEqual([{ to: 'person', user: ids.user(1), say: { type: 'match_moved', ticket: ticket(1), region: 'na' } }])
  })
})

describe('[MQ1] [MQ2] the place of a person', () => {
  const claim = (n: number, where: 'eu' | 'sa' = 'eu') => ({ ticket: ticket(n), queue: 'random', region: where })

  test('is one until a queue says it is over; a late word of another ticket ends nothing', () => {
    const first = claimed(null, claim(1))
    expect(claimed(first, claim(2, 'sa'))).toBe(first)
    expect(placeOver(first, ticket(9), noHistory).isOver).toBe(false)
    const over = placeOver(first, ticket(1), met(7))
    expect(over).toMatchObject({ isOver: true, history: met(7) })
    expect(claimed(over, claim(2, 'sa'))).toMatchObject({ ticket: ticket(2), region: 'sa', isOver: false, history: met(7) })
  })

  test('moves on and never back', () => {
    const first = claimed(null, { ...claim(1), region: 'as' })
    const further = placeMoved(first, ticket(1), 'na')
    expect(further.region).toBe('na')
    expect(placeMoved(further, ticket(1), 'eu').region).toBe('na')
    expect(placeMoved(first, ticket(2), 'eu').region).toBe('as')
  })

  test('two accounts of what was take nothing from each other', () => {
    const rules = { recentPartners: 5 }
    const a = withPartner(met(1), ids.user(2), rules, 10)
    const b = { ...met(3), cooldownUntil: 99, skips: { count: 2, at: 50 } }
    expect(mergedHistory(a, b, 5)).toEqual({
      recent: [1, 3, 2].map((n) => ({ user: ids.user(n), at: n === 2 ? 10 : n })),
      skips: { count: 2, at: 50 },
      cooldownUntil: 99,
    })
    expect(mergedHistory(a, b, 2).recent.map(({ user }) => user)).toEqual([ids.user(3), ids.user(2)])
  })
})

describe('[MQ12] after its object was away', () => {
  test('the queue is what it was, and who would have met meanwhile meets', () => {
    join(1, { languages: ['pt'] })
    join(2, { languages: ['de'] })
    join(3, { restrictions: [restricted('quarantine')] })
    now += 9_000
    host.restart(now)
    expect([state(1), state(2)]).toEqual(['waiting', 'waiting'])
    pass(200)
    expect([state(1), state(2), state(3)]).toEqual(['matched', 'matched', 'waiting'])
    const [before, first] = [host.stored, view(1)]
    host.restart(now)
    expect(host.stored).toEqual(before)
    expect(view(1)).toEqual(first)
    expect(say(1, 'confirm')).toMatchObject({ has_confirmed: true })
    expect(say(2, 'confirm')).toMatchObject({ state: 'confirmed', session_id: first.session_id })
  })
})

describe('words that come late', () => {
  test('[MQ4] a block that overtakes the join holds; an older word says nothing', () => {
    host.input({ type: 'person_moved', user: ids.user(2), restrictions: [], blocked: [ids.user(1)], asOf: now + 1 }, now)
    join(1)
    expect(join(2).state).toBe('waiting')
    host.input({ type: 'person_moved', user: ids.user(2), restrictions: [], blocked: [], asOf: now }, now)
    expect(state(2)).toBe('waiting')
    host.input({ type: 'person_moved', user: ids.user(2), restrictions: [], blocked: [], asOf: now + 2 }, now)
    expect(state(2)).toBe('matched')
  })

  test('[MQ11] the end of a session that the ticket is not in any more says nothing', () => {
    join(1)
    join(2)
    for (const n of [1, 2]) say(n, 'confirm')
    say(1, 'skip')
    const users = [ids.user(1), ids.user(2)]
    host.input({ type: 'session_over', session: ids.room(1), users, gone: [ids.user(2)] }, now)
    expect([state(1), state(2)]).toEqual(['cooldown', 'waiting'])
  })

  test('[MQ15] a ticket that is over is answered for 5 min', () => {
    join(1)
    say(1, 'leave')
    pass(matchLimits.keptMs - 1)
    join(2)
    expect(state(1)).toBe('left')
    pass(2)
    say(2, 'leave')
    expect(host.rows.has(ticket(1))).toBe(false)
  })
})
