/** One page of one person in a simulated call: the machine, its connection, its devices and its place in the room. Checks every step. */
import type { CallSignal } from '../../contract/call-signal.ts'
import { callSignal } from '../../contract/call-signal.ts'
import type { ConnectionId } from '../../contract/ids.ts'
import { dueAt, newCall, step } from '../../web/features/call/call-machine.ts'
import { mostTries } from '../../web/features/call/call-recovery.ts'
import type { CallEffect, CallInput, CallState } from '../../web/features/call/call-state.ts'
import { readSignal } from '../../web/features/call/signal-reading.ts'
import type { Random } from './random.ts'
import { SimulatedConnection } from './simulated-browser.ts'

/** What a page needs of the world around it. */
export type World = {
  readonly random: Random
  readonly now: () => number
  readonly after: (ms: number, what: () => void) => void
  readonly isCalm: () => boolean
  readonly relay: (from: Page, signal: CallSignal) => void
  readonly hungUp: (page: Page) => void
}

type Operation = Extract<CallEffect, { do: 'offer' | 'take_offer' | 'take_answer' | 'add_candidate' }>

export class Page {
  readonly person: 0 | 1
  readonly name: string
  state: CallState
  connection: SimulatedConnection | null = null
  /** Whether its socket is open. */
  isLinked = false
  isGone = false
  hasReleased = false
  steps = 0
  readonly #world: World
  #operations: Operation[] = []
  #isBusy = false
  #isNeedTold = false
  #tickAt: number | null = null

  constructor(world: World, person: 0 | 1, page: ConnectionId) {
    this.#world = world
    this.person = person
    this.name = page
    this.state = newCall(page)
    this.tell({ type: 'begin' })
  }

  tell(input: CallInput): void {
    if (this.isGone) return
    const before = this.state
    const { state, effects } = step(before, input, this.#world.now())
    this.state = state
    this.steps += 1
    this.#check(before, effects)
    for (const effect of effects) this.#perform(effect)
    this.#arm()
  }

  /** The page is closed without a word. */
  vanish(): void {
    this.isGone = true
    this.#close()
  }

  #check(before: CallState, effects: readonly CallEffect[]): void {
    const { name, recovery, media } = this.state
    if (before.media.at === 'ended' && (effects.length > 0 || this.state !== before)) throw new Error('something happened after the end')
    if (name.page !== before.name.page || name.n < before.name.n) throw new Error('the name of a connection went back')
    if (recovery !== null && recovery.tries > mostTries) throw new Error(`tried ${recovery.tries} times`)
    const doing = media.at === 'joining' || media.at === 'live' ? media.talk.early.length + media.talk.found.length : 0
    if (doing > 128) throw new Error('candidates pile up')
  }

  #arm(): void {
    const due = dueAt(this.state)
    if (due === null || due === this.#tickAt) return
    this.#tickAt = due
    this.#world.after(Math.max(0, due - this.#world.now()), () => {
      if (this.#tickAt !== due || this.isGone) return
      this.#tickAt = null
      this.tell({ type: 'tick' })
      const next = dueAt(this.state)
      if (next !== null && next <= this.#world.now() && this.state.media.at !== 'ended') throw new Error('a tick left something due behind')
    })
  }

