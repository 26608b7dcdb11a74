/** Builds the shell for the page's tests, and looks at a state of it from all sides. */
import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const shots = join(root, 'test-results/admin-page')

/** As it is shipped: the runner's NODE_ENV would bring React's development build. */
export async function buildSite(folder: string): Promise<void> {
  const args = [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--outDir', folder, '--logLevel', 'warn']
  await promisify(execFile)(process.execPath, args, { cwd: root, env: { ...process.env, NODE_ENV: 'production' } })
}

async function look(page: Page, name: string, width: number): Promise<void> {
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true })
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  expect([name, wide]).toEqual([name, width])
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations.map(({ id, impact, nodes }) => ({ name, id, impact, where: nodes.map(({ html }) => html) }))
  expect(found).toEqual([])
}

/** Both colour schemes, a phone and a desk: a picture in test-results/, nothing wider than the screen, no axe finding. */
export async function examine(page: Page, name: string): Promise<void> {
  mkdirSync(shots, { recursive: true })
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [360, 1280]) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: width === 360 ? 740 : 800 })
      await look(page, `${name}-${width}-${colorScheme}`, width)
    }
  }
}
