/** The attempts machine: its rules one by one, and seeded random sequences against what may never happen. */
import { describe, expect, test } from 'vitest'
import { addressDigest, emailDigest } from '../../domain/limits/attempt-digests.ts'
import { MasterSecret } from '../../domain/identity/master-secret.ts'
import { appId, newId } from '../../contract/ids.ts'
import type { AttemptInput, AttemptState, AttemptStep } from '../../durable-objects/attempt-limiter/attempt-limiter-machine.ts'
import { forgetDue, isForgotten, nothingTried, step } from '../../durable-objects/attempt-limiter/attempt-limiter-machine.ts'
import type { AttemptKind, Purpose } from '../../durable-objects/attempt-limiter/attempt-policy.ts'
import { attemptLimits, attemptPolicies } from '../../durable-objects/attempt-limiter/attempt-policy.ts'
import { attemptKindOf, attemptsOfAddressName, attemptsOfEmailName } from '../../durable-objects/names.ts'
import { lcg } from '../support/telemetry-random.ts'

const perMinute = 10
const second = 1_000
const minute = 60_000
const hour = 3_600_000
const day = 86_400_000

/** One object's worth of attempts, and a clock that only tests move. */
class Attempts {
  now = 1_795_000_000_000
  state: AttemptState = nothingTried
  readonly kind: AttemptKind

  constructor(kind: AttemptKind = 'email') {
    this.kind = kind
  }

  do(input: AttemptInput): AttemptStep {
    const stepped = step(attemptPolicies[this.kind], this.state, input, this.now)
    this.state = stepped.state
    return stepped
  }

  begin(address: string | null, purpose: Purpose = 'guess') {
    const { decision } = this.do({ type: 'begin', address, purpose, perMinute })
    if (decision === null) throw new Error('no decision')
    return decision
  }

  /** How many of so many attempts may begin. */
  begun(count: number, addressOf: (i: number) => string | null, purpose: Purpose = 'guess'): number {
    return Array.from({ length: count }, (_, i) => this.begin(addressOf(i), purpose)).filter(({ ok }) => ok).length
  }

  succeed(address: string | null): void {
    this.do({ type: 'succeeded', address })
  }
}

describe('[AL1] an address has its own limit', () => {
  test('of so many a minute, all at once if it likes, and then evenly', () => {
    const attempts = new Attempts()
    expect(attempts.begun(30, () => 'a')).toBe(10)
    const refused = attempts.begin('a')
    expect(refused).toMatchObject({ ok: false, name: 'sign_in', limit: 10, periodMs: minute, remaining: 0, retryAfterMs: 6_000 })
    attempts.now += refused.retryAfterMs
    expect(attempts.begun(5, () => 'a')).toBe(1)
    expect(attempts.begun(30, () => 'b')).toBe(10)
  })

  test('those whose address is not known share one', () => {
    const attempts = new Attempts()
    expect(attempts.begun(30, () => null)).toBe(10)
    expect(attempts.begin('a').ok).toBe(true)
  })

  test('registrations and mails that are asked for take from it too', () => {
    const attempts = new Attempts()
    expect(attempts.begun(6, () => 'a', 'request')).toBe(6)
    expect(attempts.begun(6, () => 'a', 'guess')).toBe(4)
  })
})

describe('[AL2] strangers together have one limit', () => {
  test('a guess spread over 500 addresses is stopped at 100 an hour', () => {
    const attempts = new Attempts()
    expect(attempts.begun(1_000, (i) => `bot ${i % 500}`)).toBe(100)
    expect(attempts.begin('another')).toMatchObject({
      ok: false,
      name: 'sign_in_failures',
      limit: 100,
      periodMs: hour,
      retryAfterMs: 36_000,
    })
    attempts.now += hour
    expect(attempts.begun(1_000, (i) => `bot ${i % 500}`)).toBe(100)
  })

  test('mails to one person are stopped at 20 an hour, and do not use up the guesses', () => {
    const attempts = new Attempts()
    expect(attempts.begun(1_000, (i) => `bot ${i}`, 'request')).toBe(20)
    expect(attempts.begin('another', 'request')).toMatchObject({ ok: false, name: 'mail_requests' })
    expect(attempts.begin('another', 'guess').ok).toBe(true)
  })

  test('attempts at the same time are counted before any is decided', () => {
    const attempts = new Attempts()
    expect(attempts.begun(10_000, (i) => `bot ${i}`)).toBe(100)
  })
})

