/** A browser before the stand-in platform, for each test of a file anew: a page, and what no page may ever do. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { restartClock } from './admin-clock.ts'
import { buildSite } from './admin-examine.ts'
import type { AdminServer } from './admin-server.ts'
import { startAdminServer } from './admin-server.ts'
import { newWorld } from './admin-world.ts'
import { hasChrome, launch } from './browser.ts'
import { deadlineMs, eventually, seen } from './eventually.ts'

export { hasChrome } from './browser.ts'
export { seen } from './eventually.ts'

type Shown = { readonly server: AdminServer; readonly context: BrowserContext; readonly page: Page }

type StageOptions = {
  /** The browser's own language. */
  readonly locale?: string
  /** Also what the page writes to the console is a misdeed, but for what a test expects. */
  readonly silent?: boolean
}

/** To be called once at the top of a test file. */
export function adminStage({ locale = 'en-US', silent = false }: StageOptions = {}) {
  const world = newWorld()
  const misdeeds: string[] = []
  /** What the browser itself writes to the console when an answer is an error. */
  let expected: RegExp | null = null
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
    if (hasChrome) browser = await launch()
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(site, { recursive: true, force: true })
  })

  beforeEach(async () => {
    restartClock()
    Object.assign(world, newWorld())
    misdeeds.length = 0
    expected = null
    if (browser === null) return
    const server = await startAdminServer(site, world)
    const context = await browser.newContext({ baseURL: server.url, locale, reducedMotion: 'reduce', timezoneId: 'America/Sao_Paulo' })
    context.setDefaultTimeout(deadlineMs)
    context.on('page', (page) => watch(page, server.url, misdeeds))
    if (silent) context.on('console', (message) => expected?.test(message.text()) === true || misdeeds.push(message.text()))
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

  /** A request of the page, seen by the server: what the page asked before has been asked. */
  const barrier = async (): Promise<void> => {
    const { page, server } = now()
    const before = server.asked.length
    await page.evaluate(() => void fetch('/v1/barrier'))
    await eventually(() => server.asked.slice(before).some(({ path }) => path === '/v1/barrier')).toBe(true)
  }

  return {
    world,
    signIn,
    barrier,
    /** Of a silent stage: the console may say so in this test. */
    expect: (text: RegExp): void => {
      expected = text
    },
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
