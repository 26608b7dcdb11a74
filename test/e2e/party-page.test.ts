/** `/party` as people meet it, on the platform as `npm start` runs it: signing in, the chat of two, a lost network, blocks and reports, and pages out of manifests. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { examine } from './admin-examine.ts'
import { eventually, isFocused, pathOf, seen, textsOf } from './eventually.ts'
import { fillSignIn, hasChrome, partyStage } from './party-stage.ts'

/** A mode that no file of the platform has. */
const salon = {
  mode_id: 'salon',
  version: 1,
  title: { en: 'Salon', 'pt-BR': 'Salão' },
  routes: ['/salon'],
  access: 'signed_in',
  required_capabilities: ['presence', 'chat'],
  room: { entry: 'open', audiences: ['public'], max_members: 50, media: null, chat: true, presence_detail: 'members', slow_mode_s: 0 },
  transitions: ['party'],
  ui_composition: { layout: 'stage', main: ['stage'], side: ['presence_rail'], overlay: ['chat'], bar: ['mode_switch'] },
  policies: { consent: null, limits: {} },
  analytics_events: ['mode_entered', 'policy_denied'],
}

const stage = partyStage({ modes: [salon] })

const log = (page: Page) => page.getByRole('log')
const messages = (page: Page): Promise<string[]> => textsOf(page.locator('.chat-message:not(.chat-outgoing) .chat-text'))
const line = (page: Page) => page.locator('.connection-line')
const composer = (page: Page) => page.locator('.chat-composer textarea')

/** Two people in a party of their own. */
async function two(locale = 'en-US') {
  const path = await stage.newParty()
  const [ana, bruno] = [await stage.guest(0, { path }), await stage.guest(1, { path, locale })]
  await Promise.all([isIn(ana.page), isIn(bruno.page)])
  return { ana, bruno }
}

async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text)
  await composer(page).press('Enter')
}

/** In the room, with what was said before read. */
async function isIn(page: Page): Promise<void> {
  await page.locator('.room-count').waitFor()
  await eventually(() => line(page).count()).toBe(0)
}

/** What is another at each run. */
const masked = ['.party-channel', '.chat-who time', '.chat-day', '.person-about', '.room-count']

describe.runIf(hasChrome)('[LOB7] two who open an empty party at the same moment', () => {
  it('are in one room', async () => {
    // Signed in where nobody has a room yet.
    const [ana, bruno] = [await stage.guest(0, { path: '/random' }), await stage.guest(1, { path: '/random' })]
    await Promise.all([ana, bruno].map(({ page }) => page.goto('/party')))
    await Promise.all([isIn(ana.page), isIn(bruno.page)])
    expect(new URL(bruno.page.url()).search).toBe(new URL(ana.page.url()).search)
    expect(await seen(ana.page.locator('.rail-person', { hasText: 'bruno' }))).toBe(true)
    expect(await seen(bruno.page.locator('.rail-person', { hasText: 'ana' }))).toBe(true)
  })
})

describe.runIf(hasChrome)('[§6] signing in', () => {
  it('is in the realm of the app, under the address of the page; an operator beside it is somebody else, and neither disturbs the other', async () => {
    const { page, context } = await stage.arrive()
    expect(await seen(page.getByText('Sign in to be with the others.'))).toBe(true)
    await examine(page, 'party-sign-in')
    const [ana] = stage.dev.users
    await fillSignIn(page, ana?.email ?? '', ana?.password ?? '')
    expect(await seen(page.getByRole('heading', { level: 1, name: 'Party' }))).toBe(true)
    await eventually(() => pathOf(page)).toBe('/party')

    const desk = await context.newPage()
    await desk.goto('/admin')
    await fillSignIn(desk, stage.dev.admin.email, stage.dev.admin.password)
    await desk.locator('.bar-account').waitFor()
    const names = (await context.cookies()).map(({ name, httpOnly }) => [name, httpOnly])
    expect(new Map(names as [string, boolean][])).toEqual(
      new Map([
        ['prost_refresh', true],
        ['prost_refresh_app', true],
      ]),
    )
    await Promise.all([page.reload(), desk.reload()])
    await isIn(page)
    await page.getByRole('button', { name: 'Sign out' }).click()
    expect(await seen(page.getByText('You are signed out.'))).toBe(true)
    await desk.reload()
    expect(await seen(desk.locator('.bar-account'))).toBe(true)
  })

  it('a new person registers there, and is in', async () => {
    const { page } = await stage.arrive()
    await page.getByRole('link', { name: 'Create an account' }).click()
    expect(await seen(page.getByText('To chat, to meet and to call.'))).toBe(true)
    await examine(page, 'party-register')
    await page.locator('input[name="display_name"]').fill('Nova')
    await fillSignIn(page, 'nova@prost.test', 'a long walk in the rain')
    await isIn(page)
    await eventually(() => new URL(page.url()).search).toMatch(/^\?session=[0-9a-f-]{36}$/)
    expect(await seen(page.locator('.rail-person', { hasText: 'Nova' }))).toBe(true)
  })
})

