/** Reads metrics into the contract's types. */
import type { MetricsSnapshot, SeriesAnswer } from '../../../contract/metrics.ts'
import type { Json } from '../session/reading.ts'
import { listAt, numberAt, objectAt, reader, timeAt } from '../session/reading.ts'

type CountName = Exclude<keyof MetricsSnapshot, 'as_of' | 'users_by_feature'>

function counts(json: Json): Record<CountName, number> {
  return {
    total_users: numberAt(json, 'total_users'),
    active_users_24h: numberAt(json, 'active_users_24h'),
    active_users_1h: numberAt(json, 'active_users_1h'),
    online_now: numberAt(json, 'online_now'),
    total_sessions: numberAt(json, 'total_sessions'),
    active_sessions: numberAt(json, 'active_sessions'),
    total_events: numberAt(json, 'total_events'),
    events_24h: numberAt(json, 'events_24h'),
    events_per_minute: numberAt(json, 'events_per_minute'),
    total_interactions: numberAt(json, 'total_interactions'),
    interactions_24h: numberAt(json, 'interactions_24h'),
  }
}

export const readSnapshot = reader((json): MetricsSnapshot => {
  const features = objectAt(json, 'users_by_feature')
  return {
    as_of: timeAt(json, 'as_of'),
    ...counts(json),
    users_by_feature: Object.fromEntries(Object.keys(features).map((name) => [name, numberAt(features, name)])),
  }
})

export type SeriesPoint = SeriesAnswer['data'][number]

export const readSeries = reader((json) =>
  listAt(json, 'data', (point): SeriesPoint => ({ at: timeAt(point, 'at'), value: numberAt(point, 'value') })),
)
