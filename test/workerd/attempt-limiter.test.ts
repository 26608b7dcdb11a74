/** The AttemptLimiter object in the real runtime: what it decides survives it, it forgets, and a brute force is stopped. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { BegunAttempt } from '../../contract/attempts.ts'
import { AttemptLimiterStore } from '../../durable-objects/attempt-limiter/attempt-limiter-store.ts'
import { AttemptObjects } from '../support/attempt-limiter.ts'

const email = 'ann@example.com'
const minute = 60_000
const hour = 3_600_000
const day = 86_400_000
let objects: AttemptObjects

// Real alarms are set far ahead of the real clock, so only `forget` runs them.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hour })
  objects = new AttemptObjects()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const passTime = (ms: number): void => void vi.setSystemTime(Date.now() + ms)
const begin = (address: string | null, of = email): Promise<BegunAttempt> =>
  objects.ofEmail(of).begin({ address, limit_per_min: 10, purpose: 'guess' })
const succeed = (address: string | null): Promise<void> => objects.ofEmail(email).succeeded({ address })
const forget = (): Promise<boolean> => runDurableObjectAlarm(objects.ofEmail(email))

/** How many of so many attempts at the same time may begin. */
const begun = async (count: number, addressOf: (i: number) => string): Promise<number> => {
  const answers = await Promise.all(Array.from({ length: count }, (_, i) => begin(addressOf(i))))
  return answers.filter(({ ok }) => ok).length
}

const refused = (answer: BegunAttempt): Extract<BegunAttempt, { ok: false }> => {
  if (answer.ok) throw new Error('it was not refused')
  return answer
}

const rowsIn = (table: string): Promise<number> =>
  runInDurableObject(
    objects.ofEmail(email),
    (_instance, state) => state.storage.sql.exec<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).one().n,
  )

