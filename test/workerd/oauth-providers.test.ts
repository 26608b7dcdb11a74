/** Which providers an app has: configuring them, what is kept and shown of them, and what may not be configured. [K6] */
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { newId } from '../../contract/ids.ts'
import { provider as providerShape } from '../../contract/oauth.ts'
import { consoleApp } from '../../storage/kernel/realms.ts'
import { codeOf } from '../support/ingest-door.ts'
import { notesOf } from '../support/notes.ts'
import { makeOperator, makeUser, signIn } from '../support/people.ts'
import { seedApp } from '../support/seed.ts'
import { call, opsAuth } from './gateway-harness.ts'
import { Browser, callbackPath, configure, grace, makeWorld, page, runFlow, startPath, target } from './oauth-harness.ts'
import type { World } from './oauth-harness.ts'

let world: World
beforeEach(async () => {
  world = await makeWorld()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const outcome = async (answer: Response) => ({ status: answer.status, code: await codeOf(answer) })
const path = (name = '') => `/v1/apps/${world.app.app.app_id}/providers${name === '' ? '' : `/${name}`}`
const list = async () => {
  const { data } = await (await call('GET', path(), { auth: world.owner })).json<{ data: unknown[] }>()
  return data.map((each) => providerShape.parse(each))
}
const issueOf = async (answer: Response) => {
  const { errors } = await answer.json<{ errors?: { path: string; code: string }[] }>()
  return errors?.map(({ path: at, code }) => `${at} ${code}`)
}
const secretSent = async (): Promise<string | null> => {
  const code = (await runFlow(world, grace)).searchParams.get('code')
  return code === null ? null : (world.idp.asked.findLast(({ url }) => url.endsWith('/token'))?.body.get('client_secret') ?? null)
}

describe('configuring one', () => {
  test('[K6] shows all but the secret, with the address to register there', async () => {
    const answer = await configure(world, { scopes: ['openid', 'email'] })
    const text = await answer.text()
    expect(providerShape.parse(JSON.parse(text))).toMatchObject({
      provider: 'idp',
      issuer: world.idp.issuer,
      client_id: 'prost-client',
      has_secret: true,
      scopes: ['openid', 'email'],
      redirect_uri: 'https://prost.test/v1/auth/oauth/idp/callback',
    })
    expect(text).not.toContain('client-secret-17')
    expect(JSON.stringify(await list())).not.toContain('client-secret-17')
  })

  test('[§1] the secret is nowhere in plain: not in the row, not in the note', async () => {
    const rows = await env.KERNEL_DB.prepare('SELECT * FROM identity_providers WHERE app_id = ?').bind(world.app.app.app_id).all()
    const notes = await notesOf(world.app.app.app_id)
    expect(JSON.stringify([rows.results, notes])).not.toContain('client-secret-17')
    expect(notes).toMatchObject([{ action: 'provider.configured', actor: { kind: 'operator' }, object: { kind: 'provider', id: 'idp' } }])
  })

  test('a secret that is left out stays, null takes it away, and it never goes to another client or issuer', async () => {
    await configure(world, { client_secret: undefined, scopes: ['openid', 'email', 'profile'] })
    expect(await secretSent()).toBe('client-secret-17')
    await configure(world, { client_secret: undefined, client_id: 'another' })
    expect((await list())[0]).toMatchObject({ client_id: 'another', has_secret: false })
    await configure(world)
    await configure(world, { client_secret: null })
    expect((await list())[0]?.has_secret).toBe(false)
    expect(await secretSent()).toBe(null)
    await configure(world)
    const other = await makeWorld()
    await configure({ ...world, idp: other.idp }, { client_secret: undefined })
    expect((await list())[0]).toMatchObject({ issuer: other.idp.issuer, has_secret: false })
  })

  test('[§1] the same Idempotency-Key gives the stored answer, another body a conflict', async () => {
    const headers = { 'Idempotency-Key': newId() }
    const answers = [await configure(world, {}, headers), await configure(world, {}, headers)]
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(await answers[1]?.json()).toEqual(await answers[0]?.json())
    expect(await outcome(await configure(world, { client_id: 'another' }, headers))).toEqual({ status: 409, code: 'idempotency_conflict' })
  })

  test('a provider that takes HTTP Basic gets it so, and one without a secret nothing', async () => {
    const basic = await makeWorld()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10 * 60_000 })
    basic.idp.discovery = { token_endpoint_auth_methods_supported: undefined }
    await runFlow(basic, grace)
    const asked = basic.idp.asked.findLast(({ url }) => url.endsWith('/token'))
    expect([asked?.body.get('client_secret'), asked?.headers.get('Authorization')?.startsWith('Basic ')]).toEqual([null, true])
  })
})

