/** Limits as callers see them: the header fields, their grammar (RFC 9651 as far as the draft uses it), and the 429. */
import { describe, expect, test } from 'vitest'
import { RateLimiter } from '../../domain/limits/rate-limiter.ts'
import { checkRate } from '../../workers/shared/rate-limit.ts'
import { rateHeaders, rateLimited } from '../../workers/shared/rate-limit-headers.ts'
import { problemResponse } from '../../workers/shared/problem.ts'

const now = 1_795_000_000_000
const key = { name: 'key', key: 'app/key-1', limit: 5, periodMs: 60_000 } as const

/** A list of strings with integer or string parameters. */
const grammar = /^"[a-z_]+"(?:;[a-z]+=(?:\d+|"[a-z]+"))+(?:, "[a-z_]+"(?:;[a-z]+=(?:\d+|"[a-z]+"))+)*$/

describe('[§1] RateLimit and RateLimit-Policy', () => {
  test('name the policy, what is left and when there is more', () => {
    const decision = checkRate(new RateLimiter(10), key, now)
    expect(rateHeaders([decision])).toEqual({ RateLimit: '"key";r=4;t=12', 'RateLimit-Policy': '"key";q=5;w=60' })
  })

  test('several limits are a list, and units other than requests are named', () => {
    const requests = { name: 'requests', limit: 2_000, periodMs: 1_000, remaining: 0, resetMs: 1 }
    const events = { name: 'events', limit: 50_000, periodMs: 1_000, remaining: 49_000, resetMs: 0, unit: 'events' }
    expect(rateHeaders([requests, events])).toEqual({
      RateLimit: '"requests";r=0;t=1, "events";r=49000;t=0',
      'RateLimit-Policy': '"requests";q=2000;w=1, "events";q=50000;w=1;qu="events"',
    })
  })

  test('always have the form of the draft', () => {
    const limiter = new RateLimiter(10)
    for (let i = 0; i < 20; i++)
      for (const value of Object.values(rateHeaders([checkRate(limiter, key, now + i * 777)]))) expect(value).toMatch(grammar)
  })
})

test('[§1] a refusal is 429 rate_limited; Retry-After is in whole seconds and not before the reset', () => {
  const limiter = new RateLimiter(10)
  const decisions = Array.from({ length: 6 }, () => checkRate(limiter, key, now))
  expect(decisions.map(({ ok }) => ok)).toEqual([true, true, true, true, true, false])
  const refusal = checkRate(limiter, key, now + 100)
  const response = problemResponse('r', rateLimited(refusal.retryAfterMs), rateHeaders([refusal]))
  expect(response.status).toBe(429)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'retry-after': '12',
    ratelimit: '"key";r=0;t=12',
    'ratelimit-policy': '"key";q=5;w=60',
  })
  expect(checkRate(limiter, key, now + 100 + 12_000).ok).toBe(true)
  expect(problemResponse('r', rateLimited(3)).headers.get('Retry-After')).toBe('1')
})

test('[§1] names do not share units, nor do keys', () => {
  const limiter = new RateLimiter(10)
  const one = { limit: 1, periodMs: 60_000, key: 'x' }
  expect(checkRate(limiter, { ...one, name: 'user' }, now).ok).toBe(true)
  expect(checkRate(limiter, { ...one, name: 'user' }, now).ok).toBe(false)
  expect(checkRate(limiter, { ...one, name: 'anonymous' }, now).ok).toBe(true)
  expect(checkRate(limiter, { ...one, name: 'user', key: 'y' }, now).ok).toBe(true)
})
