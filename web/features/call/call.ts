/**
 * A call in one room: the machine with a peer connection, devices, a timer and the room's link. Everything that is decided is decided in
 * `call-machine.ts`; what is shown is `view()`, a new object at each change.
 */
import type { CallSignal } from '../../../contract/call-signal.ts'
import type { ErrorCode } from '../../../contract/errors.ts'
import type { ConnectionId, RoomId } from '../../../contract/ids.ts'
import type { MediaGrant, MediaKind } from '../../../contract/media.ts'
import type { Member } from '../../../contract/presence.ts'
import type { RoomLink } from '../../lib/room/room-link.ts'
import type { RoomView } from '../../lib/room/room-view.ts'
import { assertNever } from '../../ui/assert-never.ts'
import type { AskApi } from './call-api.ts'
import { askGrant, reportFailure } from './call-api.ts'
import { dueAt, newCall, step } from './call-machine.ts'
import type { CallEffect, CallInput, CallState, Ending, RoomAt } from './call-state.ts'
import type { Chosen, Device } from './devices.ts'
import { hasMedia } from './devices.ts'
import { ownMedia } from './own-media.ts'
import type { Peer } from './peer.ts'
import { openPeer } from './peer.ts'
import type { Quality, Sample } from './quality.ts'
import { qualityOf } from './quality.ts'
import { readSignal } from './signal-reading.ts'

export type CallView = {
  readonly state: CallState
  /** Null until they came for the first time. */
  readonly other: Member | null
  /** Null while there is nothing to tell of. */
  readonly quality: Quality | null
  /** What the person sends of themselves to see; null: no picture. */
  readonly self: MediaStream | null
  /** What comes from the other; a new object with each connection. */
  readonly remote: MediaStream | null
  readonly devices: readonly Device[]
  readonly chosen: Chosen
  /** What is used now. */
  readonly inUse: Chosen
}

/** What the person may do. */
export type CallAct = Extract<CallInput, { type: 'turn' | 'try_devices' | 'go_without' | 'try_again' | 'hang_up' }>

export type Call = {
  readonly view: () => CallView
  readonly subscribe: (listener: () => void) => () => void
  readonly act: (act: CallAct) => void
  readonly choose: (kind: MediaKind, id: string) => void
  /** Gives everything back without a word: the page goes. */
  readonly close: () => void
}

type CallOptions = {
  readonly link: RoomLink
  readonly session: RoomId
  readonly ask: AskApi
  /** The person hung up: the session may end. */
  readonly onHungUp: () => void
}

const sampleMs = 2_000

/** Asking again would be answered the same. */
const finalCodes: ReadonlySet<ErrorCode> = new Set([
  'policy_denied',
  'banned',
  'quarantined',
  'consent_required',
  'not_available',
  'not_found',
  'session_ended',
] satisfies ErrorCode[])
const finalCodeOf = (code: string | null): ErrorCode | null => [...finalCodes].find((each) => each === code) ?? null

const otherIn = ({ members, you }: RoomView): Member | null => members.find(({ user_id }) => user_id !== you?.user_id) ?? null

const roomOf = (view: RoomView, other: Member | null): RoomAt => {
  if (view.connection.at !== 'live' || view.you === null) return { at: 'away' }
  return other === null ? { at: 'alone' } : { at: 'together', polite: view.you.user_id > other.user_id }
}

/** Null: it goes on. */
const endOf = ({ connection, session }: RoomView): Ending | null => {
  switch (connection.at) {
    case 'ended':
      return { by: 'session', reason: connection.why }
    case 'refused':
      return { by: 'refusal', code: connection.code }
    case 'left':
      return { by: 'me' }
    case 'connecting':
    case 'live':
    case 'away':
      return session?.state === 'ending' ? { by: 'session', reason: session.end_reason } : null
    default:
      return assertNever(connection)
  }
}

const noDevices: Chosen = { audio: null, video: null }

/** Before the page was in the room for the first time. */
const unnamed = '' as ConnectionId

