/** Two people of the demo app in browsers with a camera, before the started platform; and what their pages' connections are doing. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { WebSocket } from 'ws'
import * as z from 'zod'
import { deadlineMs, eventually } from './eventually.ts'
import type { DevJson } from './platform-process.ts'

/** What `watchMedia` keeps in the page. Times are epoch ms. */
type Watched = {
  readonly connections: RTCPeerConnection[]
  readonly tracks: MediaStreamTrack[]
  /** When the platform answered that the consent is taken back. */
  revokedAt: number | null
  /** When the call was gone from the page. */
  endedAt: number | null
}
declare global {
  interface Window {
    prostWatched: Watched
  }
}

/** Runs in the page, before it: keeps what it opens, and when a call ends. */
function watchMedia(): void {
  const watched: Watched = { connections: [], tracks: [], revokedAt: null, endedAt: null }
  window.prostWatched = watched
  const Connection = window.RTCPeerConnection
  window.RTCPeerConnection = class extends Connection {
    constructor(...given: ConstructorParameters<typeof Connection>) {
      super(...given)
      watched.connections.push(this)
    }
  }
  const media = navigator.mediaDevices
  const capture = media.getUserMedia.bind(media)
  media.getUserMedia = async (wanted) => {
    const stream = await capture(wanted)
    watched.tracks.push(...stream.getTracks())
    return stream
  }
  const ask = window.fetch.bind(window)
  window.fetch = async (...given) => {
    const answer = await ask(...given)
    if (answer.ok && answer.url.endsWith('/revoke')) watched.revokedAt = Date.now()
    return answer
  }
  let wasLive = false
  new MutationObserver(() => {
    const at = document.querySelector('section.call')?.getAttribute('data-at') ?? null
    if (at === 'live') wasLive = true
    else if (wasLive && (at === null || at === 'ended')) watched.endedAt ??= Date.now()
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-at'] })
}

export async function newPerson(browser: Browser, { url }: DevJson, locale = 'en-US'): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: url, locale, reducedMotion: 'reduce', timezoneId: 'America/Sao_Paulo' })
  context.setDefaultTimeout(deadlineMs)
  await context.addInitScript(watchMedia)
  return context
}

const labels = { 'en-US': ['Password', 'Sign in'], 'pt-BR': ['Senha', 'Entrar'] } as const

/** Signs in at the party, and is in its room. */
export async function toParty(
  context: BrowserContext,
  user: DevJson['users'][number],
  locale: keyof typeof labels = 'en-US',
): Promise<Page> {
  const page = await context.newPage()
  const [password, enter] = labels[locale]
  await page.goto('/party')
  await page.getByLabel('E-mail').fill(user.email)
  await page.getByLabel(password).fill(user.password)
  await page.getByRole('button', { name: enter, exact: true }).click()
  await page.waitForURL(/session=/)
  return page
}

export const stateOfCall = (page: Page): Promise<string | null> => page.locator('section.call').getAttribute('data-at', { timeout: 1_000 })

export const isLive = (page: Page): Promise<void> => page.locator('section.call[data-at=live]').waitFor()

/** Pictures of the other that this page has decoded over its newest connection. */
export const framesOf = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const report = await window.prostWatched.connections.at(-1)?.getStats()
    const counts = [...(report?.values() ?? [])].map((stat: { type: string; kind?: string; framesDecoded?: number }) =>
      stat.type === 'inbound-rtp' && stat.kind === 'video' ? (stat.framesDecoded ?? 0) : 0,
    )
    return counts.reduce((sum, count) => sum + count, 0)
  })

/** The picture of the other goes on from where it is now. */
export async function sees(page: Page): Promise<void> {
  const before = await framesOf(page)
  await eventually(() => framesOf(page)).toBeGreaterThan(before + 5)
}

/** Null until it ended. */
export const endedAt = (page: Page): Promise<number | null> => page.evaluate(() => window.prostWatched.endedAt)
export const revokedAt = (page: Page): Promise<number | null> => page.evaluate(() => window.prostWatched.revokedAt)

/** What still uses camera, microphone or network. */
export const leftOver = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => [
    ...window.prostWatched.tracks.filter(({ readyState }) => readyState === 'live').map(({ kind }) => kind),
    ...window.prostWatched.connections.map(({ connectionState }) => connectionState).filter((state) => state !== 'closed'),
  ])

export const sessionOf = (page: Page): string => new URL(page.url()).searchParams.get('session') ?? ''

/** By e-mail and password, without a browser. */
export async function tokenOf({ url, app }: DevJson, { email, password }: DevJson['users'][number]): Promise<string> {
  const headers = { 'Content-Type': 'application/json', 'X-Prost-App-Key': app.key }
  const answer = await fetch(`${url}/v1/auth/login`, { method: 'POST', headers, body: JSON.stringify({ email, password }) })
  return z.object({ access_token: z.string() }).parse(await answer.json()).access_token
}

/** The status of asking for media. */
export async function askMedia({ url }: DevJson, token: string, session: string): Promise<number> {
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` }
  return (await fetch(`${url}/v1/media/token`, { method: 'POST', headers, body: JSON.stringify({ session_id: session }) })).status
}

/** The status of the upgrade; 101 when it opens. */
export const knock = ({ url }: DevJson, token: string, session: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/v1/rooms/${session}`, ['prost.v1', `bearer.${token}`])
    socket.once('open', () => {
      socket.close()
      resolve(101)
    })
    socket.once('unexpected-response', (request, { statusCode }) => {
      request.destroy()
      resolve(statusCode ?? 0)
    })
    socket.once('error', (error) => reject(error))
  })
