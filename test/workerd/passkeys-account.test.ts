/** Adding, listing and removing passkeys of an account, and accounts that begin with one. [K6] */
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { newId } from '../../contract/ids.ts'
import { invitationHash } from '../../domain/apps/invitation.ts'
import { MasterSecret } from '../../domain/identity/master-secret.ts'
import { newestMails } from '../../storage/kernel/mails.ts'
import { consoleApp } from '../../storage/kernel/realms.ts'
import { Authenticator } from '../support/authenticator.ts'
import { gatewayIsolate } from '../support/gateway-isolate.ts'
import { codeOf } from '../support/ingest-door.ts'
import { notesOf } from '../support/notes.ts'
import { makeOperator, makeUser, signIn } from '../support/people.ts'
import { seedApp } from '../support/seed.ts'
import { call } from './gateway-harness.ts'
import {
  addPasskey,
  creation,
  finishLogin,
  from,
  login,
  makeApp,
  makeHolder,
  page,
  post,
  startLogin,
  statuses,
  tokensOf,
} from './passkeys-harness.ts'
import type { Headers, Holder } from './passkeys-harness.ts'

let holder: Holder
beforeEach(async () => {
  holder = await makeHolder()
})
afterEach(() => {
  vi.useRealTimers()
})

const outcome = async (answer: Response) => ({ status: answer.status, code: await codeOf(answer) })
const list = async (auth: Headers) => {
  const { data } = await (await call('GET', '/v1/auth/passkeys', { auth })).json<{ data: { id: string; name: string }[] }>()
  return data
}
const remove = (auth: Headers, id: string) => call('DELETE', `/v1/auth/passkeys/${id}`, { auth })
const onPage = (auth: Headers): Headers => ({ ...auth, Origin: page })

