/** Guessing: how much of it gets to a password hash, what it costs, and that the owner still gets in. */
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { HashLine, lineLimits } from '../../domain/identity/hash-line.ts'
import { deriveWithScrypt } from '../../domain/identity/password-hash.ts'
import type { Derive, ScryptCost } from '../../domain/identity/password-hash.ts'
import { Passwords } from '../../domain/identity/passwords.ts'
import { gatewayIsolate } from '../support/gateway-isolate.ts'
import type { Isolate } from '../support/gateway-isolate.ts'
import { goodPassword, newEmail, notesOf, outcome, realm, registerAt } from './people-harness.ts'
import type { Realm } from './people-harness.ts'

const pause = (ms: number): Promise<void> => scheduler.wait(ms)

/** A gateway that says with what cost it derived. */
const counting = (derive: Derive = deriveWithScrypt): { isolate: Isolate; derived: ScryptCost[] } => {
  const derived: ScryptCost[] = []
  const counted: Derive = (password, salt, cost) => {
    derived.push(cost)
    return derive(password, salt, cost)
  }
  const passwords = new Passwords(new HashLine({ now: () => Date.now(), pause }), counted)
  return { isolate: gatewayIsolate({ passwords }), derived }
}

const logIn = (isolate: Isolate, { keyOnly }: Realm, email: string, password: string, address: string): Promise<Response> =>
  isolate(
    'POST',
    '/v1/auth/login',
    { ...keyOnly, 'Content-Type': 'application/json', 'CF-Connecting-IP': address },
    JSON.stringify({ email, password }),
  )

const statusesOf = async (asked: readonly Promise<Response>[]): Promise<number[]> => (await Promise.all(asked)).map(({ status }) => status)

describe('the work of a login', () => {
  test('[§1] unknown, wrong, without password and disabled take one derivation of the same cost each', async () => {
    const home = await realm()
    const known = await registerAt(home)
    const without = await registerAt(home)
    const disabled = await registerAt(home)
    await env.KERNEL_DB.prepare('UPDATE users SET password_hash = NULL WHERE user_id = ?').bind(without.user.id).run()
    await env.KERNEL_DB.prepare('UPDATE users SET disabled_at = 1 WHERE user_id = ?').bind(disabled.user.id).run()
    const { isolate, derived } = counting()
    for (const email of [newEmail(), known.email, without.email, disabled.email]) {
      expect((await logIn(isolate, home, email, 'another password', '192.0.2.1')).status).toBe(401)
    }
    expect(derived).toEqual(Array.from({ length: 4 }, () => ({ N: 32_768, r: 8, p: 3 })))
  })

  test('[§3] 20 logins at once: as many as the line holds are worked on, the others hear when to come again', async () => {
    const home = await realm({ limits: { sign_in_per_min: 1_000 } })
    const { email } = await registerAt(home)
    const { isolate, derived } = counting()
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => logIn(isolate, home, email, goodPassword, `192.0.2.${i}`)))
    const refused = answers.filter(({ status }) => status === 503)
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(derived.length)
    expect(derived.length).toBeGreaterThanOrEqual(lineLimits.places)
    expect(derived.length + refused.length).toBe(20)
    for (const answer of refused) expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThanOrEqual(1)
    // The line is free again, and who was sent away did not use up an attempt.
    expect((await logIn(isolate, home, email, goodPassword, '192.0.2.30')).status).toBe(200)
  })

  test('[§3] 20 logins at once through the public door end, each with an answer', async () => {
    const home = await realm({ limits: { sign_in_per_min: 1_000 } })
    const { email } = await registerAt(home)
    const { logInAt } = await import('./people-harness.ts')
    const answers = await Promise.all(Array.from({ length: 20 }, () => outcome(logInAt(home, email))))
    for (const answer of answers)
      expect([JSON.stringify([200, null]), JSON.stringify([503, 'temporarily_unavailable'])]).toContain(JSON.stringify(answer))
    expect(answers.filter(([status]) => status === 200).length).toBeGreaterThanOrEqual(lineLimits.places)
  })
})

/** A thousand calls, on whatever machine. */
const patience = { timeout: 120_000 }

