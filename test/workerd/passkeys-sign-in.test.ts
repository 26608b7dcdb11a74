/** Signing in with a passkey, with a software authenticator: what opens an account, and everything that must not. [K6] */
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { auditNote } from '../../contract/audit.ts'
import { Authenticator } from '../support/authenticator.ts'
import { codeOf } from '../support/ingest-door.ts'
import { makeUser, signIn } from '../support/people.ts'
import { call } from './gateway-harness.ts'
import {
  addPasskey,
  finishLogin,
  from,
  login,
  makeApp,
  makeHolder,
  otherPage,
  page,
  post,
  startLogin,
  statuses,
  tokensOf,
} from './passkeys-harness.ts'
import type { Holder } from './passkeys-harness.ts'

let holder: Holder
beforeEach(async () => {
  holder = await makeHolder()
})
afterEach(() => void vi.useRealTimers())

const unproved = { status: 400, code: 'sign_in_failed' }
const refused = { status: 401, code: 'invalid_credentials' }
const outcome = async (answer: Response) => ({ status: answer.status, code: await codeOf(answer) })

describe('a passkey opens its account', () => {
  test('[K6] without an e-mail, with tokens that the doors take', async () => {
    const answer = await login(holder)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(page)
    const { access_token, refresh_token, user } = await tokensOf(answer)
    expect([user.id, typeof refresh_token]).toEqual([holder.person.id, 'string'])
    const me = await call('GET', '/v1/auth/passkeys', { auth: { Authorization: `Bearer ${access_token}` } })
    const { data } = await me.json<{ data: { last_used_at: string | null }[] }>()
    expect(data.map(({ last_used_at }) => typeof last_used_at)).toEqual(['string'])
  })

  test('[K6] again and again, while its counter rises', async () => {
    expect([(await login(holder)).status, (await login(holder)).status, (await login(holder)).status]).toEqual([200, 200, 200])
  })

  test('[K6] a synchronised one, which never counts, too', async () => {
    const synchronised = await makeHolder(true)
    expect([(await login(synchronised)).status, (await login(synchronised)).status]).toEqual([200, 200])
    const { data } = await (await call('GET', '/v1/auth/passkeys', { auth: synchronised.auth })).json<{ data: { backed_up: boolean }[] }>()
    expect(data.map(({ backed_up }) => backed_up)).toEqual([true])
  })

  test('the options ask for the person, and for no passkey in particular', async () => {
    const options = await startLogin(holder)
    expect(options).toMatchObject({ rpId: 'app.example.com', userVerification: 'required' })
    expect(Buffer.from(options.challenge, 'base64url')).toHaveLength(32)
  })

  test('the session says how it was opened, in the audit chain too', async () => {
    await login(holder)
    const { results } = await env.KERNEL_DB.prepare('SELECT note FROM audit_outbox WHERE app_id = ? ORDER BY entry_id')
      .bind(holder.app.app.app_id)
      .all<{ note: string }>()
    const notes = results.map(({ note }) => auditNote.parse(JSON.parse(note)))
    expect(notes.map(({ action, data }) => [action, data['method'] ?? data['rp_id']])).toEqual([
      ['passkey.added', 'app.example.com'],
      ['session.started', 'passkey'],
    ])
  })
})

