/** A viewer of the first page in a real browser, and what a stopwatch beside the picture saw. */
import type { Browser, Page } from 'playwright-core'

/** The picture stood still. ms; `aheadMs`: the least media that was loaded and could have been played meanwhile. */
export type Standstill = { readonly atS: number; readonly ms: number; readonly aheadMs: number; readonly readyState: number }

export type Seen = {
  readonly standstills: readonly Standstill[]
  /** Pictures that were shown. */
  readonly frames: number
  /** How often the element lost its media: a fatal error, or a new engine. */
  readonly emptied: number
  readonly errors: readonly string[]
  /** What the page said of its player, in order. */
  readonly phases: readonly string[]
  readonly positionS: number
  /** The longest the stopwatch itself was not let run: what says how busy the machine is. */
  readonly heldUpMs: number
  /** The least media that was loaded beyond the picture. */
  readonly aheadMs: number
}

declare global {
  interface Window {
    /** `take`: the next one begins anew. */
    outageWatch: (take: boolean) => Seen
  }
}

/** Runs in the page, before anything of it: stands on nothing outside of itself. */
const stopwatch = (): void => {
  const everyMs = 50
  const standstills: Standstill[] = []
  const errors: string[] = []
  const phases: string[] = []
  const [began, seen] = [performance.now(), { frames: 0, emptied: 0, heldUpMs: 0, aheadMs: Infinity }]
  let watched: HTMLVideoElement | null = null
  let last = { at: began, position: 0 }
  let still: { since: number; aheadMs: number; readyState: number } | null = null

  const aheadOf = ({ buffered, currentTime }: HTMLVideoElement): number => {
    for (let i = 0; i < buffered.length; i++)
      if (buffered.start(i) <= currentTime && currentTime <= buffered.end(i)) return Math.round((buffered.end(i) - currentTime) * 1_000)
    return 0
  }
  const watch = (video: HTMLVideoElement): void => {
    watched = video
    video.addEventListener('emptied', () => last.position > 0 && (seen.emptied += 1))
    video.addEventListener('error', () => errors.push(`${video.error?.code} ${video.error?.message}`))
    const frame = (): void => {
      seen.frames += 1
      video.requestVideoFrameCallback(frame)
    }
    video.requestVideoFrameCallback(frame)
  }
  const closed = (now: number): Standstill[] =>
    still !== null && now - still.since > 250
      ? [
          {
            atS: Math.round((still.since - began) / 100) / 10,
            ms: Math.round(now - still.since),
            aheadMs: still.aheadMs,
            readyState: still.readyState,
          },
        ]
      : []

  setInterval(() => {
    const player = document.querySelector('section.player')
    const video = player?.querySelector('video') ?? null
    const now = performance.now()
    if (video === null || player === null) return
    if (watched !== video) watch(video)
    const phase = player.getAttribute('data-phase') ?? ''
    if (phases.at(-1) !== phase) phases.push(phase)
    const position = video.currentTime
    if (last.position > 0 || position > 0) {
      if (position > 2) seen.aheadMs = Math.min(seen.aheadMs, aheadOf(video))
      seen.heldUpMs = Math.max(seen.heldUpMs, Math.round(now - last.at - everyMs))
      if (position === last.position) {
        still ??= { since: last.at, aheadMs: Infinity, readyState: 4 }
        still.aheadMs = Math.min(still.aheadMs, aheadOf(video))
        still.readyState = Math.min(still.readyState, video.readyState)
      } else {
        standstills.push(...closed(now))
        still = null
      }
    }
    last = { at: now, position }
  }, everyMs)

  window.outageWatch = (take) => {
    const { position: positionS } = last
    const answer = {
      standstills: [...standstills, ...closed(performance.now())],
      errors: [...errors],
      phases: [...phases],
      positionS,
      ...seen,
    }
    if (take) {
      for (const list of [standstills, errors, phases]) list.length = 0
      Object.assign(seen, { emptied: 0, heldUpMs: 0, aheadMs: Infinity })
    }
    return answer
  }
}

export class ChannelViewer {
  readonly page: Page

  private constructor(page: Page) {
    this.page = page
  }

  /** `hear` gets every playlist that the page's player read. */
  static async open(browser: Browser, url: string, hear: (name: string, text: string) => void): Promise<ChannelViewer> {
    const page = await browser.newPage({ viewport: { width: 800, height: 600 } })
    page.on('response', (response) => {
      const name = /\/live\/[^/]+\/([^/]+)\.m3u8$/.exec(new URL(response.url()).pathname)?.[1]
      if (name === undefined || response.status() !== 200) return
      // A body that is gone with its connection was read by nobody.
      response.text().then(
        (text) => hear(name, text),
        () => undefined,
      )
    })
    await page.addInitScript(stopwatch)
    await page.goto(url)
    return new ChannelViewer(page)
  }

  seen(): Promise<Seen> {
    return this.page.evaluate(() => window.outageWatch(false))
  }

  /** What was seen since this was last asked. */
  taken(): Promise<Seen> {
    return this.page.evaluate(() => window.outageWatch(true))
  }

  async positionS(): Promise<number> {
    return (await this.seen()).positionS
  }

  /** Another one after a reload. */
  openedAt(): Promise<number> {
    return this.page.evaluate(() => performance.timeOrigin)
  }

  source(): Promise<string | null> {
    return this.page.locator('section.player').getAttribute('data-source')
  }
}
