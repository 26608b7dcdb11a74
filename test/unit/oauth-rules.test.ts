/** The rules of sign-in with a provider that need no platform: which addresses are asked, where a flow ends, whose account it is, what a cookie holds. */
import { describe, expect, test } from 'vitest'
import { appId, newId, userId } from '../../contract/ids.ts'
import { MasterSecret } from '../../domain/identity/master-secret.ts'
import { decideAccount, firstName } from '../../domain/oauth/account-decision.ts'
import type { Claims } from '../../domain/oauth/account-decision.ts'
import { challengeOf, flowCookieName, openFlow, sealFlow } from '../../domain/oauth/flow.ts'
import { addressFault, issuerFault } from '../../domain/oauth/provider-address.ts'
import { ProviderCache, providerCacheLimits } from '../../domain/oauth/provider-cache.ts'
import { providerFetch, ProviderUnreachable } from '../../domain/oauth/provider-fetch.ts'
import { redirectTarget, withAnswer } from '../../domain/oauth/redirect-target.ts'
import { relyingPartyOf } from '../../domain/passkeys/relying-party.ts'

const production = { development: false, ownHost: 'prost.example' }
const home = { development: true, ownHost: '127.0.0.1:8787' }

describe('[K6] which addresses of a provider are asked', () => {
  test.each(['https://accounts.google.com', 'https://login.example.co.uk:8443/tenant/v2.0', 'https://xn--bcher-kva.example/'])(
    '%s is',
    (address) => expect([addressFault(address, production), addressFault(address, home)]).toEqual([null, null]),
  )

  test.each([
    'http://accounts.google.com',
    'https://10.0.0.1',
    'https://127.0.0.1',
    'https://0x7f.1',
    'https://2130706433',
    'https://0177.0.0.1',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]',
    'https://[fd00::1]',
    'https://[::ffff:10.0.0.1]',
    'https://localhost',
    'https://localhost.',
    'https://idp.localhost',
    'https://intranet',
    'https://metadata.google.internal',
    'https://metadata.google.internal.',
    'https://printer.local',
    'https://router.lan',
    'https://x.home.arpa',
    'https://user:pass@idp.example',
    'https://prost.example/v1',
    'https://prost.example./v1',
    'ftp://idp.example',
    'file:///etc/passwd',
    'idp.example',
    '',
  ])('in production %j is not', (address) => expect(addressFault(address, production)).not.toBeNull())

  test('at home a machine’s own is, also without TLS; the platform itself and other networks are not', () => {
    for (const address of ['http://localhost:4000', 'http://127.0.0.1:4000', 'https://[::1]:4000'])
      expect(addressFault(address, home)).toBeNull()
    for (const address of ['http://127.0.0.1:8787', 'http://10.0.0.1', 'http://idp.example', 'https://10.0.0.1', 'ftp://localhost'])
      expect(addressFault(address, home)).not.toBeNull()
  })

  test('an issuer has neither query nor fragment', () => {
    expect(issuerFault('https://idp.example/tenant', production)).toBeNull()
    for (const issuer of ['https://idp.example/?a=b', 'https://idp.example/?', 'https://idp.example/#a', 'https://idp.example/#'])
      expect(issuerFault(issuer, production)).not.toBeNull()
  })
})

describe('[K6] how a provider is asked', () => {
  const answering = (response: () => Response) => {
    const asked: string[] = []
    const fetch = async (url: string): Promise<Response> => {
      asked.push(url)
      return response()
    }
    return {
      asked,
      ask: (url: string) => providerFetch(production, fetch)(url, { method: 'GET', headers: {}, body: undefined, redirect: 'manual' }),
    }
  }

  test('not at an address that may not be asked, whoever named it', async () => {
    const { asked, ask } = answering(() => Response.json({}))
    await expect(ask('https://169.254.169.254/')).rejects.toThrow('public name')
    expect(asked).toEqual([])
  })

  test('an answer that is too large is not read to its end', async () => {
    let pulled = 0
    const endless = () =>
      new Response(
        new ReadableStream({
          pull: (controller) => {
            pulled += 1
            controller.enqueue(new Uint8Array(64 * 1_024))
          },
        }),
      )
    await expect(answering(endless).ask('https://idp.example/')).rejects.toBeInstanceOf(ProviderUnreachable)
    expect(pulled).toBeLessThan(10)
  })

  test('5xx is to be tried again later, 4xx is an answer', async () => {
    await expect(answering(() => new Response('', { status: 502 })).ask('https://idp.example/')).rejects.toBeInstanceOf(ProviderUnreachable)
    expect((await answering(() => Response.json({ error: 'no' }, { status: 400 })).ask('https://idp.example/')).status).toBe(400)
  })
})

test('[K6] what a provider published is held for minutes, by issuer, and no longer', () => {
  const cache = new ProviderCache()
  cache.keepMetadata('https://a.example', { issuer: 'https://a.example' }, 0)
  expect(cache.metadata('https://a.example', providerCacheLimits.freshMs - 1)).toEqual({ issuer: 'https://a.example' })
  expect(cache.metadata('https://a.example', providerCacheLimits.freshMs)).toBeNull()
  expect(cache.metadata('https://b.example', 0)).toBeNull()
  for (let i = 0; i < providerCacheLimits.issuers; i += 1) cache.keepMetadata(`https://${i}.example`, { issuer: 'x' }, 1)
  expect(cache.metadata('https://a.example', 1)).toBeNull()
})

