/**
 * Reads the API's answers into the contract's types. By hand and not with the contract's zod schemas: those weigh more than
 * the rest of this page, and their compiled parsers are what the page's CSP refuses. The compiler holds the names to the
 * contract's types; a test holds both to the same recorded answers.
 */
import type { MetricsSnapshot, SeriesAnswer } from '../../../contract/metrics.ts'

type Json = Record<string, unknown>
type CountName = Exclude<keyof MetricsSnapshot, 'as_of' | 'users_by_feature'>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const isTime = (value: unknown): value is string => typeof value === 'string' && Number.isFinite(Date.parse(value))

class Unreadable extends Error {}

function countAt(json: Json, name: string): number {
  const value = json[name]
  if (!isCount(value)) throw new Unreadable(name)
  return value
}

function timeAt(json: Json, name: string): string {
  const value = json[name]
  if (!isTime(value)) throw new Unreadable(name)
  return value
}

function objectAt(json: Json, name: string): Json {
  const value = json[name]
  if (!isObject(value)) throw new Unreadable(name)
  return value
}

function counts(json: Json): Record<CountName, number> {
  return {
    total_users: countAt(json, 'total_users'),
    active_users_24h: countAt(json, 'active_users_24h'),
    active_users_1h: countAt(json, 'active_users_1h'),
    online_now: countAt(json, 'online_now'),
    total_sessions: countAt(json, 'total_sessions'),
    active_sessions: countAt(json, 'active_sessions'),
    total_events: countAt(json, 'total_events'),
    events_24h: countAt(json, 'events_24h'),
    events_per_minute: countAt(json, 'events_per_minute'),
    total_interactions: countAt(json, 'total_interactions'),
    interactions_24h: countAt(json, 'interactions_24h'),
  }
}

function snapshot(json: Json): MetricsSnapshot {
  const features = objectAt(json, 'users_by_feature')
  return {
    as_of: timeAt(json, 'as_of'),
    ...counts(json),
    users_by_feature: Object.fromEntries(Object.keys(features).map((name) => [name, countAt(features, name)])),
  }
}

export type SeriesPoint = SeriesAnswer['data'][number]

function series(json: Json): readonly SeriesPoint[] {
  const data = json['data']
  if (!Array.isArray(data)) throw new Unreadable('data')
  return data.map((point: unknown) => {
    if (!isObject(point)) throw new Unreadable('data')
    return { at: timeAt(point, 'at'), value: countAt(point, 'value') }
  })
}

/** Null for an answer that is not what the contract says. */
const reader =
  <T>(read: (json: Json) => T) =>
  (json: unknown): T | null => {
    if (!isObject(json)) return null
    try {
      return read(json)
    } catch (error) {
      if (error instanceof Unreadable) return null
      throw error
    }
  }

export const readSnapshot = reader(snapshot)
export const readSeries = reader(series)
/** The sentence of an RFC 9457 problem, if it is one. */
export const readDetail = (json: unknown): string | null => (isObject(json) && typeof json['detail'] === 'string' ? json['detail'] : null)
