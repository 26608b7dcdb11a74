/**
 * A link to one room: the machine, with a WebSocket, a timer and the browser's word on the network. Everything that is decided is decided in
 * `link-machine.ts`; what is shown is `view()`, a new object at each change.
 */
import type { ConnectionId, UserId } from '../../../contract/ids.ts'
import type { ClientFrame, ConsentFrame, DirectFrame, ErrorFrame, socketProtocol } from '../../../contract/socket.ts'
import { newAttempt } from '../../features/session/http.ts'
import type { SocketWorld } from '../socket-world.ts'
import { browserSockets } from '../socket-world.ts'
import type { Message } from './chat-log.ts'
import { dueAt, step } from './link-machine.ts'
import type { LinkEffect, LinkInput, LinkState, Place } from './link-state.ts'
import { idle, isOver } from './link-state.ts'
import { readFrames } from './room-frames.ts'
import type { RoomConnection, RoomView } from './room-view.ts'

/** What one client tells others, as it came. */
export type SignalData = Extract<DirectFrame, { t: 'signal' }>['data']
type HearSignal = (from: UserId, connection: ConnectionId, data: SignalData) => void

export type RoomLink = {
  readonly view: () => RoomView
  readonly subscribe: (listener: () => void) => () => void
  /** False, and nothing is sent, while the room is not live. Messages are `write`'s. */
  readonly send: (frame: ClientFrame) => boolean
  readonly onSignal: (hear: HearSignal) => () => void
  readonly onConsent: (hear: (frame: ConsentFrame) => void) => () => void
  /** A frame of ours was refused. Of messages, the message itself says so too. */
  readonly onError: (hear: (frame: ErrorFrame) => void) => () => void
  /** Shown at once, and kept until the room has it. Answers its name. */
  readonly write: (text: string) => string
  readonly rewrite: (clientId: string) => void
  readonly discard: (clientId: string) => void
  /** What was read of the room's history: everything from the place `from` up to where `chat.knownFrom` was. */
  readonly addHistory: (page: readonly Message[], from: number) => void
  readonly warned: () => void
  /** Connects now instead of when it is due. */
  readonly hurry: () => void
  readonly leave: () => void
}

/** Why a room can not be entered; null: nobody knows, or it can. */
export type Barred = (RoomConnection & { readonly at: 'ended' | 'refused' }) | null

export type RoomAddress = {
  /** `/v1/rooms/{session_id}` or `/v1/chat/{thread_id}`. */
  readonly path: string
  /** Null: there is none now. */
  readonly token: () => Promise<string | null>
  /** Asked after a socket that did not open: a browser does not say why. */
  readonly whyNot: () => Promise<Barred>
}

/** With the browser's word on the network. */
export type LinkWorld = SocketWorld & {
  readonly isOnline: () => boolean
  readonly network: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>
}

const browser = (): LinkWorld => ({ ...browserSockets(), isOnline: () => navigator.onLine, network: window })

const protocol: typeof socketProtocol = 'prost.v1'

const queryOf = (place: Place | null): string =>
  place === null ? '' : `?${new URLSearchParams({ resume: place.token, epoch: String(place.epoch), seq: String(place.seq) })}`

const heardBy = <A extends readonly unknown[]>(): {
  readonly add: (hear: (...said: A) => void) => () => void
  readonly tell: (...said: A) => void
} => {
  const listeners = new Set<(...said: A) => void>()
  return {
    add: (hear) => {
      listeners.add(hear)
      return () => void listeners.delete(hear)
    },
    tell: (...said) => {
      for (const hear of listeners) hear(...said)
    },
  }
}

export function openLink(address: RoomAddress, world: LinkWorld = browser()): RoomLink {
  let state: LinkState = idle
  let socket: WebSocket | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  const changes = heardBy<[]>()
  const signals = heardBy<[UserId, ConnectionId, SignalData]>()
  const consents = heardBy<[ConsentFrame]>()
  const errors = heardBy<[ErrorFrame]>()

  const take = (input: LinkInput): void => {
    const { state: next, effects } = step(state, input, world.now())
    const isSeen = next.view !== state.view
    state = next
    for (const effect of effects) run(effect)
    arm()
    if (isOver(state)) end()
    if (isSeen) changes.tell()
  }

  const run = (effect: LinkEffect): void => {
    switch (effect.do) {
      case 'open':
        return void connect(effect.attempt, effect.place)
      case 'close':
        socket?.close()
        socket = null
        return undefined
      case 'say':
        return socket?.send(JSON.stringify(effect.frame))
      case 'ping':
        return socket?.send('ping')
      case 'tell':
        return tell(effect.frame)
      default:
        return effect satisfies never
    }
  }

  const tell = (frame: Extract<LinkEffect, { do: 'tell' }>['frame']): void => {
    if (frame.t === 'signal') signals.tell(frame.from, frame.from_connection, frame.data)
    else if (frame.t === 'error') errors.tell(frame)
    else consents.tell(frame)
  }

  const shut = (attempt: number, code: number, reason: string): void => take({ type: 'shut', attempt, code, reason, roll: world.roll() })

  const connect = async (attempt: number, place: Place | null): Promise<void> => {
    const token = await address.token()
    if (attempt !== state.attempt) return
    if (token === null) return shut(attempt, 1006, '')
    const opened = world.socket(`${world.origin}${address.path}${queryOf(place)}`, [protocol, `bearer.${token}`])
    socket = opened
    let isOpen = false
    opened.addEventListener('open', () => (isOpen = true))
    opened.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data === 'pong') take({ type: 'pong', attempt })
      else take({ type: 'heard', attempt, frames: readFrames(String(data)) })
    })
    opened.addEventListener('close', ({ code, reason }) => {
      shut(attempt, code, reason)
      if (!isOpen) void ask(attempt)
    })
  }

  const ask = async (attempt: number): Promise<void> => {
    const why = await address.whyNot()
    if (why !== null) take({ type: 'barred', attempt, why })
  }

  const arm = (): void => {
    clearTimeout(timer)
    const due = dueAt(state)
    if (due !== null) timer = setTimeout(() => take({ type: 'tick', roll: world.roll() }), Math.max(0, due - world.now()))
  }

  const online = (): void => take({ type: 'online' })
  const offline = (): void => take({ type: 'offline' })
  const end = (): void => {
    world.network.removeEventListener('online', online)
    world.network.removeEventListener('offline', offline)
    socket?.close()
    socket = null
  }

  world.network.addEventListener('online', online)
  world.network.addEventListener('offline', offline)
  take({ type: 'begin', online: world.isOnline() })

  return {
    view: () => state.view,
    subscribe: changes.add,
    send: (frame) => {
      if (state.view.connection.at !== 'live') return false
      run({ do: 'say', frame })
      return true
    },
    onSignal: signals.add,
    onConsent: consents.add,
    onError: errors.add,
    write: (text) => {
      const clientId = newAttempt()
      take({ type: 'write', clientId, text })
      return clientId
    },
    rewrite: (clientId) => take({ type: 'rewrite', clientId }),
    discard: (clientId) => take({ type: 'discard', clientId }),
    addHistory: (page, from) => take({ type: 'history', page, from }),
    warned: () => take({ type: 'warned' }),
    hurry: () => take({ type: 'hurry' }),
    leave: () => take({ type: 'leave' }),
  }
}
