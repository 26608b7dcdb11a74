/**
 * The page `/admin` and the start page in a real browser, against recorded answers. Each state of the page is looked at in both
 * colour schemes on a phone and on a desk: no serious axe finding, nothing wider than the screen, a screenshot in test-results/.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { buildSite, examine } from './admin-examine.ts'
import type { AdminServer } from './admin-server.ts'
import { startAdminServer } from './admin-server.ts'
import type { World } from './admin-world.ts'
import { busyCounts, busyMinutes, busyWorld, emptyCounts, pair } from './admin-world.ts'

const chrome = process.env['CHROME_PATH'] ?? '/usr/bin/chromium'
const hasChrome = existsSync(chrome)
const flags = ['--headless=new', '--no-sandbox', '--disable-quic', '--disable-background-networking']

const world: World = { ...busyWorld }
let site: string
let browser: Browser
let server: AdminServer
let context: BrowserContext
let page: Page
/** What the page must never do: break the CSP, throw, or ask another origin. */
let misdeeds: string[]

beforeAll(async () => {
  site = mkdtempSync(join(tmpdir(), 'prost-web-'))
  await buildSite(site)
  if (hasChrome) browser = await chromium.launch({ executablePath: chrome, args: flags })
})
afterAll(async () => {
  await browser?.close()
  rmSync(site, { recursive: true, force: true })
})

beforeEach(async () => {
  Object.assign(world, busyWorld)
  server = await startAdminServer(site, world)
  context = await browser.newContext({ baseURL: server.url, reducedMotion: 'reduce', timezoneId: 'America/Sao_Paulo' })
  page = await context.newPage()
  misdeeds = []
  page.on('pageerror', (error) => misdeeds.push(error.message))
  page.on('console', (message) => /Content Security Policy|Refused to|Trusted/.test(message.text()) && misdeeds.push(message.text()))
  page.on('request', (request) => new URL(request.url()).origin === server.url || misdeeds.push(request.url()))
})
afterEach(async () => {
  await context.close()
  await server.close()
  if (misdeeds.length > 0) throw new Error(`the page did what it must never do: ${misdeeds.join('; ')}`)
})

async function enterKeys(key: string = pair.key, secret: string = pair.secret): Promise<void> {
  await page.getByLabel('Public key').fill(key)
  await page.getByLabel('Secret key').fill(secret)
  await page.getByRole('button', { name: 'Show metrics' }).click()
}
async function openBoard(): Promise<void> {
  await page.goto('/admin')
  await enterKeys()
  await page.getByTestId('age').waitFor()
}
/** True as soon as it can be seen; throws when it never can. */
const seen = (locator: Locator): Promise<boolean> => locator.waitFor().then(() => true)
const shows = (text: string | RegExp): Promise<boolean> => seen(page.getByText(text))
const freshness = (name: string): Promise<boolean> => seen(page.getByTestId('freshness').filter({ hasText: name }))
const hide = (hidden: boolean): Promise<void> =>
  page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { value, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)
/** A board whose last poll was just now, in a page whose time only moves by `runFor`. */
const openStopped = async (): Promise<void> => {
  await page.clock.install()
  await openBoard()
  await page.locator('.chart canvas').waitFor()
  await page.clock.pauseAt(Date.now() + 60_000)
  await hide(true)
  const before = server.asked.length
  await hide(false)
  await vi.waitFor(() => expect(server.asked.slice(before).at(-1)?.path).toBe('/v1/metrics/series'))
}
/** A request of the page that comes after all it made before. */
const barrier = async (): Promise<void> => {
  await page.evaluate(() => void fetch('/v1/barrier'))
  await vi.waitFor(() => expect(server.asked.at(-1)?.path).toBe('/v1/barrier'))
}
const metric = (name: string): Promise<string> => page.locator(`[data-metric="${name}"]`).innerText()
const polls = (): number => server.asked.filter(({ path }) => path === '/v1/metrics').length

describe.runIf(hasChrome)('the start page', () => {
  it('says what this is and leads to the metrics', async () => {
    await page.goto('/')
    expect(await seen(page.getByRole('heading', { level: 1, name: 'Prost' }))).toBe(true)
    await examine(page, 'home')
    await page.getByRole('link', { name: 'Open live metrics' }).click()
    await page.getByLabel('Public key').waitFor()
    expect(new URL(page.url()).pathname).toBe('/admin')
    await page.goBack()
    expect(await seen(page.getByRole('heading', { level: 1, name: 'Prost' }))).toBe(true)
  })

  it('names a path that is no page', async () => {
    await page.goto('/nothing/here')
    expect(await seen(page.getByRole('heading', { name: 'There is nothing here' }))).toBe(true)
    await examine(page, 'not-found')
  })

  it('[first page ≤ 100 KB gzip] start page and key prompt stay under it with every file they load', async () => {
    for (const path of ['/', '/admin']) {
      Object.assign(server.pages, { gzipBytes: 0, requests: 0 })
      await page.goto(path, { waitUntil: 'networkidle' })
      expect(server.pages.gzipBytes).toBeGreaterThan(10_000)
      console.log(`first page ${path}: ${server.pages.gzipBytes} bytes gzip in ${server.pages.requests} files`)
      expect(server.pages.gzipBytes).toBeLessThanOrEqual(100 * 1_024)
    }
  })
})

