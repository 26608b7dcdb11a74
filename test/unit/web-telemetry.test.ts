/**
 * [V2] What happens in a page is told once: a fact is kept until the platform has it, however often the connection is lost, and each
 * connection has its telemetry session. Time is data; the platform is a small one of its own that counts ids once.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answeredIn } from '../../web/lib/telemetry/telemetry.ts'
import { closingMs, dueAt, factsKept, nothingSaid, step } from '../../web/lib/telemetry/telemetry-machine.ts'
import type { TelemetryEffect, TelemetryInput, TelemetryState } from '../../web/lib/telemetry/telemetry-machine.ts'

const start = 1_700_000_000_000
type Saying = Extract<TelemetryEffect, { do: 'say' }>

/** A page and a platform; frames are held until they are let through, or dropped with the connection. */
class Stage {
  state: TelemetryState = nothingSaid
  now = start
  ids = 0
  readonly stored = new Map<string, string>()
  readonly order: string[] = []
  readonly said: Saying[] = []
  sent: Saying[] = []
  receipts: string[] = []
  pings = 0

  take(input: TelemetryInput): void {
    const { state, effects } = step(this.state, input, this.now)
    this.state = state
    for (const effect of effects) {
      if (effect.do === 'say') this.sent.push(effect)
      if (effect.do === 'say') this.said.push(effect)
      if (effect.do === 'ping') this.pings++
      if (effect.do === 'open') Object.assign(this, { sent: [], receipts: [] })
    }
  }

  id = (): string => `id-${++this.ids}`
  fact(id: string): void {
    this.take({ type: 'fact', fact: { id, type: 'interaction.skip', occurred_at: new Date(this.now).toISOString() } })
  }
  heard(frame: Extract<TelemetryInput, { type: 'heard' }>['frame']): void {
    this.take({ type: 'heard', attempt: this.state.attempt, frame, session: this.id(), id: this.id() })
  }
  welcome(): void {
    this.heard({ t: 'welcome', heartbeatMs: 30_000 })
  }
  /** What was sent is stored; what was stored is answered. */
  store(): void {
    for (const { event } of this.sent.splice(0)) {
      if (!this.stored.has(event.id)) this.order.push(event.id)
      this.stored.set(event.id, event.session_id)
      this.receipts.push(event.id)
    }
  }
  answer(): void {
    for (const ref of this.receipts.splice(0)) this.heard({ t: 'receipts', ref })
  }
  drop(): void {
    this.take({ type: 'shut', attempt: this.state.attempt, isFinal: false, roll: 0.5 })
  }
  wait(): void {
    const due = dueAt(this.state)
    if (due === null) return
    this.now = Math.max(this.now, due)
    this.take({ type: 'tick' })
  }
}

const begun = (): Stage => {
  const stage = new Stage()
  stage.take({ type: 'begin' })
  stage.welcome()
  return stage
}

