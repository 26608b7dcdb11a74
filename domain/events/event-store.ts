/**
 * The port to where facts live. The engine may change (D1 shards now, R2 with Iceberg beyond);
 * one contract suite in `test/contract/` runs on every implementation.
 * A reader is made for one app and can not see another: tenancy is in the constructor, never in an argument.
 */
import type { FactMessage } from '../../contract/facts.ts'
import type { AppSettings } from '../../contract/keys.ts'
import type { Result } from '../../contract/errors.ts'
import type { Measure, MeasureValue } from '../../contract/measures.ts'
import type { MetricsSnapshot, SeriesAnswer, SeriesQuery, VerifyAnswer } from '../../contract/metrics.ts'
import type { EventTypesAnswer, EventTypesQuery } from '../../contract/event-types.ts'
import type { QuarantinedEvent, StoredEvent } from '../../contract/events.ts'
import type { TelemetrySession } from '../../contract/telemetry-sessions.ts'

export type Page<T> = { readonly data: readonly T[]; readonly next_cursor: string | null }

export type EventFilter = {
  readonly type?: string
  readonly actor_id?: string
  readonly session_id?: string
  /** Epoch ms on `received_at`: from inclusive, to exclusive. */
  readonly from?: number
  readonly to?: number
}

export type SessionFilter = {
  readonly state?: TelemetrySession['state']
  readonly actor_id?: string
  /** Epoch ms on `started_at`: from inclusive, to exclusive. */
  readonly from?: number
  readonly to?: number
}

export type Range = { readonly from?: number; readonly to?: number }

/** Writing: what the rollup does with messages of one app. One atomic step; the same messages again change nothing. */
export interface EventStoreWriter {
  /** Throws when the store refused; the caller retries or dead-letters. */
  apply(app: AppSettings, messages: readonly FactMessage[], now: number): Promise<void>
  /** Counts interactions anew over all time: for when the app's patterns have changed. */
  recountInteractions(app: AppSettings, now: number): Promise<void>
}

/** Reading one app's facts. Newest first, except `exportEvents`, which is oldest first. */
export interface EventStoreReader {
  /** The snapshot cut at `now` (epoch ms), and when the rollup last refreshed it; an app without facts is all zeros. */
  snapshot(now: number): Promise<{ readonly metrics: MetricsSnapshot; readonly refreshed_at: number }>
  event(id: string): Promise<StoredEvent | null>
  /** Null when the cursor is not one of this list. */
  events(filter: EventFilter, page: { readonly limit: number; readonly cursor?: string }): Promise<Page<StoredEvent> | null>
  exportEvents(range: Range): AsyncIterable<readonly StoredEvent[]>
  quarantine(page: { readonly limit: number; readonly cursor?: string }): Promise<Page<QuarantinedEvent> | null>
  quarantined(id: string): Promise<QuarantinedEvent | null>
  markResubmitted(id: string, eventId: string, now: number): Promise<void>
  /** Latest start first. Null when the cursor is not one of this list. `now` (epoch ms) says how long live ones have lasted. */
  sessions(
    filter: SessionFilter,
    page: { readonly limit: number; readonly cursor?: string },
    now: number,
  ): Promise<Page<TelemetrySession> | null>
  /** Without an actor, of those that share the id the one that started last. */
  session(id: string, actorId: string | null, now: number): Promise<TelemetrySession | null>
  /** Most frequent first. A failure (`validation_failed`) when the range is upside down. */
  eventTypes(query: EventTypesQuery, now: number): Promise<Result<EventTypesAnswer>>
  /** A failure (`validation_failed`) when the range is upside down or would give more than 1,500 points. */
  series(query: SeriesQuery, now: number): Promise<Result<SeriesAnswer>>
  /** In the order of the definitions. Events of types beyond the 500 most frequent of a bucket are not counted by type. */
  measures(definitions: readonly Measure[], now: number): Promise<readonly MeasureValue[]>
  verify(range: Range): Promise<VerifyAnswer>
  /** Sets, reverses or (null) clears the bot label of an actor, and recomputes what hangs on it. */
  labelActor(actorId: string, bot: boolean | null, now: number): Promise<void>
}
