/** [S6] The circuit breaker against a model that reads like the rule: what may be asked when, over random services and random delays. */
import { describe, expect, test } from 'vitest'
import { admit, closed, settled } from '../../domain/media/circuit-breaker.ts'
import type { BreakerState, Ticket } from '../../domain/media/circuit-breaker.ts'
import { lcg } from '../support/telemetry-random.ts'

const rules = { failures: 3, openMs: 1_000, trialMs: 300 }
const at = 1_795_000_000_000
const ticketOf = (state: BreakerState, now: number): Ticket => {
  const admission = admit(state, rules, now)
  if (!admission.admitted) throw new Error('was not admitted')
  return admission.ticket
}
const anyone: Ticket = { trial: null }
const failing = (state: BreakerState, times: number, now = at): BreakerState =>
  Array.from({ length: times }).reduce<BreakerState>((each) => settled(each, anyone, true, rules, now), state)
const open = failing(closed, 3)

describe('[S6] the breaker', () => {
  test('opens after so many failures in a row, and not before', () => {
    expect(failing(closed, 2)).toEqual({ status: 'closed', failures: 2 })
    expect(settled(failing(closed, 2), anyone, false, rules, at)).toEqual(closed)
    expect(open).toEqual({ status: 'open', until: at + 1_000 })
  })

  test('refuses while it is open and says for how long', () => {
    expect(admit(open, rules, at)).toEqual({ admitted: false, retryAfterMs: 1_000 })
    expect(admit(open, rules, at + 999)).toEqual({ admitted: false, retryAfterMs: 1 })
  })

  test('then one call tries, and the others do not wait for it: they are refused', () => {
    const trial = admit(open, rules, at + 1_000)
    expect(trial).toMatchObject({ admitted: true, state: { status: 'trying' } })
    const trying = trial.admitted ? trial.state : closed
    expect(admit(trying, rules, at + 1_001)).toEqual({ admitted: false, retryAfterMs: 299 })
    expect(settled(trying, ticketOf(open, at + 1_000), false, rules, at + 1_100)).toEqual(closed)
    expect(settled(trying, ticketOf(open, at + 1_000), true, rules, at + 1_100)).toEqual({ status: 'open', until: at + 2_100 })
  })

  test('a trial that never ends is given to the next call, and its late word does not count', () => {
    const first = admit(open, rules, at + 1_000)
    const second = admit(first.admitted ? first.state : closed, rules, at + 1_300)
    const trying = second.admitted ? second.state : closed
    expect(trying).toEqual({ status: 'trying', until: at + 1_600, trial: at + 1_300 })
    expect(settled(trying, { trial: at + 1_000 }, true, rules, at + 1_301)).toEqual(trying)
    expect(settled(trying, { trial: at + 1_000 }, false, rules, at + 1_301)).toEqual(trying)
    expect(settled(failing(closed, 2), { trial: at + 1_000 }, true, rules, at + 1_301)).toEqual({ status: 'closed', failures: 2 })
  })

  test('what began before it opened changes nothing', () => {
    expect(settled(open, anyone, false, rules, at + 1)).toEqual(open)
    expect(settled(open, anyone, true, rules, at + 1)).toEqual(open)
  })

  test.each([1, 2, 3, 4, 5, 6])('seed %i: never more calls than the rule allows to a service that is down', (seed) => {
    const random = lcg(seed)
    let [state, now, asked]: [BreakerState, number, number] = [closed, at, 0]
    let isDown = false
    const pending: { readonly ends: number; readonly ticket: Ticket; readonly isFault: boolean }[] = []
    const openings: number[] = []
    const waits: number[] = []
    for (let i = 0; i < 5_000; i += 1) {
      now += Math.floor(random() * 40)
      if (random() < 0.01) isDown = !isDown
      for (const call of pending.splice(0).toSorted((a, b) => a.ends - b.ends)) {
        if (call.ends > now) {
          pending.push(call)
          continue
        }
        const after = settled(state, call.ticket, call.isFault, rules, call.ends)
        if (state.status !== 'open' && after.status === 'open') openings.push(call.ends)
        state = after
      }
      const admission = admit(state, rules, now)
      if (!admission.admitted) {
        waits.push(admission.retryAfterMs)
        continue
      }
      state = admission.state
      asked += 1
      pending.push({ ends: now + Math.floor(random() * 400), ticket: admission.ticket, isFault: isDown })
    }
    // It opened, it was asked again, and two openings are never closer than the time it stays open.
    expect(openings.length).toBeGreaterThan(3)
    expect(asked).toBeGreaterThan(100)
    expect([Math.min(...waits) > 0, Math.max(...waits) <= rules.openMs]).toEqual([true, true])
    for (const [i, opening] of openings.entries()) expect(opening - (openings[i - 1] ?? 0)).toBeGreaterThanOrEqual(rules.openMs)
  })
})
