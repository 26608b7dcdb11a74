/**
 * The page `/docs` in a real browser, with the committed API document. Its states are looked at in both colour schemes on a phone and
 * on a desk: no axe finding, nothing wider than the screen, a screenshot in test-results/.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import apiDocument from '../../docs/api/openapi.json' with { type: 'json' }
import { buildSite, examine } from './admin-examine.ts'
import type { DocsServer, DocsWorld } from './docs-server.ts'
import { startDocsServer } from './docs-server.ts'

const chrome = process.env['CHROME_PATH'] ?? '/usr/bin/chromium'
const hasChrome = existsSync(chrome)
const flags = ['--headless=new', '--no-sandbox', '--disable-quic', '--disable-background-networking']

const everyId = Object.values(apiDocument.paths).flatMap((item) =>
  Object.values(item as Record<string, { operationId?: string }>).flatMap(({ operationId }) => operationId ?? []),
)

const world: DocsWorld = { api: 'up' }
let site: string
let browser: Browser
let server: DocsServer
let context: BrowserContext
let page: Page
/** What the page must never do: write to the console, break the CSP, throw, or ask another origin. */
let misdeeds: string[]
/** A browser writes these itself when an answer is an error; the test that makes one expects it. */
let expected: RegExp | null

beforeAll(async () => {
  site = mkdtempSync(join(tmpdir(), 'prost-docs-'))
  await buildSite(site)
  server = await startDocsServer(site, world)
  if (hasChrome) browser = await chromium.launch({ executablePath: chrome, args: flags })
})
afterAll(async () => {
  await browser?.close()
  await server.close()
  rmSync(site, { recursive: true, force: true })
})

beforeEach(async () => {
  world.api = 'up'
  context = await browser.newContext({ baseURL: server.url, reducedMotion: 'reduce' })
  page = await context.newPage()
  misdeeds = []
  expected = null
  page.on('pageerror', (error) => misdeeds.push(error.message))
  page.on('console', (message) => expected?.test(message.text()) === true || misdeeds.push(message.text()))
  page.on('request', (request) => new URL(request.url()).origin === server.url || misdeeds.push(request.url()))
})
afterEach(async () => {
  await context.close()
  if (misdeeds.length > 0) throw new Error(`the page did what it must never do: ${misdeeds.join('; ')}`)
})

const open = async (hash = ''): Promise<void> => {
  await page.goto(`/docs${hash}`)
  await page.locator('.operation').first().waitFor()
}
const line = (id: string) => page.locator(`#${id} .operation-line`)
const isOpen = async (id: string): Promise<boolean> => (await line(id).getAttribute('aria-expanded')) === 'true'
const isFocused = (id: string): Promise<boolean> => line(id).evaluate((button) => button === globalThis.document.activeElement)
const listed = (): Promise<string[]> => page.locator('.operation').evaluateAll((cards) => cards.map(({ id }) => id))

