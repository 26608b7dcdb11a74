/**
 * Two people in a call over a room that loses, doubles, delays and reorders what they say, with pages that are reloaded or opened twice, networks that
 * go, devices and grants that take their time. Chaos first, then calm: after it both are in the call, or it has ended for both and says so.
 */
import type { CallSignal } from '../../contract/call-signal.ts'
import { connectionId } from '../../contract/ids.ts'
import type { RoomAt } from '../../web/features/call/call-state.ts'
import type { World } from './call-page.ts'
import { Page } from './call-page.ts'
import type { Random } from './random.ts'
import { seeded } from './random.ts'

export type CallTotals = {
  calls: number
  steps: number
  signals: number
  lost: number
  live: number
  ended: number
  reloads: number
  restarts: number
}

type Event = { readonly at: number; readonly order: number; readonly what: () => void }

const chaosMs = 90_000
/** Longer than all that is waited for in a row. */
const calmMs = 200_000
const sampleMs = 250

export class CallSimulation {
  readonly #random: Random
  readonly #world: World
  readonly #pages: Page[] = []
  readonly totals: CallTotals = { calls: 1, steps: 0, signals: 0, lost: 0, live: 0, ended: 0, reloads: 0, restarts: 0 }
  #events: Event[] = []
  #made = 0
  #now = 1_000_000
  #isCalm = false
  /** Media can not pass. */
  #isCut = false
  #hasEnded = false
  #endsByHand: boolean