describe.runIf(hasChrome)('asking for the keys', () => {
  it('says which field is missing or is not a key, and asks nothing of the API', async () => {
    await page.goto('/admin')
    await page.getByLabel('Public key').waitFor()
    await examine(page, 'keys')
    await enterKeys('', pair.key)
    expect(await shows('Needed to show anything.')).toBe(true)
    expect(await shows('It starts with pq_sk_')).toBe(true)
    expect(server.asked).toEqual([])
    expect(await page.getByLabel('Public key').evaluate((input) => input === document.activeElement)).toBe(true)
    await examine(page, 'keys-missing')
  })

  it('says that a wrong pair is wrong, and takes the right one after', async () => {
    await page.goto('/admin')
    await enterKeys(pair.key, `${pair.secret}x`)
    expect(await shows('This key pair is not valid.')).toBe(true)
    await examine(page, 'keys-wrong')
    await enterKeys()
    expect(await freshness('Live')).toBe(true)
  })

  it('says what a pair without the scope lacks, and that nobody answers', async () => {
    world.failure = { code: 'insufficient_scope' }
    await page.goto('/admin')
    await enterKeys()
    expect(await shows('These keys may not read metrics.')).toBe(true)
    world.api = 'down'
    await enterKeys()
    expect(await shows('Prost does not answer.')).toBe(true)
  })

  it('keeps the pair in memory only, and forgets it on request and on reload', async () => {
    await openBoard()
    expect(await freshness('Live')).toBe(true)
    const kept = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie, location.search, location.hash])
    expect(kept).toEqual([0, 0, '', '', ''])
    expect(await context.cookies()).toEqual([])
    expect(server.asked.map(({ query }) => query.toString()).join()).not.toContain('pq_')
    await page.getByRole('button', { name: 'Forget keys' }).click()
    expect(await shows('The keys are forgotten.')).toBe(true)
    expect(await page.getByLabel('Secret key').inputValue()).toBe('')
    await enterKeys()
    expect(await freshness('Live')).toBe(true)
    await page.reload()
    expect(await page.getByLabel('Secret key').inputValue()).toBe('')
  })

  it('returns to the question when the pair stops being good', async () => {
    await openBoard()
    world.failure = { code: 'invalid_credentials' }
    expect(await shows('This key pair is not valid.')).toBe(true)
    await page.getByLabel('Secret key').waitFor()
  })
})