describe.runIf(hasChrome)('the API page', () => {
  it('[§3] lists every operation of the document, in the page and beside it', async () => {
    await open()
    expect((await listed()).toSorted()).toEqual(everyId.toSorted())
    const links = await page.locator('.side li a').evaluateAll((all) => all.map((link) => link.getAttribute('href')?.slice(1) ?? ''))
    expect(links.toSorted()).toEqual(everyId.toSorted())
    expect(await page.locator('.docs-found').innerText()).toBe(`${everyId.length} operations`)
    await examine(page, 'docs')
  })

  it('is reached from the bar of the shell', async () => {
    await page.goto('/')
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'API' }).click()
    await page.locator('.operation').first().waitFor()
    expect(await page.title()).toBe('API · Prost')
  })

  it('a deep link opens its operation, brings it into view and focuses it', async () => {
    await open('#verifyMetrics')
    await page.locator('#verifyMetrics-more .operation-more').waitFor()
    expect(await isOpen('verifyMetrics')).toBe(true)
    expect(await isFocused('verifyMetrics')).toBe(true)
    const box = await line('verifyMetrics').boundingBox()
    expect(box?.y).toBeGreaterThanOrEqual(0)
    expect(box?.y).toBeLessThan(200)
  })

  it('a link beside goes to its operation; back and forward go along', async () => {
    await page.setViewportSize({ width: 1280, height: 800 })
    await open()
    await page.locator('.side a[href="#getMetrics"]').click()
    await page.locator('#getMetrics-more .operation-more').waitFor()
    expect(new URL(page.url()).hash).toBe('#getMetrics')
    await page.locator('.side a[href="#getReadiness"]').click()
    await page.locator('#getReadiness-more .operation-more').waitFor()
    await page.goBack()
    await page.waitForFunction(() => globalThis.document.activeElement?.closest('article')?.id === 'getMetrics')
    expect(new URL(page.url()).hash).toBe('#getMetrics')
  })

  it('the keyboard alone opens and closes an operation, and the address follows', async () => {
    await open()
    await line('getMetrics').focus()
    await page.keyboard.press('Enter')
    expect(await isOpen('getMetrics')).toBe(true)
    expect(new URL(page.url()).hash).toBe('#getMetrics')
    await page.keyboard.press('Space')
    expect(await isOpen('getMetrics')).toBe(false)
  })

  it('an open operation says who may call, what it takes and answers, and how it fails', async () => {
    await open('#sendEvents')
    const card = page.locator('#sendEvents')
    await card.locator('.operation-more').waitFor()
    const text = await card.innerText()
    for (const part of ['Who may call', 'telemetry', 'Idempotency-Key', 'actor_id', 'EventEnvelope', '202', 'quarantined'])
      expect(text).toContain(part)
    await card.locator('.failure', { hasText: 'idempotency_conflict' }).locator('summary').click()
    expect(await card.locator('.failure[open] pre').innerText()).toContain('"status": 409')
    await examine(page, 'docs-operation')
  })

  it('the body of another type changes the tree and the command', async () => {
    await open('#sendEvents')
    const card = page.locator('#sendEvents')
    await card.getByLabel('Type of the body').selectOption('application/cloudevents+json')
    expect(await card.locator('.code-block').first().innerText()).toContain('Content-Type: application/cloudevents+json')
    expect(await card.locator('.shape').first().innerText()).toContain('specversion')
  })

  it('a copied command is the one that is shown', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await open('#getMetricsSeries')
    await page.getByRole('button', { name: 'Copy the command of getMetricsSeries' }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toBe(
      [
        `curl '${server.url}/v1/metrics/series?metric=events&interval=minute'`,
        `-H "X-Prost-App-Key: $KEY"`,
        `-H "X-Prost-App-Secret: $SECRET"`,
      ].join(' \\\n  '),
    )
    expect(await page.locator('#getMetricsSeries pre').first().innerText()).toBe(copied)
  })
})

describe.runIf(hasChrome)('the filter', () => {
  it('leaves what has every word, says how many, and Escape brings all back', async () => {
    await open()
    await page.keyboard.press('/')
    await page.keyboard.type('post resubmit')
    await page.locator('.docs-found', { hasText: ' of ' }).waitFor()
    expect(await listed()).toEqual(['resubmitQuarantined', 'appResubmitQuarantined'])
    expect(await page.locator('.docs-found').innerText()).toBe(`2 of ${everyId.length} operations`)
    await examine(page, 'docs-filter')
    await page.keyboard.press('Escape')
    await page.locator('.docs-found', { hasText: `${everyId.length} operations` }).waitFor()
    expect((await listed()).length).toBe(everyId.length)
  })

  it('says so when nothing is left', async () => {
    await open()
    await page.getByLabel('Find an operation').fill('no-such-word')
    await page.getByText('No operation has all of these words.').waitFor()
    expect(await listed()).toEqual([])
  })
})

describe.runIf(hasChrome)('when the document does not come', () => {
  it('says so, and asks again on request', async () => {
    world.api = 'down'
    expected = /503/
    await page.goto('/docs')
    await page.getByText('The API document did not come.').waitFor()
    await examine(page, 'docs-down')
    world.api = 'up'
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator('.operation').first().waitFor()
    expect((await listed()).length).toBe(everyId.length)
  })
})
