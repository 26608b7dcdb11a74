/** The rate limiter against a model so simple that it can be read: every taken unit with its moment, and the rule itself. */
import { describe, expect, test } from 'vitest'
import type { GcraState, Rate } from '../../domain/limits/gcra.ts'
import { drained, giveBack, take, unused, unusedAt } from '../../domain/limits/gcra.ts'
import { RateLimiter } from '../../domain/limits/rate-limiter.ts'
import { lcg } from '../support/telemetry-random.ts'

const rates: readonly Rate[] = [
  { limit: 10, periodMs: 60_000 },
  { limit: 100, periodMs: 3_600_000 },
  { limit: 2_000, periodMs: 1_000 },
  { limit: 7, periodMs: 1_000 },
  { limit: 0.25, periodMs: 1_000 },
  { limit: 10_000_000, periodMs: 1_000 },
]
const start = 1_795_000_000_000

/** Units that a bucket of the rule holds as used: each taken one drains evenly, none before the last. */
class Model {
  readonly rate: Rate
  #used = 0
  #at = start
  readonly taken: { at: number; cost: number }[] = []

  constructor(rate: Rate) {
    this.rate = rate
  }

  usedAt(now: number): number {
    return Math.max(0, this.#used - ((now - this.#at) * this.rate.limit) / this.rate.periodMs)
  }

  take(now: number, cost: number): void {
    this.#used = this.usedAt(now) + cost
    this.#at = now
    this.taken.push({ at: now, cost })
  }

  /** The most that was taken beyond an even drain over any span of time. */
  worstExcess(): number {
    let worst = 0
    let running = 0
    let before = start
    for (const { at, cost } of this.taken) {
      running = Math.max(0, running - ((at - before) * this.rate.limit) / this.rate.periodMs) + cost
      before = at
      worst = Math.max(worst, running)
    }
    return worst
  }
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-4 * Math.max(1, Math.abs(b))

describe.each(rates)('[§1] $limit a period of $periodMs ms', (rate) => {
  const { limit, periodMs } = rate

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('seed %i: never more than limit and refill, never a refusal while it fits', (seed) => {
    const random = lcg(seed)
    const model = new Model(rate)
    let state: GcraState = unused
    let now = start
    for (let i = 0; i < 3_000; i++) {
      if (random() < 0.6) now += Math.floor(random() ** 4 * periodMs * 2)
      const cost = random() < 0.5 ? 1 : Math.max(0.001, random() * limit * 0.4)
      const used = model.usedAt(now)
      const fits = used + Math.min(cost, limit) <= limit
      const taken = take(state, { ...rate, cost }, now)
      expect(taken.ok === fits || near(used + Math.min(cost, limit), limit), `step ${i}`).toBe(true)
      if (taken.ok) model.take(now, cost)
      const left = limit - model.usedAt(now)
      expect(taken.remaining).toBeGreaterThanOrEqual(0)
      expect(taken.remaining).toBeLessThanOrEqual(left < 0 ? 0 : left + 1e-4 * Math.max(1, limit))
      expect(taken.ok ? taken.retryAfterMs === 0 : taken.retryAfterMs >= 1).toBe(true)
      expect(taken.resetMs === 0).toBe(taken.state.used === 0)
      state = taken.state
    }
    expect(model.worstExcess()).toBeLessThanOrEqual(Math.max(limit, 1) * (1 + 1e-4))
    expect(model.taken.length).toBeGreaterThan(100)
  })

  test('a refusal takes nothing, and its wait is true: not before, then at once', () => {
    const random = lcg(99)
    let state: GcraState = unused
    let now = start
    const refusals: { early: boolean; due: boolean; free: boolean }[] = []
    for (let i = 0; i < 2_000; i++) {
      const cost = Math.max(0.001, random() * limit)
      const again = (at: number) => take(state, { ...rate, cost }, at).ok
      const taken = take(state, { ...rate, cost }, now)
      if (!taken.ok) {
        const free = near(taken.state.used, drained(state, rate, now).used)
        refusals.push({ early: again(now + taken.retryAfterMs - 1), due: again(now + taken.retryAfterMs), free })
        now += taken.retryAfterMs
      }
      state = take(state, { ...rate, cost }, now).state
    }
    expect(refusals.filter(({ early, due, free }) => early || !due || !free)).toEqual([])
    expect(refusals.length).toBeGreaterThan(500)
  })

  test('remaining only falls while no time passes, and rises by itself within the reset', () => {
    let state: GcraState = unused
    let before = Number.POSITIVE_INFINITY
    for (let i = 0; i < 50; i++) {
      const taken = take(state, { ...rate, cost: 1 }, start)
      expect(taken.remaining).toBeLessThanOrEqual(before)
      before = taken.remaining
      state = taken.state
      if (limit < 1) continue
      expect(Math.floor(limit - drained(state, rate, start + taken.resetMs).used + 1e-4)).toBeGreaterThan(taken.remaining)
    }
  })
})

test('[§1] a cost above the limit is taken when idle, and drains as a whole', () => {
  const rate = { limit: 100, periodMs: 1_000 }
  const first = take(unused, { ...rate, cost: 1_000 }, start)
  expect(first).toMatchObject({ ok: true, remaining: 0 })
  const second = take(first.state, { ...rate, cost: 1 }, start)
  expect(second).toMatchObject({ ok: false, retryAfterMs: 9_010 })
  expect(take(first.state, { ...rate, cost: 1_000 }, start + 9_999)).toMatchObject({ ok: false, retryAfterMs: 1 })
  expect(take(first.state, { ...rate, cost: 1_000 }, start + 10_000).ok).toBe(true)
})

test('a clock a little behind gives nothing away; one that was set back does not lock out', () => {
  const rate = { limit: 10, periodMs: 60_000 }
  let { state } = take(unused, { ...rate, cost: 10 }, start)
  for (let i = 0; i < 1_000; i++) {
    const taken = take(state, { ...rate, cost: 1 }, start - (i % 2) * 1_000)
    expect(taken.ok).toBe(false)
    state = taken.state
  }
  const back = take(state, { ...rate, cost: 1 }, start - 86_400_000)
  expect(back).toMatchObject({ ok: false, retryAfterMs: 6_000 })
  expect(take(back.state, { ...rate, cost: 1 }, start - 86_400_000 + 6_000).ok).toBe(true)
})

test('giving back restores what was taken and never more', () => {
  const rate = { limit: 10, periodMs: 60_000 }
  const { state } = take(unused, { ...rate, cost: 4 }, start)
  expect(giveBack(state, 3)).toEqual({ used: 1, at: start })
  expect(giveBack(state, 9).used).toBe(0)
  expect(unusedAt(state, rate)).toBe(start + 24_000)
})

describe('limits by key', () => {
  const rate = { limit: 3, periodMs: 60_000 }

  test('keys do not share', () => {
    const limiter = new RateLimiter(10)
    expect([1, 2, 3, 4].map(() => limiter.take('a', rate, start).ok)).toEqual([true, true, true, false])
    expect(limiter.take('b', rate, start).ok).toBe(true)
  })

  test('it is bounded: who came least lately is forgotten, who keeps coming is not', () => {
    const limiter = new RateLimiter(10)
    for (let i = 0; i < 3; i++) limiter.take('old', rate, start)
    for (let i = 0; i < 3; i++) limiter.take('busy', rate, start)
    for (let i = 0; i < 100; i++) {
      limiter.take(`other ${i}`, rate, start)
      expect(limiter.take('busy', rate, start).ok).toBe(false)
    }
    expect(limiter.take('old', rate, start).ok).toBe(true)
  })
})
