/**
 * [V1] [V2] [B8] Random video chat on the started platform: people in real browsers with a camera, who meet, go on, and are kept safe. The mode is the
 * platform's own, with shorter waits between two matches and no memory of partners, so that few people can meet often: a manifest and no code.
 * `LONG=1`: eight people for two minutes.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { measuresAnswer } from '../../contract/measures.ts'
import { modeManifest } from '../../contract/manifest.ts'
import { examine } from './admin-examine.ts'
import { hasChrome, launch, withCamera } from './browser.ts'
import { eventually, seen } from './eventually.ts'
import type { DevJson, Running } from './platform-process.ts'
import { anyPort, newState, root, start, stop } from './platform-process.ts'
import { isLive, leftOver, sees, sessionOf } from './private-call-people.ts'
import { allowSignIns, enter, goAway, idOf, moreUsers, reportsIn, stageOf, startLooking, toRandom } from './random-people.ts'

const isLong = process.env['LONG'] === '1'
const path = '/quick'

/** The platform's own, but for what makes few people wait. */
function quickMode(): string {
  const own = modeManifest.parse(JSON.parse(readFileSync(join(root, 'modes/random.json'), 'utf8')))
  const match = { ...own.match, cooldown_s: 1, cooldown_max_s: 2, recent_partners: 0 }
  const file = join(mkdtempSync(join(tmpdir(), 'prost-modes-')), 'modes.json')
  writeFileSync(file, JSON.stringify([{ ...own, mode_id: 'quick', routes: [path], match }]))
  return file
}

let running: Running
let browser: Browser
let contexts: BrowserContext[] = []

beforeAll(async () => {
  if (!hasChrome) return
  running = await start(newState(), await anyPort(), ['--no-seed', '--no-lab', '--modes', quickMode()])
  await allowSignIns(running.dev)
  browser = await launch(...withCamera)
})
afterEach(async () => {
  await Promise.all(contexts.flatMap((context) => context.pages()).map(goAway))
  await Promise.all(contexts.map((context) => context.close()))
  contexts = []
})
afterAll(async () => {
  await browser?.close()
  if (hasChrome) await stop(running)
})

type User = DevJson['users'][number]

const userAt = (place: number): User => {
  const user = running.dev.users[place]
  if (user === undefined) throw new Error(`there is no person ${place}`)
  return user
}

async function ready(user: User): Promise<Page> {
  const { context, page } = await toRandom(browser, running.dev, user, path)
  contexts.push(context)
  return page
}

async function together(one: number, two: number): Promise<readonly [Page, Page]> {
  const pages = [await ready(userAt(one)), await ready(userAt(two))] as const
  await Promise.all(pages.map(startLooking))
  await Promise.all(pages.map(isLive))
  return pages
}

/** How this page reports, in its order. */
const watchReports = (page: Page): readonly string[] => {
  const methods: string[] = []
  page.on('request', (request) => {
    if (/\/v1\/reports(\/|$)/.test(new URL(request.url()).pathname)) methods.push(request.method())
  })
  return methods
}

const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true })
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

const keyPair = (): Record<string, string> => ({
  'X-Prost-App-Key': running.dev.app.key,
  'X-Prost-App-Secret': running.dev.app.secret,
})
const events = z.object({ data: z.array(z.object({ type: z.string(), actor_id: z.string(), data: z.record(z.string(), z.unknown()) })) })

const told = async (type: string): Promise<z.infer<typeof events>['data']> => {
  const answer = await fetch(`${running.dev.url}/v1/events?${new URLSearchParams({ type, limit: '200' })}`, { headers: keyPair() })
  return events.parse(await answer.json()).data
}