describe('[K6] a challenge works once, here, and now', () => {
  test('a second use of the same answer is refused', async () => {
    const used = await holder.authenticator.use(await startLogin(holder), page)
    expect((await finishLogin(holder, used)).status).toBe(200)
    expect(await outcome(await finishLogin(holder, used))).toEqual(unproved)
  })

  test('of two at the same time one is', async () => {
    const used = await holder.authenticator.use(await startLogin(holder), page)
    const answers = await Promise.all([finishLogin(holder, used), finishLogin(holder, used)])
    expect(statuses(answers)).toEqual([200, 400])
  })

  test('after five minutes it is over', async () => {
    const used = await holder.authenticator.use(await startLogin(holder), page)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5 * 60_000 })
    expect(await outcome(await finishLogin(holder, used))).toEqual(unproved)
  })

  test('one that was made up is none', async () => {
    const used = await holder.authenticator.use({ challenge: 'A'.repeat(43), rpId: 'app.example.com' }, page)
    expect(await outcome(await finishLogin(holder, used))).toEqual(unproved)
  })

  test('one for registering does not sign in', async () => {
    const started = await post('registration/start', { ...holder.auth, Origin: page })
    const { options } = await started.json<{ options: { challenge: string; rp: { id: string } } }>()
    const used = await holder.authenticator.use({ challenge: options.challenge, rpId: options.rp.id }, page)
    expect(await outcome(await finishLogin(holder, used))).toEqual(unproved)
  })

  test('one of another app is none', async () => {
    const other = await makeApp()
    const used = await holder.authenticator.use(await startLogin({ app: other }), page)
    expect(await outcome(await finishLogin(holder, used))).toEqual(unproved)
  })

  test('one of another page of the same app is none', async () => {
    const used = await holder.authenticator.use(await startLogin(holder, otherPage), page)
    expect(await outcome(await finishLogin(holder, used, page))).toEqual(unproved)
  })
})

describe('[K6] what does not prove the passkey opens nothing', () => {
  const attempt = async (quirks: Parameters<Authenticator['use']>[2], origin = page) =>
    outcome(await finishLogin(holder, await holder.authenticator.use(await startLogin(holder), origin, quirks)))

  test('signed on another page', async () => expect(await attempt({}, 'https://evil.example')).toEqual(refused))
  test('signed for another host', async () => expect(await attempt({ rpId: 'evil.example' })).toEqual(refused))
  test('without asking for the person', async () => expect(await attempt({ verified: false })).toEqual(refused))
  test('an answer to something else', async () => expect(await attempt({ type: 'webauthn.create' })).toEqual(refused))
  test('another account named in it', async () => expect(await attempt({ user: 'AZObfgAAcACAAAAAAADgAQ' })).toEqual(refused))

  test('another key under its id', async () => {
    const thief = new Authenticator()
    await addPasskey((await signIn(await makeUser(holder.app.app.app_id))).auth, thief)
    const used = await thief.use(await startLogin(holder), page)
    const id = holder.authenticator.key === null ? '' : Buffer.from(holder.authenticator.key.id).toString('base64url')
    const user = holder.authenticator.key?.user ?? ''
    const claimed = { ...used, id, rawId: id, response: { ...used.response, userHandle: user } }
    expect(await outcome(await finishLogin(holder, claimed))).toEqual(refused)
  })

  test('a passkey that was never added', async () => {
    const stranger = new Authenticator()
    await stranger.create({ challenge: 'x', rp: { id: 'app.example.com' }, user: { id: 'AZObfgAAcACAAAAAAADgAQ' } }, page)
    expect(await outcome(await finishLogin(holder, await stranger.use(await startLogin(holder), page)))).toEqual(refused)
  })

  test('[F8] a passkey of another app, on the same page', async () => {
    const other = await makeApp()
    const used = await holder.authenticator.use(await startLogin({ app: other }), page)
    expect(await outcome(await finishLogin({ app: other }, used))).toEqual(refused)
  })

  test('a passkey of another host of the app', async () => {
    const used = await holder.authenticator.use(await startLogin(holder, otherPage), otherPage)
    expect(await outcome(await finishLogin(holder, used, otherPage))).toEqual(refused)
  })

  test('of somebody who is disabled', async () => {
    await env.KERNEL_DB.prepare('UPDATE users SET disabled_at = ? WHERE user_id = ?').bind(Date.now(), holder.person.id).run()
    expect(await outcome(await login(holder))).toEqual(refused)
  })

  test.each([
    ['no credential', {}],
    ['no signature', { credential: { id: 'a', rawId: 'a', type: 'public-key', response: { clientDataJSON: 'e30' } } }],
  ])('%s is 422', async (_what, json) => {
    expect(await outcome(await post('login/finish', from(holder.app), json))).toEqual({ status: 422, code: 'validation_failed' })
  })

  test('bytes that mean nothing', async () => {
    const used = await holder.authenticator.use(await startLogin(holder), page)
    const broken = { ...used, response: { ...used.response, authenticatorData: 'AAAA' } }
    expect(await outcome(await finishLogin(holder, broken))).toEqual(refused)
    const unreadable = { ...used, response: { ...used.response, clientDataJSON: 'AAAA' } }
    expect(await outcome(await finishLogin(holder, unreadable))).toEqual(unproved)
  })
})