describe('[AL3] who got in before', () => {
  test('gets in while strangers are stopped, under the own limit', () => {
    const attempts = new Attempts()
    attempts.begin('home')
    attempts.succeed('home')
    attempts.begun(1_000, (i) => `bot ${i}`)
    expect(attempts.begun(30, () => 'home')).toBe(10)
    attempts.now += minute
    expect(attempts.begin('home')).toMatchObject({ ok: true, name: 'sign_in' })
  })

  test('is known for 30 days', () => {
    const attempts = new Attempts()
    attempts.succeed('home')
    attempts.now += 30 * day - 1
    attempts.begun(1_000, (i) => `bot ${i}`)
    expect(attempts.begin('home').ok).toBe(true)
    attempts.now += 1
    expect(attempts.begin('home')).toMatchObject({ ok: false, name: 'sign_in_failures' })
  })

  test('at most 20 addresses are known; who came least lately is not any more', () => {
    const attempts = new Attempts()
    for (let i = 0; i < 25; i++) {
      attempts.now += second
      attempts.succeed(`place ${i}`)
      attempts.succeed('home')
    }
    expect(attempts.state.known.size).toBe(20)
    attempts.begun(1_000, (i) => `bot ${i}`)
    expect(attempts.begin('home').ok).toBe(true)
    expect(attempts.begin('place 24').ok).toBe(true)
    expect(attempts.begin('place 0').ok).toBe(false)
  })

  test('who has no address never is', () => {
    const attempts = new Attempts()
    attempts.begin(null)
    attempts.succeed(null)
    expect(attempts.state.known.size).toBe(0)
    attempts.begun(1_000, (i) => `bot ${i}`)
    expect(attempts.begin(null)).toMatchObject({ ok: false, name: 'sign_in_failures' })
  })
})

describe('[AL4] what turned out right or was not decided is given back', () => {
  test('a success gives back all that its address used, and nothing of others', () => {
    const attempts = new Attempts()
    attempts.begun(9, () => 'home')
    attempts.begun(90, (i) => `bot ${i}`)
    expect(attempts.state.shared.guess.used).toBe(99)
    attempts.succeed('home')
    expect(attempts.state.shared.guess.used).toBe(90)
    expect(attempts.begun(30, () => 'home')).toBe(10)
    expect(attempts.begun(30, (i) => `more ${i}`)).toBe(10)
  })

  test('an undecided attempt gives back itself', () => {
    const attempts = new Attempts()
    attempts.begun(10, () => 'home')
    for (let i = 0; i < 3; i++) attempts.do({ type: 'undecided', address: 'home', purpose: 'guess' })
    expect(attempts.state.shared.guess.used).toBe(7)
    expect(attempts.begun(30, () => 'home')).toBe(3)
  })

  test('what a known address never took from the strangers is not given to them', () => {
    const attempts = new Attempts()
    attempts.succeed('home')
    attempts.begun(100, (i) => `bot ${i}`)
    for (let i = 0; i < 10; i++) {
      attempts.begin('home')
      attempts.do({ type: 'undecided', address: 'home', purpose: 'guess' })
      attempts.begin('home')
      attempts.succeed('home')
    }
    expect(attempts.begin('bot 100').ok).toBe(false)
  })
})

