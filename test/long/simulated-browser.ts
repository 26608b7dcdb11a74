/**
 * A peer connection as W3C WebRTC describes it, without a network: what it refuses is a fault of who asked. A description is text that names its
 * connection (`fingerprint`) and its ICE session (`ice-ufrag`). Two are connected when each has the other's current description and one of
 * them a candidate of the other.
 */
import type { CallCandidate } from '../../contract/call-signal.ts'

type Description = { readonly fingerprint: string; readonly ufrag: string }

const textOf = ({ fingerprint, ufrag }: Description): string => `a=fingerprint:${fingerprint}\r\na=ice-ufrag:${ufrag}\r\n`
const read = (sdp: string): Description => ({
  fingerprint: /^a=fingerprint:(\S+)/m.exec(sdp)?.[1] ?? '',
  ufrag: /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1] ?? '',
})

export class SimulatedConnection {
  readonly fingerprint: string
  isClosed = false
  ice: 'new' | 'connected' | 'disconnected' | 'failed' = 'new'
  /** When `ice` became what it is. */
  since = 0
  #sessions = 0
  #local: Description | null = null
  #pending: Description | null = null
  #remote: Description | null = null
  #candidates: readonly string[] = []
  #wantsRestart = false
  /** Something changed that an offer has to say. */
  #isNegotiationNeeded: boolean
  /** The ICE sessions of both when they lost each other: a failed one comes back only with new ones. */
  #lostIn: string | null = null

  constructor(fingerprint: string, offersFirst: boolean) {
    this.fingerprint = fingerprint
    this.#isNegotiationNeeded = offersFirst
  }

  get isStable(): boolean {
    return this.#pending === null
  }

  get isNegotiationNeeded(): boolean {
    return this.#isNegotiationNeeded && this.isStable
  }

  restartIce(): void {
    this.#wantsRestart = true
    this.#isNegotiationNeeded = true
  }

  #newSession(): Description {
    this.#sessions += 1
    return { fingerprint: this.fingerprint, ufrag: `${this.fingerprint}.${this.#sessions}` }
  }

  /** `setLocalDescription()` in the state stable. */
  offer(): string {
    if (!this.isStable) throw new Error('an offer is made while one is pending')
    this.#pending = this.#local === null || this.#wantsRestart ? this.#newSession() : this.#local
    this.#isNegotiationNeeded = false
    return textOf(this.#pending)
  }

  /** `setRemoteDescription(offer)`, which rolls back an offer of its own, and `setLocalDescription()`. */
  takeOffer(sdp: string): string {
    if (!this.isStable) {
      this.#pending = null
      this.#isNegotiationNeeded = true
    }
    const isRestart = this.#take(read(sdp))
    if (this.#local === null || isRestart) {
      this.#local = this.#newSession()
      this.#wantsRestart = false
    }
    if (!this.#wantsRestart) this.#isNegotiationNeeded = false
    return textOf(this.#local)
  }

  takeAnswer(sdp: string): void {
    if (this.#pending === null) throw new Error('an answer is taken and no offer is pending')
    const isNew = this.#local?.ufrag !== this.#pending.ufrag
    const isOther = this.#take(read(sdp))
    if (isOther !== isNew) throw new Error(`the offer ${isNew ? 'restarted' : 'did not restart'} ICE, the answer did otherwise`)
    this.#local = this.#pending
    this.#pending = null
    if (isNew) this.#wantsRestart = false
  }

  /** True when it begins a new ICE session. */
  #take(remote: Description): boolean {
    if (this.#remote !== null && this.#remote.fingerprint !== remote.fingerprint)
      throw new Error(`the connection of ${this.#remote.fingerprint} is given a description of ${remote.fingerprint}`)
    const isNew = this.#remote?.ufrag !== remote.ufrag
    this.#remote = remote
    if (isNew) this.#candidates = []
    return isNew
  }

  /** Those of the newest local description. */
  candidates(): readonly CallCandidate[] {
    const { ufrag } = this.#pending ?? this.#local ?? { ufrag: '' }
    return ufrag === ''
      ? []
      : [1, 2].map((each) => ({ candidate: `candidate:${each}`, sdpMid: '0', sdpMLineIndex: 0, usernameFragment: ufrag }))
  }

  addCandidate({ candidate, usernameFragment }: CallCandidate): void {
    if (this.#remote === null || this.#remote.ufrag !== usernameFragment)
      throw new Error(`${candidate} is of no description that was taken`)
    this.#candidates = [...this.#candidates, candidate]
  }

  get #path(): string {
    return `${this.#local?.ufrag} ${this.#remote?.ufrag}`
  }

  /** Whether media would flow between the two. */
  reaches(other: SimulatedConnection): boolean {
    const isWith = (one: SimulatedConnection, two: SimulatedConnection): boolean =>
      !one.isClosed && one.#remote !== null && one.#remote.ufrag === two.#local?.ufrag
    const hasPath = this.#candidates.length > 0 || other.#candidates.length > 0
    return isWith(this, other) && isWith(other, this) && hasPath
  }

  /** A path that failed is not tried again. */
  get mayConnect(): boolean {
    return this.ice !== 'failed' || this.#lostIn !== this.#path
  }

  becomes(ice: SimulatedConnection['ice'], now: number): void {
    if (ice === 'failed') this.#lostIn = this.#path
    this.ice = ice
    this.since = now
  }
}
