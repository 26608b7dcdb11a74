/** Whose account a provider's account opens: a new one, a linked one, nobody's; and operators, who are invited. [K6] */
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { newId } from '../../contract/ids.ts'
import type { Person } from '../support/fake-provider.ts'
import { gatewayIsolate } from '../support/gateway-isolate.ts'
import type { Isolate } from '../support/gateway-isolate.ts'
import { codeOf } from '../support/ingest-door.ts'
import { notesOf } from '../support/notes.ts'
import { makeUser } from '../support/people.ts'
import { call, opsAuth } from './gateway-harness.ts'
import { Browser, callbackPath, exchange, grace, makeWorld, platform, runFlow, startPath, target } from './oauth-harness.ts'
import type { World } from './oauth-harness.ts'
import { tokensOf } from './passkeys-harness.ts'

let world: World
beforeEach(async () => {
  world = await makeWorld()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const outcome = async (answer: Response) => ({ status: answer.status, code: await codeOf(answer) })

describe('[K6] whose account it is', () => {
  const known = async (verified: boolean) => {
    const person = await makeUser(world.app.app.app_id)
    if (verified) await env.KERNEL_DB.prepare('UPDATE users SET email_verified_at = 1 WHERE user_id = ?').bind(person.id).run()
    return person
  }
  const ended = async (person: Person) => (await runFlow(world, person)).searchParams

  test('an e-mail that both verified is linked, and stays so when the e-mail changes', async () => {
    const person = await known(true)
    const first = await tokensOf(await exchange((await ended({ sub: 's1', email: person.email, email_verified: true })).get('code')))
    expect(first.user.id).toBe(person.id)
    const changed = await tokensOf(await exchange((await ended({ sub: 's1', email: 'x@example.com', email_verified: false })).get('code')))
    expect(changed.user.id).toBe(person.id)
    expect((await notesOf(world.app.app.app_id)).filter(({ action }) => action === 'identity.linked')).toMatchObject([
      { actor: { kind: 'user', id: person.id }, data: { provider: 'idp' } },
    ])
  })

  test.each([
    ['only the provider verified', false, true],
    ['only the platform verified', true, false],
    ['nobody verified', false, false],
  ])('an e-mail that %s is refused: sign in as before first', async (_what, here, there) => {
    const person = await known(here)
    const answer = await ended({ sub: newId(), email: person.email, email_verified: there })
    expect([answer.get('code'), answer.get('error')]).toEqual([null, 'email_taken'])
  })

  test('without an e-mail there is no new account', async () => {
    expect((await ended({ sub: newId() })).get('error')).toBe('email_missing')
    expect((await ended({ sub: newId(), email: 'no e-mail' })).get('error')).toBe('email_missing')
  })

  test('an e-mail that the provider did not verify is taken over as not verified', async () => {
    const answer = await ended({ sub: newId(), email: `${newId()}@example.com`, email_verified: false })
    expect((await tokensOf(await exchange(answer.get('code')))).user.email_verified).toBe(false)
  })

  test('who is disabled stays out', async () => {
    const { user } = await tokensOf(await exchange((await ended(grace)).get('code')))
    await env.KERNEL_DB.prepare('UPDATE users SET disabled_at = 1 WHERE user_id = ?').bind(user.id).run()
    expect(await outcome(await exchange((await ended(grace)).get('code')))).toEqual({ status: 401, code: 'invalid_credentials' })
  })

  test('two first sign-ins at once are one account', async () => {
    const browsers = [new Browser(), new Browser()]
    const returned = await Promise.all(browsers.map(async (browser) => world.idp.agree(target(await browser.get(startPath(world))), grace)))
    const ends = await Promise.all(browsers.map(async (browser, at) => target(await browser.get(callbackPath('idp', returned[at] ?? {})))))
    const people = await Promise.all(ends.map(async (end) => (await tokensOf(await exchange(end.searchParams.get('code')))).user.id))
    expect(new Set(people).size).toBe(1)
  })
})

describe('[§3] operators', () => {
  beforeEach(async () => {
    const json = { issuer: world.idp.issuer, client_id: world.idp.clientId }
    const answer = await call('PUT', '/v1/ops/providers/idp', { auth: opsAuth, json })
    if (!answer.ok) throw new Error(await answer.text())
  })

  const invite = (email: string) =>
    env.KERNEL_DB.prepare(
      `INSERT INTO invitations (invitation_id, app_id, email, role, token_hash, invited_by, created_at, expires_at)
       VALUES (?, ?, ?, 'analyst', ?, 'x', 0, ?)`,
    )
      .bind(newId(), world.app.app.app_id, email, newId(), Date.now() + 60_000)
      .run()

  const closed = gatewayIsolate({ bindings: { CONSOLE_REGISTRATION: 'invitation' } })
  const comeIn = async (person: Person, isolate: Isolate = (method, path, headers = {}) => call(method, path, { headers })) => {
    const begun = await isolate('GET', '/v1/auth/oauth/idp/start?redirect_to=/admin')
    const Cookie = begun.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    const back = await isolate('GET', callbackPath('idp', world.idp.agree(target(begun), person)), { Cookie })
    const browser = new Browser()
    for (const line of back.headers.getSetCookie()) browser.keep(line)
    return { end: target(back), browser }
  }

  test('come in without a key, by an e-mail that the provider verified, with the roles they were invited to', async () => {
    const email = `${newId()}@people.test`
    await invite(email)
    const { end, browser } = await comeIn({ sub: newId(), email, email_verified: true }, closed)
    const { access_token } = await tokensOf(await exchange(end.searchParams.get('code'), { browser, headers: { Origin: platform } }))
    const auth = { Authorization: `Bearer ${access_token}` }
    expect((await call('GET', `/v1/apps/${world.app.app.app_id}/metrics`, { auth })).status).toBe(200)
    expect((await notesOf(world.app.app.app_id)).map(({ action }) => action)).toContain('member.added')
  })

  test('do not, where registration is by invitation, when nobody invited that e-mail or the provider did not verify it', async () => {
    const email = `${newId()}@people.test`
    const uninvited = await comeIn({ sub: newId(), email, email_verified: true }, closed)
    await invite(email)
    const unverified = await comeIn({ sub: newId(), email, email_verified: false }, closed)
    expect([uninvited, unverified].map(({ end }) => end.searchParams.get('error'))).toEqual(['registration_closed', 'registration_closed'])
    expect(uninvited.end.origin + uninvited.end.pathname).toBe(`${platform}/admin`)
  })

  test('get no role by an invitation of an e-mail that the provider did not verify, where registration is open', async () => {
    const email = `${newId()}@people.test`
    await invite(email)
    const { end, browser } = await comeIn({ sub: newId(), email, email_verified: false })
    const { access_token, user } = await tokensOf(await exchange(end.searchParams.get('code'), { browser, headers: { Origin: platform } }))
    expect(user.email_verified).toBe(false)
    const auth = { Authorization: `Bearer ${access_token}` }
    expect((await call('GET', `/v1/apps/${world.app.app.app_id}/metrics`, { auth })).status).toBe(404)
  })
})