  constructor(seed: number) {
    this.#random = seeded(seed)
    this.#endsByHand = this.#random.chance(0.2)
    this.#world = {
      random: this.#random,
      now: () => this.#now,
      after: (ms, what) => this.#after(ms, what),
      isCalm: () => this.#isCalm,
      relay: (from, signal) => this.#relay(from, signal),
      hungUp: () => this.#end(),
    }
  }

  /** The first rule that broke, or null. */
  run(): string | null {
    try {
      this.#after(0, () => this.#enter(0))
      this.#after(this.#random.int(0, 5_000), () => this.#enter(1))
      this.#after(sampleMs, () => this.#sample())
      for (let i = 0; i < 12; i++) this.#after(this.#random.int(500, chaosMs), () => this.#mishap())
      this.#until(this.#now + chaosMs)
      this.#calm()
      this.#until(this.#now + calmMs)
      return this.#verdict()
    } catch (error) {
      return error instanceof Error ? `${error.message} (after ${this.#now - 1_000_000} ms)` : String(error)
    } finally {
      this.totals.steps += this.#pages.reduce((sum, page) => sum + page.steps, 0)
    }
  }

  #after(ms: number, what: () => void): void {
    this.#made += 1
    this.#events.push({ at: this.#now + ms, order: this.#made, what })
  }

  #until(end: number): void {
    for (;;) {
      let next: Event | null = null
      for (const event of this.#events)
        if (next === null || event.at < next.at || (event.at === next.at && event.order < next.order)) next = event
      if (next === null || next.at > end) break
      const { order } = next
      this.#events = this.#events.filter((event) => event.order !== order)
      this.#now = next.at
      next.what()
    }
    this.#now = end
  }

  #of(person: 0 | 1): Page[] {
    return this.#pages.filter((page) => page.person === person && !page.isGone)
  }

  #enter(person: 0 | 1): void {
    const number = String(this.#pages.length).padStart(12, '0')
    const page = new Page(this.#world, person, connectionId.parse(`01939b7e-0000-7000-8000-${number}`))
    this.#pages.push(page)
    this.#after(this.#random.int(10, 800), () => this.#link(page, true))
  }

  #link(page: Page, isLinked: boolean): void {
    if (page.isGone) return
    page.isLinked = isLinked
    for (const each of this.#pages) this.#tellRoom(each)
  }

  #tellRoom(page: Page): void {
    if (page.isGone) return
    if (this.#hasEnded) return page.isLinked ? page.tell({ type: 'over', why: { by: 'session', reason: 'requested' } }) : undefined
    const isOtherThere = this.#of(page.person === 0 ? 1 : 0).some((other) => other.isLinked)
    const room: RoomAt = !page.isLinked ? { at: 'away' } : isOtherThere ? { at: 'together', polite: page.person === 1 } : { at: 'alone' }
    const { room: before } = page.state
    if (before.at !== room.at) page.tell({ type: 'room', room })
  }

  #end(): void {
    this.#hasEnded = true
    this.#after(this.#random.int(5, 300), () => {
      for (const page of this.#pages) this.#tellRoom(page)
    })
  }

  #relay(from: Page, signal: CallSignal): void {
    this.totals.signals += 1
    const isLost = !from.isLinked || (!this.#isCalm && this.#random.chance(0.1))
    if (isLost) this.totals.lost += 1
    const times = isLost ? 0 : !this.#isCalm && this.#random.chance(0.1) ? 2 : 1
    for (let i = 0; i < times; i++)
      this.#after(this.#random.int(1, this.#isCalm ? 20 : this.#random.chance(0.2) ? 4_000 : 80), () => {
        for (const page of this.#of(from.person === 0 ? 1 : 0)) if (page.isLinked) page.tell({ type: 'heard', signal })
      })
  }

  #mishap(): void {
    const person = this.#random.pick([0, 1] as const)
    const page = this.#of(person).at(-1)
    if (page === undefined || this.#isCalm) return
    switch (this.#random.pick(['link', 'cut', 'reload', 'second', 'turn', 'link', 'cut', 'hang_up'] as const)) {
      case 'link':
        this.#link(page, false)
        return this.#after(this.#random.int(50, 15_000), () => this.#link(page, true))
      case 'cut':
        this.#isCut = true
        return this.#after(this.#random.int(200, 25_000), () => (this.#isCut = false))
      case 'reload':
        this.totals.reloads += 1
        page.vanish()
        return this.#enter(person)
      case 'second':
        return this.#enter(person)
      case 'turn':
        return page.tell({ type: 'turn', kind: 'video', on: this.#random.chance(0.5) })
      case 'hang_up':
        return this.#endsByHand ? page.tell({ type: 'hang_up' }) : undefined
    }
  }

  /** What the two networks do by themselves. */
  #sample(): void {
    const connections = this.#pages.flatMap((page) => (page.connection === null ? [] : [{ page, connection: page.connection }]))
    for (const { page, connection } of connections) {
      const partner = connections.find((other) => other.page.person !== page.person && connection.reaches(other.connection))
      const isThere = partner !== undefined && !this.#isCut
      const age = this.#now - connection.since
      const says = (is: 'connected' | 'disconnected' | 'failed'): void => {
        connection.becomes(is, this.#now)
        if (is === 'failed') this.totals.restarts += 1
        page.tell({ type: 'connection', n: page.state.name.n, is })
      }
      if (connection.isClosed) continue
      if (connection.ice !== 'connected' && isThere && connection.mayConnect) says('connected')
      else if (connection.ice === 'connected' && !isThere && age > 1_000) says('disconnected')
      else if (connection.ice === 'disconnected' && !isThere && age > 5_000) says('failed')
      else if (connection.ice === 'new' && !isThere && age > 20_000) says('failed')
    }
    this.#after(sampleMs, () => this.#sample())
  }

  #calm(): void {
    this.#isCalm = true
    this.#isCut = false
    for (const page of this.#pages) if (!page.isGone && !page.isLinked) this.#link(page, true)
    // Who is left with a failure, or told that the call is in a page that is no more, presses the button that is shown then.
    for (let ms = 70_000; ms < 100_000; ms += 10_000)
      this.#after(ms, () => {
        for (const page of this.#pages) page.tell({ type: 'try_again' })
        for (const person of [0, 1] as const)
          if (this.#of(person).every(({ state }) => state.media.at === 'ended') && !this.#hasEnded) this.#enter(person)
      })
  }

  #verdict(): string | null {
    const here = this.#pages.filter((page) => !page.isGone)
    if (this.#hasEnded) {
      this.totals.ended += 1
      const left = here.filter(({ state, hasReleased }) => state.media.at !== 'ended' || !hasReleased)
      return left.length === 0 ? null : `the session ended and ${left.length} pages are ${left[0]?.state.media.at}`
    }
    const live = here.filter(({ state }) => state.media.at !== 'ended')
    const [one, two] = [live.filter(({ person }) => person === 0), live.filter(({ person }) => person === 1)]
    if (one.length !== 1 || two.length !== 1) return `${one.length} and ${two.length} pages are in the call`
    const [a, b] = [one[0], two[0]]
    if (a?.state.media.at !== 'live' || b?.state.media.at !== 'live') return `the two are ${a?.state.media.at} and ${b?.state.media.at}`
    if (a.connection === null || b.connection === null || !a.connection.reaches(b.connection))
      return 'both say live and do not reach each other'
    const shown = a.state.theirs?.sends
    if (shown?.video !== (b.state.own.video === 'on')) return 'what is shown of the other is not what they send'
    this.totals.live += 1
    return null
  }
}
