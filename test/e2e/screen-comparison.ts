/** Compares what a page looks like with the reference of that name, or keeps it as the reference. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import type { Picture } from './screen-picture.ts'
import { differenceOf, shrunk } from './screen-picture.ts'
import { isStrict, isUpdate, keep, keepDifference, referenceOf, shots, tell, whyNotComparable } from './screen-references.ts'

/** Pixels of the small picture that may differ: `screens.test.ts` measures what lies on either side. */
export const tolerance = 12
/**
 * More than a small part of a page: another language, no list. This fails its test; less than it and more than the tolerance is told at the
 * end of `npm test`, to be looked at, and fails with `PROST_SCREENS=strict`.
 */
export const unmistakable = 250
/** A page that has stood still for so long does not come to look like its reference any more. */
const stillMs = 6_000
const betweenMs = 200
/** CSS px from the top; of what is longer the rest is left out. */
const tallest = 3_000

/** What moves on every page that has it: what says how old something is, and what is played. */
const moving = ['[data-testid="age"]', '.events-live', 'video']

/** A picture of the page as it is now. The screenshot it is made of is left in test-results/, to be looked at. */
export async function pictureOf(page: Page, name: string, masked: readonly string[] = []): Promise<Picture> {
  mkdirSync(shots, { recursive: true })
  const { width, height } = await page.evaluate(() => ({
    width: document.documentElement.clientWidth,
    height: document.documentElement.scrollHeight,
  }))
  const screenshot = await page.screenshot({
    path: join(shots, `${name}.png`),
    fullPage: true,
    clip: { x: 0, y: 0, width, height: Math.min(height, tallest) },
    animations: 'disabled',
    mask: [...moving, ...masked].map((selector) => page.locator(selector)),
    maskColor: '#808080',
  })
  return shrunk(screenshot)
}

/** The second of two in a row that are alike. */
async function stillPicture(name: string, shoot: () => Promise<Picture>): Promise<Picture> {
  let before = await shoot()
  for (let tries = 0; tries < 20; tries++) {
    await wait(betweenMs)
    const now = await shoot()
    if (differenceOf(before, now).pixels <= tolerance) return now
    before = now
  }
  throw new Error(`${name} does not stand still: what moves has to be masked`)
}

/** Looks again while the page changes: until it is like the reference, or has stood still without being so. */
async function closestTo(reference: Picture, shoot: () => Promise<Picture>) {
  let shown = await shoot()
  let found = differenceOf(reference, shown)
  let stillSince = Date.now()
  while (found.pixels > tolerance && Date.now() - stillSince < stillMs) {
    await wait(betweenMs)
    const now = await shoot()
    if (differenceOf(shown, now).pixels > tolerance) stillSince = Date.now()
    shown = now
    found = differenceOf(reference, shown)
  }
  return found
}

export async function compareScreen(page: Page, name: string, masked: readonly string[]): Promise<void> {
  const shoot = (): Promise<Picture> => pictureOf(page, name, masked)
  const reason = await whyNotComparable(page)
  if (isUpdate) {
    keep(name, await stillPicture(name, shoot))
    return tell({ name, outcome: 'kept', detail: '' })
  }
  const reference = referenceOf(name)
  if (reason !== null || reference === null) {
    await shoot()
    return tell({ name, outcome: reason === null ? 'new' : 'not-comparable', detail: reason ?? '' })
  }
  const found = await closestTo(reference, shoot)
  if (found.pixels <= tolerance) return tell({ name, outcome: 'same', detail: String(found.pixels) })
  const file = keepDifference(name, found)
  tell({ name, outcome: 'different', detail: `${found.pixels} pixels` })
  if (found.pixels <= unmistakable && !isStrict) return
  throw new Error(`${name} looks other than its reference by ${found.pixels} pixels, see ${file}; if it is meant to: npm run screens`)
}
