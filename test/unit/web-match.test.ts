/**
 * [B8] A page that looks for company: in the queue while the person wants to be, out of it when not, whatever is lost on the way. Time is data;
 * the queue is a small one of its own that keeps the contract's word.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TicketId } from '../../contract/ids.ts'
import type { Ticket } from '../../contract/match.ts'
import { dueAt, heartbeatMs, isIn, notLooking, patienceMs, step } from '../../web/lib/match/match-machine.ts'
import type { MatchEffect, MatchInput, MatchState } from '../../web/lib/match/match-machine.ts'

const start = 1_700_000_000_000
const ticketOf = (state: Ticket['state'], more: Partial<Ticket> = {}): Ticket => ({
  id: '01939b7e-0000-7000-8000-00000000f001' as TicketId,
  version: 0,
  queue: 'random',
  state,
  waited_ms: 0,
  ...more,
})

/** A page and a queue of one person. */
class Stage {
  state: MatchState = notLooking
  now = start
  /** All that the ticket ever was. */
  readonly was: Ticket[] = []
  readonly done: MatchEffect['do'][] = []
  asked: ('join' | 'skip' | 'leave')[] = []
  open = false

  get queue(): Ticket | null {
    return this.was.at(-1) ?? null
  }
  set queue(ticket: Ticket | null) {
    if (ticket !== null) this.was.push({ ...ticket, version: this.was.length })
  }

  take(input: MatchInput): void {
    const { state, effects } = step(this.state, input, this.now)
    this.state = state
    for (const effect of effects) {
      this.done.push(effect.do)
      if (effect.do === 'join' || effect.do === 'skip' || effect.do === 'leave') this.asked.push(effect.do)
      if (effect.do === 'open' || effect.do === 'close') this.open = false
      if (effect.do === 'confirm' && this.queue?.state === 'matched') this.queue = { ...this.queue, has_confirmed: true }
    }
  }

  /** The queue does what is asked of it, and says so. */
  answer(): void {
    const what = this.asked.shift()
    if (what === undefined) return
    if (what === 'join' && (this.queue === null || this.queue.state === 'left')) this.queue = ticketOf('waiting')
    if (what === 'skip' && this.queue?.state === 'confirmed') this.queue = ticketOf('cooldown')
    if (what === 'leave') this.queue = ticketOf('left')
    const { queue } = this
    this.tell()
    this.take({ type: 'answered', ticket: queue })
  }
  /** It is done, and nobody hears of it. */
  lose(): void {
    const what = this.asked.shift()
    if (what === 'join') this.queue = ticketOf('waiting')
    if (what === 'leave') this.queue = ticketOf('left')
    if (what !== undefined) this.take({ type: 'refused', code: null, final: false, retryAfterMs: null, roll: 0.5 })
  }
  connect(): void {
    if (this.state.socket !== 'opening') return
    this.open = true
    this.take({ type: 'opened', attempt: this.state.attempt })
    this.tell()
  }
  tell(): void {
    if (this.open && this.queue !== null) this.take({ type: 'heard', attempt: this.state.attempt, ticket: this.queue })
  }
  /** Something of before comes late, over the socket or as an answer. */
  overtake(): void {
    const old = this.was.at(-2)
    if (old === undefined || this.state.ticket?.version !== this.queue?.version) return
    if (this.open) this.take({ type: 'heard', attempt: this.state.attempt, ticket: old })
    this.take({ type: 'confirmed', ticket: old })
    if (this.state.ticket?.version !== this.queue?.version) throw new Error('something of before was believed')
  }
  move(to: Ticket['state']): void {
    if (this.queue === null || this.queue.state === 'left') return
    this.queue = ticketOf(to)
    this.tell()
  }
  drop(): void {
    if (this.state.socket === 'none') return
    this.open = false
    this.take({ type: 'shut', attempt: this.state.attempt, roll: 0.5 })
  }
  wait(): void {
    const due = dueAt(this.state)
    if (due === null) return
    this.now = Math.max(this.now, due)
    this.take({ type: 'tick', roll: 0.5 })
    if (this.open && this.state.pingAt !== null) this.take({ type: 'pong', attempt: this.state.attempt })
  }
}

const looking = (): Stage => {
  const stage = new Stage()
  stage.take({ type: 'start' })
  stage.answer()
  stage.connect()
  return stage
}

