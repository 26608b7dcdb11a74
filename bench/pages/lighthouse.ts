/**
 * Lighthouse on the built pages, as a phone on a slow network. Lighthouse is fetched by npm when it is asked for and is no dependency:
 * it would bring 156 packages and 176 MB to everyone who installs this.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as z from 'zod'
import { ensureChromium } from '../../scripts/chromium.ts'
import type { Section } from '../support/section.ts'
import { serveSite } from './site.ts'

const version = '13.5.0'
const target = 95
const pages = ['/', '/admin', '/docs', '/kit']
const categories = ['performance', 'accessibility', 'best-practices'] as const

const report = z.looseObject({
  categories: z.record(z.string(), z.looseObject({ score: z.number().nullable() })),
  audits: z.record(
    z.string(),
    z.looseObject({ score: z.number().nullable(), numericValue: z.number().optional(), displayValue: z.string().optional() }),
  ),
})
type Report = z.infer<typeof report>

async function lookAt(url: string, chrome: string): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'prost-lighthouse-'))
  const file = join(folder, 'report.json')
  const flags = '--headless=new --no-sandbox --disable-quic --disable-background-networking'
  const args = ['exec', '--yes', `--package=lighthouse@${version}`, '--', 'lighthouse', url]
  const options = [
    '--output=json',
    `--output-path=${file}`,
    '--quiet',
    `--only-categories=${categories.join(',')}`,
    `--chrome-flags=${flags}`,
  ]
  try {
    const env = { ...process.env, CHROME_PATH: chrome, CI: '1' }
    await promisify(execFile)('npm', [...args, ...options, '--no-enable-error-reporting'], { cwd: folder, env, maxBuffer: 1 << 26 })
    return report.parse(JSON.parse(readFileSync(file, 'utf8')))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** On a machine under load a look can miss the beginning of the page; once more is then enough. */
const lookTwice = (url: string, chrome: string): Promise<Report> => lookAt(url, chrome).catch(() => lookAt(url, chrome))

const scoreOf = (found: Report, category: string): number => Math.round(100 * (found.categories[category]?.score ?? 0))
const shown = (found: Report, audit: string): string => found.audits[audit]?.displayValue ?? ''

export async function lighthouse(): Promise<Section> {
  const chrome = ensureChromium()
  if (chrome === null) throw new Error('there is no Chrome to look with')
  const site = await serveSite()
  const figures: { page: string; found: Report }[] = []
  try {
    for (const page of pages) figures.push({ page, found: await lookTwice(site.url + page, chrome) })
  } finally {
    await site.close()
  }
  const low = figures.filter(({ found }) => categories.some((category) => scoreOf(found, category) < target))
  return {
    name: 'lighthouse',
    title: `Lighthouse ${version}, a phone on a slow network (target: ≥ ${target} each)`,
    head: ['page', ...categories, 'first paint', 'largest paint', 'shift'],
    rows: figures.map(({ page, found }) => [
      page,
      ...categories.map((category) => String(scoreOf(found, category))),
      shown(found, 'first-contentful-paint'),
      shown(found, 'largest-contentful-paint'),
      shown(found, 'cumulative-layout-shift'),
    ]),
    notes: low.length === 0 ? ['every page holds it'] : low.map(({ page, found }) => `${page} misses it: ${failedIn(found)}`),
    figures: figures.map(({ page, found }) => ({ page, ...Object.fromEntries(categories.map((each) => [each, scoreOf(found, each)])) })),
  }
}

const failedIn = ({ audits }: Report): string =>
  Object.entries(audits)
    .filter(([, { score }]) => score !== null && score < 0.9)
    .map(([name]) => name)
    .join(', ')
