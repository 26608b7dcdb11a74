/**
 * A page's link to the queue that it looks for company in: the machine, with HTTP, a WebSocket and a timer. Everything that is decided is
 * decided in `match-machine.ts`; `view()` is a new object at each change.
 */
import type { MatchClientFrame, MatchPreferences } from '../../../contract/match.ts'
import type { socketProtocol } from '../../../contract/socket.ts'
import type { Answer, ApiFailure, Ask } from '../../features/session/http.ts'
import { newAttempt } from '../../features/session/http.ts'
import type { Ticket } from '../../../contract/match.ts'
import type { SocketWorld } from '../socket-world.ts'
import { browserSockets } from '../socket-world.ts'
import { dueAt, notLooking, step } from './match-machine.ts'
import type { MatchEffect, MatchInput, MatchState } from './match-machine.ts'
import { readTicket, ticketIn } from './ticket-reading.ts'

export type MatchLink = {
  readonly view: () => MatchState
  readonly subscribe: (listener: () => void) => () => void
  readonly start: (preferences: MatchPreferences) => void
  readonly skip: () => void
  /** Out of the queue; the link can start again. */
  readonly stop: () => void
  /** The page goes: out of the queue, and nothing is heard any more. */
  readonly end: () => void
}

export type MatchAddress = {
  readonly queue: string
  readonly call: <T>(ask: Ask<T>) => Promise<Answer<T>>
  /** Null: there is none now. */
  readonly token: () => Promise<string | null>
}

const protocol: typeof socketProtocol = 'prost.v1'
const confirmation: MatchClientFrame = { t: 'confirm' }

/** Refusals that the same question would meet again. */
const isFinal = (failure: ApiFailure): boolean =>
  failure.kind === 'signed-out' || (failure.kind === 'problem' && failure.status >= 400 && failure.status < 500 && failure.status !== 429)

export function openMatch({ queue, call, token }: MatchAddress, world: SocketWorld = browserSockets()): MatchLink {
  let state: MatchState = notLooking
  let socket: WebSocket | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let wishes: MatchPreferences = { languages: [], interests: [] }
  const listeners = new Set<() => void>()

  const take = (input: MatchInput): void => {
    const before = state
    const { state: next, effects } = step(state, input, world.now())
    state = next
    for (const effect of effects) run(effect)
    clearTimeout(timer)
    const due = dueAt(state)
    if (due !== null) timer = setTimeout(() => take({ type: 'tick', roll: world.roll() }), Math.max(0, due - world.now()))
    if (state !== before) for (const listener of listeners) listener()
  }

  const ask = async (path: string, json: unknown): Promise<void> => {
    const answer = await call<Ticket>({ method: 'POST', path: `/v1/match/${path}`, json, read: readTicket, attempt: newAttempt() })
    if (answer.ok) return take({ type: 'answered', ticket: answer.value })
    const { failure } = answer
    const known = failure.kind === 'problem' ? failure : null
    take({
      type: 'refused',
      code: known?.code ?? (failure.kind === 'signed-out' ? 'signed_out' : null),
      final: isFinal(failure),
      retryAfterMs: known?.retryAfterMs ?? null,
      roll: world.roll(),
    })
  }

  const run = (effect: MatchEffect): void => {
    switch (effect.do) {
      case 'join':
        return void ask('join', { queue, preferences: wishes })
      case 'skip':
      case 'leave':
        return void ask(effect.do, {})
      case 'confirm':
        return confirm()
      case 'open':
        return void connect(effect.attempt)
      case 'close':
        socket?.close()
        socket = null
        return undefined
      case 'ping':
        return socket?.send('ping')
      default:
        return effect satisfies never
    }
  }

  const confirm = (): void => {
    if (state.socket === 'open') socket?.send(JSON.stringify(confirmation))
    else void confirmOverHttp()
  }

  /** Before there is a socket; a failure is mended by the next sign of life. */
  const confirmOverHttp = async (): Promise<void> => {
    const answer = await call<Ticket>({ method: 'POST', path: '/v1/match/confirm', json: {}, read: readTicket, attempt: newAttempt() })
    if (answer.ok) take({ type: 'confirmed', ticket: answer.value })
  }

  const connect = async (attempt: number): Promise<void> => {
    const text = await token()
    if (attempt !== state.attempt) return
    if (text === null) return take({ type: 'shut', attempt, roll: world.roll() })
    const opened = world.socket(`${world.origin}/v1/match`, [protocol, `bearer.${text}`])
    socket = opened
    opened.addEventListener('open', () => take({ type: 'opened', attempt }))
    opened.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data === 'pong') return take({ type: 'pong', attempt })
      const ticket = ticketIn(String(data))
      return ticket === null ? undefined : take({ type: 'heard', attempt, ticket })
    })
    opened.addEventListener('close', () => take({ type: 'shut', attempt, roll: world.roll() }))
  }

  return {
    view: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    start: (preferences) => {
      wishes = preferences
      take({ type: 'start' })
    },
    skip: () => take({ type: 'skip' }),
    stop: () => take({ type: 'stop' }),
    end: () => {
      listeners.clear()
      take({ type: 'stop' })
    },
  }
}
