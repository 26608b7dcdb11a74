/**
 * Ways in without a password, on the started platform and in a real browser under the real CSP: passkeys of an authenticator that the browser
 * itself plays, and accounts at a real OpenID Connect provider, on the platform's own pages and on a page of an app. [K6]
 */
import { createHash } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { join } from 'node:path'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { hasChrome, launch } from './browser.ts'
import { deadlineMs, eventually } from './eventually.ts'
import { agreeAs, client, declineAs, type IdentityProvider, startIdentityProvider } from './identity-provider.ts'
import { signIn } from './operator-page.ts'
import { anyPort, newState, type Running, start, stop } from './platform-process.ts'

const state = newState()
let running: Running
let browser: Browser
let page: Page
let idp: IdentityProvider
let appPage: { readonly origin: string; readonly server: Server }

const json = { 'Content-Type': 'application/json' }
const opsToken = (): string =>
  z.object({ ops_token: z.string() }).parse(JSON.parse(readFileSync(join(state, 'dev.json'), 'utf8'))).ops_token

const asOperator = async (): Promise<Record<string, string>> => {
  const { url, admin } = running.dev
  const answer = await fetch(`${url}/v1/auth/login`, { method: 'POST', headers: json, body: JSON.stringify(admin) })
  const { access_token } = z.object({ access_token: z.string() }).parse(await answer.json())
  return { ...json, Authorization: `Bearer ${access_token}` }
}

const must = async (method: string, path: string, headers: Record<string, string>, body: object): Promise<void> => {
  const answer = await fetch(`${running.dev.url}${path}`, { method, headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
}

/** A page of an app, on an origin of its own. */
const startAppPage = async (port: number) => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>an app</title><p>an app')
  })
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready))
  return { origin: `http://localhost:${port}`, server }
}

beforeAll(async () => {
  if (!hasChrome) return
  running = await start(state, await anyPort())
  const { url, app } = running.dev
  idp = await startIdentityProvider(await anyPort(), [`${url}/v1/auth/oauth/work/callback`])
  appPage = await startAppPage(await anyPort())
  const provider = { issuer: idp.issuer, ...client }
  const operator = await asOperator()
  await must('PUT', `/v1/apps/${app.app_id}/providers/work`, operator, provider)
  await must('PUT', '/v1/ops/providers/work', { ...json, Authorization: `Bearer ${opsToken()}` }, provider)
  await must('PATCH', `/v1/apps/${app.app_id}`, operator, { origins: [appPage.origin] })
  browser = await launch()
})
afterAll(async () => {
  if (!hasChrome) return
  await browser.close()
  await Promise.all([idp.close(), new Promise((done) => appPage.server.close(done))])
  await stop(running)
  rmSync(state, { recursive: true, force: true })
})

/** Each test is somebody else's browser. What the pages throw fails the test. */
const misdeeds: string[] = []
beforeEach(async () => {
  misdeeds.length = 0
  const context = await browser.newContext()
  context.setDefaultTimeout(deadlineMs)
  page = await context.newPage()
  page.on('pageerror', (error) => misdeeds.push(String(error)))
})
afterEach(async () => {
  await page.context().close()
  if (misdeeds.length > 0) throw new Error(misdeeds.join('; '))
})

const button = (name: string | RegExp) => page.getByRole('button', { name })
const account = () => page.getByRole('link', { name: /^Account: / })