describe.runIf(hasChrome)('[V1] two people', () => {
  it('meet, see each other, write, and the one who skips leaves the other to be matched first', async () => {
    const [one, two] = await together(0, 1)
    expect(sessionOf(one)).toBe(sessionOf(two))
    await Promise.all([one, two].map(sees))
    await two.getByRole('textbox').last().fill('Olá!')
    await two.keyboard.press('Enter')
    expect(await seen(one.getByText('Olá!'))).toBe(true)
    const first = sessionOf(one)
    await one.keyboard.press('n')
    await eventually(async () => [await stageOf(one), await stageOf(two)]).toEqual(['together', 'together'])
    await eventually(() => sessionOf(one) !== first && sessionOf(one) === sessionOf(two)).toBe(true)
    await Promise.all([one, two].map(isLive))
    await two.keyboard.press('Escape')
    await button(two, 'Start').waitFor()
    await eventually(() => stageOf(one)).toBe('waiting')
    for (const page of [one, two]) {
      await page.getByRole('link', { name: 'Live' }).click()
      await page.waitForURL((url) => url.pathname === '/')
    }
  })

  it('[V2] what happened is told through the public API, once, and the app’s measures show it', async () => {
    await eventually(async () => (await told('interaction.match.ended')).length).toBe(2)
    const counts = async () =>
      Promise.all(
        ['interaction.match.created', 'interaction.skip', 'interaction.message.sent', 'nav.feature.enter', 'error.ice_failure'].map(
          async (type) => (await told(type)).length,
        ),
      )
    await eventually(counts).toEqual([2, 1, 1, 2, 0])
    await eventually(async () => (await told('nav.feature.leave')).length).toBe(2)
    const [joined, gone] = [await told('interaction.queue.joined'), await told('interaction.queue.left')]
    expect(joined.length).toBe(gone.length)
    for (const { data } of await told('interaction.match.ended')) expect(['left', 'skipped', 'partner']).toContain(data['reason'])
    const answer = await fetch(`${running.dev.url}/v1/metrics/measures`, { headers: keyPair() })
    const values = measuresAnswer.parse(await answer.json()).data
    expect(values.map(({ name, value }) => [name, value])).toEqual([
      ['Waiting now', 0],
      ['Matches a minute', expect.any(Number)],
      ['Skips a match', 0.5],
      ['Match to connect', expect.any(Number)],
      ['Failed to connect', 0],
      ['Rows a session', expect.any(Number)],
      ['Rows a search', expect.any(Number)],
    ])
  })

  it('who loads the page again is back with the same person', async () => {
    const [one, two] = await together(0, 1)
    const before = sessionOf(one)
    await one.reload()
    await isLive(one)
    await Promise.all([one, two].map(sees))
    expect(sessionOf(one)).toBe(before)
  })

  it('two windows of one person are one ticket and one session', async () => {
    const [one, two] = await together(0, 1)
    const second = await one.context().newPage()
    await second.goto(path)
    await isLive(second)
    expect(sessionOf(second)).toBe(sessionOf(two))
    await eventually(() => leftOver(one)).toEqual([])
  })

  it('when the page of one is killed the other is free within 15 s', async () => {
    const [one, two] = await together(0, 1)
    const context = one.context()
    contexts = contexts.filter((each) => each !== context)
    await context.close()
    const killedAt = Date.now()
    await two.locator('.match[data-match=waiting]').waitFor({ timeout: 30_000 })
    const freeAfter = Date.now() - killedAt
    console.log(`random: the partner of a page that was killed was free after ${(freeAfter / 1_000).toFixed(1)} s`)
    expect(freeAfter).toBeLessThanOrEqual(15_000)
  })

  it('[B8] a report takes one press, and moderators know where and of whom; the call goes on', async () => {
    const [one, two] = await together(2, 3)
    const session = sessionOf(one)
    const sent = watchReports(one)
    await button(one, 'Report').click()
    expect(await seen(heading(one, 'The report is with the moderators'))).toBe(true)
    const [reporter_id, user_id] = await Promise.all([idOf(running.dev, userAt(2)), idOf(running.dev, userAt(3))])
    const said = { session_id: session, reporter_id, user_id }
    expect(await reportsIn(running.dev, session)).toMatchObject([{ ...said, reason: 'other', note: null }])
    // Again it shows the same one.
    await button(one, 'Close').click()
    await heading(one, 'The report is with the moderators').waitFor({ state: 'detached' })
    await one.keyboard.press('r')
    await heading(one, 'The report is with the moderators').waitFor()
    await one.getByLabel('What was it?').selectOption('harassment')
    await one.getByLabel('In your own words').fill('Nobody should hear this.')
    await button(one, 'Tell the moderators').click()
    expect(await seen(one.getByText('The moderators have what you said.'))).toBe(true)
    expect(await reportsIn(running.dev, session)).toMatchObject([{ ...said, reason: 'harassment', note: 'Nobody should hear this.' }])
    expect(sent).toEqual(['POST', 'PATCH'])
    // Escape in it closes it; outside it would end the match.
    await button(one, 'Take it back').press('Escape')
    await heading(one, 'The report is with the moderators').waitFor({ state: 'detached' })
    await Promise.all([one, two].map(sees))
    expect([sessionOf(one), sessionOf(two)]).toEqual([session, session])
  })

  it('[B8] a report that was a slip is taken back; one that is not sent says so, and outlasts the match', async () => {
    const [one] = await together(3, 2)
    const first = sessionOf(one)
    await one.keyboard.press('r')
    await button(one, 'Take it back').click()
    expect(await seen(heading(one, 'The report is taken back'))).toBe(true)
    expect([await reportsIn(running.dev, first), (await reportsIn(running.dev, first, 'withdrawn')).length]).toEqual([[], 1])
    await one.route('**/v1/reports', (route) => route.abort())
    await button(one, 'Report').click()
    expect(await seen(heading(one, 'The report was not sent'))).toBe(true)
    await button(one, 'Next').click()
    await eventually(async () => [await stageOf(one), sessionOf(one) !== first]).toEqual(['together', true])
    await one.unroute('**/v1/reports')
    await button(one, 'Try again').click()
    expect(await seen(heading(one, 'The report is with the moderators'))).toBe(true)
    expect(await reportsIn(running.dev, first)).toMatchObject([{ session_id: first, reason: 'other' }])
  })

  it('[B8] a block ends it, and they are never matched again', async () => {
    const [one, two] = await together(2, 3)
    await button(one, 'Block').click()
    await one.getByRole('dialog').getByRole('button', { name: 'Block', exact: true }).click()
    for (const page of [one, two]) await eventually(() => stageOf(page)).toBe('waiting')
    const third = await ready(userAt(0))
    await startLooking(third)
    await isLive(third)
    await eventually(async () => new Set([await stageOf(one), await stageOf(two)])).toEqual(new Set(['together', 'waiting']))
  })
})

