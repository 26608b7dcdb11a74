/**
 * [B5] [B6] A private call on the started platform: two people in real browsers with a camera, from the party's cards to the end. Each test has pages of
 * its own; the party and the people are the demo app's.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { examine } from './admin-examine.ts'
import { hasChrome, launch, withCamera } from './browser.ts'
import { eventually, seen } from './eventually.ts'
import type { Running } from './platform-process.ts'
import { anyPort, newState, start, stop } from './platform-process.ts'
import {
  askMedia,
  endedAt,
  isLive,
  knock,
  leftOver,
  newPerson,
  revokedAt,
  sees,
  sessionOf,
  stateOfCall,
  toParty,
  tokenOf,
} from './private-call-people.ts'

let running: Running
let browser: Browser
let contexts: BrowserContext[] = []

beforeAll(async () => {
  if (!hasChrome) return
  running = await start(newState(), await anyPort())
  browser = await launch(...withCamera)
})
afterEach(async () => {
  // A call that nobody ends goes on for a while, and the next one of the two would be that one.
  for (const page of contexts.flatMap((context) => context.pages())) await hangUp(page)
  await Promise.all(contexts.map((context) => context.close()))
  contexts = []
})
afterAll(async () => {
  await browser?.close()
  if (hasChrome) await stop(running)
})

/** Somebody new asks five times in ten minutes at most, so they take turns. */
const [ana, bruno, carla, davi] = [0, 1, 2, 3]
const userOf = (person: number) => {
  const user = running.dev.users[person]
  if (user === undefined) throw new Error(`there is no person ${person}`)
  return user
}
const nameOf = (person: number): string => userOf(person).email.split('@')[0] ?? ''

async function atParty(person: number, locale: 'en-US' | 'pt-BR' = 'en-US'): Promise<Page> {
  const context = await newPerson(browser, running.dev, locale)
  contexts.push(context)
  return toParty(context, userOf(person), locale)
}

/** From the card of a person in the room. */
async function ask(page: Page, person: number): Promise<void> {
  await page
    .getByRole('button', { name: new RegExp(nameOf(person)) })
    .first()
    .click()
  await page.getByRole('button', { name: 'Ask for a private call' }).click()
}

