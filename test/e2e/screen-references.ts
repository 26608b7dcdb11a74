/**
 * The references of the pages' screenshots: where they are, whether this machine can be compared with them, and what came out. References are
 * made anew by `npm run screens`; what a run finds is left in test-results/ for the closing lines of `npm test`.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import * as z from 'zod'
import type { Screen } from '../../scripts/test-report.ts'
import { screensFile } from '../../scripts/test-report.ts'
import type { Difference, Picture } from './screen-picture.ts'
import { decoded, encoded } from './screen-picture.ts'

const results = resolve(import.meta.dirname, '../../test-results')
const references = join(import.meta.dirname, 'screens')
/** Full-size screenshots to look at. */
export const shots = join(results, 'screens')
const differences = join(results, 'screen-differences')

export const isUpdate = process.env['PROST_SCREENS'] === 'update'
/** Whether small differences fail too. */
export const isStrict = process.env['PROST_SCREENS'] === 'strict'

const referenceFile = (name: string): string => join(references, `${name}.png`)

export const referenceOf = (name: string): Picture | null =>
  existsSync(referenceFile(name)) ? decoded(readFileSync(referenceFile(name))) : null

export function keep(name: string, picture: Picture): void {
  mkdirSync(references, { recursive: true })
  writeFileSync(referenceFile(name), encoded(picture))
}

export function keepDifference(name: string, { png }: Difference): string {
  mkdirSync(differences, { recursive: true })
  const file = join(differences, `${name}.png`)
  writeFileSync(file, png)
  return file
}

export const tell = (screen: Screen): void => appendFileSync(join(results, screensFile), `${JSON.stringify(screen)}\n`)

/** What decides how a page is drawn: the browser's major version, and how wide and high its fonts draw a sample, in px. */
const fingerprint = z.object({ chromium: z.string(), fonts: z.record(z.string(), z.string()) })
type Fingerprint = z.infer<typeof fingerprint>
const fingerprintFile = join(references, 'fingerprint.json')

const sizesOf = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(() => {
    const style = getComputedStyle(document.documentElement)
    const canvas = document.createElement('canvas').getContext('2d')
    const sizeIn = (family: string): string => {
      if (canvas === null) return 'unknown'
      canvas.font = `100px ${family}`
      const { width, fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = canvas.measureText('Hamburgefonstiv 0123456789 çãé')
      return [width, ascent, descent].map(Math.round).join(' ')
    }
    return { text: sizeIn(style.getPropertyValue('--font')), mono: sizeIn(style.getPropertyValue('--mono')) }
  })

async function fingerprintOf(page: Page): Promise<Fingerprint> {
  const version = page.context().browser()?.version() ?? 'unknown'
  return { chromium: version.split('.')[0] ?? version, fonts: await sizesOf(page) }
}

/** Why pictures of this machine can not be compared with the references; null when they can. Asked once per browser. */
const reasons = new WeakMap<Browser, Promise<string | null>>()

export function whyNotComparable(page: Page): Promise<string | null> {
  const browser = page.context().browser()
  if (browser === null) return Promise.resolve('no browser')
  const known = reasons.get(browser) ?? findReason(page)
  reasons.set(browser, known)
  return known
}

async function findReason(page: Page): Promise<string | null> {
  const here = await fingerprintOf(page)
  if (isUpdate) {
    mkdirSync(references, { recursive: true })
    writeFileSync(fingerprintFile, `${JSON.stringify(here, null, 2)}\n`)
    return null
  }
  if (!existsSync(fingerprintFile)) return 'there are no references'
  const there = fingerprint.parse(JSON.parse(readFileSync(fingerprintFile, 'utf8')))
  if (here.chromium !== there.chromium) return `Chromium ${here.chromium} here, ${there.chromium} in the references`
  const same = Object.entries(there.fonts).every(([family, size]) => here.fonts[family] === size)
  return same ? null : `other fonts here: ${JSON.stringify(here.fonts)}, in the references ${JSON.stringify(there.fonts)}`
}
