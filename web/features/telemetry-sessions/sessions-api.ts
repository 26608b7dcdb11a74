/** The telemetry sessions of an app, and the filters that a list of them takes. */
import type { AppId } from '../../../contract/ids.ts'
import type { TelemetrySession } from '../../../contract/telemetry-sessions.ts'
import { call } from '../session/call.ts'
import type { Answer } from '../session/http.ts'
import type { Json, Page } from '../session/reading.ts'
import { flagAt, numberAt, pageReader, textAt, textOrNullAt, timeAt, timeOrNullAt, wordAt } from '../session/reading.ts'

export const states = ['live', 'ended'] as const satisfies readonly TelemetrySession['state'][]
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
export type SessionFilters = Readonly<Partial<Record<(typeof filterNames)[number], string>>>

/** The filters as the page's address carries them; a state that is none is left out. */
export function filtersIn(query: string): SessionFilters {
  const asked = new URLSearchParams(query)
  const state = states.find((each) => each === asked.get('state'))
  const actor = asked.get('actor_id') ?? ''
  return { ...(state && { state }), ...(actor !== '' && { actor_id: actor }) }
}

export function queryFor(filters: SessionFilters): string {
  const given = Object.entries(filters).filter(([, value]) => value !== '')
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
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