describe.runIf(hasChrome)('[V1] many people', () => {
  it('match, see each other, skip and match again, and nobody is stuck', async () => {
    const count = isLong ? 8 : 4
    const { dev } = running
    const users = [...(await moreUsers(dev, count - 2)), userAt(0), userAt(1)]
    const pages = await Promise.all(users.map(ready))
    await Promise.all(pages.map(startLooking))
    const begunAt = Date.now()
    const met = pages.map(() => new Set<string>())
    /** Two minutes; else until everybody met somebody three times. */
    const goesOn = (): boolean => (isLong ? Date.now() < begunAt + 120_000 : met.some(({ size }) => size < 3))
    /** Sees the other, and goes on to the next; often the other does the same. */
    const evening = async (page: Page, place: number): Promise<void> => {
      while (goesOn()) {
        await isLive(page)
        met[place]?.add(sessionOf(page))
        const before = sessionOf(page)
        await page.keyboard.press('n')
        await eventually(() => sessionOf(page) !== before || !goesOn()).toBe(true)
      }
    }
    await Promise.all(pages.map(evening))
    await Promise.all(pages.map(isLive))
    await Promise.all(pages.map(sees))
    const times = met.map(({ size }) => size)
    expect(Math.min(...times)).toBeGreaterThanOrEqual(3)
    const answer = await fetch(`${dev.url}/v1/metrics/measures`, { headers: keyPair() })
    const connect = measuresAnswer.parse(await answer.json()).data.find(({ name }) => name === 'Match to connect')?.spread
    const tookS = ((Date.now() - begunAt) / 1_000).toFixed(0)
    console.log(
      `random: ${count} people met ${times.join(', ')} times in ${tookS} s; match to connect p50 ${connect?.p50} ms, p95 ${connect?.p95} ms`,
    )
  })
})

/** What goes on by the second. */
const masked = ['.call-head']

/** Videos are another picture each time, and a mask would lie on whatever is above them: they are not drawn. */
const withoutVideos = (page: Page): Promise<void> =>
  page.locator('video').evaluateAll((videos) => {
    for (const video of videos) if (video instanceof HTMLElement) video.style.visibility = 'hidden'
  })

/** Only its place, and no mask: what lies on it is to be seen. */
const withoutCall = (page: Page): Promise<void> =>
  page.locator('section.call').evaluate((call) => {
    if (call instanceof HTMLElement) call.style.visibility = 'hidden'
    for (const video of call.querySelectorAll('video')) video.style.display = 'none'
  })

describe.runIf(hasChrome)('[§6] the screens of random video chat', () => {
  it('are without findings, in both themes, narrow and wide', async () => {
    const context = await browser.newContext({ baseURL: running.dev.url, locale: 'en-US', reducedMotion: 'reduce' })
    contexts.push(context)
    const page = await context.newPage()
    await enter(page, path, userAt(0))
    await button(page, 'Check camera and microphone').waitFor()
    await examine(page, 'random-start')
    await button(page, 'Check camera and microphone').click()
    await startLooking(page)
    await eventually(() => stageOf(page)).toBe('waiting')
    await page.locator('.own-picture video').waitFor()
    await withoutVideos(page)
    // As long as what is known of the wait: a line, or two.
    await page.locator('.match-waited').evaluate((line) => {
      if (line instanceof HTMLElement) line.style.display = 'none'
    })
    await examine(page, 'random-waiting', { masked })
    const two = await ready(userAt(1))
    await startLooking(two)
    await Promise.all([page, two].map(isLive))
    await withoutVideos(two)
    await examine(two, 'random-together', { masked })
    await button(two, 'Report').click()
    await heading(two, 'The report is with the moderators').waitFor()
    await withoutCall(two)
    await examine(two, 'random-reported')
  })
})