describe('[K6] what can not be configured', () => {
  test.each([
    'http://idp.example',
    'https://10.0.0.1',
    'https://169.254.169.254',
    'https://metadata.google.internal',
    'https://prost.test',
    'no address',
    'https://idp.example/?a=b',
  ])('an issuer at %s, and nobody asks there', async (issuer) => {
    const asked = world.idp.asked.length
    const answer = await configure(world, { issuer })
    expect([answer.status, await issueOf(answer)]).toEqual([422, ['issuer unusable']])
    expect(world.idp.asked).toHaveLength(asked)
  })

  test.each([
    ['has none', (idp: World['idp']) => void (idp.status = 404)],
    ['is down', (idp: World['idp']) => void (idp.status = 503)],
    ['names another issuer', (idp: World['idp']) => void (idp.discovery = { issuer: 'https://other.example' })],
    ['leads elsewhere', (idp: World['idp']) => void (idp.redirectsTo = 'https://other.example')],
  ])('an issuer whose discovery document %s', async (_what, misdeed) => {
    const fresh = await makeWorld()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 6 * 60_000 })
    misdeed(fresh.idp)
    const answer = await configure(fresh)
    expect([answer.status, await issueOf(answer)]).toEqual([422, ['issuer unusable']])
  })

  test.each([
    ['without openid', { scopes: ['email'] }],
    ['with a scope that is none', { scopes: ['openid', 'a b'] }],
    ['without a client', { client_id: '' }],
    ['with more than is known', { more: 1 }],
  ])('one %s: 422', async (_what, input) => {
    expect(await outcome(await configure(world, input))).toEqual({ status: 422, code: 'validation_failed' })
  })

  test('[§1] a body that names the app: 400', async () => {
    expect(await outcome(await configure(world, { app_id: world.app.app.app_id }))).toEqual({ status: 400, code: 'app_id_forbidden' })
  })

  test.each(['Google', 'a b', '..', 'x'.repeat(33)])('a name such as %j: 404', async (name) => {
    expect((await configure({ ...world, name: encodeURIComponent(name) })).status).toBe(404)
  })

  test('more than ten; changing one of the ten goes on', async () => {
    for (let i = 1; i < 10; i += 1) expect((await configure({ ...world, name: `idp-${i}` })).status).toBe(200)
    expect(await outcome(await configure({ ...world, name: 'eleventh' }))).toEqual({ status: 409, code: 'too_many' })
    expect((await configure({ ...world, name: 'idp-3' })).status).toBe(200)
  })

  test('endpoints that its document names at addresses that may not be asked: the flow fails and nobody asks there', async () => {
    const fresh = await makeWorld()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 6 * 60_000 })
    fresh.idp.discovery = { token_endpoint: 'https://10.0.0.1/token' }
    const browser = new Browser()
    const away = target(await browser.get(startPath(fresh)))
    const end = target(await browser.get(callbackPath('idp', fresh.idp.agree(away, grace))))
    expect(end.searchParams.get('error')).toBe('sign_in_failed')
    expect(fresh.idp.asked.filter(({ url }) => url.includes('10.0.0.1'))).toEqual([])
  })
})

