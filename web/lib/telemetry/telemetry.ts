/**
 * What happens in a page, told to the app of the signed-in person over the public telemetry socket: the machine, with a WebSocket and a timer.
 * Everything that is decided is decided in `telemetry-machine.ts`. Whose the events are, the sign-in says.
 */
import type { socketProtocol } from '../../../contract/socket.ts'
import { newAttempt } from '../../features/session/http.ts'
import { isObject } from '../../features/session/reading.ts'
import type { SocketWorld } from '../socket-world.ts'
import { browserSockets } from '../socket-world.ts'
import { dueAt, nothingSaid, step } from './telemetry-machine.ts'
import type { Answered, Fact, TelemetryEffect, TelemetryInput, TelemetryState } from './telemetry-machine.ts'

type Saying = Partial<Pick<Fact, 'id' | 'feature' | 'data'>>

export type Telemetry = {
  /** The same `id` again is the same event, whoever of the app's people says it. */
  readonly say: (type: string, saying?: Saying) => void
  /** Facts that were lost, because the platform was away for too long or refused them. */
  readonly lost: () => number
  /** The page, or the person, goes: the session ends when everything is said. */
  readonly end: () => void
}

const protocol: typeof socketProtocol = 'prost.v1'
/** The sign-in is over (RFC 6455 §7.4.1, policy violation). */
const refused = 1008

/** `token`: null when nobody is signed in any more. */
export function openTelemetry(token: () => Promise<string | null>, world: SocketWorld = browserSockets()): Telemetry {
  let state: TelemetryState = nothingSaid
  let socket: WebSocket | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  // Of this page alone: two tabs are two sessions of one person.
  const device = newAttempt()

  const take = (input: TelemetryInput): void => {
    const { state: next, effects } = step(state, input, world.now())
    state = next
    for (const effect of effects) run(effect)
    clearTimeout(timer)
    const due = dueAt(state)
    if (due !== null) timer = setTimeout(() => take({ type: 'tick' }), Math.max(0, due - world.now()))
  }

  const run = (effect: TelemetryEffect): void => {
    switch (effect.do) {
      case 'open':
        return void connect(effect.attempt)
      case 'say':
        return socket?.send(JSON.stringify({ t: 'event', ref: effect.ref, device_id: device, ...effect.event }))
      case 'ping':
        return socket?.send('ping')
      case 'close':
        socket?.close()
        socket = null
        return undefined
      default:
        return effect satisfies never
    }
  }

  const connect = async (attempt: number): Promise<void> => {
    const text = await token()
    if (attempt !== state.attempt) return
    if (text === null) return take({ type: 'shut', attempt, isFinal: true, roll: 0 })
    const opened = world.socket(`${world.origin}/v1/telemetry/socket`, [protocol, `bearer.${text}`])
    socket = opened
    opened.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const frame = answeredIn(String(data))
      if (frame !== null) take({ type: 'heard', attempt, frame, session: newAttempt(), id: newAttempt() })
    })
    opened.addEventListener('close', ({ code }) => take({ type: 'shut', attempt, isFinal: code === refused, roll: world.roll() }))
  }

  take({ type: 'begin' })
  return {
    say: (type, { id = newAttempt(), ...more } = {}) =>
      take({ type: 'fact', fact: { id, type, occurred_at: new Date(world.now()).toISOString(), ...more } }),
    lost: () => state.lost,
    end: () => take({ type: 'end', id: newAttempt() }),
  }
}

/** Null for what is no frame of this page's: a pong, or the word of a newer server. */
export function answeredIn(text: string): Answered | null {
  if (!text.startsWith('{')) return null
  const json: unknown = JSON.parse(text)
  if (!isObject(json)) return null
  const ref = typeof json['ref'] === 'string' ? json['ref'] : null
  switch (json['t']) {
    case 'welcome':
      return { t: 'welcome', heartbeatMs: Number(json['heartbeat_s']) * 1_000 }
    case 'receipts':
      return { t: 'receipts', ref }
    case 'error':
      return { t: 'error', ref, retryAfterMs: waitIn(json) }
    default:
      return null
  }
}

const waitIn = (json: Readonly<Record<string, unknown>>): number | null => {
  if (typeof json['retry_after_ms'] === 'number') return json['retry_after_ms']
  return typeof json['retry_after_s'] === 'number' ? json['retry_after_s'] * 1_000 : null
}
