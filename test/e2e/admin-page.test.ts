/**
 * The live board and the start page in a real browser, against recorded answers. Each state of the page is looked at in both
 * colour schemes on a phone and on a desk: no serious axe finding, nothing wider than the screen, a screenshot in test-results/.
 */
import { describe, expect, it } from 'vitest'
import { examine } from './admin-examine.ts'
import { adminStage, hasChrome, seen } from './admin-stage.ts'
import { busyCounts, busyMinutes } from './admin-world.ts'
import { eventually, pathOf, textsOf } from './eventually.ts'

const stage = adminStage()
const { world, shows } = stage

async function openBoard(): Promise<void> {
  await stage.signIn()
  await stage.page.getByTestId('age').waitFor()
}
const freshness = (name: string): Promise<boolean> => seen(stage.page.getByTestId('freshness').filter({ hasText: name }))
const hide = (hidden: boolean): Promise<void> =>
  stage.page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { value, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)
/** A board without a stream whose last poll has just been shown, in a page whose time only moves by `runFor`. */
const openStopped = async (): Promise<void> => {
  const { page } = stage
  world.live = 'none'
  await page.clock.install()
  await openBoard()
  await page.locator('.chart canvas').waitFor()
  await page.clock.pauseAt(Date.now() + 60_000)
  await hide(true)
  // What was under way is given up; what comes now, only the poll that begins here can bring.
  world.counts = { ...busyCounts, online_now: 317 }
  await hide(false)
  await page.locator('[data-metric="online_now"]', { hasText: '317' }).waitFor()
}
const metric = (name: string): Promise<string> => stage.page.locator(`[data-metric="${name}"]`).innerText()
const polls = (): number => stage.calls('GET', '/metrics').length

describe.runIf(hasChrome)('the start page', () => {
  it('says what this is and leads to the metrics', async () => {
    const { page } = stage
    await page.goto('/')
    expect(await seen(page.getByRole('heading', { level: 1, name: 'Prost' }))).toBe(true)
    await examine(page, 'home')
    await page.getByRole('link', { name: 'Open live metrics' }).click()
    await page.getByLabel('E-mail').waitFor()
    await eventually(() => pathOf(page)).toBe('/admin')
    await page.goBack()
    expect(await seen(page.getByRole('heading', { level: 1, name: 'Prost' }))).toBe(true)
  })

  it('names a path that is no page', async () => {
    const { page } = stage
    await page.goto('/nothing/here')
    expect(await seen(page.getByRole('heading', { name: 'There is nothing here' }))).toBe(true)
    await examine(page, 'not-found')
  })

  it('[first page ≤ 100 KB gzip] start page and login stay under it with every file they load', async () => {
    const { page, server } = stage
    for (const path of ['/', '/admin']) {
      Object.assign(server.pages, { gzipBytes: 0, requests: 0 })
      await page.goto(path, { waitUntil: 'networkidle' })
      expect(server.pages.gzipBytes).toBeGreaterThan(10_000)
      console.log(`first page ${path}: ${server.pages.gzipBytes} bytes gzip in ${server.pages.requests} files`)
      expect(server.pages.gzipBytes).toBeLessThanOrEqual(100 * 1_024)
    }
  })
})