describe.runIf(hasChrome)('[B3] two people in a party', () => {
  it('find each other, write, hear each other write, and see who is away', async () => {
    const ana = await stage.guest(0)
    await isIn(ana.page)
    await say(ana.page, 'Who is there?')
    await eventually(() => messages(ana.page)).toContain('Who is there?')
    await eventually(() => ana.page.locator('.chat-outgoing').count()).toBe(0)
    const bruno = await stage.guest(1, { locale: 'pt-BR' })
    await isIn(bruno.page)
    await eventually(() => messages(bruno.page)).toContain('Who is there?')
    expect(new URL(bruno.page.url()).search).toBe(new URL(ana.page.url()).search)

    await composer(bruno.page).pressSequentially('Oi')
    expect(await seen(ana.page.getByText('bruno is writing…'))).toBe(true)
    await composer(bruno.page).press('Shift+Enter')
    await composer(bruno.page).pressSequentially('Ana!')
    await composer(bruno.page).press('Enter')
    await eventually(() => messages(ana.page)).toContain('Oi Ana!')
    await eventually(() => ana.page.getByText('bruno is writing…').count()).toBe(0)

    await bruno.page.getByLabel('Você está', { exact: true }).selectOption('away')
    expect(await seen(ana.page.locator('.rail-person', { hasText: 'bruno' }).getByText('Away'))).toBe(true)
  })

  it('talk in their own languages, and the page looks as it should in both', async () => {
    const { ana, bruno } = await two('pt-BR')
    await say(ana.page, 'Is that the new programme? It looks wonderful.')
    await eventually(() => messages(bruno.page)).toHaveLength(1)
    await say(bruno.page, 'É sim! Começou agora há pouco.')
    await eventually(() => messages(ana.page)).toHaveLength(2)
    await say(bruno.page, 'Amanhã tem mais, às onze.')
    await eventually(() => messages(ana.page)).toHaveLength(3)
    await examine(ana.page, 'party', { masked })
    await examine(bruno.page, 'party-pt', { masked })
  })

  it('[F4] a lost network is said; on the way back what was missed comes, and what was written meanwhile goes out once', async () => {
    const { ana, bruno } = await two()
    await ana.context.setOffline(true)
    expect(await seen(line(ana.page).getByText('You are offline.'))).toBe(true)
    await say(ana.page, 'From the tunnel')
    expect(await seen(ana.page.getByText('Goes out when you are back.'))).toBe(true)
    await examine(ana.page, 'party-offline', { masked })
    await say(bruno.page, 'Are you still there?')
    await eventually(() => messages(bruno.page)).toContain('Are you still there?')
    await ana.context.setOffline(false)
    await eventually(() => messages(ana.page)).toEqual(expect.arrayContaining(['Are you still there?', 'From the tunnel']))
    await eventually(async () => (await messages(bruno.page)).filter((text) => text === 'From the tunnel').length).toBe(1)
    await eventually(() => line(ana.page).count()).toBe(0)
    await eventually(() => ana.page.locator('[data-gap]').count()).toBe(0)
  })

  it('who reads above hears of what is new and is not moved; one press leads there', async () => {
    const { ana, bruno } = await two()
    for (const n of [1, 2, 3, 4, 5, 6, 7, 8]) await say(ana.page, `line ${n}\n\n\nand its end`)
    await eventually(() => ana.page.locator('.chat-outgoing').count()).toBe(0)
    await log(ana.page).evaluate((element) => (element.scrollTop = 0))
    expect(await seen(ana.page.getByRole('button', { name: 'To the newest' }))).toBe(true)
    await say(bruno.page, 'news')
    const newest = ana.page.getByRole('button', { name: '1 new message' })
    expect(await seen(newest)).toBe(true)
    await eventually(() => log(ana.page).evaluate((element) => element.scrollTop)).toBeLessThan(5)
    await newest.click()
    await eventually(() =>
      log(ana.page).evaluate((element) => Math.round(element.scrollHeight - element.scrollTop - element.clientHeight)),
    ).toBeLessThan(5)
  })

  it('[B7] keys lead to a message and to what may be done about it: it is reported, its writer blocked, and nothing of theirs is shown', async () => {
    const { ana, bruno } = await two()
    await say(bruno.page, 'something unkind')
    await eventually(() => messages(ana.page)).toContain('something unkind')
    await log(ana.page).focus()
    await ana.page.keyboard.press('ArrowUp')
    await eventually(() => isFocused(ana.page.locator('.chat-message').last())).toBe(true)
    await ana.page.keyboard.press('Enter')
    const card = ana.page.getByRole('dialog', { name: 'bruno' })
    expect(await seen(card)).toBe(true)
    await examine(ana.page, 'party-person', { masked })
    await card.getByRole('button', { name: 'Report this message' }).click()
    const report = ana.page.getByRole('dialog', { name: 'Report bruno' })
    await report.getByLabel('What is it?').selectOption('harassment')
    await report.getByLabel('In your own words').fill('Twice now.')
    await examine(ana.page, 'party-report', { masked })
    await report.getByRole('button', { name: 'Send the report' }).click()
    const sent = ana.page.getByRole('dialog', { name: 'The report is with the moderators' })
    await sent.getByRole('button', { name: 'Close' }).click()

    await ana.page.locator('.rail-person', { hasText: 'bruno' }).click()
    await ana.page.getByRole('dialog', { name: 'bruno' }).getByRole('button', { name: 'Block', exact: true }).click()
    expect(await seen(ana.page.getByText('You blocked bruno.'))).toBe(true)
    await examine(ana.page, 'party-blocked', { masked })
    await ana.page.getByRole('button', { name: 'Close' }).click()
    await eventually(() => messages(ana.page)).not.toContain('something unkind')
    // A message that both get comes after the one that is not shown.
    await say(bruno.page, 'more of it')
    await eventually(() => messages(bruno.page)).toContain('more of it')
    await say(ana.page, 'a word of mine')
    await eventually(() => messages(ana.page)).toContain('a word of mine')
    expect(await messages(ana.page)).not.toContain('more of it')
    await ana.page.locator('.rail-person', { hasText: 'bruno' }).click()
    await ana.page.getByRole('button', { name: 'Take the block back' }).click()
    await ana.page.getByRole('button', { name: 'Close' }).click()
    await eventually(() => messages(ana.page)).toContain('more of it')
  })
})