  #perform(effect: CallEffect): void {
    switch (effect.do) {
      case 'ask_devices':
        return this.#askDevices()
      case 'ask_grant':
        return this.#askGrant()
      case 'open':
        return this.#open(effect.n, effect.polite)
      case 'close':
        return this.#close()
      case 'offer':
      case 'take_offer':
      case 'take_answer':
      case 'add_candidate':
        this.#operations.push(effect)
        return this.#work()
      case 'restart_ice':
        this.#opened().restartIce()
        return this.#tellNeed()
      case 'say':
        return this.#say(effect.signal)
      case 'release':
        if (this.hasReleased) throw new Error('the devices are given back twice')
        this.hasReleased = true
        return
      case 'hung_up':
        return this.#world.hungUp(this)
      case 'turn':
      case 'reconfigure':
      case 'report':
        return
    }
  }

  #say(signal: CallSignal): void {
    const json: unknown = JSON.parse(JSON.stringify(signal))
    if (JSON.stringify(readSignal(json)) !== JSON.stringify(callSignal.parse(json)))
      throw new Error('a signal is read otherwise than it was said')
    this.#world.relay(this, signal)
  }

  #askDevices(): void {
    const { random, after, isCalm } = this.#world
    after(random.int(5, isCalm() ? 200 : 4_000), () => {
      if (!isCalm() && random.chance(0.1)) {
        this.tell({ type: 'no_devices', why: 'denied' })
        after(random.int(100, 3_000), () => this.tell({ type: random.chance(0.5) ? 'go_without' : 'try_devices' }))
        // Whoever is left there by a second denial goes without.
        return after(10_000, () => this.tell({ type: 'go_without' }))
      }
      return this.tell({ type: 'devices', own: { audio: 'on', video: random.chance(0.8) ? 'on' : 'none' } })
    })
  }

  #askGrant(): void {
    const { random, after, isCalm } = this.#world
    const fails = !isCalm() && random.chance(0.15)
    const retryAfterMs = random.chance(0.3) ? 3_000 : null
    after(random.int(5, 400), () =>
      this.tell(
        fails
          ? { type: 'not_granted', code: 'temporarily_unavailable', final: false, retryAfterMs }
          : { type: 'granted', lifetimeMs: random.int(20_000, 600_000) },
      ),
    )
  }

  #open(n: number, polite: boolean): void {
    if (this.connection !== null) throw new Error('two connections are open')
    this.connection = new SimulatedConnection(`${this.name.slice(-4)}-${n}`, !polite)
    this.connection.since = this.#world.now()
    this.#tellNeed()
  }

  #close(): void {
    if (this.connection !== null) this.connection.isClosed = true
    this.connection = null
    this.#operations = []
    this.#isBusy = false
    this.#isNeedTold = false
  }

  #opened(): SimulatedConnection {
    if (this.connection === null) throw new Error('a connection that is not there is told to do something')
    return this.connection
  }

  /** Its operations go one after the other, each takes its time. */
  #work(): void {
    const operation = this.#operations[0]
    const connection = this.#opened()
    if (operation === undefined || this.#isBusy) return
    const { random, after, isCalm } = this.#world
    this.#isBusy = true
    after(random.int(1, 120), () => {
      if (connection.isClosed) return
      this.#isBusy = false
      this.#operations.shift()
      if (!isCalm() && random.chance(0.005)) return this.tell({ type: 'broken', n: this.state.name.n })
      this.#do(connection, operation)
      if (!connection.isClosed) this.#work()
    })
  }

  #do(connection: SimulatedConnection, operation: Operation): void {
    const { n } = this.state.name
    switch (operation.do) {
      case 'offer': {
        const sdp = connection.offer()
        this.#isNeedTold = false
        this.tell({ type: 'talk', n, input: { type: 'described', sdp } })
        return this.#gather(connection)
      }
      case 'take_offer': {
        const sdp = connection.takeOffer(operation.sdp)
        if (!connection.isNegotiationNeeded) this.#isNeedTold = false
        this.tell({ type: 'talk', n, input: { type: 'described', sdp } })
        this.#gather(connection)
        return this.#tellNeed()
      }
      case 'take_answer':
        connection.takeAnswer(operation.sdp)
        this.tell({ type: 'talk', n, input: { type: 'taken' } })
        return this.#tellNeed()
      case 'add_candidate':
        return connection.addCandidate(operation.candidate)
    }
  }

  #gather(connection: SimulatedConnection): void {
    const { n } = this.state.name
    for (const candidate of connection.candidates())
      this.#world.after(this.#world.random.int(1, 300), () => {
        if (!connection.isClosed) this.tell({ type: 'talk', n, input: { type: 'found', candidate } })
      })
  }

  #tellNeed(): void {
    const { connection } = this
    if (connection === null || !connection.isNegotiationNeeded || this.#isNeedTold) return
    this.#isNeedTold = true
    const { n } = this.state.name
    this.#world.after(1, () => {
      this.#isNeedTold = false
      if (!connection.isClosed && connection.isNegotiationNeeded) this.tell({ type: 'talk', n, input: { type: 'needed' } })
    })
  }
}