describe('guessing', () => {
  // The clock stands still, so that what a limit gives back meanwhile is nothing, however slow the machine.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() }))
  afterEach(() => void vi.useRealTimers())

  /** Cheap: what is counted is how many guesses get here. */
  const quick: Derive = (_password, salt) => Promise.resolve(Buffer.alloc(32, salt[0]))

  test('[§1] 1,000 guesses from one address: ten a minute get through, and the owner gets in from elsewhere', patience, async () => {
    const home = await realm()
    const { email } = await registerAt(home)
    const { isolate, derived } = counting(quick)
    const guesses = []
    for (let i = 0; i < 1_000; i += 50) {
      guesses.push(...(await statusesOf(Array.from({ length: 50 }, () => logIn(isolate, home, email, 'guess', '198.51.100.7')))))
    }
    expect(guesses).toHaveLength(1_000)
    // Who found the line full was sent away with 503 and used up nothing.
    expect(guesses.filter((status) => status === 401)).toHaveLength(10)
    expect(derived).toHaveLength(10)
    expect(guesses.every((status) => [401, 429, 503].includes(status))).toBe(true)
    expect((await logIn(gatewayIsolate(), home, email, goodPassword, '203.0.113.9')).status).toBe(200)
  })

  test('[§1] 1,000 guesses from 500 addresses: a hundred get through, and the owner gets in from a known address', patience, async () => {
    const home = await realm()
    const { email } = await registerAt(home)
    const owners = '203.0.113.10'
    expect((await logIn(gatewayIsolate(), home, email, goodPassword, owners)).status).toBe(200)
    const { isolate, derived } = counting(quick)
    const guesses = []
    for (let i = 0; i < 1_000; i += 8) {
      const batch = Array.from({ length: 8 }, (_, j) =>
        logIn(isolate, home, email, 'guess', `10.77.${((i + j) % 500) >> 8}.${(i + j) % 250}`),
      )
      guesses.push(...(await statusesOf(batch)))
    }
    expect(derived).toHaveLength(100)
    expect(guesses.filter((status) => status === 429)).toHaveLength(900)
    expect((await logIn(gatewayIsolate(), home, email, goodPassword, owners)).status).toBe(200)
    const noted = (await notesOf(home.app.app_id)).filter(({ action }) => action === 'sign_in.limited')
    expect(noted.length).toBeGreaterThanOrEqual(1)
    expect(noted.length).toBeLessThan(20)
    expect(JSON.stringify(noted)).not.toContain('10.77.')
  })

  test('[§1] a refusal is 429 with Retry-After and the limit, and nothing is hashed', async () => {
    const home = await realm({ limits: { sign_in_per_min: 2 } })
    const { isolate, derived } = counting(quick)
    const answers = []
    for (let i = 0; i < 3; i++) answers.push(await logIn(isolate, home, 'somebody@people.test', 'guess', '198.51.100.8'))
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 429])
    expect(derived).toHaveLength(2)
    const last = answers[2]
    expect(last && (await outcome(last.clone()))).toEqual([429, 'rate_limited'])
    expect(Number(last?.headers.get('Retry-After'))).toBeGreaterThanOrEqual(1)
    expect(last?.headers.get('RateLimit-Policy')).toContain('q=2;w=60')
    expect(last?.headers.get('RateLimit')).toContain('r=0')
  })

  test.each([
    ['/v1/auth/register', { password: goodPassword, display_name: 'Grace' }],
    ['/v1/auth/password/forgot', {}],
  ])('[§1] %s is limited too, per address and e-mail', async (path, more) => {
    const home = await realm({ limits: { sign_in_per_min: 2 } })
    const isolate = gatewayIsolate()
    const ask = async (email: string): Promise<number> => {
      const headers = { ...home.keyOnly, 'Content-Type': 'application/json', 'CF-Connecting-IP': '198.51.100.9' }
      return (await isolate('POST', path, headers, JSON.stringify({ email, ...more }))).status
    }
    const email = newEmail()
    const statuses = [await ask(email), await ask(email), await ask(email)]
    expect(statuses.map((status) => status === 429)).toEqual([false, false, true])
    expect(await ask(newEmail())).not.toBe(429)
  })

  test('[§1] whoever holds an access token can not guess the password with it', async () => {
    const home = await realm({ limits: { sign_in_per_min: 2 } })
    const { bearer } = await registerAt(home)
    const { isolate } = counting(quick)
    const body = JSON.stringify({ current_password: 'guess', new_password: 'another walk in the hills' })
    const headers = { ...bearer, 'Content-Type': 'application/json', 'CF-Connecting-IP': '198.51.100.10' }
    const statuses = []
    for (let i = 0; i < 3; i++) statuses.push((await isolate('POST', '/v1/auth/password', headers, body)).status)
    expect(statuses).toEqual([422, 422, 429])
  })
})
