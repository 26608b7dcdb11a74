/** The stored events of an app: reading, which types there are, taking a range along. */
import type { StoredEvent } from '../../../contract/events.ts'
import type { AppId } from '../../../contract/ids.ts'
import { call, download } from '../session/call.ts'
import type { Answer } from '../session/http.ts'
import type { Json, Page } from '../session/reading.ts'
import { flagAt, listAt, numberAt, numberOrNullAt, objectAt, pageReader, reader, textAt, textOrNullAt, timeAt } from '../session/reading.ts'

const eventOf = (json: Json): StoredEvent => ({
  id: textAt(json, 'id'),
  type: textAt(json, 'type'),
  actor_id: textAt(json, 'actor_id'),
  actor_type: textOrNullAt(json, 'actor_type'),
  action: textOrNullAt(json, 'action'),
  session_id: textOrNullAt(json, 'session_id'),
  device_id: textOrNullAt(json, 'device_id'),
  feature: textOrNullAt(json, 'feature'),
  occurred_at: timeAt(json, 'occurred_at'),
  received_at: timeAt(json, 'received_at'),
  skew_ms: numberOrNullAt(json, 'skew_ms'),
  skewed: flagAt(json, 'skewed'),
  bot: flagAt(json, 'bot'),
  data: objectAt(json, 'data'),
  context: objectAt(json, 'context'),
})

export type TypeCount = { readonly type: string; readonly events: number }

const readTypes = reader((json) =>
  listAt(json, 'data', (each): TypeCount => ({ type: textAt(each, 'type'), events: numberAt(each, 'events') })),
)
const readPage = pageReader(eventOf)
const readEvent = reader(eventOf)

/** Names as the API's query has them; what is not given does not count. */
export const filterNames = ['type', 'actor_id', 'session_id', 'from', 'to'] as const
type FilterName = (typeof filterNames)[number]
export type Filters = Readonly<Partial<Record<FilterName, string>>>
export type ExportFormat = 'ndjson' | 'csv'

export const pageSize = 100
const base = (app: AppId): string => `/v1/apps/${app}/events`

export function listEvents(app: AppId, filters: Filters, cursor: string | null, signal?: AbortSignal): Promise<Answer<Page<StoredEvent>>> {
  const query = new URLSearchParams({ ...filters, limit: String(pageSize), ...(cursor !== null && { cursor }) })
  return call({ path: `${base(app)}?${query}`, read: readPage, ...(signal && { signal }) })
}

export const getEvent = (app: AppId, id: string, signal?: AbortSignal): Promise<Answer<StoredEvent>> =>
  call({ path: `${base(app)}/${encodeURIComponent(id)}`, read: readEvent, ...(signal && { signal }) })

/** The types of the range, most frequent first. */
export function listTypes(app: AppId, { from, to }: Filters, signal?: AbortSignal): Promise<Answer<readonly TypeCount[]>> {
  const query = new URLSearchParams({ ...(from && { from }), ...(to && { to }) }).toString()
  return call({ path: `${base(app)}/types${query === '' ? '' : `?${query}`}`, read: readTypes, ...(signal && { signal }) })
}

/** The route takes a range; what else the list is narrowed to does not narrow an export. */
export function exportEvents(app: AppId, format: ExportFormat, { from, to }: Filters): Promise<Answer<Blob>> {
  const query = new URLSearchParams({ format, ...(from && { from }), ...(to && { to }) })
  return download(`${base(app)}/export?${query}`, format === 'csv' ? 'text/csv' : 'application/x-ndjson')
}
