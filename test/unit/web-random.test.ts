/** [V2] The events of random video chat: which follow from a ticket's way, in pairs, and under ids that both sides know. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventInput } from '../../contract/events.ts'
import type { RoomId, TicketId } from '../../contract/ids.ts'
import type { Ticket } from '../../contract/match.ts'
import { entered, iceFailed, left, matchEnded, messageSent, ofTicket, skipped } from '../../web/features/random/vox-facts.ts'
import type { VoxFact } from '../../web/features/random/vox-facts.ts'
import { actOf, expectationOf, isHungUp, shownOf } from '../../web/features/random/random-view.ts'
import { voxTeller } from '../../web/features/random/vox-teller.ts'
import { interestsFault, interestsIn, preferencesOf, spoken, wishesFrom } from '../../web/features/random/wishes.ts'
import { matchPreferences } from '../../contract/match.ts'
import { notLooking } from '../../web/lib/match/match-machine.ts'

const session = (n: number): RoomId => `01939b7e-0000-7000-8000-00000000e00${n}` as RoomId
const ticketOf = (state: Ticket['state'], more: Partial<Ticket> = {}): Ticket => ({
  id: '01939b7e-0000-7000-8000-00000000f001' as TicketId,
  queue: 'random',
  state,
  version: 1,
  waited_ms: 1_200,
  ...more,
})

const told = (way: readonly (Ticket | null)[]): VoxFact[] => way.slice(1).flatMap((after, i) => ofTicket(way[i] ?? null, after))
const words = (facts: readonly VoxFact[]): string[] => facts.map(({ type, data }) => [type, data?.['reason']].filter(Boolean).join(' '))

const [a, b] = [{ session_id: session(1) }, { session_id: session(2) }]

describe('what a ticket tells', () => {
  it('a wait, a match, a skip, the next one', () => {
    const way = [
      null,
      ticketOf('waiting'),
      ticketOf('matched', a),
      ticketOf('confirmed', a),
      ticketOf('cooldown'),
      ticketOf('waiting'),
      ticketOf('left'),
    ]
    expect(words(told(way))).toEqual([
      'interaction.queue.joined',
      'interaction.queue.left matched',
      'interaction.match.created',
      'interaction.queue.joined',
      'interaction.queue.left left',
    ])
  })

  it('who is matched at once waited for no time; who is given back waits again', () => {
    const way = [
      null,
      ticketOf('matched', a),
      ticketOf('waiting'),
      ticketOf('matched', b),
      ticketOf('confirmed', b),
      ticketOf('matched', a),
    ]
    expect(words(told(way))).toEqual([
      'interaction.queue.joined',
      'interaction.queue.left matched',
      'interaction.queue.joined',
      'interaction.queue.left matched',
      'interaction.match.created',
      'interaction.queue.joined',
      'interaction.queue.left matched',
    ])
  })

  it('whatever its way, waiting begins as often as it ends, but for the one that goes on; the same word twice tells nothing', () => {
    const tickets = fc.constantFrom(
      null,
      ticketOf('waiting'),
      ticketOf('cooldown'),
      ticketOf('left'),
      ...[a, b].flatMap((of) => [ticketOf('matched', of), ticketOf('confirmed', of)]),
    )
    fc.assert(
      fc.property(fc.array(tickets, { maxLength: 40 }), (found) => {
        const way = [null, ...found.flatMap((ticket) => [ticket, ticket])]
        const facts = told(way)
        const count = (type: string): number => facts.filter((fact) => fact.type === type).length
        const open = way.at(-1)?.state === 'waiting' ? 1 : 0
        expect(count('interaction.queue.joined') - count('interaction.queue.left')).toBe(open)
      }),
    )
  })

  it('both sides of a match say one event', () => {
    const side = (waited_ms: number) => ofTicket(ticketOf('matched', a), ticketOf('confirmed', { ...a, waited_ms }))
    expect(side(100).map(({ id }) => id)).toEqual(side(9_000).map(({ id }) => id))
    const ended = { session: session(1), lastedMs: 5, connectMs: 640 }
    expect(matchEnded({ ...ended, why: 'skipped' }).id).toBe(matchEnded({ ...ended, why: 'partner', connectMs: null }).id)
  })

  it('every one is an event of the contract', () => {
    const facts = [
      ...told([null, ticketOf('waiting'), ticketOf('confirmed', a)]),
      matchEnded({ session: session(1), why: 'ice_failure', lastedMs: 1, connectMs: null }),
      skipped(session(1)),
      messageSent(session(1), 12),
      iceFailed(session(1), 3),
      entered,
      left,
    ]
    expect(new Set(facts.map(({ type }) => type)).size).toBe(9)
    for (const fact of facts) expect(eventInput.safeParse({ ...fact, actor_id: 'me' }).success).toBe(true)
  })
})

describe('an evening, told', () => {
  const evening = () => {
    const said: VoxFact[] = []
    let now = 1_000
    const teller = voxTeller(
      (fact) => said.push(fact),
      () => now,
    )
    return {
      teller,
      said,
      pass: (ms: number) => void (now += ms),
      ended: () => said.filter(({ type }) => type === 'interaction.match.ended'),
    }
  }
  const together = (of: { session_id: RoomId }) => ticketOf('confirmed', of)

  it('a match ends once, for the reason it had, with the time until the two saw each other', () => {
    const { teller, pass, ended } = evening()
    teller.ticket(together(a))
    pass(640)
    teller.live()
    pass(1_000)
    teller.live()
    teller.skip()
    teller.ticket(ticketOf('cooldown'))
    teller.ticket(ticketOf('waiting'))
    teller.ticket(together(b))
    pass(10)
    teller.ticket(ticketOf('waiting'))
    expect(ended().map(({ data }) => data)).toEqual([
      { session_id: session(1), reason: 'skipped', duration_ms: 1_640, connect_ms: 640 },
      { session_id: session(2), reason: 'partner', duration_ms: 10 },
    ])
  })

  it('a failure to connect is told once a match, and is why it ended', () => {
    const { teller, said, ended } = evening()
    teller.ticket(together(a))
    teller.iceFailed(3)
    teller.iceFailed(3)
    teller.ticket(ticketOf('waiting'))
    expect(said.filter(({ type }) => type === 'error.ice_failure')).toEqual([iceFailed(session(1), 3)])
    expect(ended()[0]?.data).toMatchObject({ reason: 'ice_failure' })
  })

  it('who goes in the middle of a match ended it; who goes alone ended nothing', () => {
    const [busy, idle] = [evening(), evening()]
    busy.teller.ticket(together(a))
    for (const { teller } of [busy, idle]) teller.leave()
    expect(busy.ended()[0]?.data).toMatchObject({ reason: 'left' })
    expect(idle.said).toEqual([left])
  })

  it('who goes while waiting waits no more', () => {
    const { teller, said } = evening()
    teller.ticket(ticketOf('waiting'))
    teller.leave()
    teller.leave()
    expect(words(said)).toEqual(['interaction.queue.joined', 'interaction.queue.left left', 'nav.feature.leave'])
  })

  it('own messages are told once, and those from before the page came by nobody', () => {
    const { teller, said } = evening()
    teller.messages(session(1), [{ seq: 3, length: 9 }])
    teller.messages(session(1), [
      { seq: 3, length: 9 },
      { seq: 5, length: 2 },
    ])
    teller.messages(session(1), [
      { seq: 3, length: 9 },
      { seq: 5, length: 2 },
    ])
    teller.messages(session(2), [])
    teller.messages(session(2), [{ seq: 1, length: 4 }])
    expect(said).toEqual([messageSent(session(1), 2), messageSent(session(2), 4)])
  })
})

describe('what the page shows', () => {
  const at = 1_700_000_000_000
  const heard = { ...notLooking, wants: 'in', heardAt: at, socket: 'open' } as const

  it('waiting goes on between two words of the queue', () => {
    const shown = shownOf({ ...heard, ticket: ticketOf('waiting', { estimate_ms: 4_000 }) }, at + 3_000)
    expect(shown).toEqual({ at: 'waiting', waitedMs: 4_200, estimateMs: 4_000 })
  })

  it('says what it does not know, and that it takes longer than usual', () => {
    expect([expectationOf(9_000, null), expectationOf(3_000, 4_000), expectationOf(9_000, 4_000), expectationOf(4_000, 500)]).toEqual([
      'unknown',
      'usual',
      'longer',
      'usual',
    ])
  })

  it.each([
    ['out', notLooking],
    ['joining', { ...heard, ticket: null }],
    ['found', { ...heard, ticket: ticketOf('matched', a) }],
    ['together', { ...heard, ticket: ticketOf('confirmed', a), socket: 'none', retryAt: at + 5_000 }],
    ['away', { ...heard, ticket: ticketOf('waiting'), socket: 'none', retryAt: at + 5_000 }],
    ['leaving', { ...heard, wants: 'out', ticket: ticketOf('waiting') }],
  ] as const)('%s', (name, state) => {
    expect(shownOf(state, at).at).toBe(name)
  })

  it('a cooldown counts down to nothing', () => {
    const ticket = ticketOf('cooldown', { cooldown_until: new Date(at + 3_000).toISOString() })
    expect([0, 1_000, 9_000].map((ms) => shownOf({ ...heard, ticket }, at + ms))).toEqual(
      [3_000, 2_000, 0].map((leftMs) => ({ at: 'cooldown', leftMs })),
    )
  })

  it('who hangs up is told from a page that leaves the room for the next one', () => {
    const media = { at: 'ended', why: { by: 'me' } } as const
    const byOther = { at: 'ended', why: { by: 'other' } } as const
    expect(isHungUp({ media }, { connection: { at: 'live' } })).toBe(true)
    expect(isHungUp({ media }, { connection: { at: 'left' } }) || isHungUp({ media: byOther }, { connection: { at: 'live' } })).toBe(false)
  })

  it('keys act outside of fields and without modifiers', () => {
    const plain = { isModified: false, isInField: false }
    expect(['N', 'ArrowRight', 'Escape', 'x'].map((key) => actOf({ key, ...plain }))).toEqual(['next', 'next', 'stop', null])
    expect(actOf({ key: 'n', isModified: true, isInField: false }) ?? actOf({ key: 'n', isModified: false, isInField: true })).toBeNull()
  })
})

describe('wishes', () => {
  it('are what the queue takes, whatever was kept', () => {
    for (const kept of [null, '{', '[]', '{"languages":["PT-br","x"],"interests":["Jazz ","jazz",""]}', '{"languages":7}']) {
      const wishes = wishesFrom(kept, ['pt-BR', 'pt', 'en-US'])
      expect(matchPreferences.parse(preferencesOf(wishes))).toEqual(preferencesOf(wishes))
    }
    expect(wishesFrom(null, ['pt-BR', 'pt', 'en-US'])).toEqual({ languages: ['pt', 'en'], interests: [] })
    expect(spoken(['', '*', 'de-AT'])).toEqual(['de'])
  })

  it('interests are words with commas between', () => {
    expect(interestsIn('Film, jazz  ,film;')).toEqual(['film', 'jazz'])
    expect([
      interestsFault('a,b'),
      interestsFault('x'.repeat(33)),
      interestsFault(Array.from({ length: 11 }, (_, i) => `w${i}`).join()),
    ]).toEqual([null, 'long', 'many'])
  })
})