describe('a page that looks for company', () => {
  it('joins, keeps a socket, confirms a match once, and asks for the next one', () => {
    const stage = looking()
    stage.move('matched')
    stage.tell()
    stage.move('confirmed')
    stage.take({ type: 'skip' })
    stage.answer()
    expect(stage.done).toEqual(['join', 'open', 'confirm', 'skip'])
    expect(stage.state.ticket?.state).toBe('cooldown')
  })

  it('an answer that is older than what the socket heard moves nothing back', () => {
    const stage = looking()
    stage.move('confirmed')
    stage.take({ type: 'skip' })
    stage.asked = []
    for (const next of ['cooldown', 'waiting', 'matched'] as const) stage.move(next)
    stage.take({ type: 'answered', ticket: ticketOf('cooldown') })
    expect(stage.state.ticket?.state).toBe('matched')
  })

  it('an answer to a confirmation that comes after what it led to moves nothing back; of another ticket it says nothing', () => {
    const stage = looking()
    stage.move('matched')
    const old = stage.queue
    stage.move('confirmed')
    if (old === null) throw new Error('there was a match')
    stage.take({ type: 'confirmed', ticket: old })
    expect(stage.state.ticket?.state).toBe('confirmed')
    stage.take({ type: 'confirmed', ticket: { ...ticketOf('left'), id: '01939b7e-0000-7000-8000-00000000f002' as TicketId, version: 9 } })
    expect(stage.state.ticket?.state).toBe('confirmed')
    stage.take({ type: 'heard', attempt: stage.state.attempt, ticket: old })
    expect(stage.state.ticket?.state).toBe('confirmed')
  })

  it('says a confirmation again that the queue did not hear', () => {
    const stage = looking()
    stage.queue = ticketOf('matched')
    stage.tell()
    stage.queue = ticketOf('matched')
    stage.wait()
    expect(stage.queue).toMatchObject({ has_confirmed: true })
  })

  it('a double tap asks once; stopping while joining leaves as soon as it is in', () => {
    const stage = new Stage()
    for (const type of ['start', 'start', 'stop', 'stop'] as const) stage.take({ type })
    expect(stage.asked).toEqual(['join'])
    stage.answer()
    expect(stage.asked).toEqual(['leave'])
    stage.answer()
    expect([stage.queue?.state, stage.state.socket, dueAt(stage.state)]).toEqual(['left', 'none', null])
  })

  it('a skip beyond the limit is asked again when it may be; a ban is not', () => {
    const stage = looking()
    stage.move('confirmed')
    stage.take({ type: 'skip' })
    stage.asked = []
    stage.take({ type: 'refused', code: 'rate_limited', final: false, retryAfterMs: 7_000, roll: 0 })
    expect([stage.state.trouble, dueAt(stage.state)]).toEqual([{ code: 'rate_limited', retryAt: start + 7_000 }, start + heartbeatMs])
    const barred = new Stage()
    barred.take({ type: 'start' })
    barred.take({ type: 'refused', code: 'banned', final: true, retryAfterMs: null, roll: 0 })
    expect([barred.state.wants, barred.state.trouble, dueAt(barred.state)]).toEqual(['out', { code: 'banned', retryAt: null }, null])
  })

  it('a socket that is silent is lost, and opened again', () => {
    const stage = looking()
    stage.now += heartbeatMs
    stage.take({ type: 'tick', roll: 0 })
    stage.now += patienceMs
    stage.take({ type: 'tick', roll: 0 })
    expect(stage.done.slice(2)).toEqual(['ping', 'close'])
    stage.wait()
    expect(stage.done.at(-1)).toBe('open')
  })

  it('whatever is lost on the way: who wants in is in, with a socket; who wants out is out', () => {
    const moves = [
      'start',
      'stop',
      'skip',
      'answer',
      'lose',
      'connect',
      'tell',
      'drop',
      'overtake',
      'wait',
      'matched',
      'confirmed',
      'waiting',
      'left',
    ] as const
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...moves), { maxLength: 150 }), (played) => {
        const stage = new Stage()
        for (const move of played) {
          if (move === 'start' || move === 'stop' || move === 'skip') stage.take({ type: move })
          else if (move === 'matched' || move === 'confirmed' || move === 'waiting' || move === 'left') stage.move(move)
          else stage[move]()
          expect(stage.asked.length).toBeLessThanOrEqual(1)
        }
        for (let i = 0; i < 12; i++) {
          stage.answer()
          stage.connect()
          stage.tell()
          stage.wait()
        }
        const isInQueue = stage.queue !== null && stage.queue.state !== 'left'
        expect([isIn(stage.state), isInQueue, stage.open]).toEqual(stage.state.wants === 'in' ? [true, true, true] : [false, false, false])
        expect(stage.queue?.state === 'matched' && stage.queue.has_confirmed !== true).toBe(false)
      }),
      { numRuns: 1_000 },
    )
  })
})
