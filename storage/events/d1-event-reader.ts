/**
 * One app's facts on D1. The app is fixed at construction and every statement is bound to it first, so a reader can not
 * see another tenant. Labelling is here too: it is a question of what stored facts mean, no new fact.
 */
import type { QuarantinedEvent, StoredEvent } from '../../contract/events.ts'
import type { EventTypesAnswer, EventTypesQuery } from '../../contract/event-types.ts'
import type { Result } from '../../contract/errors.ts'
import type { AppSettings } from '../../contract/keys.ts'
import type { Measure, MeasureValue } from '../../contract/measures.ts'
import type { MetricsSnapshot, SeriesAnswer, SeriesQuery, VerifyAnswer } from '../../contract/metrics.ts'
import type { TelemetrySession } from '../../contract/telemetry-sessions.ts'
import type { EventFilter, EventStoreReader, Page, Range, SessionFilter } from '../../domain/events/event-store.ts'
import { globsOf } from '../../domain/metrics/interactions.ts'
import { fillSeries, seriesRange } from '../../domain/metrics/series.ts'
import { emptySnapshot, projectSnapshot, snapshotState } from '../../domain/metrics/snapshot.ts'
import { decodeCursor, encodeCursor, quarantinePosition } from './cursor.ts'
import { exportEvents, listEvents } from './event-list.ts'
import { countEventTypes } from './event-types.ts'
import * as label from './label-sql.ts'
import { readMeasures } from './measures.ts'
import { eventShard } from './pool.ts'
import type { EventPool } from './pool.ts'
import * as sql from './read-sql.ts'
import { recountDays, recountHours, recountMinutes, refreshSnapshot } from './rollup-sql.ts'
import { eventColumns, quarantineColumns, seriesRow, snapshotColumns } from './rows.ts'
import { findSession, listSessions } from './session-list.ts'
import { Verification } from './verify.ts'

type PageRequest = { readonly limit: number; readonly cursor?: string }

export class D1EventReader implements EventStoreReader {
  readonly #db: D1Database
  readonly #app: Pick<AppSettings, 'app_id' | 'interaction_patterns'>

  constructor(db: D1Database, app: Pick<AppSettings, 'app_id' | 'interaction_patterns'>) {
    this.#db = db
    this.#app = app
  }

  async snapshot(now: number): Promise<{ readonly metrics: MetricsSnapshot; readonly refreshed_at: number }> {
    const row = await this.#bind(sql.snapshotRow).first()
    if (row === null) return { metrics: projectSnapshot(emptySnapshot, now), refreshed_at: 0 }
    const { refreshed_at, state } = snapshotColumns.parse(row)
    return { metrics: projectSnapshot(snapshotState.parse(JSON.parse(state)), now), refreshed_at }
  }

  async event(id: string): Promise<StoredEvent | null> {
    const row = await this.#bind(sql.eventById, id).first()
    return row === null ? null : eventColumns.parse(row)
  }

  events(filter: EventFilter, page: PageRequest): Promise<Page<StoredEvent> | null> {
    return listEvents(this.#db, this.#app.app_id, filter, page)
  }

  exportEvents(range: Range): AsyncIterable<readonly StoredEvent[]> {
    return exportEvents(this.#db, this.#app.app_id, range)
  }

  async quarantine({ limit, cursor }: PageRequest): Promise<Page<QuarantinedEvent> | null> {
    const below = cursor === undefined ? ([Number.MAX_SAFE_INTEGER, ''] as const) : decodeCursor(quarantinePosition, cursor)
    if (below === null) return null
    const { results } = await this.#bind(sql.quarantineList, ...below, limit + 1).all()
    const data = results.slice(0, limit).map((row) => quarantineColumns.parse(row))
    const last = data.at(-1)
    return { data, next_cursor: results.length > limit && last ? encodeCursor([Date.parse(last.received_at), last.id]) : null }
  }

  async quarantined(id: string): Promise<QuarantinedEvent | null> {
    const row = await this.#bind(sql.quarantineById, id).first()
    return row === null ? null : quarantineColumns.parse(row)
  }

  async markResubmitted(id: string, eventId: string, now: number): Promise<void> {
    await this.#bind(sql.markResubmitted, id, eventId, now).run()
  }

  sessions(filter: SessionFilter, page: PageRequest, now: number): Promise<Page<TelemetrySession> | null> {
    return listSessions(this.#db, this.#app.app_id, filter, page, now)
  }

  session(id: string, actorId: string | null, now: number): Promise<TelemetrySession | null> {
    return findSession(this.#db, this.#app.app_id, id, actorId, now)
  }

  eventTypes(query: EventTypesQuery, now: number): Promise<Result<EventTypesAnswer>> {
    return countEventTypes(this.#db, this.#app.app_id, query, now)
  }

  async series(query: SeriesQuery, now: number): Promise<Result<SeriesAnswer>> {
    const range = seriesRange(query, now)
    if (!range.ok) return range
    const { metric, interval, type = null } = query
    const { from, to } = range.value
    const column = type === null ? metric : 'type'
    const { results } = await this.#bind(sql.seriesBuckets, interval, from, to, column, type).all()
    const stored = new Map(results.map((row) => seriesRow.parse(row)).map(({ start, value }) => [start, value]))
    const [first, end] = [new Date(from).toISOString(), new Date(to).toISOString()]
    return { ok: true, value: { metric, type, interval, from: first, to: end, data: fillSeries(range.value, interval, stored) } }
  }

  measures(definitions: readonly Measure[], now: number): Promise<readonly MeasureValue[]> {
    return readMeasures(this.#db, this.#app.app_id, definitions, now)
  }

  verify(range: Range): Promise<VerifyAnswer> {
    return new Verification(this.#db, this.#app.app_id, globsOf(this.#app.interaction_patterns)).run(range)
  }

  async labelActor(actorId: string, bot: boolean | null, now: number): Promise<void> {
    await this.#db.batch([
      this.#bind(label.leaveLastSeen, actorId),
      bot === null ? this.#bind(label.clearLabel, actorId) : this.#bind(label.setLabel, actorId, bot ? 1 : 0, now),
      this.#bind(label.enterLastSeen, actorId),
      this.#bind(label.recountBatches, actorId),
      this.#bind(recountMinutes(label.touchedMinutes), actorId, globsOf(this.#app.interaction_patterns)),
      this.#bind(recountHours(label.touchedMinutes), actorId),
      this.#bind(recountDays(label.touchedMinutes), actorId),
      this.#bind(refreshSnapshot, now),
    ])
  }

  #bind(text: string, ...parameters: (string | number | null)[]): D1PreparedStatement {
    return this.#db.prepare(text).bind(this.#app.app_id, ...parameters)
  }
}

/** The reader of an app, on the shard that the directory gives it. */
export const d1EventReader = (pool: EventPool, app: AppSettings): EventStoreReader =>
  new D1EventReader(eventShard(pool, app.event_shard), app)