describe.runIf(hasChrome)('[B12] pages out of manifests', () => {
  it('a mode that only a manifest knows has its page: the parts that it names, and nothing else', async () => {
    const ana = await stage.guest(0, { path: '/salon' })
    await isIn(ana.page)
    expect(await seen(ana.page.getByRole('heading', { level: 1, name: 'Salon' }))).toBe(true)
    await say(ana.page, 'Good evening')
    await eventually(() => messages(ana.page)).toEqual(['Good evening'])
    expect(await seen(ana.page.locator('.on-stage'))).toBe(true)
    expect(await seen(ana.page.locator('.rail'))).toBe(true)
    expect(await ana.page.locator('.player, .party-channel').count()).toBe(0)
    expect(await ana.page.getByRole('button', { name: 'Report' }).count()).toBe(0)
    await examine(ana.page, 'party-salon', { masked })
    await ana.page.getByRole('navigation', { name: 'Other places' }).getByRole('link', { name: 'Party' }).click()
    expect(await seen(ana.page.getByRole('heading', { level: 1, name: 'Party' }))).toBe(true)
    await isIn(ana.page)
  })

  it('the first page leads to the modes that its own manifest names', async () => {
    const { page } = await stage.arrive({ path: '/' })
    await page.getByRole('link', { name: 'Party' }).click()
    expect(await seen(page.getByText('Sign in to be with the others.'))).toBe(true)
  })

  it('an address that no manifest names is no page', async () => {
    const { page } = await stage.arrive({ path: '/nobody-knows-this' })
    expect(await seen(page.getByRole('heading', { level: 1, name: 'There is nothing here' }))).toBe(true)
    await eventually(() => page.title()).toBe('Not found · Prost')
  })
})
