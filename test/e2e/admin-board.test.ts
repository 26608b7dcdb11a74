/** The board as it moves by itself, its series, and an app's first event, in a real browser against the stand-in platform. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { MeasureValue } from '../../contract/measures.ts'
import { isoAt, now } from './admin-clock.ts'
import { examine } from './admin-examine.ts'
import { adminStage, hasChrome, seen } from './admin-stage.ts'
import { busyCounts, busyMinutes, emptyCounts } from './admin-world.ts'
import { eventually } from './eventually.ts'

const stage = adminStage()
const { world, shows } = stage

const button = (name: string | RegExp) => stage.page.getByRole('button', { name })
const heading = (name: string) => stage.page.getByRole('heading', { name })
const metric = (name: string, text: string): Promise<boolean> => seen(stage.page.locator(`[data-metric="${name}"]`, { hasText: text }))
const freshness = (name: string): Promise<boolean> => seen(stage.page.getByTestId('freshness').filter({ hasText: name }))
const streams = () => stage.calls('GET', '/metrics/live')

async function openBoard(query = ''): Promise<void> {
  await stage.signIn(`/admin/apps/${world.apps[0]?.id}${query}`)
  await stage.page.getByTestId('age').waitFor()
}

describe.runIf(hasChrome)('live by server-sent events', () => {
  it('moves when the app moves, with one stream and without asking', async () => {
    await openBoard()
    expect(await shows('Numbers come as they move')).toBe(true)
    const polls = stage.calls('GET', '/metrics').length
    world.counts = { ...busyCounts, online_now: 319 }
    expect(await metric('online_now', '319')).toBe(true)
    expect([streams().length, stage.calls('GET', '/metrics').length]).toEqual([1, polls])
    expect(streams()[0]?.headers.authorization).toMatch(/^Bearer /)
  })

  it('a sign of life is a newer moment of the same numbers', async () => {
    const { page } = stage
    world.lagMs = 14_000
    await openBoard()
    expect(await freshness('Stale')).toBe(true)
    world.lagMs = 0
    expect(await freshness('Live')).toBe(true)
    await eventually(() => page.getByText('These values are stale.').count()).toBe(0)
  })

  it('a stream that is cut gives way to asking, and is opened again', async () => {
    await openBoard()
    expect(await shows('Numbers come as they move')).toBe(true)
    world.live = 'none'
    expect(await shows('Asked for every 3 s')).toBe(true)
    world.counts = { ...busyCounts, online_now: 320 }
    expect(await metric('online_now', '320')).toBe(true)
    expect(await freshness('Live')).toBe(true)
  })

  it('is closed when the page is left', async () => {
    await openBoard()
    expect(await shows('Numbers come as they move')).toBe(true)
    await stage.page.getByRole('link', { name: 'Keys' }).click()
    await eventually(() => streams().map(({ aborted }) => aborted)).toEqual([true])
  })
})

describe.runIf(hasChrome)('trends', () => {
  it('stand against the day before where whole hours can tell, in words and sign', async () => {
    world.eventsAt = (back) => (back < 24 ? 112 : 100)
    await openBoard()
    expect(await shows('+12% vs day before')).toBe(true)
    expect(await shows('+2.69K in 24 h')).toBe(true)
    await examine(stage.page, 'trends')
  })

  it('say nothing of a day on which the app was not there', async () => {
    world.apps = world.apps.map((app) => ({ ...app, created_at: isoAt(now() - 3_600_000) }))
    await openBoard()
    expect(await shows(/in 24 h$/)).toBe(true)
    expect(await stage.page.getByText('day before').count()).toBe(0)
  })
})

describe.runIf(hasChrome)('the series', () => {
  it('is chosen in the address: what, how long, how fine', async () => {
    const { page } = stage
    await openBoard()
    await page.getByLabel('Time', { exact: true }).selectOption('7d')
    await page.getByLabel('What', { exact: true }).selectOption('new_users')
    await page.getByLabel('By', { exact: true }).selectOption('day')
    expect(await seen(heading('New users per day, last 7 days'))).toBe(true)
    await eventually(() => new URL(page.url()).search).toBe('?show=new_users&span=7d&by=day')
    await page.reload()
    expect(await seen(heading('New users per day, last 7 days'))).toBe(true)
    expect(await shows('Days begin at midnight UTC.')).toBe(true)
    const asked = () => stage.calls('GET', '/metrics/series').map(({ query }) => `${query.get('metric')} by ${query.get('interval')}`)
    await eventually(asked).toContain('new_users by day')
    await page.locator('.chart canvas').waitFor()
    await examine(page, 'series-days')
  })

  it('zooms by dragging and by keyboard, and shows all again', async () => {
    const { page } = stage
    await page.setViewportSize({ width: 1280, height: 1000 })
    await openBoard()
    expect(await shows('is not over')).toBe(true)
    const over = page.locator('.chart .u-over')
    const box = await over.boundingBox()
    if (!box) throw new Error('no chart')
    const at = (part: number) => [box.x + box.width * part, box.y + box.height / 2] as const
    await page.mouse.move(...at(0.25))
    await page.mouse.down()
    await page.mouse.move(...at(0.5), { steps: 5 })
    await page.mouse.up()
    expect(await seen(button('Show all'))).toBe(true)
    await page.getByText('As a table').click()
    const rows = page.locator('.minutes tbody tr')
    await rows.first().waitFor()
    const dragged = await rows.count()
    expect(dragged).toBeGreaterThan(12)
    expect(dragged).toBeLessThan(19)
    await examine(page, 'series-zoomed')
    const first = await rows.last().innerText()
    await button('Later').focus()
    await page.keyboard.press('Enter')
    await eventually(() => rows.last().innerText()).not.toBe(first)
    await eventually(() => rows.count()).toBe(dragged)
    await button('Zoom in').focus()
    await page.keyboard.press('Enter')
    await eventually(() => rows.count()).toBe(Math.round(dragged / 2))
    await button('Show all').click()
    await eventually(() => rows.count()).toBe(60)
  })

  it('downloads exactly what is shown as CSV', async () => {
    const { page } = stage
    await openBoard()
    expect(await shows('is not over')).toBe(true)
    await button('Zoom in').click()
    await page.getByText('As a table').click()
    await eventually(() => page.locator('.minutes tbody tr').count()).toBe(30)
    const shown = await page.locator('.minutes tbody td').allInnerTexts()
    const file = page.waitForEvent('download')
    await button('Download what is shown as CSV').click()
    expect((await file).suggestedFilename()).toMatch(/^events-by-minute-\d{4}-\d\d-\d\dT\d\d-\d\d\.csv$/)
    const [head, ...lines] = readFileSync(await (await file).path(), 'utf8')
      .trim()
      .split('\r\n')
    expect(head).toBe('at,events,over')
    expect(lines.map((line) => line.split(',')[1])).toEqual(shown.toReversed())
    expect(lines.length).toBe(30)
    expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000Z,\d+,yes$/)
    expect(busyMinutes(45)).toBeGreaterThan(0)
  })
})

describe.runIf(hasChrome)('the first event', () => {
  /** The address of the stand-in is another each time. */
  const masked = ['.onboarding pre']
  const firstCounts = { ...emptyCounts, total_events: 1, events_24h: 1, events_per_minute: 1, total_users: 1 }

  it('makes a key right here, gives lines that run with it, listens, and shows the event when it arrives', async () => {
    const { page, server, context } = stage
    Object.assign(world, { counts: emptyCounts, eventsAt: () => 0, keys: [] })
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await openBoard()
    expect(await seen(heading('Your first event'))).toBe(true)
    expect(await shows('Make a key first.')).toBe(true)
    await examine(page, 'onboarding-no-key')
    await button('Make a key').click()
    expect(await shows('Keep its secret now')).toBe(true)
    expect(stage.calls('POST', '/keys')[0]?.body).toEqual({ name: 'first key', scopes: ['telemetry'] })
    const secret = await page.locator('.onboarding-half code').last().innerText()
    await button('Copy the command').click()
    await button('Copied').waitFor()
    const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText())
    await eventually(copied).toContain('curl')
    const line = await copied()
    expect(line).toContain(`curl ${server.url}/v1/events `)
    expect(line).toContain(`'X-Prost-App-Key: ${world.keys[0]?.key}'`)
    expect(line).toContain(`'X-Prost-App-Secret: ${secret}'`)
    await eventually(() => page.locator('.onboarding pre').last().innerText()).toContain(`'X-Prost-App-Secret': '${secret}'`)
    expect(await shows('Listening.')).toBe(true)
    await examine(page, 'onboarding', { masked })
    world.counts = firstCounts
    expect(await shows('It arrived.')).toBe(true)
    await eventually(() => page.locator('.onboarding-event').innerText()).toMatch(/\d{4}, \d\d:\d\d:\d\d/)
    await examine(page, 'onboarding-arrived', { masked })
    await button('Go on to the board').click()
    expect(await seen(heading('Events per minute, last hour'))).toBe(true)
    await eventually(() => page.content()).not.toContain(secret)
  })

  it('an app that has a key is given lines that take its secret from a variable', async () => {
    Object.assign(world, { counts: emptyCounts, eventsAt: () => 0 })
    await openBoard()
    expect(await shows('Put the secret key into the variable SECRET')).toBe(true)
    const lines = stage.page.locator('.onboarding pre')
    await eventually(() => lines.nth(0).innerText()).toContain('"X-Prost-App-Secret: $SECRET"')
    await eventually(() => lines.nth(1).innerText()).toContain('process.env.SECRET')
    await examine(stage.page, 'onboarding-has-key', { masked })
  })

  it('who may not make a key is told who may; a key that was not made says why', async () => {
    Object.assign(world, { counts: emptyCounts, eventsAt: () => 0, keys: [] })
    await openBoard()
    await button('Make a key').waitFor()
    world.refusal = { of: '/keys', code: 'too_many' }
    await button('Make a key').click()
    expect(await shows('The app has as many live keys as there may be.')).toBe(true)
    world.apps = world.apps.map((app) => ({ ...app, role: 'analyst' }))
    await stage.page.goto('/admin')
    expect(await shows('An owner or admin of the app makes a key')).toBe(true)
  })
})

