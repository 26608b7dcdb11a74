/** An operator's day on the started platform, in a real browser under the real CSP: from the login to a verified audit chain, and out. */
import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { promisify } from 'node:util'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { quarantinedEvent } from '../../contract/events.ts'
import { shownMail } from '../../contract/identity.ts'
import { pageOf } from '../../contract/operation.ts'
import { hasChrome, launch } from './browser.ts'
import { eventually, pathOf } from './eventually.ts'
import { isNobodyYet, signIn } from './operator-page.ts'
import { anyPort, authOf, newState, type Running, start, stop, until } from './platform-process.ts'

const state = newState()
let running: Running
let browser: Browser
let context: BrowserContext
let page: Page
const misdeeds: string[] = []
/** What the operator made, for the steps after. */
const made = { app_id: '', key: '', secret: '' }

beforeAll(async () => {
  running = await start(state, await anyPort())
  if (!hasChrome) return
  browser = await launch()
  context = await browser.newContext()
  page = await context.newPage()
  page.on('pageerror', (error) => misdeeds.push(String(error)))
  page.on('console', (message) => (message.type() === 'error' && !isNobodyYet(message) ? misdeeds.push(message.text()) : null))
  page.on('request', (request) => (request.url().startsWith(running.dev.url) ? null : misdeeds.push(`asked ${request.url()}`)))
})
afterAll(async () => {
  await browser?.close()
  await stop(running)
  rmSync(state, { recursive: true, force: true })
})