describe.runIf(hasChrome)('the live board', () => {
  it('shows every number of the snapshot, the features sorted, the last sixty minutes and their age', async () => {
    await openBoard()
    expect(await shows('is not over')).toBe(true)
    await page.locator('.chart canvas').waitFor()
    const { users_by_feature: _, ...counts } = busyCounts
    for (const [name, value] of Object.entries(counts)) expect([name, await metric(name)]).toEqual([name, value.toLocaleString('en')])
    const features = await page.locator('.bars li').allInnerTexts()
    expect(features.map((text) => text.replace(/\s+/g, ' '))).toEqual([
      'random 141',
      'chat 97',
      'party 52',
      'channel 23',
      'settings 4',
      'profile.photos.upload 1',
    ])
    expect(await page.getByTestId('age').innerText()).toMatch(/^as of \d\d:\d\d:\d\d GMT-3, \d s ago$/)
    await examine(page, 'live')
    await page.getByText('As a table').click()
    expect(await page.locator('.minutes tbody tr').count()).toBe(60)
    expect(await page.locator('.minutes tbody tr').first().innerText()).toMatch(/61 so far$/)
    await examine(page, 'live-table')
  })

  it('shows ten features and the rest on request', async () => {
    const names = Array.from({ length: 14 }, (_, index) => `feature.${index}`)
    world.counts = { ...busyCounts, users_by_feature: Object.fromEntries(names.map((name, index) => [name, index + 1])) }
    await openBoard()
    await page.getByRole('button', { name: 'Show 4 more' }).click()
    expect(await page.locator('.bars-name').allInnerTexts()).toEqual(names.toReversed())
    await page.getByRole('button', { name: 'Show fewer' }).click()
    expect(await page.locator('.bars-name').count()).toBe(10)
  })

  it('says what the pointer is on, also for the minute that is not over', async () => {
    await page.setViewportSize({ width: 1280, height: 800 })
    await openBoard()
    const box = await page.locator('.chart .u-over').boundingBox()
    if (!box) throw new Error('no chart')
    await page.mouse.move(box.x + box.width - 3, box.y + box.height - 5)
    expect(await shows(/^\d\d:\d\d: 61 events so far$/)).toBe(true)
    await page.mouse.move(box.x + box.width / 120, box.y + box.height - 5)
    expect(await shows(new RegExp(`: ${busyMinutes(59)} events$`))).toBe(true)
  })

  it('[refreshed every 3 s] moves with the app, one poll at a time', async () => {
    await openStopped()
    const before = polls()
    world.counts = { ...busyCounts, online_now: 319 }
    await page.clock.runFor(2_900)
    await barrier()
    expect(polls()).toBe(before)
    await page.clock.runFor(100)
    await page.locator('[data-metric="online_now"]', { hasText: '319' }).waitFor()
    expect(polls()).toBe(before + 1)
    expect(server.api.mostAtOnce).toBe(1)
  })

  it('does not ask again while an answer is out, and drops it when the page is left', async () => {
    await openStopped()
    world.api = 'held'
    const before = polls()
    await page.clock.runFor(3_000)
    await vi.waitFor(() => expect(polls()).toBe(before + 1))
    await page.clock.runFor(6_000)
    await barrier()
    expect(polls()).toBe(before + 1)
    await page.getByRole('link', { name: 'Prost' }).click()
    await vi.waitFor(() => expect(server.asked.find(({ aborted }) => aborted)?.path).toBe('/v1/metrics'), 5_000)
  })

  it('rests while the tab is hidden and refreshes at once when it is seen again', async () => {
    await openStopped()
    await hide(true)
    const before = polls()
    await page.clock.runFor(60_000)
    await barrier()
    expect(polls()).toBe(before)
    world.counts = { ...busyCounts, online_now: 400 }
    await hide(false)
    await page.locator('[data-metric="online_now"]', { hasText: '400' }).waitFor()
    expect(polls()).toBe(before + 1)
    expect(await freshness('Live')).toBe(true)
  })

  it('is not fooled by a clock that is wrong on this machine', async () => {
    await page.clock.install({ time: Date.now() + 3_600_000 })
    await openBoard()
    expect(await freshness('Live')).toBe(true)
    expect(await page.getByTestId('age').innerText()).toMatch(/, \d s ago$/)
  })
})

describe.runIf(hasChrome)('when something is wrong', () => {
  it('[stale > 10 s] says so, with the age, and is live again by itself', async () => {
    world.lagMs = 5_000
    await openBoard()
    expect(await freshness('Live')).toBe(true)
    world.lagMs = 14_000
    expect(await freshness('Stale')).toBe(true)
    expect(await shows('These values are stale.')).toBe(true)
    await examine(page, 'stale')
    world.lagMs = 300
    expect(await freshness('Live')).toBe(true)
    expect(await page.getByText('These values are stale.').count()).toBe(0)
  })

  it('keeps the last values when the API is down, and comes back by itself', async () => {
    await openBoard()
    expect(await shows('is not over')).toBe(true)
    world.api = 'down'
    expect(await freshness('Not refreshing')).toBe(true)
    expect(await shows('Prost does not answer.')).toBe(true)
    expect(await metric('online_now')).toBe('318')
    await examine(page, 'down')
    world.api = 'up'
    expect(await freshness('Live')).toBe(true)
  })

  it('keeps to the pause a server asks for', async () => {
    await openStopped()
    world.failure = { code: 'rate_limited', headers: { 'retry-after': '20' } }
    await page.clock.runFor(3_000)
    expect(await shows('Prost answered with an error (429).')).toBe(true)
    const before = polls()
    await page.clock.runFor(15_000)
    await barrier()
    expect(polls()).toBe(before)
  })

  it('shows the numbers when only the series fails', async () => {
    world.series = 'down'
    await openBoard()
    expect(await shows('The chart was not refreshed.')).toBe(true)
    expect(await freshness('Live')).toBe(true)
    expect(await metric('total_events')).toBe('12,480,903')
  })

  it('gives an app without events a line to copy that sends its first one, and notices it', async () => {
    Object.assign(world, { counts: emptyCounts, eventsAt: () => 0 })
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await openBoard()
    expect(await seen(page.getByRole('heading', { name: 'No events yet' }))).toBe(true)
    await page.getByRole('button', { name: 'Copy the command' }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    const line = await page.evaluate(() => navigator.clipboard.readText())
    expect(line).toContain(`curl ${server.url}/v1/events `)
    expect(line).toContain(`'X-Prost-App-Key: ${pair.key}'`)
    expect(line).toContain('"X-Prost-App-Secret: $SECRET"')
    expect(line).not.toContain(pair.secret)
    await examine(page, 'empty')
    world.counts = { ...emptyCounts, total_events: 1, events_24h: 1, events_per_minute: 1, total_users: 1 }
    expect(await seen(page.getByRole('heading', { name: 'Events per minute, last hour' }))).toBe(true)
  })
})