describe('a page that tells what happens in it', () => {
  it('starts a session first, and says everything in the order it happened', () => {
    const stage = new Stage()
    stage.take({ type: 'begin' })
    stage.fact('early')
    expect(stage.sent).toEqual([])
    stage.welcome()
    stage.fact('late')
    expect(stage.sent.map(({ event }) => event.type)).toEqual(['session.start', 'interaction.skip', 'interaction.skip'])
    expect(new Set(stage.sent.map(({ event }) => event.session_id)).size).toBe(1)
  })

  it('says what is not answered again after a loss, in a session of the new connection, and what is answered never', () => {
    const stage = begun()
    stage.fact('a')
    stage.store()
    stage.answer()
    stage.fact('b')
    stage.drop()
    stage.wait()
    stage.welcome()
    expect(stage.sent.map(({ event }) => event.id.replace(/^id-.*/, event.type))).toEqual(['session.start', 'b'])
  })

  it('whatever is lost on the way: every fact is stored, and a fact that was stored twice is the same', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('fact', 'store', 'answer', 'drop', 'wait', 'welcome'), { maxLength: 120 }), (moves) => {
        const stage = begun()
        const facts: string[] = []
        for (const move of moves) {
          if (move === 'fact') {
            const id = `fact-${facts.length}`
            facts.push(id)
            stage.fact(id)
          } else if (move !== 'welcome') stage[move]()
          else if (stage.state.at === 'connecting') stage.welcome()
        }
        for (let i = 0; i < 4; i++) {
          stage.wait()
          if (stage.state.at === 'connecting') stage.welcome()
          stage.store()
          stage.answer()
        }
        expect(facts.filter((id) => !stage.stored.has(id))).toEqual([])
        expect(stage.state.pending).toEqual([])
        expect(stage.state.lost).toBe(0)
      }),
      { numRuns: 500 },
    )
  })

  it('waits as long as it is told before it says a refused fact again, and counts as lost what is refused for good', () => {
    const stage = begun()
    stage.fact('slow')
    stage.fact('wrong')
    stage.heard({ t: 'error', ref: 'slow', retryAfterMs: 4_000 })
    stage.heard({ t: 'error', ref: 'wrong', retryAfterMs: null })
    expect([stage.state.lost, dueAt(stage.state)]).toEqual([1, start + 4_000])
    stage.sent = []
    stage.wait()
    expect(stage.sent.map(({ event }) => event.id)).toEqual(['slow'])
  })

  it('keeps a bounded number, and says how many it could not', () => {
    const stage = new Stage()
    stage.take({ type: 'begin' })
    for (let i = 0; i < factsKept + 7; i++) stage.fact(`f${i}`)
    expect([stage.state.pending.length, stage.state.lost, stage.state.pending[0]?.fact.id]).toEqual([factsKept, 7, 'f7'])
  })

  it('pings as often as it was asked to, whether or not it says anything', () => {
    const stage = begun()
    for (let i = 0; i < 3; i++) stage.wait()
    expect([stage.pings, stage.now]).toEqual([3, start + 90_000])
  })

  it('ends its session when the page goes, and is gone when that is answered, or after a while', () => {
    const [answered, silent] = [begun(), begun()]
    for (const stage of [answered, silent]) stage.take({ type: 'end', id: 'end' })
    answered.store()
    answered.answer()
    expect([answered.state.at, answered.order.at(-1)]).toEqual(['closed', 'end'])
    expect([silent.state.at, dueAt(silent.state)]).toEqual(['closing', start + closingMs])
    silent.wait()
    expect(silent.state.at).toBe('closed')
  })

  it('a sign-in that is over is the end; what an old socket says is not heard', () => {
    const stage = begun()
    stage.fact('a')
    stage.take({ type: 'shut', attempt: stage.state.attempt - 1, isFinal: true, roll: 0 })
    expect(stage.state.at).toBe('live')
    stage.take({ type: 'shut', attempt: stage.state.attempt, isFinal: true, roll: 0 })
    expect([stage.state.at, dueAt(stage.state)]).toEqual(['closed', null])
  })

  it('reads the frames of the contract, and no others', () => {
    expect(answeredIn('pong')).toBeNull()
    expect(answeredIn('{"t":"welcome","heartbeat_s":30,"session_ttl_s":60}')).toEqual({ t: 'welcome', heartbeatMs: 30_000 })
    expect(answeredIn('{"t":"receipts","ref":"a","accepted":1}')).toEqual({ t: 'receipts', ref: 'a' })
    expect(answeredIn('{"t":"error","ref":"a","code":"rate_limited","detail":"","retry_after_s":2,"retry_after_ms":1500}')).toEqual({
      t: 'error',
      ref: 'a',
      retryAfterMs: 1_500,
    })
    expect(answeredIn('{"t":"error","code":"validation_failed","detail":""}')).toEqual({ t: 'error', ref: null, retryAfterMs: null })
    expect(answeredIn('{"t":"later"}')).toBeNull()
  })
})