describe('[AL5] one address and many e-mails', () => {
  test('100 failures a minute, then none', () => {
    const attempts = new Attempts('address')
    expect(attempts.begun(1_000, () => null)).toBe(100)
    expect(attempts.begin(null)).toMatchObject({ ok: false, name: 'address_failures', retryAfterMs: 600 })
  })

  test('an app that allows each person more allows an address more, and one that allows less leaves it as it is', () => {
    for (const [allowed, begun] of [
      [50, 500],
      [1, 100],
    ] as const) {
      const attempts = new Attempts('address')
      const asked = Array.from({ length: 1_000 }, () =>
        attempts.do({ type: 'begin', address: null, purpose: 'request', perMinute: allowed }),
      )
      expect(asked.filter(({ decision }) => decision?.ok === true)).toHaveLength(begun)
    }
  })

  test('an own account that gets in between gives back itself and no more', () => {
    const attempts = new Attempts('address')
    let guesses = 0
    for (let i = 0; i < 1_000; i++) {
      if (attempts.begin(null).ok) guesses++
      if (attempts.begin(null).ok) attempts.succeed(null)
    }
    expect(guesses).toBe(100)
    expect(attempts.state.known.size).toBe(0)
    expect(attempts.state.visitors.size).toBe(0)
  })
})

describe('[AL6] nothing is remembered longer than it is needed', () => {
  test('all is forgotten when the limits are whole again and nobody is known', () => {
    const attempts = new Attempts()
    attempts.begun(5, () => 'a')
    attempts.begin('b', 'request')
    const due = forgetDue(attemptPolicies.email, attempts.state) ?? 0
    attempts.now = due - 2
    attempts.do({ type: 'forget' })
    expect(isForgotten(attempts.state)).toBe(false)
    attempts.now = due
    attempts.do({ type: 'forget' })
    expect(isForgotten(attempts.state)).toBe(true)
    expect(forgetDue(attemptPolicies.email, attempts.state)).toBeNull()
  })

  test('known addresses after 30 days', () => {
    const attempts = new Attempts()
    attempts.succeed('home')
    expect(forgetDue(attemptPolicies.email, attempts.state)).toBe(attempts.now + attemptLimits.knownMs)
    attempts.now += attemptLimits.knownMs
    attempts.do({ type: 'forget' })
    expect(isForgotten(attempts.state)).toBe(true)
  })
})

describe.each(['email', 'address'] as const)('random sequences of an object by %s', (kind) => {
  const policy = attemptPolicies[kind]

  test.each(Array.from({ length: 12 }, (_, i) => i + 1))(
    'seed %i: no limit is ever exceeded, and memory is what the effects say',
    (seed) => {
      const random = lcg(seed)
      const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
      const addresses = [null, ...Array.from({ length: 40 }, (_, i) => `a${i}`)]
      const attempts = new Attempts(kind)
      const stored = { visitors: new Map<string, unknown>(), known: new Map<string, number>(), shared: new Map<string, unknown>() }
      const strangers: number[] = []
      for (let i = 0; i < 4_000; i++) {
        attempts.now += random() < 0.3 ? Math.floor(random() ** 6 * hour) : Math.floor(random() * 50)
        const address = pick(addresses)
        const purpose: Purpose = random() < 0.8 ? 'guess' : 'request'
        const isKnown = attempts.now - (attempts.state.known.get(address ?? '-') ?? 0) < attemptLimits.knownMs
        const inputs: readonly AttemptInput[] = [
          { type: 'begin', address, purpose, perMinute },
          { type: 'begin', address, purpose, perMinute },
          { type: 'begin', address, purpose, perMinute },
          { type: 'forget' },
          ...(random() < 0.05 ? [{ type: 'succeeded', address } as const] : []),
        ]
        const input = pick(inputs)
        const { effects, decision, state } = attempts.do(input)
        for (const effect of effects) {
          if (effect.type === 'shared') stored.shared.set(effect.purpose, effect.used)
          else if (effect.type === 'visitor') put(stored.visitors, effect.address, effect.visitor)
          else put(stored.known, effect.address, effect.at)
        }
        if (decision?.ok === true && purpose === 'guess' && !isKnown) strangers.push(attempts.now)
        expect(stored.visitors).toEqual(new Map(state.visitors))
        expect(stored.known).toEqual(new Map(state.known))
        expect(state.known.size).toBeLessThanOrEqual(20)
        expect(state.shared.guess.used).toBeLessThanOrEqual(policy.shared.guess.limit + 1e-3)
        expect([...state.visitors.values()].every(({ own }) => own.used <= perMinute + 1e-3)).toBe(true)
        expect(decision === null || decision.ok || (effects.length === 0 && decision.retryAfterMs > 0)).toBe(true)
        const due = forgetDue(policy, state)
        expect(due === null).toBe(isForgotten(state))
      }
      attempts.now += 40 * day
      attempts.do({ type: 'forget' })
      expect(isForgotten(attempts.state)).toBe(true)
      expect(strangers.length).toBeGreaterThan(100)
    },
  )
})

