/** The event stream and quarantine in a real browser against the stand-in platform. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { examine } from './admin-examine.ts'
import { adminStage, hasChrome, seen } from './admin-stage.ts'
import { eventOf } from './admin-world-events.ts'
import { appOf } from './admin-world.ts'
import { eventually, isFocused } from './eventually.ts'

const stage = adminStage()
const { world, shows } = stage

const button = (name: string | RegExp) => stage.page.getByRole('button', { name })
const here = (page: string): string => `/admin/apps/${world.apps[0]?.id}/${page}`
const list = () => stage.page.getByRole('list', { name: 'Events', exact: true })
const rows = () => list().getByRole('listitem')
const dialog = () => stage.page.getByRole('dialog')
const held = () => stage.page.getByRole('list', { name: 'Events in quarantine' }).getByRole('listitem')

describe.runIf(hasChrome)('events', () => {
  it('newest first; one opens with all its fields, its flags in words, and its own address', async () => {
    const { page } = stage
    await stage.signIn(here('events'))
    await list().waitFor()
    await eventually(() => rows().count()).toBe(5)
    await eventually(() => rows().first().innerText()).toContain('interaction.gift.sent')
    expect(await shows('Live')).toBe(true)
    await examine(page, 'events')
    await rows().nth(1).getByRole('button').click()
    expect(await seen(dialog().getByText(/^It says to have happened 2 d \d+ h before it was received/))).toBe(true)
    expect(await seen(dialog().getByText('the sender’s clock is 2 s ahead'))).toBe(true)
    await page.goBack()
    await eventually(() => dialog().count()).toBe(0)
    await rows().first().getByRole('button').click()
    await eventually(() => dialog().innerText()).toContain('"gift": "rose"')
    await examine(page, 'events-detail')
    const address = page.url()
    await page.keyboard.press('Escape')
    await eventually(() => dialog().count()).toBe(0)
    await eventually(() => page.url()).not.toContain('event=')
    await page.goto(address)
    await eventually(() => dialog().innerText()).toContain('interaction.gift.sent')
    await dialog().getByRole('link', { name: 'Events of this actor' }).click()
    await page.waitForURL(/actor_id=user-1$/)
    expect(await shows('Filter (1)')).toBe(true)
  })

  it('an event that is no more in the list is fetched; one that is not there says so', async () => {
    const { page } = stage
    await stage.signIn(`${here('events')}?type=session.start&event=${world.events[0]?.id}`)
    expect(await seen(dialog().getByText('"gift": "rose"').first())).toBe(true)
    await page.goto(`${here('events')}?event=nobody`)
    expect(await shows('This event is not there.')).toBe(true)
    await examine(page, 'events-missing')
    await button('Close').click()
    await eventually(() => dialog().count()).toBe(0)
  })

  it('filters are the address: types with their counts, sent, cleared, and matching nothing', async () => {
    const { page } = stage
    await stage.signIn(`${here('events')}?actor_id=nobody`)
    expect(await shows('Nothing fits these filters.')).toBe(true)
    await examine(page, 'events-filtered')
    await button('Show everything').last().click()
    await list().waitFor()
    await page.getByText('Filter', { exact: true }).click()
    await page.getByLabel('Type').selectOption({ label: 'interaction.like (2)' })
    await button('Show').first().click()
    await page.waitForURL(/\?type=interaction\.like$/)
    await list().waitFor()
    await eventually(() => rows().count()).toBe(2)
    await page.goBack()
    await rows().nth(4).waitFor()
  })

  it('new events come by themselves at the top; further down a button says how many', async () => {
    const { page } = stage
    world.events = Array.from({ length: 80 }, (_, index) => eventOf(index + 10, index + 60))
    await stage.signIn(here('events'))
    await list().waitFor()
    world.events.unshift(eventOf(1, 0, { type: 'interaction.wave' }))
    expect(await shows('interaction.wave')).toBe(true)
    await page.evaluate(() => window.scrollTo(0, 1_500))
    await eventually(() => list().evaluate((each) => each.getBoundingClientRect().top)).toBeLessThan(0)
    world.events.unshift(eventOf(2, 0, { type: 'interaction.nod' }), eventOf(3, 0))
    expect(await shows('Show 2 new')).toBe(true)
    expect(await page.getByText('interaction.nod').count()).toBe(0)
    await examine(page, 'events-fresh')
    await button('Show 2 new').click()
    expect(await shows('interaction.nod')).toBe(true)
    await eventually(() => button(/^Show \d+ new/).count()).toBe(0)
  })

  it('thousands are paged in while scrolling, and only those in view are drawn', async () => {
    const { page } = stage
    world.events = Array.from({ length: 1_000 }, (_, index) => eventOf(index + 1, index + 60))
    await stage.signIn(here('events'))
    await list().waitFor()
    const toTheEnd = async (): Promise<number> => {
      await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight))
      return page.getByText('This is the oldest.').count()
    }
    await eventually(toTheEnd).toBe(1)
    expect(await shows('1,000 shown')).toBe(true)
    await eventually(() => rows().count()).toBeLessThan(80)
    await page.evaluate(() => window.scrollTo(0, 0))
    await rows().first().getByText('user-1', { exact: true }).waitFor()
    await rows().first().getByRole('button').focus()
    await page.keyboard.press('ArrowDown')
    await eventually(() => isFocused(rows().nth(1).getByRole('button'))).toBe(true)
  })

  it('none yet; a list that fails; one that is no longer live keeps what it has, and says since when', async () => {
    const { page } = stage
    world.events = []
    await stage.signIn(here('events'))
    expect(await shows('No events yet')).toBe(true)
    await examine(page, 'events-none')
    world.events = [eventOf(1, 0)]
    await list().waitFor()
    world.api = 'down'
    expect(await shows('Not live')).toBe(true)
    await eventually(() => rows().count()).toBe(1)
    await examine(page, 'events-stale')
    world.api = 'up'
    await page.getByText('Not live').waitFor({ state: 'detached' })
    world.refusal = { of: '/events', code: 'temporarily_unavailable' }
    await page.reload()
    expect(await shows('Prost can not do that right now.')).toBe(true)
    await examine(page, 'events-failed')
    world.refusal = null
    await button('Try again').click()
    await list().waitFor()
  })

  it('a range is taken along as a file', async () => {
    const { page } = stage
    await stage.signIn(`${here('events')}?from=2026-01-01T00:00:00.000Z&type=session.start`)
    const file = page.waitForEvent('download')
    await button('Export NDJSON').click()
    expect((await file).suggestedFilename()).toBe(`events-${world.apps[0]?.id}.ndjson`)
    expect(
      readFileSync(await (await file).path(), 'utf8')
        .trim()
        .split('\n'),
    ).toHaveLength(5)
    expect(await shows('The export is in your downloads.')).toBe(true)
    const asked = stage.calls('GET', '/events/export')[0]?.query
    expect(Object.fromEntries(asked ?? [])).toEqual({ format: 'ndjson', from: '2026-01-01T00:00:00.000Z' })
    const other = page.waitForEvent('download')
    await button('Export CSV').click()
    expect((await other).suggestedFilename()).toBe(`events-${world.apps[0]?.id}.csv`)
  })
})

describe.runIf(hasChrome)('quarantine', () => {
  it('says why in words, with each finding at its place; a fixed one is accepted', async () => {
    const { page } = stage
    await stage.signIn(here('quarantine'))
    await held().first().waitFor()
    await eventually(() => held().count()).toBe(4)
    await examine(page, 'quarantine')
    await held().first().getByText('A field is missing, or not what it must be.').click()
    await eventually(() => page.locator('mark').allInnerTexts()).toEqual(['{', '"type": "Interaction Like",'])
    expect(await shows(/↑ actor_id: /)).toBe(true)
    await examine(page, 'quarantine-open')
    await page.getByLabel('The event').fill('{ "type": ')
    await button('Send it again').click()
    expect(await shows(/^This is no JSON: /)).toBe(true)
    await page.getByLabel('The event').fill('{ "type": "interaction like", "x": 1 }')
    await button('Send it again').click()
    expect(await shows(/actor_id: is needed; type: must be lower-case words.*; x: is no field of an event/)).toBe(true)
    await examine(page, 'quarantine-faults')
    await stage.barrier()
    expect(stage.calls('POST', /resubmit$/)).toEqual([])
    await page.getByLabel('The event').fill('{ "type": "interaction.like", "actor_id": "user-1" }')
    await button('Send it again').click()
    expect(await shows('Accepted.')).toBe(true)
    expect(await seen(held().first().getByText('re-submitted'))).toBe(true)
    expect(stage.calls('POST', /resubmit$/)[0]?.body).toEqual({ event: { type: 'interaction.like', actor_id: 'user-1' } })
    await examine(page, 'quarantine-accepted')
    await page.getByRole('link', { name: 'To the event' }).first().click()
    expect(await seen(dialog().getByText('interaction.like').first())).toBe(true)
  })

  it('sent as it was it may be quarantined again, be over the quota, or be there already', async () => {
    const { page } = stage
    world.verdict = 'quarantined'
    await stage.signIn(here('quarantine'))
    await held().nth(1).getByText('Its session is not live').click()
    await button('Send it again').click()
    expect(await shows('It went to quarantine again.')).toBe(true)
    expect(stage.calls('POST', /resubmit$/)[0]?.body).toEqual({})
    await examine(page, 'quarantine-again')
    world.verdict = 'over_quota'
    await button('Send it again').click()
    expect(await shows('Over the quota.')).toBe(true)
    world.events.unshift(eventOf(1, 0, { id: world.quarantine[1]?.id ?? '' }))
    await button('Send it again').click()
    expect(await shows('It was there already.')).toBe(true)
  })

  it('what is no JSON is shown as it came, and has to be written anew', async () => {
    const { page } = stage
    await stage.signIn(here('quarantine'))
    await held().nth(2).getByText('A field is missing').click()
    expect(await shows('This is no JSON.')).toBe(true)
    await button('Send it again').click()
    expect(await shows(/^This is no JSON: /)).toBe(true)
    await examine(page, 'quarantine-no-json')
  })

  it('[roles] an analyst reads, and is not offered to send again', async () => {
    const { page } = stage
    world.apps = [appOf(1, 'Moonbar', 'analyst')]
    await stage.signIn(here('quarantine'))
    await held().nth(1).getByText('Its session is not live').click()
    expect(await shows('Sending again takes an administrator.')).toBe(true)
    expect(await button('Send it again').count()).toBe(0)
    await examine(page, 'quarantine-analyst')
    world.quarantine = []
    await button('Look again').click()
    expect(await shows('Nothing is in quarantine')).toBe(true)
    await examine(page, 'quarantine-none')
    world.refusal = { of: '/quarantine', code: 'temporarily_unavailable' }
    await button('Look again').click()
    expect(await shows('Prost can not do that right now.')).toBe(true)
  })
})
