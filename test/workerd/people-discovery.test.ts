/** What others verify our tokens with, replacing the signing key, and the mailbox of development. */
import { env } from 'cloudflare:workers'
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import type { JSONWebKeySet } from 'jose'
import { describe, expect, test } from 'vitest'
import { consoleApp } from '../../storage/kernel/realms.ts'
import { gatewayIsolate } from '../support/gateway-isolate.ts'
import { call, opsAuth, origin } from './gateway-harness.ts'
import { actionsOf, mailedToken, newEmail, outcome, realm, registerAt, send } from './people-harness.ts'

const keySet = async (isolate = gatewayIsolate()): Promise<JSONWebKeySet> =>
  (await isolate('GET', '/.well-known/jwks.json')).json<JSONWebKeySet>()

describe('the key set', () => {
  test('[§3] jose, from outside, verifies an access token with it: issuer, audience, type, algorithm', async () => {
    const home = await realm()
    const { access_token, user } = await registerAt(home)
    const { payload, protectedHeader } = await jwtVerify(access_token, createLocalJWKSet(await keySet()), {
      issuer: origin,
      audience: home.app.app_id,
      algorithms: ['ES256'],
      typ: 'at+jwt',
    })
    expect(protectedHeader.kid).toEqual(expect.any(String))
    expect(payload).toMatchObject({ sub: user.id, app: home.app.app_id, sid: expect.any(String), jti: expect.any(String), roles: [] })
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeLessThanOrEqual(600)
  })

  test('[§3] the same token is nothing for another audience or issuer', async () => {
    const { access_token } = await registerAt(await realm())
    const keys = createLocalJWKSet(await keySet())
    await expect(jwtVerify(access_token, keys, { audience: (await realm()).app.app_id })).rejects.toThrow('aud')
    await expect(jwtVerify(access_token, keys, { issuer: 'https://else.test' })).rejects.toThrow('iss')
  })

  test('[§3] has public halves only, for everyone, kept five minutes', async () => {
    const answer = await call('GET', '/.well-known/jwks.json')
    expect([answer.status, answer.headers.get('Cache-Control')]).toEqual([200, 'public, max-age=300'])
    expect(answer.headers.get('Content-Type')).toContain('application/json')
    for (const key of (await answer.json<JSONWebKeySet>()).keys) {
      expect(new Set(Object.keys(key))).toEqual(new Set(['kty', 'crv', 'x', 'y', 'kid', 'alg', 'use']))
    }
  })

  test('[§3] the issuer says where it is and what is in a token, and no more', async () => {
    const answer = await call('GET', '/.well-known/openid-configuration')
    const metadata = await answer.json<Record<string, unknown>>()
    expect(metadata).toMatchObject({
      issuer: origin,
      jwks_uri: `${origin}/.well-known/jwks.json`,
      id_token_signing_alg_values_supported: ['ES256'],
    })
    expect(metadata).not.toHaveProperty('authorization_endpoint')
    const { access_token } = await registerAt(await realm())
    expect(new Set(metadata['claims_supported'] as string[])).toEqual(new Set(Object.keys(decodeJwt(access_token))))
  })
})

describe('replacing the signing key', () => {
  test('[§3] new tokens are of the new key, those of before open nothing, the sign-in stands, and it is noted', async () => {
    const home = await realm()
    const before = await registerAt(home)
    const answer = await call('POST', '/v1/ops/signing-keys/replace', { auth: opsAuth })
    expect(answer.status).toBe(200)
    const { kid } = await answer.json<{ kid: string }>()
    const keys = await keySet()
    expect(keys.keys.map((key) => key.kid)).toEqual([kid])
    // Another isolate signs with it at once.
    const body = JSON.stringify({ email: newEmail(), password: 'a long walk by the sea', display_name: 'New' })
    const after = await gatewayIsolate()('POST', '/v1/auth/register', { ...home.keyOnly, 'Content-Type': 'application/json' }, body)
    const { access_token } = await after.json<{ access_token: string }>()
    expect(decodeProtectedHeader(access_token).kid).toBe(kid)
    const isolate = gatewayIsolate()
    const asked = async (token: string): Promise<number> => (await isolate('GET', '/v1/me', { Authorization: `Bearer ${token}` })).status
    expect([await asked(before.access_token), await asked(access_token)]).toEqual([401, 200])
    const again = await call('POST', '/v1/auth/refresh', { json: { refresh_token: before.refresh_token } })
    expect(again.status).toBe(200)
    expect(await actionsOf((await consoleApp(env.KERNEL_DB, Date.now())).app_id)).toContain('signing_key.replaced')
  })

  test('[§1] takes the operations token and nothing else', async () => {
    const { bearer } = await registerAt(await realm())
    for (const auth of [{}, bearer, { Authorization: 'Bearer nonsense' }]) {
      expect(await outcome(call('POST', '/v1/ops/signing-keys/replace', { auth }))).toEqual([401, 'invalid_credentials'])
    }
  })
})

describe('the mailbox of development', () => {
  type Mailbox = { data: { to: string; subject: string; text: string; links: string[] }[] }

  test('[B15] shows what would have been sent, with its links', async () => {
    const { email } = await registerAt(await realm())
    const answer = await send('GET', '/dev/mail')
    expect([answer.status, answer.headers.get('Cache-Control')]).toEqual([200, 'no-store'])
    const mail = (await answer.json<Mailbox>()).data.find(({ to }) => to === email)
    expect(mail?.links).toEqual([`${origin}/verify?token=${await mailedToken(email, 'verify')}`])
  })

  test('[B15] as a page it escapes what people call themselves, and runs nothing', async () => {
    const home = await realm({ name: '<img src=x onerror=alert(1)>' })
    const { email } = await registerAt(home)
    const answer = await send('GET', '/dev/mail', { headers: { Accept: 'text/html' } })
    const page = await answer.text()
    expect(answer.headers.get('Content-Type')).toContain('text/html')
    expect(answer.headers.get('Content-Security-Policy')).toContain(`default-src 'none'`)
    expect(page).toContain('&lt;img src=x')
    expect(page).not.toContain('<img')
    expect(page).toContain(`href="${origin}/verify?token=${await mailedToken(email, 'verify')}"`)
  })

  test('[B15] is not there in production', async () => {
    const production = gatewayIsolate({ bindings: { ENVIRONMENT: 'production' } })
    expect(await outcome(production('GET', '/dev/mail'))).toEqual([404, 'not_found'])
  })
})
