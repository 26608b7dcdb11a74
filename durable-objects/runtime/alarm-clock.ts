/**
 * The one alarm of a Durable Object. Callers say when they want to be woken; the alarm is only ever moved earlier,
 * because each `setAlarm` is a written row and a wake too many does nothing. What is wanted follows from SQL, so
 * the clock is wound again on every wake; an alarm that should have rung long ago counts as lost and is set anew.
 */
import { errorText, logError } from './log.ts'

/** An alarm this late is taken for lost. */
const lostAfterMs = 10_000

type AlarmStorage = Pick<DurableObjectStorage, 'getAlarm' | 'setAlarm'>

export class AlarmClock {
  readonly #storage: AlarmStorage
  readonly #object: string
  #armedAt: number | null = null

  constructor(storage: AlarmStorage, object: string) {
    this.#storage = storage
    this.#object = object
  }

  /** Asks the platform what is really set. In the constructor: an alarm that is about to run must not be moved. */
  async refresh(): Promise<void> {
    this.#armedAt = await this.#storage.getAlarm()
  }

  /** Whether the platform is to wake the object, as far as is known here. */
  get isSet(): boolean {
    return this.#armedAt !== null
  }

  /** Called first in `alarm()`: what was set is used up. */
  rang(): void {
    this.#armedAt = null
  }

  /** Wakes the object at `at` (epoch ms) or before; null wants nothing. Part of the current transaction: no await needed. */
  wakeBy(at: number | null, now: number): void {
    if (at === null) return
    const armed = this.#armedAt
    if (armed !== null && armed <= at && armed > now - lostAfterMs) return
    this.#armedAt = at
    this.#storage.setAlarm(at).catch((error: unknown) => {
      this.#armedAt = null
      logError({ event: 'arm_failed', object: this.#object, error: errorText(error) })
    })
  }
}