const button = (name: string | RegExp) => page.getByRole('button', { name })
const tab = (name: string) => page.getByRole('navigation', { name: 'This app' }).getByRole('link', { name })
const shows = (text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor()
const shown = async (metric: string): Promise<string> => (await page.locator(`[data-metric="${metric}"]`).innerText()).trim()

const post = async (event: object = { type: 'interaction.hello', actor_id: 'me' }): Promise<number> => {
  const headers = { ...authOf(made), 'Content-Type': 'application/json' }
  const body = JSON.stringify(event)
  return (await fetch(`${running.dev.url}/v1/events`, { method: 'POST', headers, body })).status
}

const heldNow = async (): Promise<number> => {
  const answer = await fetch(`${running.dev.url}/v1/events/quarantine`, { headers: authOf(made) })
  return pageOf(quarantinedEvent).parse(await answer.json()).data.length
}

/** What a line of the page says when it is run. */
const run = async (command: string, words: readonly string[]): Promise<string> => (await promisify(execFile)(command, words)).stdout

/** Steps of one day: each goes on where the one before ended. */
describe.runIf(hasChrome)('an operator’s day', () => {
  it('signs in and makes an app', async () => {
    await signIn(page, running.dev, '/admin/apps')
    await button('New app').click()
    await page.getByLabel('Name').fill('Moonbar')
    await button('Create the app').click()
    await page.getByRole('heading', { name: 'Your first event' }).waitFor()
    made.app_id = new URL(page.url()).pathname.split('/')[3] ?? ''
    expect(made.app_id).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('[§1] makes a key where it is needed, whose secret is shown this once', async () => {
    await button('Make a key').click()
    await shows('Keep its secret now')
    const pair = page.locator('.onboarding-half code')
    await eventually(() => pair.allInnerTexts()).toEqual([expect.stringMatching(/^pq_pk_/), expect.stringMatching(/^pq_sk_/)])
    const [key, secret] = await pair.allInnerTexts()
    Object.assign(made, { key, secret })
  })

  it('runs the lines that the page gives as they stand, and sees its first event arrive', async () => {
    await shows('Listening.')
    const lines = page.locator('.onboarding pre')
    await eventually(() => lines.allInnerTexts()).toEqual([expect.stringContaining(made.secret), expect.stringContaining(made.secret)])
    const [curl = '', script = ''] = await lines.allInnerTexts()
    expect(await run('bash', ['-c', curl])).toContain('"accepted":1')
    await shows('It arrived.')
    await eventually(() => page.locator('.onboarding-event').innerText()).toMatch(/interaction\.hello[\s\S]*me/)
    expect(await run(process.execPath, ['--input-type=module', '-e', script])).toMatch(/^202 .*"accepted":1/)
    await eventually(() => shown('total_events')).toBe('2')
    await page.getByRole('link', { name: 'Show it among the events' }).waitFor()
    await button('Go on to the board').click()
    await eventually(() => page.content()).not.toContain(made.secret)
    await page.reload()
    await page.getByRole('heading', { name: 'Events per minute, last hour' }).waitFor()
  })

  it('an event posted with that key shows on the open board, which hears of it', async () => {
    await shows('Numbers come as they move')
    expect(await post()).toBe(202)
    await eventually(() => shown('total_events')).toBe('3')
  })

  it('sees it in the stream, and fixes one that could not be taken', async () => {
    await tab('Events').click()
    const stream = page.getByRole('list', { name: 'Events', exact: true })
    await stream.getByText('interaction.hello').first().click()
    await eventually(() => page.getByRole('dialog').innerText()).toMatch(/Actor\s+me/)
    await page.getByRole('button', { name: 'Close' }).click()
    expect(await post({ type: 'interaction.wave' })).toBe(202)
    await until('it is in quarantine', async () => (await heldNow()) === 1)
    await tab('Quarantine').click()
    const held = page.getByRole('list', { name: 'Events in quarantine' }).getByText('A field is missing, or not what it must be.')
    await held.click()
    await shows(/↑ actor_id: /)
    await page.getByLabel('The event').fill('{ "type": "interaction.wave", "actor_id": "me" }')
    await button('Send it again').click()
    await shows('Accepted.')
    await tab('Events').click()
    await stream.getByText('interaction.wave').waitFor()
    await page.reload()
    await stream.getByText('interaction.wave').waitFor()
    await tab('Quarantine').click()
    await page.getByText('re-submitted').waitFor()
  })

  it('adds a member, who is invited by mail', async () => {
    await tab('Members').click()
    await button('Add a member').click()
    await page.getByLabel('E-mail').fill('mary@example.com')
    await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click()
    await shows('An invitation is on its way to mary@example.com.')
    await eventually(() => page.getByRole('list', { name: 'Members' }).innerText()).toContain('invited')
  })

  it('who was invited joins by the link in the mail, and sees what her role allows', async () => {
    const mails = await fetch(`${running.dev.url}/dev/mail`, { headers: { Accept: 'application/json' } })
    const link = pageOf(shownMail)
      .parse(await mails.json())
      .data.flatMap(({ links }) => links)
      .find((each) => each.includes('/join?'))
    const hers = await browser.newPage()
    await hers.goto(link ?? 'about:blank')
    await hers.getByLabel('Your name').fill('Mary Jackson')
    await hers.getByLabel('E-mail').fill('mary@example.com')
    await hers.getByLabel('Password').fill('a walk in the hills')
    await hers.getByRole('button', { name: 'Create the account and join' }).click()
    await hers.getByRole('link', { name: 'Go on to the console' }).click()
    await hers.getByTestId('age').waitFor()
    await eventually(() => hers.getByRole('navigation', { name: 'This app' }).getByRole('link').allInnerTexts()).toEqual([
      'Metrics',
      'Events',
      'Quarantine',
      'Sessions',
      'Audit',
    ])
    await hers.close()
  })

  it('[§3] sees all of it in the audit chain, and verifies it', async () => {
    await tab('Audit').click()
    const list = page.getByRole('list', { name: 'Audit' })
    await list.waitFor()
    const acts = ['made the app', 'made a key', 'invited somebody']
    for (const act of acts) await eventually(() => list.innerText()).toContain(act)
    expect(await list.innerText()).not.toContain(made.secret)
    await button('Verify the chain').click()
    await shows(/The chain is whole: \d+ entries/)
    const file = page.waitForEvent('download')
    await button('Export').click()
    expect((await file).suggestedFilename()).toBe(`audit-${made.app_id}.ndjson`)
  })

  it('[K1] a revoked key is refused', async () => {
    await tab('Keys').click()
    await button('Revoke the key first key').click()
    await button('Revoke “first key”').click()
    await shows('“first key” is revoked.')
    await eventually(() => button('Revoke the key first key').count()).toBe(0)
    await until('the key is refused', async () => (await post()) === 401)
  })

  it('renames the app, and archives it behind its name', async () => {
    await tab('Settings').click()
    await page.getByLabel('Name').fill('Sunbar')
    await button('Save').first().click()
    await button(/Switch app: Sunbar/).waitFor()
    await button('Archive…').click()
    await page.getByLabel('Type Sunbar to confirm').fill('Sunbar')
    await button('Archive the app').click()
    await page.getByRole('heading', { level: 1, name: 'Apps' }).waitFor()
    await eventually(() => page.getByText('Sunbar').count()).toBe(0)
    await eventually(() => pathOf(page)).toBe('/admin/apps')
  })

  it('is still in after a reload, and out in every tab after signing out', async () => {
    await page.reload()
    await page.getByRole('link', { name: /^Account: / }).click()
    await shows('this one')
    const other = await context.newPage()
    await other.goto(`${running.dev.url}/admin/account`)
    await other.getByRole('heading', { name: 'Your account' }).waitFor()
    await button('Sign out').click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await other.getByText('You are signed out.').waitFor()
    await other.reload()
    await other.getByRole('heading', { name: 'Sign in' }).waitFor()
    await eventually(() => context.cookies()).toEqual([])
  })

  it('[K6] adds a passkey on the account page, and signs in with nothing else', async () => {
    // Passkeys belong to a name; an address is none.
    const url = running.dev.url.replace('127.0.0.1', 'localhost')
    const own = await browser.newContext()
    const there = await own.newPage()
    const devtools = await own.newCDPSession(there)
    await devtools.send('WebAuthn.enable')
    const options = {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    } as const
    await devtools.send('WebAuthn.addVirtualAuthenticator', { options: { ...options, automaticPresenceSimulation: true } })
    await signIn(there, { ...running.dev, url }, '/admin/account')
    await there.getByLabel('Name of the passkey').fill('Laptop')
    await there.getByRole('button', { name: 'Add a passkey' }).click()
    await there.getByText('The passkey is added.').waitFor()
    await there.getByRole('button', { name: 'Sign out' }).click()
    await there.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await there.getByText('by passkey').waitFor()
    await there.getByRole('button', { name: 'Remove the passkey Laptop' }).click()
    await there.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await there.getByText('The passkey is removed.').waitFor()
    await there.getByRole('button', { name: 'Sign out' }).click()
    await there.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await there.getByText('This passkey does not open an account here.').waitFor()
    await eventually(async () => (await own.cookies()).map(({ name }) => name)).toEqual([])
    await own.close()
  })

  it('nothing broke the policy of the page, threw, or asked another origin', () => expect(misdeeds).toEqual([]))
})
