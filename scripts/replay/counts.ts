/**
 * What the platform must have counted, counted again from the facts themselves: pure, in memory, no platform code.
 * A ledger is filled with what the app already held, then with the file; the first event of an id wins, as in the platform.
 */
import { isbot } from 'isbot'
import { eventInput, eventLimits, sessionTypes } from '../../contract/events.ts'

/** What counting needs of an event. */
export type CountedEvent = {
  readonly id: string
  readonly type: string
  readonly actor_id: string
  readonly session_id: string | null
  readonly device_id: string | null
  readonly bot: boolean
}

/** Inclusive; both ends are equal when the number is known exactly. */
export type Bounds = { readonly low: number; readonly high: number }

export type Totals = {
  readonly total_events: number
  readonly total_users: number
  readonly total_sessions: Bounds
  readonly total_interactions: number
  readonly byType: ReadonlyMap<string, number>
}

const sessionKey = (event: CountedEvent): string => JSON.stringify([event.actor_id, event.session_id])

export class Ledger {
  readonly ids = new Set<string>()
  readonly #users = new Set<string>()
  readonly #sessions = new Set<string>()
  /** Human session starts by actor and device. */
  readonly #devices = new Map<string, Set<string>>()
  readonly #byType = new Map<string, number>()

  /** False when it changes nothing: a ping, or an id that is already in. */
  add(event: CountedEvent): boolean {
    if (event.type === 'session.ping' || this.ids.has(event.id)) return false
    this.ids.add(event.id)
    this.#byType.set(event.type, (this.#byType.get(event.type) ?? 0) + 1)
    if (event.bot) return true
    this.#users.add(event.actor_id)
    if (event.type === 'session.start') this.#startSession(event)
    return true
  }

  #startSession(event: CountedEvent): void {
    this.#sessions.add(sessionKey(event))
    if (event.device_id === null) return
    const device = JSON.stringify([event.actor_id, event.device_id])
    const started = this.#devices.get(device) ?? new Set<string>()
    this.#devices.set(device, started.add(sessionKey(event)))
  }

  /** The numbers now; later additions do not change what was returned. */
  totals(): Totals {
    const interactions = [...this.#byType].filter(([type]) => type.startsWith('interaction.'))
    return {
      total_events: this.ids.size,
      total_users: this.#users.size,
      total_sessions: this.#sessionBounds(),
      total_interactions: interactions.reduce((sum, [, n]) => sum + n, 0),
      byType: new Map(this.#byType),
    }
  }

  /**
   * A second start on the same device resumes a session that is still live, and whether it is live depends on the clock:
   * between "every one resumed" and "none did". Exact when no start names a device, or each device starts one session.
   */
  #sessionBounds(): Bounds {
    const high = this.#sessions.size
    const resumable = [...this.#devices.values()].reduce((sum, started) => sum + started.size - 1, 0)
    return { low: high - resumable, high }
  }
}

/**
 * An event of a file as the platform must count it; null when the platform must put it into quarantine instead.
 * A bot is told by the user agent it names: replay sends with the secret key, so the request's own says nothing.
 */
export const countedFromFile = (value: unknown, id: string, bytes: number): CountedEvent | null => {
  const parsed = eventInput.safeParse(value)
  if (!parsed.success || bytes > eventLimits.eventBytes) return null
  const { type, actor_id, session_id = null, device_id = null, context } = parsed.data
  if (session_id === null && sessionTypes.some((sessionType) => sessionType === type)) return null
  return { id, type, actor_id, session_id, device_id, bot: isbot(context?.user_agent) }
}
