/** Driving the rollup's handlers: deliveries that record what became of them, and objects that record who was confirmed. */
import { env } from 'cloudflare:workers'
import { encodeFacts } from '../../contract/facts-text.ts'
import type { FactMessage } from '../../contract/facts.ts'
import { newId } from '../../contract/ids.ts'
import type { AppSettings } from '../../contract/keys.ts'
import type { EventStoreWriter } from '../../domain/events/event-store.ts'
import { D1EventReader } from '../../storage/events/d1-event-reader.ts'
import { D1EventStore } from '../../storage/events/d1-event-store.ts'
import { findApp } from '../../storage/kernel/app-directory.ts'
import type { RollupBindings, RollupDeps } from '../../workers/rollup/bindings.ts'
import type { Delivery } from '../../workers/rollup/queue/envelope.ts'

export type Fate = 'acked' | 'retried' | 'open'

export class RecordedDelivery implements Delivery {
  readonly id = newId()
  readonly timestamp = new Date(Date.UTC(2026, 10, 3))
  readonly body: unknown
  readonly attempts: number
  fate: Fate = 'open'

  constructor(body: unknown, attempts = 1) {
    this.body = body
    this.attempts = attempts
  }

  ack(): void {
    this.fate = 'acked'
  }

  retry(): void {
    this.fate = 'retried'
  }
}

export const delivered = (message: FactMessage, attempts?: number): RecordedDelivery => new RecordedDelivery(encodeFacts(message), attempts)

export const fates = (deliveries: readonly RecordedDelivery[]): Fate[] => deliveries.map(({ fate }) => fate)

/** The real databases, and objects that only record. */
export const recordedWorld = () => {
  const confirmed: { object: string; seqs: readonly number[] }[] = []
  const woken: string[] = []
  const ended: string[] = []
  const unreachable = new Set<string>()
  const reach = (object: string): void => {
    if (unreachable.has(object)) throw new Error('the object is out of reach')
  }
  const bindings: RollupBindings = {
    KERNEL_DB: env.KERNEL_DB,
    EVENTS_00: env.EVENTS_00,
    EVENTS_01: env.EVENTS_01,
    TELEMETRY_SHARD: {
      getByName: (object) => ({
        confirm: async (seqs) => {
          reach(object)
          confirmed.push({ object, seqs })
        },
        wake: async () => {
          woken.push(object)
          reach(object)
          return null
        },
      }),
    },
    CHANNEL: {
      getByName: (object) => ({
        wake: async () => {
          woken.push(object)
          reach(object)
        },
        close: async () => {
          reach(object)
          ended.push(object)
        },
      }),
    },
    ROOM_REGISTER: {
      getByName: (object) => ({
        wake: async () => {
          woken.push(object)
          reach(object)
          return { looked: 0, late: 0, over: 0, silent: 0 }
        },
      }),
    },
  }
  return { bindings, confirmed, woken, ended, unreachable }
}

/** As composed in the Worker, without its cache. */
export const realDeps = (changes: Partial<RollupDeps> = {}): RollupDeps => ({
  settings: (bindings, appId) => findApp(bindings.KERNEL_DB, appId),
  writer: (bindings) => new D1EventStore(bindings),
  now: Date.now,
  ...changes,
})

/** A store that fails while `trouble` gives an error. */
export const troubledWriter = (trouble: (messages: readonly FactMessage[]) => Error | null) => {
  const state = { calls: 0 }
  const real = new D1EventStore(env)
  const writer: EventStoreWriter = {
    apply: async (app, messages, now) => {
      state.calls += 1
      const error = trouble(messages)
      if (error) throw error
      await real.apply(app, messages, now)
    },
    recountInteractions: (app, now) => real.recountInteractions(app, now),
  }
  return { state, writer: () => writer }
}

export const readerOf = (app: AppSettings): D1EventReader => new D1EventReader(app.event_shard === 0 ? env.EVENTS_00 : env.EVENTS_01, app)
