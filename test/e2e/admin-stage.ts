/** A browser before the stand-in platform, for each test of a file anew: a page, and what no page may ever do. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { buildSite } from './admin-examine.ts'
import type { AdminServer } from './admin-server.ts'
import { startAdminServer } from './admin-server.ts'
import { newWorld } from './admin-world.ts'

const chrome = process.env['CHROME_PATH'] ?? '/usr/bin/chromium'
export const hasChrome = existsSync(chrome)
const flags = ['--headless=new', '--no-sandbox', '--disable-quic', '--disable-background-networking']

type Shown = { readonly server: AdminServer; readonly context: BrowserContext; readonly page: Page }

/** To be called once at the top of a test file. `locale` is the browser's own language. */
export function adminStage({ locale = 'en-US' }: { readonly locale?: string } = {}) {
  const world = newWorld()
  const misdeeds: string[] = []
  let site = ''
  let browser: Browser | null = null
  let shown: Shown | null = null
  const now = (): Shown => {
    if (shown === null) throw new Error('there is no page outside of a test')
    return shown
  }

  beforeAll(async () => {
    site = mkdtempSync(join(tmpdir(), 'prost-web-'))
    await buildSite(site)
    if (hasChrome) browser = await chromium.launch({ executablePath: chrome, args: flags })
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(site, { recursive: true, force: true })
  })

  beforeEach(async () => {
    Object.assign(world, newWorld())
    misdeeds.length = 0
    if (browser === null) return
    const server = await startAdminServer(site, world)
    const context = await browser.newContext({ baseURL: server.url, locale, reducedMotion: 'reduce', timezoneId: 'America/Sao_Paulo' })
    context.on('page', (page) => watch(page, server.url, misdeeds))
    shown = { server, context, page: await context.newPage() }
  })
  afterEach(async () => {
    await shown?.context.close()
    await shown?.server.close()
    shown = null
    if (misdeeds.length > 0) throw new Error(`the page did what it must never do: ${misdeeds.join('; ')}`)
  })

  const signIn = async (path = '/admin'): Promise<void> => {
    const { page } = now()
    await page.goto(path)
    await page.getByLabel('E-mail').fill(world.user.email)
    await page.getByLabel('Password').fill(world.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('link', { name: `Account: ${world.user.display_name}` }).waitFor()
  }

  return {
    world,
    signIn,
    get page() {
      return now().page
    },
    get server() {
      return now().server
    },
    get context() {
      return now().context
    },
    shows: (text: string | RegExp): Promise<boolean> => seen(now().page.getByText(text).first()),
    /** The calls of one route, in their order. */
    calls: (method: string, path: string | RegExp) =>
      now().server.asked.filter(
        (each) => each.method === method && (typeof path === 'string' ? each.path.endsWith(path) : path.test(each.path)),
      ),
  }
}

function watch(page: Page, origin: string, misdeeds: string[]): void {
  page.on('pageerror', (error) => misdeeds.push(error.message))
  page.on('console', (message) => /Content Security Policy|Refused to|Trusted/.test(message.text()) && misdeeds.push(message.text()))
  page.on('request', (request) => new URL(request.url()).origin === origin || misdeeds.push(request.url()))
}

/** True as soon as it can be seen; throws when it never can. */
export const seen = (locator: Locator): Promise<boolean> => locator.waitFor().then(() => true)