describe.runIf(hasChrome)('[K6] a passkey', () => {
  let cdp: CDPSession
  let authenticatorId: string

  /** A passkey needs a host name; the platform started on an address. */
  const onHost = (path: string): string => `${running.dev.url.replace('127.0.0.1', 'localhost')}${path}`

  beforeEach(async () => {
    cdp = await page.context().newCDPSession(page)
    await cdp.send('WebAuthn.enable')
    const options = {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    } as const
    authenticatorId = (await cdp.send('WebAuthn.addVirtualAuthenticator', { options })).authenticatorId
  })

  const passkeysInBrowser = async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials
  const signUp = async (name: string): Promise<void> => {
    await page.goto(onHost('/register'))
    await page.locator('input[name="display_name"]').fill(name)
    await page.getByLabel('E-mail').fill(`${name.toLowerCase()}@people.test`)
    await button('Use a passkey instead of a password').click()
    await account().waitFor()
  }
  const leave = async (): Promise<void> => {
    await page.goto(onHost('/admin/account'))
    await button('Sign out').click()
  }
  const useIt = (): Promise<void> => button('Sign in with a passkey').click()

  it('is added to an account, opens it without an e-mail, and once removed does not', async () => {
    await signIn(page, { ...running.dev, url: onHost('') }, '/admin/account')
    await page.getByLabel('Name of the passkey').fill('Laptop')
    await button('Add a passkey').click()
    await page.getByText('The passkey is added.').waitFor()
    const kept = async () => (await passkeysInBrowser()).map(({ rpId, isResidentCredential }) => [rpId, isResidentCredential])
    await eventually(kept).toEqual([['localhost', true]])
    await button('Sign out').click()
    await useIt()
    await account().waitFor()
    await page.goto(onHost('/admin/account'))
    await button('Remove the passkey Laptop').click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Remove/ })
      .click()
    await page.getByText('The passkey is removed.').waitFor()
    await button('Sign out').click()
    await useIt()
    await page.getByText('This passkey does not open an account here.').waitFor()
  })

  it('begins an account of its own, without a password', async () => {
    await signUp('Grace')
    await eventually(passkeysInBrowser).toHaveLength(1)
    await leave()
    await useIt()
    await account().waitFor()
  })

  it('that was copied is refused: its counter went back', async () => {
    await signUp('Ada')
    const [copy] = await passkeysInBrowser()
    if (copy === undefined) throw new Error('the browser has no passkey')
    await leave()
    await useIt()
    await account().waitFor()
    await cdp.send('WebAuthn.removeCredential', { authenticatorId, credentialId: copy.credentialId })
    await cdp.send('WebAuthn.addCredential', { authenticatorId, credential: { ...copy, signCount: 0 } })
    await leave()
    await useIt()
    await page.getByText('This passkey does not open an account here.').waitFor()
    expect(await account().count()).toBe(0)
  })
})

describe.runIf(hasChrome)('[K6] an account at a provider', () => {
  const here = (): URL => new URL(page.url())

  it('makes an operator on the platform’s own page, and is them again the next time', async () => {
    await page.goto(`${running.dev.url}/admin/account`)
    await button('Sign in with work').click()
    await agreeAs(page, 'nina')
    await account().waitFor()
    await eventually(() => page.url()).toBe(`${running.dev.url}/admin/account`)
    await eventually(() => page.getByText('nina@people.test').count()).toBeGreaterThan(0)
    await button('Sign out').click()
    await button('Sign in with work').click()
    await account().waitFor()
    await eventually(() => page.getByText('nina@people.test').count()).toBeGreaterThan(0)
  })

  it('that its person does not want to use leads back with words', async () => {
    await page.goto(`${running.dev.url}/admin`)
    await button('Sign in with work').click()
    await declineAs(page, 'nora')
    await page.getByText('The provider’s sign-in was cancelled.').waitFor()
    await eventually(() => page.url()).toBe(`${running.dev.url}/admin`)
    expect(await account().count()).toBe(0)
  })

  it('signs in to an app, on a page of that app, by a code that only this page can use', async () => {
    const { url, app } = running.dev
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
    const code_challenge = createHash('sha256').update(verifier).digest('base64url')
    const query = new URLSearchParams({ key: app.key, redirect_to: `${appPage.origin}/back?tab=1`, code_challenge })
    await page.goto(`${url}/v1/auth/oauth/work/start?${query}`)
    await agreeAs(page, 'olga')
    await page.waitForURL(`${appPage.origin}/back?*`)
    expect([here().searchParams.get('tab'), here().searchParams.get('error')]).toEqual(['1', null])
    const code = here().searchParams.get('code')
    const exchanged = await page.evaluate(
      async ([at, body]) => {
        const answer = await fetch(`${at}/v1/auth/oauth/token`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
        const { access_token } = (await answer.json()) as { access_token: string }
        const me = await fetch(`${at}/v1/me`, { headers: { Authorization: `Bearer ${access_token}` } })
        return [answer.status, await me.json()] as const
      },
      [url, JSON.stringify({ code, code_verifier: verifier })] as const,
    )
    expect(exchanged).toMatchObject([
      200,
      { email: 'olga@people.test', email_verified: true, display_name: 'olga of the provider', app: { id: app.app_id } },
    ])
    expect(
      (
        await fetch(`${url}/v1/auth/oauth/token`, {
          method: 'POST',
          headers: json,
          body: JSON.stringify({ code, code_verifier: verifier }),
        })
      ).status,
    ).toBe(400)
  })

  it('goes nowhere that the app did not name', async () => {
    const { url, app } = running.dev
    const query = new URLSearchParams({ key: app.key, redirect_to: 'https://evil.example/' })
    const answer = await fetch(`${url}/v1/auth/oauth/work/start?${query}`, { redirect: 'manual' })
    expect([answer.status, answer.headers.get('Location')]).toEqual([403, null])
  })
})
