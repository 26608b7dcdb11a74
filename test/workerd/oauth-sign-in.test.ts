/** Signing in with a provider, against one that does what each test wants: whose account opens, and everything that must not. [K6] */
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { codeOf } from '../support/ingest-door.ts'
import { notesOf } from '../support/notes.ts'
import { call } from './gateway-harness.ts'
import {
  answerFetch,
  Browser,
  callbackPath,
  codesKept,
  configure,
  exchange,
  grace,
  makeWorld,
  page,
  platform,
  runFlow,
  startPath,
  target,
} from './oauth-harness.ts'
import type { World } from './oauth-harness.ts'
import { statuses, tokensOf } from './passkeys-harness.ts'

let world: World
beforeEach(async () => {
  world = await makeWorld()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const outcome = async (answer: Response) => ({ status: answer.status, code: await codeOf(answer) })
const badCode = { status: 400, code: 'invalid_token' }
const later = (ms: number): void => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms })

describe('from the button to an account', () => {
  test('[K6] a new person comes in with the provider’s verified e-mail and name, and again into the same account', async () => {
    const end = await runFlow(world, grace)
    expect([end.origin, end.pathname, end.searchParams.get('tab'), end.searchParams.get('error')]).toEqual([page, '/welcome', '1', null])
    const answer = await exchange(end.searchParams.get('code'))
    expect([answer.status, answer.headers.get('Access-Control-Allow-Origin')]).toEqual([200, page])
    const { user } = await tokensOf(answer)
    expect(user).toMatchObject({ email: 'grace@example.com', email_verified: true, display_name: 'Grace Hopper' })
    const again = await tokensOf(await exchange((await runFlow(world, { ...grace, email: 'new@example.com' })).searchParams.get('code')))
    expect(again.user.id).toBe(user.id)
    expect((await notesOf(world.app.app.app_id)).map(({ action }) => action)).toEqual([
      'provider.configured',
      'user.registered',
      'session.started',
      'session.started',
    ])
  })

  test('the browser goes to the provider with PKCE, state and nonce, and brings a cookie that no script reads', async () => {
    const answer = await new Browser().get(startPath(world))
    const away = target(answer)
    expect(away.origin).toBe(world.idp.issuer)
    expect(Object.fromEntries(away.searchParams)).toMatchObject({
      client_id: 'prost-client',
      response_type: 'code',
      redirect_uri: `${platform}/v1/auth/oauth/idp/callback`,
      scope: 'openid email profile',
      code_challenge_method: 'S256',
    })
    for (const name of ['state', 'nonce', 'code_challenge']) expect(away.searchParams.get(name)?.length).toBeGreaterThanOrEqual(43)
    expect([answer.status, answer.headers.get('Cache-Control'), answer.headers.get('Referrer-Policy')]).toEqual([
      302,
      'no-store',
      'no-referrer',
    ])
    expect(answer.headers.get('Set-Cookie')).toMatch(
      /^__Host-prost_flow_[0-9a-f]{16}=[\w-]+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
    expect(answer.headers.get('Set-Cookie')).not.toContain(away.searchParams.get('state'))
  })

  test('the provider is asked with its secret and the verifier; its documents are asked for once', async () => {
    await runFlow(world, grace)
    await runFlow(world, grace)
    const asked = world.idp.asked.map(({ url }) => new URL(url).pathname)
    expect(asked).toEqual(['/.well-known/openid-configuration', '/token', '/jwks', '/token'])
    const form = world.idp.asked[1]?.body
    expect([form?.get('client_secret'), form?.get('code_verifier')?.length]).toEqual(['client-secret-17', 43])
  })

  test('an e-mail that only the provider’s userinfo tells counts, and must be of the same subject', async () => {
    world.idp.userinfo = { sub: 'sub-quiet', email: 'quiet@example.com', email_verified: 'true', name: 'Quiet' }
    const { user } = await tokensOf(await exchange((await runFlow(world, { sub: 'sub-quiet' })).searchParams.get('code')))
    expect(user).toMatchObject({ email: 'quiet@example.com', email_verified: true, display_name: 'Quiet' })
    expect((await runFlow(world, { sub: 'sub-other' })).searchParams.get('error')).toBe('sign_in_failed')
  })

  test('a person of the platform’s own page ends on it, and the code works only in that browser', async () => {
    const browser = new Browser()
    const end = await runFlow(world, grace, browser, { redirect_to: '/party' })
    expect(end.href.startsWith(`${platform}/party?code=`)).toBe(true)
    expect(await outcome(await exchange(end.searchParams.get('code'), { headers: { Origin: platform } }))).toEqual(badCode)
    const second = await runFlow(world, grace, browser, { redirect_to: '/party' })
    const answer = await exchange(second.searchParams.get('code'), { browser, headers: { Origin: platform, 'X-Prost-Session': 'cookie' } })
    expect([answer.status, 'refresh_token' in (await answer.json<object>())]).toEqual([200, false])
    expect(answer.headers.getSetCookie().some((line) => line.startsWith('__Host-prost_refresh='))).toBe(true)
  })

  test('[F8] the same account at the provider is two people in two apps', async () => {
    const other = { ...(await makeWorld()), idp: world.idp }
    answerFetch(world.idp)
    expect((await configure(other)).status).toBe(200)
    const first = await tokensOf(await exchange((await runFlow(other, grace)).searchParams.get('code')))
    const second = await tokensOf(await exchange((await runFlow(world, grace)).searchParams.get('code')))
    expect(second.user.id).not.toBe(first.user.id)
  })
})

describe('[K6] only the browser that began ends it, once, here', () => {
  const begun = async () => {
    const browser = new Browser()
    return { browser, returned: world.idp.agree(target(await browser.get(startPath(world))), grace) }
  }
  const notBegun = { status: 400, code: 'sign_in_failed' }

  test('another browser does not', async () => {
    const { returned } = await begun()
    expect(await outcome(await new Browser().get(callbackPath('idp', returned)))).toEqual(notBegun)
  })

  test('another state does not, be it none, made up, or another browser’s', async () => {
    const { browser, returned } = await begun()
    const other = await begun()
    const { state: _state, ...without } = returned
    for (const query of [without, { ...returned, state: 'x'.repeat(43) }, { ...returned, state: other.returned['state'] ?? '' }])
      expect(await outcome(await browser.get(callbackPath('idp', query)))).toEqual(notBegun)
  })

  test('a cookie under another state’s name does not open', async () => {
    const [one, two] = [await begun(), await begun()]
    const [name = ''] = [...one.browser.cookies.keys()]
    const [value = ''] = [...two.browser.cookies.values()]
    one.browser.cookies.set(name, value)
    expect(await outcome(await one.browser.get(callbackPath('idp', one.returned)))).toEqual(notBegun)
  })

  test('a second time it does not, though the provider would, and of two at once one does', async () => {
    const { browser, returned } = await begun()
    const kept = new Map(browser.cookies)
    expect((await browser.get(callbackPath('idp', returned))).status).toBe(302)
    expect(await outcome(await browser.get(callbackPath('idp', returned)))).toEqual(notBegun)
    for (const [name, value] of kept) browser.cookies.set(name, value)
    expect(await outcome(await browser.get(callbackPath('idp', returned)))).toEqual(notBegun)
    const again = await begun()
    const answers = await Promise.all([1, 2].map(() => again.browser.get(callbackPath('idp', again.returned))))
    expect(statuses(answers)).toEqual([302, 400])
  })

  test('after ten minutes it does not', async () => {
    const { browser, returned } = await begun()
    later(10 * 60_000)
    expect(await outcome(await browser.get(callbackPath('idp', returned)))).toEqual(notBegun)
  })

  test('at another provider’s address it does not', async () => {
    await call('PUT', `/v1/apps/${world.app.app.app_id}/providers/other`, {
      auth: world.owner,
      json: { issuer: world.idp.issuer, client_id: world.idp.clientId },
    })
    const { browser, returned } = await begun()
    expect(await outcome(await browser.get(callbackPath('other', returned)))).toEqual(notBegun)
  })

  test('when the provider was replaced or removed meanwhile it does not, and the new one never sees the code', async () => {
    const [replaced, removed] = [await begun(), await begun()]
    const other = await makeWorld()
    later(6 * 60_000)
    // One that never says who it is: only that it is not the one that was begun with can tell.
    other.idp.discovery = { authorization_response_iss_parameter_supported: undefined }
    const path = `/v1/apps/${world.app.app.app_id}/providers/idp`
    await call('PUT', path, { auth: world.owner, json: { issuer: other.idp.issuer, client_id: other.idp.clientId } })
    const { iss: _iss, ...unnamed } = replaced.returned
    const first = target(await replaced.browser.get(callbackPath('idp', unnamed)))
    await call('DELETE', path, { auth: world.owner })
    const second = target(await removed.browser.get(callbackPath('idp', removed.returned)))
    expect([first.searchParams.get('error'), second.searchParams.get('error')]).toEqual(['sign_in_failed', 'sign_in_failed'])
    expect(other.idp.asked.map(({ url }) => new URL(url).pathname)).not.toContain('/token')
  })

  test('two flows at once in one browser do not disturb each other', async () => {
    const browser = new Browser()
    const [first, second] = [target(await browser.get(startPath(world))), target(await browser.get(startPath(world)))]
    for (const away of [first, second]) {
      const end = target(await browser.get(callbackPath('idp', world.idp.agree(away, grace))))
      expect(end.searchParams.get('code')).not.toBeNull()
    }
  })
})

describe('[K6] what a provider may not do', () => {
  const errorAfter = async (misdeed: () => void): Promise<string | null> => {
    const browser = new Browser()
    const returned = world.idp.agree(target(await browser.get(startPath(world))), grace)
    misdeed()
    const end = target(await browser.get(callbackPath('idp', returned)))
    expect([end.origin, end.searchParams.get('code')]).toEqual([page, null])
    return end.searchParams.get('error')
  }
  const claim = (claims: Record<string, unknown>) => () => void (world.idp.idToken = claims)
  const hour = 3_600

  test.each([
    ['another nonce', { nonce: 'another' }],
    ['another issuer', { iss: 'https://evil.example' }],
    ['another client', { aud: 'another-client' }],
    ['a time that is over', { exp: Math.floor(Date.now() / 1_000) - hour }],
    ['no subject', { sub: undefined }],
  ])('an ID token with %s', async (_what, claims) => expect(await errorAfter(claim(claims))).toBe('sign_in_failed'))

  test('an ID token that another key signed', async () =>
    expect(await errorAfter(() => void (world.idp.signWithOtherKey = true))).toBe('sign_in_failed'))

  test('[RFC 9207] another issuer’s answer, or none named though it should be', async () => {
    for (const iss of ['https://evil.example', null]) {
      const browser = new Browser()
      const { iss: _own, ...returned } = world.idp.agree(target(await browser.get(startPath(world))), grace)
      const end = target(await browser.get(callbackPath('idp', iss === null ? returned : { ...returned, iss })))
      expect(end.searchParams.get('error')).toBe('sign_in_failed')
    }
    expect(world.idp.asked.map(({ url }) => new URL(url).pathname)).not.toContain('/token')
  })

  test('not answer: that is temporary', async () => {
    expect(await errorAfter(() => void (world.idp.status = 503))).toBe('temporarily_unavailable')
    expect(await errorAfter(() => void vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('no network')))).toBe(
      'temporarily_unavailable',
    )
  })

  test('send us elsewhere', async () => {
    expect(await errorAfter(() => void (world.idp.redirectsTo = 'https://10.0.0.1/'))).toBe('sign_in_failed')
    expect(world.idp.asked.filter(({ url }) => url.includes('10.0.0.1'))).toEqual([])
  })

  test.each([
    ['access_denied', 'access_denied'],
    ['server_error', 'temporarily_unavailable'],
    ['invalid_scope', 'sign_in_failed'],
    ['<script>alert(1)</script>', 'sign_in_failed'],
  ])('say %s: the page hears %s', async (error, heard) => {
    const browser = new Browser()
    const { state = '', iss = '' } = world.idp.agree(target(await browser.get(startPath(world))), grace)
    const end = target(await browser.get(callbackPath('idp', { state, iss, error, error_description: 'secret detail' })))
    expect([end.href, end.searchParams.get('error')]).toEqual([`${page}/welcome?tab=1&error=${heard}`, heard])
  })
})