describe.runIf(hasChrome)('own measures', () => {
  const spread = { min: 190, max: 14_020, mean: 902.4, p50: 640, p95: 1_870, p99: 11_300 }
  const from = '2026-11-21T11:00:00.000Z'
  const values: MeasureValue[] = [
    { name: 'Waiting now', kind: 'balance', unit: 'count', from, events: 8_112, value: 14, spread: null },
    { name: 'Matches', kind: 'rate', unit: 'per_minute', from, events: 37, value: 7.4, spread: null },
    { name: 'Skipped', kind: 'share', unit: 'ratio', from, events: 412, value: 0.247, spread: null },
    { name: 'Match to connect', kind: 'distribution', unit: 'ms', from, events: 398, value: 640, spread },
    { name: 'Not reached', kind: 'share', unit: 'ratio', from, events: 0, value: null, spread: null },
  ]

  it('stand under the others, each with what it is made of; an app without any has no row', async () => {
    await openBoard()
    await eventually(() => heading('Own measures').count()).toBe(0)
    expect(stage.calls('GET', '/metrics/measures')).toEqual([])
    const definitions = values.map(({ name }) => ({ name, kind: 'rate' as const, type: 'interaction.like', window_s: 300 }))
    world.measures = values
    world.apps = world.apps.map((app) => ({ ...app, measures: definitions }))
    await stage.page.reload()
    expect(await seen(heading('Own measures'))).toBe(true)
    expect(await metric('Skipped', '24.7%')).toBe(true)
    expect(await metric('Match to connect', '640 ms')).toBe(true)
    expect(await metric('Not reached', 'none yet')).toBe(true)
    expect(await shows('median; p95 1,870 ms, 398 events')).toBe(true)
    await examine(stage.page, 'measures')
  })
})
