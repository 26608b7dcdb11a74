/** [V2] The events of random video chat: which follow from a ticket's way, in pairs, and under ids that both sides know. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventInput } from '../../contract/events.ts'
import type { RoomId, TicketId } from '../../contract/ids.ts'
import type { Ticket } from '../../contract/match.ts'
import { entered, iceFailed, left, matchEnded, messageSent, ofTicket, skipped } from '../../web/features/random/vox-facts.ts'
import type { VoxFact } from '../../web/features/random/vox-facts.ts'

const session = (n: number): RoomId => `01939b7e-0000-7000-8000-00000000e00${n}` as RoomId
const ticketOf = (state: Ticket['state'], more: Partial<Ticket> = {}): Ticket => ({
  id: '01939b7e-0000-7000-8000-00000000f001' as TicketId,
  queue: 'random',
  state,
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
