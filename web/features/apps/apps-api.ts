/** The operator's apps. */
import type { App, AppChanges } from '../../../contract/apps.ts'
import type { AppId } from '../../../contract/ids.ts'
import type { LimitName } from '../../../contract/limits.ts'
import { call } from '../session/call.ts'
import type { Answer } from '../session/http.ts'
import type { Json } from '../session/reading.ts'
import { listAt, numberAt, objectAt, pageReader, reader, textAt, textsAt, timeAt, timeOrNullAt, wordAt } from '../session/reading.ts'
import { readMeasure } from './measures-reading.ts'
import { everyRole } from './rights.ts'

export const limitNames = [
  'telemetry_requests_per_s',
  'telemetry_events_per_s',
  'key_requests_per_min',
  'user_requests_per_min',
  'sign_in_per_min',
  'anonymous_per_min',
] as const satisfies readonly LimitName[]

/** Only what differs from the defaults is there. */
const limitsOf = (json: Json): App['limits'] =>
  Object.fromEntries(limitNames.filter((name) => json[name] !== undefined).map((name) => [name, numberAt(json, name)]))

const appOf = (json: Json): App => ({
  id: textAt(json, 'id') as AppId,
  name: textAt(json, 'name'),
  kind: wordAt(json, 'kind', ['tenant', 'console']),
  session_ttl_s: numberAt(json, 'session_ttl_s'),
  interaction_patterns: [...textsAt(json, 'interaction_patterns')],
  origins: [...textsAt(json, 'origins')],
  limits: limitsOf(objectAt(json, 'limits')),
  measures: [...listAt(json, 'measures', readMeasure)],
  created_at: timeAt(json, 'created_at'),
  archived_at: timeOrNullAt(json, 'archived_at'),
  role: wordAt(json, 'role', everyRole),
})

const readApp = reader(appOf)
const readApps = pageReader(appOf)
const pageSize = 200

/** All of them: an operator has some, the server's pages hold 200. */
export async function listApps(signal: AbortSignal): Promise<Answer<readonly App[]>> {
  const apps: App[] = []
  let cursor: string | null = null
  for (;;) {
    const query: URLSearchParams = new URLSearchParams({ limit: String(pageSize), ...(cursor !== null && { cursor }) })
    const answer = await call({ path: `/v1/apps?${query}`, read: readApps, signal })
    if (!answer.ok) return answer
    apps.push(...answer.value.data)
    cursor = answer.value.next_cursor
    if (cursor === null) return { ...answer, value: apps }
  }
}

export const createApp = (name: string, attempt: string): Promise<Answer<App>> =>
  call({ method: 'POST', path: '/v1/apps', json: { name }, read: readApp, attempt })

export const updateApp = (id: AppId, changes: AppChanges): Promise<Answer<App>> =>
  call({ method: 'PATCH', path: `/v1/apps/${id}`, json: changes, read: readApp })

export const archiveApp = (id: AppId): Promise<Answer<App>> => call({ method: 'DELETE', path: `/v1/apps/${id}`, read: readApp })
