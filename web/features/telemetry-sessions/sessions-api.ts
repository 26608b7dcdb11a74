/** The telemetry sessions of an app, and the filters that a list of them takes. */
import type { AppId } from '../../../contract/ids.ts'
import type { TelemetrySession } from '../../../contract/telemetry-sessions.ts'
import type { FilterValues } from '../../lib/filter-query.ts'
import { filtersIn as filtersOf } from '../../lib/filter-query.ts'
import { call } from '../session/call.ts'
import type { Answer } from '../session/http.ts'
import type { Json, Page } from '../session/reading.ts'
import { flagAt, numberAt, pageReader, textAt, textOrNullAt, timeAt, timeOrNullAt, wordAt } from '../session/reading.ts'

const states = ['live', 'ended'] as const satisfies readonly TelemetrySession['state'][]
const reasons = ['ended', 'timeout'] as const satisfies readonly TelemetrySession['end_reason'][]

const sessionOf = (json: Json): TelemetrySession => ({
  id: textAt(json, 'id'),
  actor_id: textAt(json, 'actor_id'),
  device_id: textOrNullAt(json, 'device_id'),
  feature: textOrNullAt(json, 'feature'),
  bot: flagAt(json, 'bot'),
  started_at: timeAt(json, 'started_at'),
  last_seen_at: timeAt(json, 'last_seen_at'),
  ended_at: timeOrNullAt(json, 'ended_at'),
  end_reason: json['end_reason'] === null ? null : wordAt(json, 'end_reason', reasons),
  duration_s: numberAt(json, 'duration_s'),
  state: wordAt(json, 'state', states),
})

const readSessions = pageReader(sessionOf)

export const filterNames = ['state', 'actor_id'] as const
export type SessionFilters = FilterValues<(typeof filterNames)[number]>

/** A state that is none is left out. */
export function filtersIn(query: string): SessionFilters {
  const { state, ...rest } = filtersOf(query, filterNames)
  const known = states.find((each) => each === state)
  return { ...rest, ...(known && { state: known }) }
}

export function listSessions(
  app: AppId,
  filters: SessionFilters,
  cursor: string | null,
  signal?: AbortSignal,
): Promise<Answer<Page<TelemetrySession>>> {
  const query = new URLSearchParams({ ...filters, limit: '50', ...(cursor !== null && { cursor }) })
  return call({ path: `/v1/apps/${app}/telemetry/sessions?${query}`, read: readSessions, ...(signal && { signal }) })
}
