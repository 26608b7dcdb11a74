/** Moderation in a real browser against the stand-in platform: the queue, what is done, appeals, and what a moderator may see at all. */
import { describe, expect, it } from 'vitest'
import { examine } from './admin-examine.ts'
import { adminStage, hasChrome, seen } from './admin-stage.ts'
import { eventually } from './eventually.ts'

const stage = adminStage()
const { world, shows } = stage

const here = (query = ''): string => `/admin/apps/${world.apps[0]?.id}/moderation${query}`
const button = (name: string | RegExp) => stage.page.getByRole('button', { name, exact: typeof name === 'string' })
const row = (text: string) => stage.page.locator('details', { hasText: text }).first()
const sent = (method: string, path: RegExp) => stage.calls(method, path).map(({ body }) => body)

describe.runIf(hasChrome)('the queue', () => {
  it('[B10] shows the evidence, and settles a report by an action that the person is told of', async () => {
    const { page } = stage
    await stage.signIn(here())
    expect(await shows('Violence or threats')).toBe(true)
    expect(await shows('Mallory')).toBe(true)
    await row('Violence or threats').locator('summary').click()
    expect(await shows('He says it to everybody who skips him.')).toBe(true)
    expect(await shows('2 open reports about this person')).toBe(true)
    await examine(page, 'moderation')
    await button('Act…').click()
    expect(await seen(page.getByRole('dialog', { name: 'Act on Mallory' }))).toBe(true)
    await page.getByLabel('What', { exact: true }).selectOption('ban')
    await page.getByLabel('For how long').selectOption('604800')
    await page.getByLabel('What the person is told').fill('No threats here. You can appeal.')
    await examine(page, 'moderation-act')
    await button('Do it').click()
    expect(await shows('Ban: Mallory. It holds within seconds.')).toBe(true)
    expect(sent('POST', /moderation\/actions$/)).toEqual([
      {
        user_id: world.moderation.actions[0]?.user_id,
        kind: 'ban',
        duration_s: 604_800,
        reason: 'violence',
        appeal_note: 'No threats here. You can appeal.',
        report_ids: [world.moderation.reports[0]?.id],
      },
    ])
    await eventually(() => page.getByText('Violence or threats').count()).toBe(0)
    await page.getByRole('link', { name: 'Acted on' }).click()
    await row('Violence or threats').locator('summary').click()
    expect(await shows('An action settled it.')).toBe(true)
  })

  it('dismisses, and opens again what was dismissed; who was faster is said', async () => {
    const { page } = stage
    await stage.signIn(here())
    await row('Spam or fraud').locator('summary').click()
    world.refusal = { of: world.moderation.reports[2]?.id ?? '', code: 'invalid_transition' }
    await button('Dismiss').click()
    expect(await shows('Somebody was faster')).toBe(true)
    world.refusal = null
    await button('Dismiss').click()
    await eventually(() => page.getByText('Spam or fraud').count()).toBe(0)
    await page.getByRole('link', { name: 'Dismissed' }).click()
    await row('Spam or fraud').locator('summary').click()
    await button('Open again').click()
    expect(await shows('Nothing here')).toBe(true)
    await examine(page, 'moderation-none')
  })
})

describe.runIf(hasChrome)('a report that was taken back', () => {
  it('[B10] is found by its state alone; nobody opens or dismisses it, and the person can still be acted on', async () => {
    world.moderation.reports = world.moderation.reports.map((each) => (each.reason === 'spam' ? { ...each, state: 'withdrawn' } : each))
    const { page } = stage
    await stage.signIn(here())
    expect(await shows('Violence or threats')).toBe(true)
    await eventually(() => page.getByText('Spam or fraud').count()).toBe(0)
    await page.getByRole('link', { name: 'Taken back' }).click()
    await row('Spam or fraud').locator('summary').click()
    expect(await shows('Whoever reported took it back. It counts towards nothing.')).toBe(true)
    await eventually(() => row('Spam or fraud').getByRole('button').allInnerTexts()).toEqual(['Act…'])
    await eventually(() => new URL(page.url()).search).toBe('?state=withdrawn')
    await button('Act…').click()
    await button('Do it').click()
    expect(await shows('Warning: Mallory. It holds within seconds.')).toBe(true)
    expect(sent('POST', /moderation\/actions$/)).toMatchObject([{ kind: 'warn', report_ids: [] }])
  })
})

describe.runIf(hasChrome)('actions and appeals', () => {
  it('[B8] an automatic quarantine explains itself; what is in force can be lifted', async () => {
    const { page } = stage
    await stage.signIn(here('?view=actions'))
    await row('Quarantine').locator('summary').click()
    expect(await shows('3 people reported within 24 hours, with a weight of 6.5 together.')).toBe(true)
    await examine(page, 'moderation-actions')
    await row('Ban').locator('summary').click()
    await row('Ban').getByRole('button', { name: 'Lift…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Lift…' }).click()
    expect(await seen(row('Ban').locator('dd', { hasText: 'lifted Nov 21' }))).toBe(true)
    await row('Quarantine').getByRole('link', { name: 'Only this person' }).click()
    expect(await shows('Only what was done about Trent.')).toBe(true)
    await eventually(() => page.locator('details').count()).toBe(1)
  })

  it('an appeal is decided once, with an answer', async () => {
    const { page } = stage
    await stage.signIn(here('?view=appeals'))
    expect(await shows('Mallory appeals')).toBe(true)
    await page.getByLabel('Answer').fill('Keep your phone to yourself.')
    await examine(page, 'moderation-appeals')
    world.refusal = { of: '/decide', code: 'policy_denied' }
    await button('Lift it').click()
    expect(await shows('Somebody else decides')).toBe(true)
    world.refusal = null
    await button('Lift it').click()
    expect(await shows('Keep your phone to yourself.')).toBe(true)
    expect(sent('POST', /decide$/).at(-1)).toEqual({ state: 'lifted', answer: 'Keep your phone to yourself.' })
  })
})

describe.runIf(hasChrome)('roles', () => {
  it('a moderator begins here, and sees neither numbers nor settings', async () => {
    world.apps = world.apps.map((app) => ({ ...app, role: 'moderator' }))
    await stage.signIn(`/admin/apps/${world.apps[0]?.id}`)
    expect(await shows('Violence or threats')).toBe(true)
    await eventually(() => stage.page.getByRole('navigation', { name: 'This app' }).getByRole('link').allInnerTexts()).toEqual([
      'Moderation',
    ])
  })

  it('an analyst does not see it', async () => {
    world.apps = world.apps.map((app) => ({ ...app, role: 'analyst' }))
    await stage.signIn(here())
    expect(await shows('Your role does not open this page.')).toBe(true)
    await stage.barrier()
    expect(stage.calls('GET', /moderation/)).toEqual([])
  })
})
