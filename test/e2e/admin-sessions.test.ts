/** Telemetry sessions of an app and the platform's health in a real browser against the stand-in platform. */
import { describe, expect, it } from 'vitest'
import { examine } from './admin-examine.ts'
import { sessionOf } from './admin-routes-board.ts'
import { adminStage, hasChrome, seen } from './admin-stage.ts'
import { eventually, textsOf } from './eventually.ts'

const stage = adminStage()
const { world, shows } = stage

const button = (name: string) => stage.page.getByRole('button', { name, exact: true })
const list = () => stage.page.getByRole('list', { name: 'Sessions' }).locator('> li')
const open = (query = ''): Promise<void> => stage.signIn(`/admin/apps/${world.apps[0]?.id}/sessions${query}`)
const ended = { state: 'ended', ended_at: '2026-11-21T10:05:30.000Z' } as const

const three = () => [
  sessionOf(3),
  sessionOf(2, { ...ended, end_reason: 'timeout', duration_s: 3_725, feature: null, bot: true }),
  sessionOf(1, { ...ended, end_reason: 'ended', device_id: null }),
]

describe.runIf(hasChrome)('sessions', () => {
  it('says whose, how long, and why it ended; a live one runs on; the events of one are a link away', async () => {
    world.telemetrySessions = three()
    await open()
    await list().nth(2).waitFor()
    await eventually(() => list().nth(0).innerText()).toMatch(/user-3[\s\S]*live[\s\S]*Running for\s+5 min \d+ s/)
    await eventually(() => list().nth(1).innerText()).toMatch(/ended without a ping[\s\S]*likely bot[\s\S]*1 h 2 min/)
    await eventually(() => list().nth(2).innerText()).toContain('ended by the app')
    expect(await shows('Times are in America/Sao_Paulo.')).toBe(true)
    await examine(stage.page, 'sessions', { masked: ['.session-facts'] })
    const events = stage.page.getByRole('link', { name: 'Its events: session-3' })
    await eventually(() => events.getAttribute('href')).toBe(`/admin/apps/${world.apps[0]?.id}/events?session_id=session-3`)
    await list()
      .nth(0)
      .getByText(/5 min [1-9]\d* s/)
      .waitFor()
  })

  it('filters are the address, and a list that is empty says why', async () => {
    world.telemetrySessions = three()
    await open('?state=ended')
    await list().nth(1).waitFor()
    await eventually(() => list().count()).toBe(2)
    await stage.page.getByLabel('Actor', { exact: true }).fill('nobody')
    await button('Show').click()
    expect(await shows('No session fits these filters.')).toBe(true)
    await eventually(() => new URL(stage.page.url()).search).toBe('?state=ended&actor_id=nobody')
    await examine(stage.page, 'sessions-none-fit')
    await stage.page.goBack()
    await list().nth(1).waitFor()
    await stage.page.getByRole('link', { name: 'Sessions of this actor: user-2' }).click()
    await list().filter({ hasText: 'user-2' }).waitFor()
    await eventually(() => list().count()).toBe(1)
  })

  it('pages with the cursor; a page that does not come says so and comes later', async () => {
    world.telemetrySessions = Array.from({ length: 60 }, (_, index) => sessionOf(60 - index))
    await open()
    await list().nth(49).waitFor()
    world.refusal = { of: '/sessions', code: 'temporarily_unavailable' }
    await button('Show older').click()
    expect(await shows('Prost can not do that right now.')).toBe(true)
    world.refusal = null
    await button('Show older').click()
    await list().nth(59).waitFor()
    await eventually(() => button('Show older').count()).toBe(0)
  })

  it('no session yet says how one begins; a failed list says so', async () => {
    world.refusal = { of: '/sessions', code: 'temporarily_unavailable' }
    await open()
    expect(await shows('Prost can not do that right now.')).toBe(true)
    world.refusal = null
    await button('Try again').click()
    expect(await shows('No session yet')).toBe(true)
    await examine(stage.page, 'sessions-empty')
  })
})

describe.runIf(hasChrome)('health', () => {
  it('says of every part how it is in words, with its age, also when the answer is 503', async () => {
    world.health = {
      status: 'down',
      components: [
        { name: 'kernel_db', status: 'ok', age_s: 0 },
        { name: 'events_db_01', status: 'down', age_s: 75 },
        { name: 'ingest', status: 'degraded', age_s: 0.4 },
        { name: 'rollup', status: 'unknown', age_s: null },
      ],
    }
    await stage.signIn('/admin/health')
    expect(await shows('Something does not work')).toBe(true)
    const parts = stage.page.getByRole('list', { name: 'Parts' }).getByRole('listitem')
    await eventually(() => textsOf(parts)).toEqual([
      expect.stringMatching(/^Kernel database works/),
      expect.stringMatching(/^Events database 2 does not answer.*last seen to work 1 min 15 s ago/),
      expect.stringMatching(/^Ingest slow/),
      expect.stringMatching(/^Rollup not known.*not seen to work yet/),
    ])
    await examine(stage.page, 'health')
  })

  it('keeps the last answer when none comes, with its age, and is current again by itself', async () => {
    await stage.signIn('/admin/health')
    expect(await shows('Everything works')).toBe(true)
    world.api = 'down'
    expect(await shows('Prost does not answer.')).toBe(true)
    expect(await shows('You see the last answer')).toBe(true)
    await examine(stage.page, 'health-down', { masked: ['.banner p'] })
    world.api = 'up'
    await stage.page.getByText('Prost does not answer.').waitFor({ state: 'detached' })
    expect(await seen(stage.page.getByTestId('age'))).toBe(true)
  })
})