describe.runIf(hasChrome)('the live board', () => {
  it('shows every number of the snapshot, the features sorted, the last sixty minutes and their age', async () => {
    const { page } = stage
    await openBoard()
    expect(await shows('is not over')).toBe(true)
    await page.locator('.chart canvas').waitFor()
    const { users_by_feature: _, ...counts } = busyCounts
    for (const [name, value] of Object.entries(counts)) await eventually(() => metric(name)).toBe(value.toLocaleString('en'))
    await eventually(() => textsOf(page.locator('.bars li'))).toEqual([
      'random 141',
      'chat 97',
      'party 52',
      'channel 23',
      'settings 4',
      'profile.photos.upload 1',
    ])
    await eventually(() => page.getByTestId('age').innerText()).toMatch(/^as of \d\d:\d\d:\d\d GMT-3, \d s ago$/)
    await examine(page, 'live')
    await page.getByText('As a table').click()
    await eventually(() => page.locator('.minutes tbody tr').count()).toBe(60)
    await eventually(() => page.locator('.minutes tbody tr').first().innerText()).toMatch(/61 so far$/)
    await examine(page, 'live-table')
  })

  it('shows ten features and the rest on request', async () => {
    const { page } = stage
    const names = Array.from({ length: 14 }, (_, index) => `feature.${index}`)
    world.counts = { ...busyCounts, users_by_feature: Object.fromEntries(names.map((name, index) => [name, index + 1])) }
    await openBoard()
    await page.getByRole('button', { name: 'Show 4 more' }).click()
    await eventually(() => page.locator('.bars-name').allInnerTexts()).toEqual(names.toReversed())
    await page.getByRole('button', { name: 'Show fewer' }).click()
    await eventually(() => page.locator('.bars-name').count()).toBe(10)
  })

  it('says what the pointer is on, also for the minute that is not over', async () => {
    const { page } = stage
    await page.setViewportSize({ width: 1280, height: 800 })
    await openBoard()
    expect(await shows('is not over')).toBe(true)
    const box = await page.locator('.chart .u-over').boundingBox()
    if (!box) throw new Error('no chart')
    await page.mouse.move(box.x + box.width - 3, box.y + box.height - 5)
    expect(await shows(/^\d\d:\d\d: 61 events so far$/)).toBe(true)
    await page.mouse.move(box.x + box.width / 120, box.y + box.height - 5)
    expect(await shows(new RegExp(`: ${busyMinutes(59)} events$`))).toBe(true)
  })

  it('[refreshed every 3 s] without a stream it asks again and again, one poll at a time', async () => {
    const { page } = stage
    await openStopped()
    expect(await shows('Asked for every 3 s')).toBe(true)
    const before = polls()
    world.counts = { ...busyCounts, online_now: 319 }
    await page.clock.runFor(2_900)
    await stage.barrier()
    expect(polls()).toBe(before)
    await page.clock.runFor(100)
    await page.locator('[data-metric="online_now"]', { hasText: '319' }).waitFor()
    expect(polls()).toBe(before + 1)
  })

  it('does not ask again while an answer is out, and drops it when the page is left', async () => {
    const { page, server } = stage
    await openStopped()
    world.api = 'held'
    const before = polls()
    await page.clock.runFor(3_000)
    await eventually(polls).toBe(before + 1)
    await page.clock.runFor(6_000)
    await stage.barrier()
    expect(polls()).toBe(before + 1)
    await page.getByRole('link', { name: 'Prost' }).click()
    await eventually(() => server.asked.some(({ aborted, path }) => aborted && path.endsWith('/metrics'))).toBe(true)
  })

  it('rests while the tab is hidden and refreshes at once when it is seen again', async () => {
    const { page } = stage
    await openStopped()
    await hide(true)
    const before = polls()
    await page.clock.runFor(60_000)
    await stage.barrier()
    expect(polls()).toBe(before)
    world.counts = { ...busyCounts, online_now: 400 }
    await hide(false)
    await page.locator('[data-metric="online_now"]', { hasText: '400' }).waitFor()
    expect(polls()).toBe(before + 1)
    expect(await freshness('Live')).toBe(true)
  })

  it('is not fooled by a clock that is wrong on this machine', async () => {
    const { page } = stage
    await page.clock.install({ time: Date.now() + 3_600_000 })
    await openBoard()
    expect(await freshness('Live')).toBe(true)
    await eventually(() => page.getByTestId('age').innerText()).toMatch(/, \d s ago$/)
  })
})

describe.runIf(hasChrome)('when something is wrong', () => {
  it('[stale > 10 s] says so, with the age, and is live again by itself', async () => {
    const { page } = stage
    world.lagMs = 5_000
    await openBoard()
    expect(await freshness('Live')).toBe(true)
    world.lagMs = 14_000
    expect(await freshness('Stale')).toBe(true)
    expect(await shows('These values are stale.')).toBe(true)
    await examine(page, 'stale', { masked: ['.banner p'] })
    world.lagMs = 300
    expect(await freshness('Live')).toBe(true)
    await eventually(() => page.getByText('These values are stale.').count()).toBe(0)
  })

  it('keeps the last values when the API is down, and comes back by itself', async () => {
    const { page } = stage
    await openBoard()
    expect(await shows('is not over')).toBe(true)
    world.api = 'down'
    expect(await freshness('Not refreshing')).toBe(true)
    expect(await shows('Prost does not answer.')).toBe(true)
    await eventually(() => metric('online_now')).toBe('318')
    expect(await shows('The chart was not refreshed.')).toBe(true)
    await examine(page, 'down', { masked: ['.banner p'] })
    world.api = 'up'
    expect(await freshness('Live')).toBe(true)
  })

  it('keeps to the pause a server asks for', async () => {
    const { page } = stage
    await openStopped()
    world.refusal = { code: 'rate_limited', headers: { 'retry-after': '20' } }
    await page.clock.runFor(3_000)
    expect(await shows('That was too often.')).toBe(true)
    const before = polls()
    await page.clock.runFor(15_000)
    await stage.barrier()
    expect(polls()).toBe(before)
  })

  it('shows the numbers when only the series fails', async () => {
    world.series = 'down'
    await openBoard()
    expect(await shows('The chart was not refreshed.')).toBe(true)
    expect(await freshness('Live')).toBe(true)
    await eventually(() => metric('total_events')).toBe('12,480,903')
  })
})