async function hangUp(page: Page): Promise<void> {
  const end = page.getByRole('button', { name: /^(Hang up|Desligar)$/ })
  if (!(await end.isVisible())) return
  await end.click()
  await page.waitForURL(/\/party/)
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const over = (page: Page, text: string): Promise<boolean> => seen(page.getByRole('alert').getByText(text))

async function inCall(asker: number, asked: number): Promise<readonly [Page, Page]> {
  const pages = [await atParty(asker), await atParty(asked)] as const
  await ask(pages[0], asked)
  await button(pages[1], 'Accept').click()
  await Promise.all(pages.map(isLive))
  return pages
}

describe.runIf(hasChrome)('[B6] a private call', () => {
  it('[§4] two people see each other, nobody else comes in, and it ends within 1 s of a revoke', async () => {
    const pages = await inCall(ana, bruno)
    const [one, two] = pages
    await Promise.all(pages.map(sees))
    const call = sessionOf(one)
    expect(sessionOf(two)).toBe(call)

    const { dev } = running
    const [third, own] = [await tokenOf(dev, userOf(carla)), await tokenOf(dev, userOf(ana))]
    expect([await askMedia(dev, third, call), await knock(dev, third, call)]).toEqual([403, 403])
    expect(await askMedia(dev, own, call)).toBe(201)

    await button(two, 'Take it back').click()
    await Promise.all(pages.map((page) => over(page, 'One of you took the consent back.')))
    for (const page of pages) await eventually(() => leftOver(page)).toEqual([])
    // The calls may be over before the answer is here.
    await eventually(() => revokedAt(two)).not.toBeNull()
    const revoked = (await revokedAt(two)) ?? Number.NaN
    for (const page of pages) await eventually(() => endedAt(page)).not.toBeNull()
    const after = await Promise.all(pages.map(async (page) => ((await endedAt(page)) ?? Number.NaN) - revoked))
    console.log(`private call: ended ${after.map((ms) => `${ms} ms`).join(' and ')} after the revoke was answered`)
    expect(Math.max(...after)).toBeLessThanOrEqual(1_000)

    expect([403, 410]).toContain(await askMedia(dev, own, call))
    expect([403, 410]).toContain(await knock(dev, own, call))
    await one.getByRole('link', { name: 'Go to: Party' }).click()
    expect(await seen(one.getByRole('heading', { level: 1, name: 'Party' }))).toBe(true)
  })

  it('who loads the page again is back in the call, and the other sees that', async () => {
    const [one, two] = await inCall(bruno, ana)
    await one.reload()
    await isLive(one)
    await Promise.all([one, two].map(sees))
    await button(one, 'Hang up').click()
    expect(await seen(one.getByRole('heading', { level: 1, name: 'Party' }))).toBe(true)
    expect(await over(two, 'It was closed.')).toBe(true)
    await eventually(() => leftOver(two)).toEqual([])
  })

  it('when the page of one is killed the other is told that it broke, and that it is over when nobody comes back', async () => {
    const [one, two] = await inCall(carla, davi)
    const call = sessionOf(two)
    await one.context().close()
    contexts = contexts.filter((context) => context !== one.context())
    await eventually(() => stateOfCall(two)).toBe('reconnecting')
    await two.getByRole('alert').getByText('The other person left.').waitFor({ timeout: 60_000 })
    await eventually(() => leftOver(two)).toEqual([])
    expect(await knock(running.dev, await tokenOf(running.dev, userOf(carla)), call)).toBe(410)
  })

  it('camera and microphone are turned off and on, and the other is told; the own picture goes to another corner by press and by arrow keys', async () => {
    const [one, two] = await inCall(davi, carla)
    await button(one, 'Turn the camera off').click()
    expect(await seen(two.getByText(`${nameOf(davi)}’s camera is off.`))).toBe(true)
    await button(one, 'Turn the microphone off').click()
    expect(await seen(two.getByTitle(`${nameOf(davi)} is muted`))).toBe(true)
    await button(one, 'Turn the camera on').click()
    await sees(two)
    await two.getByText(`${nameOf(davi)}’s camera is off.`).waitFor({ state: 'detached' })
    await button(one, 'Camera and microphone').click()
    const cameras = one.getByLabel('Camera', { exact: true })
    await eventually(() => cameras.locator('option').count()).toBeGreaterThan(0)
    await button(one, 'Done').click()
    const self = one.locator('.call-self')
    await self.click()
    await eventually(() => self.getAttribute('class')).toContain('call-self-bottom-right')
    await self.press('ArrowLeft')
    await eventually(() => self.getAttribute('class')).toContain('call-self-bottom-left')
  })

  it('a second window of the same person has the call from then on', async () => {
    const [one, two] = await inCall(ana, carla)
    const second = await one.context().newPage()
    await second.goto(one.url())
    await isLive(second)
    await sees(second)
    await sees(two)
    expect(await seen(one.getByRole('heading', { name: 'The call goes on in another window of yours' }))).toBe(true)
    await eventually(() => leftOver(one)).toEqual([])
  })
})

describe.runIf(hasChrome)('[B5] an invitation', () => {
  it('can be declined: who asked is told, and no call comes of it', async () => {
    const [one, two] = [await atParty(bruno), await atParty(davi)]
    await ask(one, davi)
    expect(await seen(one.getByText(`Waiting for ${nameOf(davi)} to answer`).first())).toBe(true)
    await button(two, 'Decline').click()
    expect(await seen(one.getByText(`${nameOf(davi)} said no.`).first())).toBe(true)
    expect(new URL(one.url()).pathname).toBe('/party')
  })

  it('can be put aside, taken up again, and taken back by who asked', async () => {
    const [one, two] = [await atParty(carla), await atParty(ana)]
    await ask(one, ana)
    await button(two, 'Answer later').click()
    await button(two, 'Answer').click()
    expect(await seen(button(two, 'Accept'))).toBe(true)
    await button(one, 'Cancel').click()
    await button(two, 'Accept').waitFor({ state: 'detached' })
  })

  it('of two that cross a call comes: who asks back has agreed', async () => {
    const [one, two] = [await atParty(bruno), await atParty(carla)]
    await two
      .getByRole('button', { name: new RegExp(nameOf(bruno)) })
      .first()
      .click()
    await button(two, 'Ask for a private call').waitFor()
    await ask(one, carla)
    // The dialog with the question may come first: then the card is behind it, and its button is pressed as a script would.
    await button(two, 'Ask for a private call').dispatchEvent('click')
    await Promise.all([one, two].map(isLive))
    expect(sessionOf(one)).toBe(sessionOf(two))
  })
})

describe.runIf(hasChrome)('[B6] without devices', () => {
  it('one is told why, may go on without, and still sees the other', async () => {
    const [one, two] = [await atParty(ana), await atParty(bruno)]
    await one.context().addInitScript(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))
    })
    await one.reload()
    await ask(two, ana)
    await button(one, 'Accept').click()
    expect(await seen(one.getByRole('heading', { name: 'This page may not use your camera and microphone' }))).toBe(true)
    await button(one, 'Go on without').click()
    await Promise.all([one, two].map(isLive))
    await sees(one)
    expect(await seen(two.getByText(`${nameOf(ana)}’s camera is off.`))).toBe(true)
  })
})

/** What goes on by the second. */
const masked = ['.call-head', '.invitation-left']

const hide = (page: Page, what: string): Promise<void> =>
  page.locator(what).evaluateAll((elements) => {
    for (const element of elements) if (element instanceof HTMLElement) element.style.display = 'none'
  })

/** Videos are another picture each time, and a mask would lie on whatever is above them; the room around is the pictures of its own page. */
const callAlone = (page: Page): Promise<void> => hide(page, 'video, .mode-side')
const questionAlone = (page: Page): Promise<void> => hide(page, '.mode > :not(.mode-overlay), .mode-overlay > .chat')

describe.runIf(hasChrome)('[§6] the screens of a call', () => {
  it('are without findings, in both themes, narrow and wide', async () => {
    const [one, two] = [await atParty(ana), await atParty(bruno)]
    await ask(one, bruno)
    await button(two, 'Accept').waitFor()
    await questionAlone(two)
    await examine(two, 'invitation-incoming', { masked })
    await button(two, 'Accept').click()
    await Promise.all([one, two].map(isLive))
    await sees(one)
    await callAlone(one)
    await examine(one, 'call-live', { masked })
    await button(one, 'Camera and microphone').click()
    await examine(one, 'call-devices', { masked })
    await button(one, 'Done').click()
    await button(one, 'Take it back').click()
    expect(await over(one, 'One of you took the consent back.')).toBe(true)
    await examine(one, 'call-over')
  })

  it('and in Portuguese', async () => {
    const [one, two] = [await atParty(ana), await atParty(bruno, 'pt-BR')]
    await ask(one, bruno)
    await button(two, 'Aceitar').waitFor()
    await questionAlone(two)
    await examine(two, 'pt-invitation-incoming', { masked })
    await button(two, 'Aceitar').click()
    await Promise.all([one, two].map(isLive))
    await sees(two)
    expect(await seen(button(two, 'Desligar'))).toBe(true)
    await callAlone(two)
    await examine(two, 'pt-call-live', { masked })
  })
})