describe('[K6] a code works once, soon, and for whoever began', () => {
  const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
  const challenge = createHash('sha256').update(verifier).digest('base64url')

  test('not twice, and of two at once one', async () => {
    const code = (await runFlow(world, grace)).searchParams.get('code')
    expect([(await exchange(code)).status, await outcome(await exchange(code))]).toEqual([200, badCode])
    const another = (await runFlow(world, grace)).searchParams.get('code')
    const answers = await Promise.all([exchange(another), exchange(another)])
    expect(statuses(answers)).toEqual([200, 400])
  })

  test('not after a minute', async () => {
    const code = (await runFlow(world, grace)).searchParams.get('code')
    later(60_000)
    expect(await outcome(await exchange(code))).toEqual(badCode)
  })

  test('not one that was made up', async () => expect(await outcome(await exchange('A'.repeat(43)))).toEqual(badCode))

  test('[RFC 7636] with its verifier, and a wrong one uses it up', async () => {
    const codeFor = async () => (await runFlow(world, grace, new Browser(), { code_challenge: challenge })).searchParams.get('code')
    expect((await exchange(await codeFor(), { verifier })).status).toBe(200)
    const code = await codeFor()
    expect(await outcome(await exchange(code, { verifier: `${verifier.slice(0, -1)}X` }))).toEqual(badCode)
    expect(await outcome(await exchange(code, { verifier }))).toEqual(badCode)
    expect(await outcome(await exchange(await codeFor()))).toEqual(badCode)
  })

  test('[§1] from a page of another app, or of none, it is refused and can not be read', async () => {
    for (const origin of ['https://evil.example']) {
      const answer = await exchange((await runFlow(world, grace)).searchParams.get('code'), { headers: { Origin: origin } })
      expect([answer.status, answer.headers.get('Access-Control-Allow-Origin')]).toEqual([403, null])
    }
  })

  test('what is kept of it is a digest', async () => {
    const code = (await runFlow(world, grace)).searchParams.get('code') ?? 'none'
    expect(await codesKept(world.app)).not.toContain(code)
  })

  test('a page of the app may ask by CORS', async () => {
    const preflight = await call('OPTIONS', '/v1/auth/oauth/token', {
      headers: { Origin: page, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type' },
    })
    expect(preflight.headers.get('Access-Control-Allow-Origin')).toBe(page)
  })

  test.each([[{}], [{ code: '' }], [{ code: 'a', code_verifier: 'short' }], [{ code: 'a', more: 1 }]])('%j is 422', async (json) => {
    expect(await outcome(await new Browser().post('/v1/auth/oauth/token', json))).toEqual({ status: 422, code: 'validation_failed' })
  })
})

describe('[K6] where a flow may begin and end', () => {
  const begin = (query: Record<string, string>) => call('GET', startPath(world, query))

  test.each([
    'https://evil.example/',
    'https://app.example.com.evil.example/',
    'https://app.example.com@evil.example/',
    'http://app.example.com/',
    '//evil.example/',
    '/\\evil.example/',
    '/\t/evil.example/',
    '\\\\evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'party',
  ])('not at %j', async (redirect_to) => {
    expect(await outcome(await begin({ redirect_to }))).toEqual({ status: 403, code: 'origin_forbidden' })
  })

  test.each(['https://app.example.com', 'https://app.example.com/a?b=c#d', '/admin', '/', `${platform}/party`])(
    'at %j',
    async (redirect_to) => {
      expect((await begin({ redirect_to })).status).toBe(302)
    },
  )

  test('[§1] with an unknown key, one without the scope, or a provider that is not there', async () => {
    const { seedKey } = await import('../support/seed.ts')
    const { key } = await seedKey(world.app.app, ['telemetry'])
    expect(await outcome(await begin({ key: `pq_pk_${'x'.repeat(32)}` }))).toEqual({ status: 401, code: 'invalid_credentials' })
    expect(await outcome(await begin({ key }))).toEqual({ status: 403, code: 'insufficient_scope' })
    expect(await outcome(await call('GET', startPath({ ...world, name: 'none' })))).toEqual({ status: 404, code: 'not_found' })
    expect(await outcome(await begin({ app_id: world.app.app.app_id }))).toEqual({ status: 400, code: 'app_id_forbidden' })
    expect(await outcome(await begin({ redirect_to: '' }))).toEqual({ status: 422, code: 'validation_failed' })
  })

  test('[F8] a provider of another app is none here', async () => {
    const other = await makeWorld()
    await call('DELETE', `/v1/apps/${other.app.app.app_id}/providers/idp`, { auth: other.owner })
    expect(await outcome(await call('GET', startPath(other)))).toEqual({ status: 404, code: 'not_found' })
  })

  test('a provider that does not answer sends the browser back with a word', async () => {
    const fresh = await makeWorld()
    later(6 * 60_000)
    fresh.idp.status = 500
    const end = target(await call('GET', startPath(fresh)))
    expect(end.href).toBe(`${page}/welcome?tab=1&error=temporarily_unavailable`)
  })
})