describe('[K6] a copied passkey is noticed', () => {
  test.each([1, 0])('a counter that went back to %i is refused and noted', async (counter) => {
    await login(holder)
    const answer = await finishLogin(holder, await holder.authenticator.use(await startLogin(holder), page, { counter }))
    expect(await outcome(answer)).toEqual(refused)
    const { results } = await env.KERNEL_DB.prepare('SELECT note FROM audit_outbox WHERE app_id = ?')
      .bind(holder.app.app.app_id)
      .all<{ note: string }>()
    const denials = results.map(({ note }) => auditNote.parse(JSON.parse(note))).filter(({ outcome: is }) => is === 'denied')
    expect(denials).toMatchObject([
      { action: 'passkey.refused', reason: 'counter_went_back', object: { kind: 'passkey' }, data: { user_id: holder.person.id } },
    ])
  })
})

describe('where a passkey can be used', () => {
  test('[§1] only from the origins of the app', async () => {
    expect(await outcome(await post('login/start', from(holder.app, 'https://evil.example')))).toEqual({
      status: 403,
      code: 'origin_forbidden',
    })
  })

  test.each([undefined, 'http://127.0.0.1:8787'])('not from %s, which has no host name', async (origin) => {
    const app = await makeApp()
    const own = { 'X-Prost-App-Key': app.key }
    await env.KERNEL_DB.prepare('UPDATE apps SET origins = ? WHERE app_id = ?')
      .bind(JSON.stringify(['http://127.0.0.1:8787']), app.app.app_id)
      .run()
    const answer = await post('login/start', origin === undefined ? own : { ...own, Origin: origin })
    expect(await outcome(answer)).toEqual({ status: 403, code: 'origin_forbidden' })
  })

  test('[§1] a key without the scope identity is 403, and no key is the console', async () => {
    const { seedKey } = await import('../support/seed.ts')
    const { key } = await seedKey(holder.app.app, ['telemetry'])
    expect(await outcome(await post('login/start', { 'X-Prost-App-Key': key, Origin: page }))).toEqual({
      status: 403,
      code: 'insufficient_scope',
    })
    const own = await post('login/start', { Origin: 'https://prost.test' })
    expect([own.status, await own.json()]).toMatchObject([200, { options: { rpId: 'prost.test' } }])
  })

  test('a body that names an app is 400', async () => {
    const json = { app_id: holder.app.app.app_id, credential: {} }
    expect(await outcome(await post('login/finish', from(holder.app), json))).toEqual({ status: 400, code: 'app_id_forbidden' })
  })

  test('on the platform’s own page the refresh token comes in a cookie alone, elsewhere that is refused', async () => {
    const own = 'https://prost.test'
    const authenticator = new Authenticator()
    await addPasskey(holder.auth, authenticator, 'Own', own)
    const headers = { ...from(holder.app, own), 'X-Prost-Session': 'cookie' }
    const answer = await post('login/finish', headers, { credential: await authenticator.use(await startLogin(holder, own), own) })
    expect([answer.status, 'refresh_token' in (await answer.json<object>())]).toEqual([200, false])
    expect(answer.headers.get('Set-Cookie')).toMatch(/^__Host-prost_refresh=.+HttpOnly.+SameSite=Strict/)
    const elsewhere = await post(
      'login/finish',
      { ...from(holder.app), 'X-Prost-Session': 'cookie' },
      { credential: await holder.authenticator.use(await startLogin(holder), page) },
    )
    expect([elsewhere.status, elsewhere.headers.get('Set-Cookie')]).toEqual([403, null])
  })
})