const tables = (): Promise<string[]> =>
  runInDurableObject(objects.ofEmail(email), (_instance, state) =>
    state.storage.sql
      .exec<{ name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'`)
      .toArray()
      .map(({ name }) => name),
  )

describe('[§1] a brute force of 1,000 sign-ins is stopped, and the owner still gets in', () => {
  beforeEach(async () => {
    await begin('home')
    await succeed('home')
  })

  test('from one address: 10 guesses; from home at once, from the attacked address after Retry-After', async () => {
    expect(await begun(1_000, () => 'attacker')).toBe(10)
    expect((await begin('home')).ok).toBe(true)
    const { retryAfterMs } = refused(await begin('attacker'))
    passTime(retryAfterMs)
    expect((await begin('attacker')).ok).toBe(true)
  })

  test('from 500 addresses: 100 guesses; from home at once, from a new address after Retry-After', async () => {
    expect(await begun(1_000, (i) => `attacker ${i % 500}`)).toBe(100)
    expect((await begin('home')).ok).toBe(true)
    const { retryAfterMs, refused: limit } = refused(await begin('hotel'))
    expect(limit).toMatchObject({ name: 'sign_in_failures', limit: 100, periodMs: hour, remaining: 0 })
    passTime(retryAfterMs)
    expect((await begin('hotel')).ok).toBe(true)
    await succeed('hotel')
    expect((await begin('hotel')).ok).toBe(true)
  })

  test('other people, and the same e-mail in another app, are not touched', async () => {
    await begun(1_000, (i) => `attacker ${i % 500}`)
    expect((await begin('attacker 1', 'bob@example.com')).ok).toBe(true)
    objects = new AttemptObjects()
    expect((await begin('attacker 1')).ok).toBe(true)
  })

  test('[AL5] stuffing many accounts from one address stops at 100 a minute', async () => {
    const stub = objects.ofAddress('attacker')
    const ask = () => stub.begin({ address: null, limit_per_min: 10, purpose: 'guess' })
    const answers = await Promise.all(Array.from({ length: 1_000 }, ask))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(100)
    await stub.succeeded({ address: null })
    expect([(await ask()).ok, (await ask()).ok]).toEqual([true, false])
    passTime(minute)
    expect((await ask()).ok).toBe(true)
  })
})

describe('[AL7] what was decided survives the object', () => {
  test('limits, known addresses and what is given back, over an eviction after each step', async () => {
    const evict = () => evictDurableObject(objects.ofEmail(email))
    for (let i = 0; i < 10; i++) {
      expect((await begin('home')).ok).toBe(true)
      await evict()
    }
    expect((await begin('home')).ok).toBe(false)
    await evict()
    await succeed('home')
    await evict()
    expect(await begun(100, (i) => `bot ${i}`)).toBe(100)
    await evict()
    expect((await begin('bot 101')).ok).toBe(false)
    await evict()
    expect((await begin('home')).ok).toBe(true)
    expect(await rowsIn('known')).toBe(1)
  })

  test('a step that can not be kept is not remembered either', async () => {
    await begin('home')
    vi.spyOn(AttemptLimiterStore.prototype, 'apply').mockImplementationOnce(() => {
      throw new Error('disk')
    })
    const failed = await runInDurableObject(objects.ofEmail(email), async (instance) => {
      try {
        await instance.begin({ address: 'home', limit_per_min: 10, purpose: 'guess' })
        return false
      } catch {
        return true
      }
    })
    expect(failed).toBe(true)
    expect(await begun(20, () => 'home')).toBe(9)
  })
})

describe('[AL6] the object forgets', () => {
  test('everything, itself included, when nothing is left to remember', async () => {
    await begun(5, (i) => `bot ${i}`)
    passTime(2 * hour)
    expect(await forget()).toBe(true)
    expect(await tables()).toEqual([])
    expect(await forget()).toBe(false)
    expect(await begun(1_000, (i) => `bot ${i % 500}`)).toBe(100)
    await evictDurableObject(objects.ofEmail(email))
    expect((await begin('bot 1')).ok).toBe(false)
  })

  test('addresses that tried when their limit is whole; known ones after 30 days', async () => {
    await begin('home')
    await succeed('home')
    await begin('bot')
    passTime(2 * hour)
    expect(await forget()).toBe(true)
    expect([await rowsIn('visitors'), await rowsIn('known')]).toEqual([0, 1])
    passTime(30 * day)
    expect(await forget()).toBe(true)
    expect(await tables()).toEqual([])
  })

  test('an alarm that fails is set again', async () => {
    await begin('bot')
    const errors = vi.spyOn(console, 'error').mockImplementation(() => {})
    vi.spyOn(AttemptLimiterStore.prototype, 'apply').mockImplementationOnce(() => {
      throw new Error('disk')
    })
    passTime(2 * hour)
    expect(await forget()).toBe(true)
    expect(errors).toHaveBeenCalledWith(expect.stringContaining('"event":"alarm_failed","object":"attempts/email"'))
    expect(await forget()).toBe(true)
    expect(await tables()).toEqual([])
  })
})

describe('[AL8] what is told', () => {
  test('a refusal is news once, until its limit was not met for an hour', async () => {
    const news = async () => refused(await begin('a')).newly
    await begun(10, () => 'a')
    expect([await news(), await news(), await news()]).toEqual([true, false, false])
    for (let i = 0; i < 3; i++) {
      passTime(2 * minute)
      await begun(10, () => 'a')
      expect(await news()).toBe(false)
    }
    passTime(2 * hour)
    await begun(10, () => 'a')
    expect(await news()).toBe(true)
  })

  test('no address and no e-mail is in a log or in what is kept', async () => {
    await begin('home')
    const text = await runInDurableObject(objects.ofEmail(email), (_instance, state) =>
      JSON.stringify([state.id.name, state.storage.sql.exec('SELECT * FROM visitors').toArray()]),
    )
    expect(text).not.toContain(email)
  })
})