describe('adding one', () => {
  test('[K6] answers it with its name and host, and lists it, latest first', async () => {
    const added = await addPasskey(holder.auth, new Authenticator({ synchronised: true }), 'Phone')
    expect(added).toMatchObject({ name: 'Phone', rp_id: 'app.example.com', backed_up: true, transports: ['internal'], last_used_at: null })
    expect((await list(holder.auth)).map(({ name }) => name)).toEqual(['Phone', 'Laptop'])
    expect((await notesOf(holder.app.app.app_id)).at(-1)).toMatchObject({
      action: 'passkey.added',
      actor: { kind: 'user', id: holder.person.id },
      object: { kind: 'passkey', id: added.id },
    })
  })

  test('the options name the person and what there is already, and ask for one that finds its account', async () => {
    const answer = await post('registration/start', onPage(holder.auth))
    const [known] = await list(holder.auth)
    expect(await answer.json()).toMatchObject({
      options: {
        rp: { id: 'app.example.com', name: 'Lobby' },
        user: { name: holder.person.email },
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        excludeCredentials: [{ id: known?.id }],
        attestation: 'none',
      },
    })
  })

  test('takes a signed-in person', async () => {
    expect(await outcome(await post('registration/start', from(holder.app)))).toEqual({ status: 401, code: 'invalid_credentials' })
  })

  test('[§1] the same Idempotency-Key gives the same answer, though the challenge works once', async () => {
    const headers = { ...onPage(holder.auth), 'Idempotency-Key': newId() }
    const credential = await new Authenticator().create(await creation(await post('registration/start', onPage(holder.auth))), page)
    const answers = [
      await post('registration/finish', headers, { credential }),
      await post('registration/finish', headers, { credential }),
      await post('registration/finish', onPage(holder.auth), { credential }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 400])
    expect(await answers[1]?.json()).toEqual(await answers[0]?.json())
  })

  test('a challenge of somebody else is refused', async () => {
    const other = (await signIn(await makeUser(holder.app.app.app_id))).auth
    const credential = await new Authenticator().create(await creation(await post('registration/start', onPage(other))), page)
    expect(await outcome(await post('registration/finish', onPage(holder.auth), { credential }))).toEqual({
      status: 400,
      code: 'sign_in_failed',
    })
  })

  test.each([
    ['for another host', { rpId: 'evil.example' }],
    ['without asking for the person', { verified: false }],
    ['as the answer to a sign-in', { type: 'webauthn.get' }],
  ])('one that was made %s is refused', async (_what, quirks) => {
    const credential = await new Authenticator().create(await creation(await post('registration/start', onPage(holder.auth))), page, quirks)
    expect(await outcome(await post('registration/finish', onPage(holder.auth), { credential }))).toEqual({
      status: 400,
      code: 'sign_in_failed',
    })
    expect(await list(holder.auth)).toHaveLength(1)
  })

  test('a credential that is known already stays whose it is', async () => {
    const thief = (await signIn(await makeUser(holder.app.app.app_id))).auth
    const known = holder.authenticator.key
    const options = await creation(await post('registration/start', onPage(thief)))
    const credential = await new Authenticator({ id: known?.id }).create(options, page)
    expect(await outcome(await post('registration/finish', onPage(thief), { credential }))).toEqual({ status: 400, code: 'sign_in_failed' })
    expect((await login(holder)).status).toBe(200)
  })

  test('an account has at most 20, also when they come at once', async () => {
    const fill = env.KERNEL_DB.prepare(
      `INSERT INTO passkeys (app_id, credential_id, user_id, rp_id, public_key, counter, backed_up, name, created_at)
       VALUES (?, ?, ?, 'app.example.com', '', 0, 0, 'filler', 0)`,
    )
    const { app_id } = holder.app.app
    await env.KERNEL_DB.batch(Array.from({ length: 18 }, (_, index) => fill.bind(app_id, `filler-${index}`, holder.person.id)))
    const made = await Promise.all(
      [1, 2].map(async () => new Authenticator().create(await creation(await post('registration/start', onPage(holder.auth))), page)),
    )
    const answers = await Promise.all(made.map((credential) => post('registration/finish', onPage(holder.auth), { credential })))
    expect(statuses(answers)).toEqual([201, 409])
    expect(await outcome(await post('registration/start', onPage(holder.auth)))).toEqual({ status: 409, code: 'too_many' })
  })
})

describe('removing one', () => {
  test('[K6] it opens nothing any more', async () => {
    await addPasskey(holder.auth, new Authenticator(), 'Phone')
    const [, laptop] = await list(holder.auth)
    const answer = await remove(holder.auth, laptop?.id ?? '')
    expect([answer.status, await answer.json()]).toMatchObject([200, { id: laptop?.id, name: 'Laptop' }])
    expect((await login(holder)).status).toBe(401)
    expect((await notesOf(holder.app.app.app_id)).at(-1)).toMatchObject({ action: 'passkey.removed', object: { id: laptop?.id } })
  })

  test('[K6] the last way in stays, also when both go at once', async () => {
    const [only] = await list(holder.auth)
    expect(await outcome(await remove(holder.auth, only?.id ?? ''))).toEqual({ status: 409, code: 'last_way_in' })
    const second = await addPasskey(holder.auth, new Authenticator(), 'Phone')
    const answers = await Promise.all([remove(holder.auth, only?.id ?? ''), remove(holder.auth, second.id)])
    expect(statuses(answers)).toEqual([200, 409])
    expect(await list(holder.auth)).toHaveLength(1)
  })

  test('with a password it may go, and with an account at a provider that the app has', async () => {
    const { app_id } = holder.app.app
    const [only] = await list(holder.auth)
    await env.KERNEL_DB.prepare(`INSERT INTO identities VALUES (?, 'https://idp.example', 'sub-1', ?, 'idp', 0)`)
      .bind(app_id, holder.person.id)
      .run()
    expect((await remove(holder.auth, only?.id ?? '')).status).toBe(409)
    await env.KERNEL_DB.prepare(
      `INSERT INTO identity_providers (app_id, provider, issuer, client_id, scopes, created_at, updated_at)
       VALUES (?, 'idp', 'https://idp.example', 'client', '["openid"]', 0, 0)`,
    )
      .bind(app_id)
      .run()
    expect((await remove(holder.auth, only?.id ?? '')).status).toBe(200)

    const other = await makeHolder()
    await env.KERNEL_DB.prepare(`UPDATE users SET password_hash = 'scrypt$x' WHERE user_id = ?`).bind(other.person.id).run()
    expect((await remove(other.auth, (await list(other.auth))[0]?.id ?? '')).status).toBe(200)
  })

  test('[F8] of somebody else, of another app, or of nobody it is 404 and stays', async () => {
    const neighbour = (await signIn(await makeUser(holder.app.app.app_id))).auth
    const stranger = await makeHolder()
    const [own] = await list(holder.auth)
    for (const auth of [neighbour, stranger.auth])
      expect(await outcome(await remove(auth, own?.id ?? ''))).toEqual({ status: 404, code: 'not_found' })
    expect(await outcome(await remove(holder.auth, 'AAAA'))).toEqual({ status: 404, code: 'not_found' })
    expect((await list(holder.auth)).map(({ id }) => id)).toEqual([own?.id])
    expect(await list(neighbour)).toEqual([])
  })
})

