/** Builds the shell for the pages' tests, and looks at a state of it from all sides. */
import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { eventually } from './eventually.ts'
import { compareScreen } from './screen-comparison.ts'
import { isUpdate } from './screen-references.ts'

const root = resolve(import.meta.dirname, '../..')

/** As it is shipped: the runner's NODE_ENV would bring React's development build. */
export async function buildSite(folder: string): Promise<void> {
  const args = [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--outDir', folder, '--logLevel', 'warn']
  await promisify(execFile)(process.execPath, args, { cwd: root, env: { ...process.env, NODE_ENV: 'production' } })
}

async function expectNoFinding(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations.map(({ id, impact, nodes }) => ({ name, id, impact, where: nodes.map(({ html }) => html) }))
  expect(found).toEqual([])
}

type Look = {
  /** CSS selectors of what is another every time, or belongs to no picture of this page: only its place is compared. */
  readonly masked?: readonly string[]
}

/**
 * Both colour schemes, a phone and a desk: nothing wider than the screen, no axe finding, and a screenshot that is compared with its
 * reference. `name` is the name of the reference, one for each state of a page.
 */
export async function examine(page: Page, name: string, { masked = [] }: Look = {}): Promise<void> {
  await page.mouse.move(0, 0)
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [360, 1280]) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: width === 360 ? 740 : 800 })
      await eventually(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
      await compareScreen(page, `${name}-${width}-${colorScheme}`, masked)
      if (!isUpdate) await expectNoFinding(page, `${name}-${width}-${colorScheme}`)
    }
  }
}