const put = <V>(map: Map<string, V>, key: string, value: V | null): void => {
  if (value === null) map.delete(key)
  else map.set(key, value)
}

describe('[§1] a brute force of 1,000 attempts', () => {
  /** Everyone waits as they are told, the owner too. */
  const attack = (addresses: number) => {
    const attempts = new Attempts()
    attempts.begin('home')
    attempts.succeed('home')
    const guesses = attempts.begun(1_000, (i) => `bot ${i % addresses}`)
    return { attempts, guesses }
  }

  test('from one address: 10 guesses; the owner gets in from home at once, and from that address after Retry-After', () => {
    const { attempts, guesses } = attack(1)
    expect(guesses).toBe(10)
    expect(attempts.begin('home').ok).toBe(true)
    const refused = attempts.begin('bot 0')
    expect(refused.ok).toBe(false)
    attempts.now += refused.retryAfterMs
    expect(attempts.begin('bot 0').ok).toBe(true)
  })

  test('from 500 addresses: 100 guesses; the owner gets in from home at once, and from a new address after Retry-After', () => {
    const { attempts, guesses } = attack(500)
    expect(guesses).toBe(100)
    expect(attempts.begin('home').ok).toBe(true)
    const refused = attempts.begin('hotel')
    expect(refused.ok).toBe(false)
    attempts.now += refused.retryAfterMs
    expect(attempts.begin('hotel').ok).toBe(true)
    attempts.succeed('hotel')
    expect(attempts.begun(1_000, (i) => `bot ${i % 500}`)).toBeLessThanOrEqual(1)
    expect(attempts.begin('hotel').ok).toBe(true)
  })

  test('that goes on for a day: at most 100 guesses and 100 an hour', () => {
    const attempts = new Attempts()
    let guesses = 0
    for (let i = 0; i < 24 * 360; i++) {
      attempts.now += 10 * second
      guesses += attempts.begun(5, (n) => `bot ${(i * 5 + n) % 500}`)
    }
    expect(guesses).toBeLessThanOrEqual(100 + 24 * 100)
    expect(guesses).toBeGreaterThan(2_400)
    expect(attempts.state.visitors.size).toBeLessThanOrEqual(500)
  })
})

describe('names and digests', () => {
  const app = appId.parse(newId())

  test('[§1] objects are by app, and by what they count', () => {
    const digest = emailDigest(' Ann@Example.com ')
    expect(digest).toBe(emailDigest('ann@example.com'))
    expect(digest).toMatch(/^[0-9a-f]{64}$/)
    expect(attemptKindOf(attemptsOfEmailName(app, digest))).toBe('email')
    expect(attemptKindOf(attemptsOfAddressName(app, digest))).toBe('address')
    expect(attemptKindOf(`telemetry/${app}/global/0`)).toBeNull()
    expect(attemptsOfEmailName(app, digest)).toContain(app)
  })

  test('[§1] addresses are kept as digests that need the key and differ by app', () => {
    const secret = new MasterSecret('one')
    const digest = addressDigest(secret, app, '203.0.113.7')
    expect(digest).toMatch(/^[0-9a-f]{64}$/)
    expect(addressDigest(secret, app, '203.0.113.7')).toBe(digest)
    expect(addressDigest(new MasterSecret('two'), app, '203.0.113.7')).not.toBe(digest)
    expect(addressDigest(secret, appId.parse(newId()), '203.0.113.7')).not.toBe(digest)
    expect(addressDigest(secret, app, '2001:db8::1')).toBe(addressDigest(secret, app, '2001:db8::ffff'))
    expect(addressDigest(secret, app, null)).toBeNull()
  })
})