describe('[K6] where a flow ends', () => {
  const allowed = { own: 'https://prost.example', origins: ['https://app.example.com', 'http://localhost:3000'] }
  const ends = (text: string): string | null => redirectTarget(text, allowed)?.href ?? null

  test.each([
    ['/admin?x=1#y', 'https://prost.example/admin?x=1#y'],
    ['/', 'https://prost.example/'],
    ['https://prost.example/party', 'https://prost.example/party'],
    ['https://app.example.com', 'https://app.example.com/'],
    ['http://localhost:3000/back', 'http://localhost:3000/back'],
  ])('%s', (text, href) => expect(ends(text)).toBe(href))

  test.each([
    'https://evil.example',
    'https://app.example.com:8443',
    'http://app.example.com',
    'https://app.example.com@evil.example',
    'https://user@app.example.com',
    'https://app.example.com.evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '\\evil.example',
    ' //evil.example',
    '//prost.example/x',
    'admin',
    'javascript:alert(1)',
    'data:text/html,1',
    'https:app.example.com',
    '',
  ])('not at %j', (text) => expect(ends(text)).toBeNull())

  test('the answer replaces what the page had of its name, and nothing else', () => {
    expect(withAnswer('https://app.example.com/a?code=old&error=old&tab=1#b', { code: 'new&code=x' })).toBe(
      'https://app.example.com/a?tab=1&code=new%26code%3Dx#b',
    )
  })
})

describe('[K6] whose account it is', () => {
  const claims: Claims = { issuer: 'i', subject: 's', email: 'grace@example.com', email_verified: true, name: null }
  const id = userId.parse(newId())
  const holder = (email_verified: boolean) => ({ id, email: 'grace@example.com', email_verified, display_name: 'G', created_at: '' })

  test('a linked account opens its person, whatever the e-mail', () => {
    expect(decideAccount({ ...claims, email: null }, id, null)).toEqual({ kind: 'known', user: id })
  })

  test('only an e-mail that both sides verified links', () => {
    for (const [here, there] of [
      [true, true],
      [true, false],
      [false, true],
      [false, false],
    ] as const)
      expect(decideAccount({ ...claims, email_verified: there }, null, holder(here)).kind).toBe(here && there ? 'link' : 'refused')
  })

  test('nobody’s e-mail makes a person, no e-mail makes none', () => {
    expect(decideAccount(claims, null, null)).toEqual({ kind: 'register', email: 'grace@example.com' })
    expect(decideAccount({ ...claims, email: null }, null, null)).toEqual({ kind: 'refused', error: 'email_missing' })
  })

  test('a name is taken over if there is one, cut at 80 characters', () => {
    expect(firstName({ ...claims, name: '  Grace  ' }, 'grace@example.com')).toBe('Grace')
    expect(firstName({ ...claims, name: '   ' }, 'grace@example.com')).toBe('grace')
    expect(firstName({ ...claims, name: 'x'.repeat(200) }, 'grace@example.com')).toHaveLength(80)
  })
})

describe('[K6] a flow in a cookie', () => {
  const secret = new MasterSecret('a secret of no deployment')
  const flow = {
    app_id: appId.parse(newId()),
    provider: 'google',
    issuer: 'https://idp.example',
    nonce: 'n',
    verifier: 'v',
    redirect_to: 'https://app.example.com/',
    expires_at: 1_000,
  }
  const sealed = sealFlow(secret, 'state-1', flow)
  const open = (change: Partial<{ state: string; provider: string; sealed: string }>, now = 0, by = secret) =>
    openFlow(by, { state: 'state-1', provider: 'google', sealed, ...change }, now)

  test('opens for its state, its provider and its time', () => {
    expect(open({})).toEqual(flow)
    expect([open({ state: 'state-2' }), open({ provider: 'other' }), open({}, 1_000), open({}, 0, new MasterSecret('other'))]).toEqual([
      null,
      null,
      null,
      null,
    ])
    // Not its last letter, which may hold bits that say nothing.
    expect(open({ sealed: `${sealed.slice(0, 20)}${sealed[20] === 'A' ? 'B' : 'A'}${sealed.slice(21)}` })).toBeNull()
    expect(open({ sealed: '' })).toBeNull()
  })

  test('neither the name nor the cookie tells the state or the verifier', () => {
    expect([flowCookieName('state-1'), flowCookieName('state-1') === flowCookieName('state-2')]).toEqual([
      expect.stringMatching(/^prost_flow_[0-9a-f]{16}$/),
      false,
    ])
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('verifier')
  })

  test('[RFC 7636 appendix B] the challenge of its example', () => {
    expect(challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM')
  })
})

describe('[K6] which host a passkey belongs to', () => {
  test.each([
    ['https://app.example.com', 'app.example.com'],
    ['http://localhost:8787', 'localhost'],
    ['https://app.example.com:8443', 'app.example.com'],
  ])('%s: %s', (origin, host) => expect(relyingPartyOf(origin)).toBe(host))

  test.each(['http://127.0.0.1:8787', 'https://[::1]', 'null', 'https://app.example.com/', 'app.example.com', ''])('%j: none', (origin) =>
    expect(relyingPartyOf(origin)).toBeNull(),
  )
})
