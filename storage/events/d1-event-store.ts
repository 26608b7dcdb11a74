/**
 * The write side of the event store on D1: one transaction per app and call. What the statements mean is told where
 * they are written; this file only puts them in order. Retries and dead letters are the caller's.
 */
import type { FactMessage } from '../../contract/facts.ts'
import type { AppSettings } from '../../contract/keys.ts'
import type { EventStoreWriter } from '../../domain/events/event-store.ts'
import { planApply } from './apply-plan.ts'
import type { GroupPlan } from './apply-plan.ts'
import { eventShard } from './pool.ts'
import type { EventPool } from './pool.ts'
import { minutesOfDay, recountDays, recountHours, recountMinutes, refreshSnapshot, storedDays } from './rollup-sql.ts'
import * as sql from './write-sql.ts'
import { globsOf } from '../../domain/metrics/interactions.ts'

/** What one call cost, from D1's own `meta`. */
export type ApplyCost = { readonly rows_written: number; readonly rows_read: number; readonly sql_ms: number }

export class D1EventStore implements EventStoreWriter {
  readonly #pool: EventPool
  readonly #onCost: (app: AppSettings, cost: ApplyCost) => void

  /** `onCost` hears what each transaction cost: the bench and the tests count with it. */
  constructor(pool: EventPool, onCost: (app: AppSettings, cost: ApplyCost) => void = () => {}) {
    this.#pool = pool
    this.#onCost = onCost
  }

  async apply(app: AppSettings, messages: readonly FactMessage[], now: number): Promise<void> {
    const db = eventShard(this.#pool, app.event_shard)
    const plan = planApply(messages)
    const bind = (text: string, ...rest: (string | number)[]): D1PreparedStatement => db.prepare(text).bind(app.app_id, ...rest)
    const statements = plan.groups.flatMap((group) => writeGroup(bind, group))
    if (plan.minutes !== null) {
      statements.push(
        bind(recountMinutes('?2'), plan.minutes, globsOf(app.interaction_patterns)),
        bind(recountHours('?2'), plan.minutes),
        bind(recountDays('?2'), plan.minutes),
      )
    }
    if (plan.live !== null) statements.push(bind(sql.upsertLive, plan.live))
    statements.push(bind(refreshSnapshot, now))
    this.#onCost(app, costOf(await db.batch(statements)))
  }

  /** Day by day, so that no transaction grows with the app's age; each is complete in itself, so a broken run is simply run again. */
  async recountInteractions(app: AppSettings, now: number): Promise<void> {
    const db = eventShard(this.#pool, app.event_shard)
    const days = await db.prepare(storedDays).bind(app.app_id).all<{ start: number }>()
    for (const { start } of days.results) {
      await db.batch([
        db.prepare(recountMinutes(minutesOfDay)).bind(app.app_id, start, globsOf(app.interaction_patterns)),
        db.prepare(recountHours(minutesOfDay)).bind(app.app_id, start),
        db.prepare(recountDays(minutesOfDay)).bind(app.app_id, start),
      ])
    }
    await db.prepare(refreshSnapshot).bind(app.app_id, now).run()
  }
}

type Bind = (text: string, ...rest: (string | number)[]) => D1PreparedStatement

const writeGroup = (bind: Bind, { keys, events, ids, sessions, quarantine, has }: GroupPlan): D1PreparedStatement[] => [
  ...(has.events ? [bind(sql.insertEvents, events), bind(sql.upsertBatches, keys, ids)] : []),
  ...(has.events || has.sessions ? [bind(sql.moveLastSeen, keys, sessions), bind(sql.upsertActors, keys, sessions)] : []),
  ...(has.sessions ? [bind(sql.upsertSessions, keys, sessions)] : []),
  ...(has.events || has.sessions ? [bind(sql.settleBatches, keys, sessions)] : []),
  ...(has.quarantine ? [bind(sql.insertQuarantine, quarantine)] : []),
]

const costOf = (results: readonly D1Result[]): ApplyCost => ({
  rows_written: results.reduce((sum, { meta }) => sum + meta.rows_written, 0),
  rows_read: results.reduce((sum, { meta }) => sum + meta.rows_read, 0),
  sql_ms: results.reduce((sum, { meta }) => sum + meta.duration, 0),
})