describe('an account that begins with a passkey', () => {
  const wish = () => ({ email: `${newId()}@People.Test`, display_name: 'Grace' })
  const begin = async (headers: Headers, json: object) => creation(await post('signup/start', headers, json))

  test('[K6] is made, signed in, and opened by it again', async () => {
    const app = await makeApp()
    const input = wish()
    const authenticator = new Authenticator()
    const credential = await authenticator.create(await begin(from(app), input), page)
    const answer = await post('signup/finish', from(app), { credential, name: 'Phone' })
    expect(answer.status).toBe(201)
    const { user } = await tokensOf(answer)
    expect(user).toMatchObject({ email: input.email.toLowerCase(), email_verified: false, display_name: 'Grace' })
    const again = await finishLogin({ app }, await authenticator.use(await startLogin({ app }), page))
    expect((await tokensOf(again)).user.id).toBe(user.id)
    expect((await notesOf(app.app.app_id)).map(({ action }) => action)).toEqual(['user.registered', 'session.started', 'session.started'])
  })

  test('[§3] with an e-mail that is taken: told at the start, and at the end when another was faster', async () => {
    const app = await makeApp()
    const input = wish()
    const [first, second] = [new Authenticator(), new Authenticator()]
    const [one, two] = [await first.create(await begin(from(app), input), page), await second.create(await begin(from(app), input), page)]
    const answers = await Promise.all([one, two].map((credential) => post('signup/finish', from(app), { credential })))
    expect(statuses(answers)).toEqual([201, 409])
    expect(await outcome(await post('signup/start', from(app), input))).toEqual({ status: 409, code: 'email_taken' })
    const { results } = await env.KERNEL_DB.prepare('SELECT user_id FROM passkeys WHERE app_id = ?').bind(app.app.app_id).all()
    expect(results).toHaveLength(1)
    expect((await post('signup/start', from(await makeApp()), input)).status).toBe(200)
  })

  test('a challenge works once, and only while it lasts', async () => {
    const app = await makeApp()
    const credential = await new Authenticator().create(await begin(from(app), wish()), page)
    expect((await post('signup/finish', from(app), { credential })).status).toBe(201)
    expect(await outcome(await post('signup/finish', from(app), { credential }))).toEqual({ status: 400, code: 'sign_in_failed' })
    const late = await new Authenticator().create(await begin(from(app), wish()), page)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5 * 60_000 })
    expect(await outcome(await post('signup/finish', from(app), { credential: late }))).toEqual({ status: 400, code: 'sign_in_failed' })
  })

  test('a wrong shape is 422', async () => {
    const app = await makeApp()
    expect(await outcome(await post('signup/start', from(app), { email: 'no', display_name: '' }))).toEqual({
      status: 422,
      code: 'validation_failed',
    })
  })

  test('[§3] an invited operator gets the roles of the mailbox that was proved; a wrong or foreign token is refused', async () => {
    const own = { Origin: 'https://prost.test' }
    const tenant = await seedApp()
    const email = `${newId()}@people.test`
    const owner = await makeOperator({ [tenant.app.app_id]: 'owner' })
    const token = `pq_in_${newId()}`
    await env.KERNEL_DB.prepare(
      `INSERT INTO invitations (invitation_id, app_id, email, role, token_hash, invited_by, created_at, expires_at)
       VALUES (?, ?, ?, 'analyst', ?, ?, ?, ?)`,
    )
      .bind(newId(), tenant.app.app_id, email, invitationHash(token), owner.id, Date.now(), Date.now() + 60_000)
      .run()
    const wrong = { email, display_name: 'Op', invitation_token: 'pq_in_wrong' }
    expect(await outcome(await post('signup/start', own, wrong))).toEqual({ status: 400, code: 'invalid_token' })
    const foreign = { email: `${newId()}@people.test`, display_name: 'Op', invitation_token: token }
    expect(await outcome(await post('signup/start', own, foreign))).toEqual({ status: 400, code: 'invalid_token' })

    const options = await begin(own, { email, display_name: 'Op', invitation_token: token })
    const credential = await new Authenticator().create(options, own.Origin)
    const { user, access_token } = await tokensOf(await post('signup/finish', own, { credential }))
    expect(user.email_verified).toBe(true)
    const auth = { Authorization: `Bearer ${access_token}` }
    expect((await call('GET', `/v1/apps/${tenant.app.app_id}/metrics`, { auth })).status).toBe(200)
    expect((await notesOf(tenant.app.app_id)).map(({ action }) => action)).toContain('member.added')
    expect((await notesOf((await consoleApp(env.KERNEL_DB, Date.now())).app_id)).map(({ action }) => action)).toContain('user.registered')
  })

  test('[§3] where registration is by invitation, nobody becomes an operator without one', async () => {
    const closed = gatewayIsolate({ bindings: { CONSOLE_REGISTRATION: 'invitation' } })
    const headers = { Origin: 'https://prost.test', 'Content-Type': 'application/json' }
    const answer = await closed('POST', '/v1/auth/passkeys/signup/start', headers, JSON.stringify(wish()))
    expect(await outcome(answer)).toEqual({ status: 403, code: 'registration_closed' })
    const app = await makeApp()
    const asUser = await closed('POST', '/v1/auth/passkeys/signup/start', { ...headers, ...from(app) }, JSON.stringify(wish()))
    expect(asUser.status).toBe(200)
  })

  test('[§3] the mailbox is asked to confirm itself', async () => {
    const app = await makeApp()
    const input = wish()
    const credential = await new Authenticator().create(await begin(from(app), input), page)
    await post('signup/finish', { ...from(app), 'Accept-Language': 'pt-BR' }, { credential })
    const email = input.email.toLowerCase()
    const mails = (await newestMails(env.KERNEL_DB, new MasterSecret(env.IDENTITY_SECRET), 20)).filter(({ to }) => to === email)
    expect(mails.map(({ text }) => /\/verify\?token=pq_ot_/.test(text))).toEqual([true])
  })

  test('[§1] ten beginnings a minute for an e-mail, then 429', async () => {
    const app = await makeApp()
    const input = wish()
    const answers = []
    for (let i = 0; i < 11; i += 1) answers.push(await post('signup/start', { ...from(app), 'CF-Connecting-IP': '203.0.113.7' }, input))
    expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: 10 }, () => 200), 429])
    expect(answers.at(-1)?.headers.get('Retry-After')).toMatch(/^\d+$/)
  })
})
