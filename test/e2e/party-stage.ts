/** People at the pages of a started platform: browsers of their own, signed in at the page, and what no page may ever do. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import * as z from 'zod'
import { hasChrome, launch } from './browser.ts'
import { deadlineMs } from './eventually.ts'
import type { DevJson, Running } from './platform-process.ts'
import { anyPort, newState, start, stop } from './platform-process.ts'

export { hasChrome } from './browser.ts'

export type Guest = { readonly page: Page; readonly context: BrowserContext; readonly name: string }

type GuestOptions = { readonly locale?: string; readonly path?: string }

/** To be called once at the top of a test file. `modes`: manifests beside the platform's own. */
export function partyStage({ modes = [] }: { readonly modes?: readonly unknown[] } = {}) {
  const misdeeds: string[] = []
  const contexts: BrowserContext[] = []
  let running: Running | null = null
  let browser: Browser | null = null
  const now = (): { readonly dev: DevJson; readonly browser: Browser } => {
    if (running === null || browser === null) throw new Error('the platform is not up')
    return { dev: running.dev, browser }
  }

  beforeAll(async () => {
    if (!hasChrome) return
    const file = join(mkdtempSync(join(tmpdir(), 'prost-modes-')), 'modes.json')
    writeFileSync(file, JSON.stringify(modes))
    running = await start(newState(), await anyPort(), ['--no-seed', '--no-lab', '--modes', file])
    browser = await launch()
  })
  afterAll(async () => {
    await browser?.close()
    if (running !== null) await stop(running)
  })
  afterEach(async () => {
    await Promise.all(contexts.flatMap((context) => context.pages()).map(goAway))
    await Promise.all(contexts.splice(0).map((context) => context.close()))
    const done = misdeeds.splice(0)
    if (done.length > 0) throw new Error(`the page did what it must never do: ${done.join('; ')}`)
  })

  /** A browser of its own. */
  const arrive = async ({ locale = 'en-US', path = '/party' }: GuestOptions = {}): Promise<{ context: BrowserContext; page: Page }> => {
    const { dev, browser: open } = now()
    const context = await open.newContext({ baseURL: dev.url, locale, reducedMotion: 'reduce', timezoneId: 'America/Sao_Paulo' })
    context.setDefaultTimeout(deadlineMs)
    contexts.push(context)
    context.on('page', (page) => watch(page, dev.url, misdeeds))
    const page = await context.newPage()
    await page.goto(path)
    return { context, page }
  }

  /** One of the people of `dev.json`, signed in at the page. */
  const guest = async (index: number, options: GuestOptions = {}): Promise<Guest> => {
    const { context, page } = await arrive(options)
    const { email, password } = now().dev.users[index] ?? { email: '', password: '' }
    await fillSignIn(page, email, password)
    await page.locator('.mode').waitFor()
    return { page, context, name: email.split('@')[0] ?? email }
  }

  /** The address of a party of its own: nothing was said there, and nobody is in it. */
  const newParty = async (): Promise<string> => {
    const { dev } = now()
    const [owner] = dev.users
    const signedIn = await ask(`${dev.url}/v1/auth/login`, { 'X-Prost-App-Key': dev.app.key }, owner, token)
    const made = await ask(`${dev.url}/v1/sessions`, { Authorization: `Bearer ${signedIn.access_token}` }, { mode: 'party' }, named)
    return `/party?session=${made.id}`
  }

  return {
    arrive,
    guest,
    newParty,
    get dev() {
      return now().dev
    },
  }
}

const token = z.object({ access_token: z.string() })
const named = z.object({ id: z.uuid() })

const ask = async <T>(url: string, headers: Record<string, string>, json: unknown, schema: z.ZodType<T>): Promise<T> => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify(json),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text}`)
  return schema.parse(JSON.parse(text))
}

/** Out of the room by its door, so that the next test meets nobody who is as good as gone. */
async function goAway(page: Page): Promise<void> {
  if (page.url() === 'about:blank') return
  await page.context().setOffline(false)
  await page.evaluate(() => {
    history.pushState(null, '', '/')
    dispatchEvent(new PopStateEvent('popstate'))
  })
  await page.locator('.mode').waitFor({ state: 'detached' })
}

/** The form by its fields, in whichever language it is. */
export async function fillSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.locator('input[name="email"]').fill(email)
  await page.locator('input[name="password"]').fill(password)
  await page.locator('form button[type="submit"]').click()
}

function watch(page: Page, origin: string, misdeeds: string[]): void {
  page.on('pageerror', (error) => misdeeds.push(error.message))
  page.on('console', (message) => /Content Security Policy|Refused to|Trusted/.test(message.text()) && misdeeds.push(message.text()))
  page.on('request', (request) => new URL(request.url()).origin === origin || misdeeds.push(request.url()))
}