export function startCall({ link, session, ask, onHungUp }: CallOptions): Call {
  let view: CallView = {
    state: newCall(unnamed),
    other: null,
    quality: null,
    self: null,
    remote: null,
    devices: [],
    chosen: noDevices,
    inUse: noDevices,
  }
  let grant: MediaGrant | null = null
  let peer: Peer | null = null
  let sample: Sample | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  const listeners = new Set<() => void>()
  const closed = new AbortController()

  const put = (change: Partial<CallView>): void => {
    view = { ...view, ...change }
    for (const listener of listeners) listener()
  }

  const tell = (input: CallInput): void => {
    const { state, effects } = step(view.state, input, Date.now())
    put({ state })
    for (const effect of effects) perform(effect)
    arm()
  }

  const arm = (): void => {
    clearTimeout(timer)
    const due = dueAt(view.state)
    if (due !== null) timer = setTimeout(() => tell({ type: 'tick' }), Math.max(0, due - Date.now()))
  }

  const own = ownMedia({
    tell,
    changed: (kind, track) => {
      peer?.send(kind, track)
      put({ inUse: { ...view.inUse, [kind]: track?.getSettings().deviceId ?? null } })
      if (kind === 'video') put({ self: track === null ? null : new MediaStream([track]) })
    },
    listed: (devices) => put({ devices }),
  })

  const open = (n: number, polite: boolean): void => {
    if (grant === null) throw new Error('a connection is opened without a grant')
    const remote = new MediaStream()
    put({ remote })
    const show = (track: MediaStreamTrack): void => {
      remote.addTrack(track)
    }
    peer = openPeer({ n, offersFirst: !polite, grant, trackOf: own.trackOf, show, tell })
  }

  const shut = (): void => {
    peer?.close()
    peer = null
    sample = null
    put({ remote: null, quality: null })
  }

  const askForGrant = async (): Promise<void> => {
    const answer = await askGrant(ask, session)
    if (closed.signal.aborted) return
    if (answer.ok && answer.value.provider !== 'p2p') return tell({ type: 'over', why: { by: 'browser' } })
    if (answer.ok) {
      grant = answer.value
      return tell({ type: 'granted', lifetimeMs: Date.parse(grant.expires_at) - (answer.serverAt ?? answer.receivedAt) })
    }
    const { failure } = answer
    if (failure.kind === 'signed-out') return tell({ type: 'over', why: { by: 'refusal', code: 'signed_out' } })
    const code = failure.kind === 'problem' ? finalCodeOf(failure.code) : null
    const retryAfterMs = failure.kind === 'problem' ? failure.retryAfterMs : null
    return tell({ type: 'not_granted', code, final: code !== null, retryAfterMs })
  }

  const perform = (effect: CallEffect): void => {
    switch (effect.do) {
      case 'ask_devices':
        return own.ask()
      case 'ask_grant':
        return void askForGrant()
      case 'open':
        return open(effect.n, effect.polite)
      case 'close':
        return shut()
      case 'offer':
      case 'take_offer':
      case 'take_answer':
      case 'add_candidate':
      case 'restart_ice':
        return peer?.perform(effect)
      case 'reconfigure':
        return grant === null ? undefined : peer?.take(grant)
      case 'say':
        return say(effect.signal)
      case 'turn':
        return own.turn(effect.kind, effect.on)
      case 'release':
        own.release()
        return put({ self: null })
      case 'report':
        return void reportFailure(ask, session, effect.code)
      case 'hung_up':
        return onHungUp()
      default:
        return assertNever(effect)
    }
  }

  /** While the room is away nothing can be said; who is back says how things are. */
  const say = (signal: CallSignal): void => {
    if (view.other !== null) link.send({ t: 'signal', to: view.other.user_id, data: signal })
  }

  const follow = (): void => {
    const room = link.view()
    const end = endOf(room)
    if (end !== null) return tell({ type: 'over', why: end })
    const other = otherIn(room)
    if (other !== null && other !== view.other) put({ other })
    if (room.you !== null && view.state.name.page === unnamed) {
      put({ state: newCall(room.you.connection_id) })
      if (!hasMedia()) return tell({ type: 'over', why: { by: 'browser' } })
      tell({ type: 'begin' })
    }
    const at = roomOf(room, other)
    return at.at === view.state.room.at ? undefined : tell({ type: 'room', room: at })
  }

  const measure = async (): Promise<void> => {
    if (peer === null || view.state.media.at !== 'live') return
    const from = peer
    const next = await from.sample()
    if (from !== peer) return
    const quality = qualityOf(sample, next)
    sample = next
    if (quality !== view.quality) put({ quality })
  }

  const sampling = setInterval(() => void measure(), sampleMs)
  const unfollow = [
    link.subscribe(follow),
    link.onSignal((from, _, data) => {
      const signal = from === otherIn(link.view())?.user_id ? readSignal(data) : null
      if (signal !== null) tell({ type: 'heard', signal })
    }),
  ]
  follow()

  return {
    view: () => view,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    act: tell,
    choose: (kind, id) => {
      own.choose(kind, id)
      put({ chosen: own.chosen() })
    },
    close: () => {
      for (const stop of unfollow) stop()
      clearInterval(sampling)
      tell({ type: 'over', why: { by: 'me' } })
      clearTimeout(timer)
      closed.abort()
    },
  }
}