describe('who may', () => {
  test.each(['analyst', 'moderator', 'agent'] as const)('[§3] not an %s', async (role) => {
    const { auth } = await signIn(await makeOperator({ [world.app.app.app_id]: role }))
    expect(await outcome(await configure({ ...world, owner: auth }))).toEqual({ status: 403, code: 'insufficient_role' })
    expect((await call('GET', path(), { auth })).status).toBe(403)
    expect((await call('DELETE', path('idp'), { auth })).status).toBe(403)
  })

  test('[F8] for operators of other apps, people of the app and keys there is no such app', async () => {
    const stranger = (await signIn(await makeOperator({ [(await seedApp()).app.app_id]: 'owner' }))).auth
    const person = (await signIn(await makeUser(world.app.app.app_id))).auth
    for (const auth of [stranger, person]) {
      expect((await configure({ ...world, owner: auth })).status).toBe(404)
      expect((await call('GET', path(), { auth })).status).toBe(404)
      expect((await call('DELETE', path('idp'), { auth })).status).toBe(404)
    }
    expect((await configure({ ...world, owner: world.app.auth })).status).toBe(401)
    expect(await list()).toHaveLength(1)
  })
})

describe('removing one', () => {
  test('[K6] nobody signs in with it any more; when it is back, who had linked it does', async () => {
    const first = (await runFlow(world, grace)).searchParams.get('code')
    const removed = await call('DELETE', path('idp'), { auth: world.owner })
    expect([removed.status, await removed.json()]).toMatchObject([200, { provider: 'idp', has_secret: true }])
    expect((await call('GET', startPath(world))).status).toBe(404)
    expect(await outcome(await call('DELETE', path('idp'), { auth: world.owner }))).toEqual({ status: 404, code: 'not_found' })
    await configure(world)
    expect([first, (await runFlow(world, { sub: 'sub-grace' })).searchParams.get('error')]).toEqual([expect.any(String), null])
    expect((await notesOf(world.app.app.app_id)).map(({ action }) => action)).toEqual([
      'provider.configured',
      'user.registered',
      'provider.removed',
      'provider.configured',
    ])
  })
})

describe('what a sign-in page can offer', () => {
  test('[F8] the names of the app’s own providers, by its key and to its pages', async () => {
    await configure({ ...world, name: 'acme' })
    await makeWorld()
    const answer = await call('GET', '/v1/auth/providers', { headers: { 'X-Prost-App-Key': world.app.key, Origin: page } })
    expect(await answer.json()).toEqual({
      data: [
        { provider: 'acme', start_url: 'https://prost.test/v1/auth/oauth/acme/start' },
        { provider: 'idp', start_url: 'https://prost.test/v1/auth/oauth/idp/start' },
      ],
      next_cursor: null,
    })
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(page)
  })
})

describe('the providers of operators', () => {
  const ops = (method: string, name = '', json?: object) =>
    call(method, `/v1/ops/providers${name}`, { auth: opsAuth, ...(json === undefined ? {} : { json }) })

  test('[§3] are kept by whoever runs the platform, and offered without a key', async () => {
    const json = { issuer: world.idp.issuer, client_id: 'console', client_secret: 'console-secret-17' }
    const put = await ops('PUT', '/work', json)
    expect([put.status, providerShape.parse(await put.json())]).toMatchObject([200, { provider: 'work', has_secret: true }])
    expect(await (await ops('GET')).json()).toMatchObject({ data: [{ provider: 'work', client_id: 'console' }] })
    const offered = await (await call('GET', '/v1/auth/providers')).json()
    expect(offered).toMatchObject({ data: [{ provider: 'work', start_url: 'https://prost.test/v1/auth/oauth/work/start' }] })
    expect((await list()).map(({ provider }) => provider)).toEqual(['idp'])
    expect((await ops('DELETE', '/work')).status).toBe(200)
    expect((await ops('DELETE', '/work')).status).toBe(404)
    const { app_id } = await consoleApp(env.KERNEL_DB, Date.now())
    const notes = (await notesOf(app_id)).filter(({ object }) => object?.id === 'work')
    expect(notes.map(({ action, actor }) => [action, actor.kind])).toEqual([
      ['provider.configured', 'system'],
      ['provider.removed', 'system'],
    ])
  })

  test('[K6] are held to the same rules', async () => {
    expect((await ops('PUT', '/work', { issuer: 'https://10.0.0.1', client_id: 'c' })).status).toBe(422)
    expect((await ops('PUT', '/Work', { issuer: world.idp.issuer, client_id: 'c' })).status).toBe(404)
    expect((await call('GET', '/v1/ops/providers', { auth: world.owner })).status).toBe(401)
  })
})
