/** The events in quarantine of an app: reading them, sending one again. */
import type { QuarantineCode, QuarantinedEvent, Receipt } from '../../../contract/events.ts'
import type { AppId } from '../../../contract/ids.ts'
import { call } from '../session/call.ts'
import type { Answer } from '../session/http.ts'
import type { Json, Page, Reader } from '../session/reading.ts'
import { flagAt, listAt, pageReader, reader, textAt, textOrNullAt, timeAt, timeOrNullAt, wordAt } from '../session/reading.ts'

const codes = [
  'validation_failed',
  'event_too_large',
  'data_too_deep',
  'number_out_of_range',
  'session_id_required',
  'session_not_live',
] as const satisfies readonly QuarantineCode[]
const statuses = ['accepted', 'duplicate', 'quarantined', 'over_quota'] as const satisfies readonly Receipt['status'][]

const quarantinedOf = (json: Json): QuarantinedEvent => ({
  id: textAt(json, 'id'),
  received_at: timeAt(json, 'received_at'),
  code: wordAt(json, 'code', codes),
  errors: [
    ...listAt(json, 'errors', (each) => ({ path: textAt(each, 'path'), code: textAt(each, 'code'), message: textAt(each, 'message') })),
  ],
  raw: textAt(json, 'raw'),
  truncated: flagAt(json, 'truncated'),
  resubmitted_at: timeOrNullAt(json, 'resubmitted_at'),
  event_id: textOrNullAt(json, 'event_id'),
})

export type Verdict = { readonly id: string; readonly status: Receipt['status']; readonly code: QuarantineCode | null }

const verdictOf = (json: Json): Verdict => ({
  id: textAt(json, 'id'),
  status: wordAt(json, 'status', statuses),
  code: json['code'] === undefined ? null : wordAt(json, 'code', codes),
})

const readPage = pageReader(quarantinedOf)
const readVerdicts = reader((json) => listAt(json, 'events', verdictOf))
/** The one receipt there is. */
const readVerdict: Reader<Verdict> = (json) => readVerdicts(json)?.[0] ?? null
const base = (app: AppId): string => `/v1/apps/${app}/events/quarantine`

export function listQuarantine(app: AppId, cursor: string | null, signal?: AbortSignal): Promise<Answer<Page<QuarantinedEvent>>> {
  const query = new URLSearchParams({ limit: '50', ...(cursor !== null && { cursor }) })
  return call({ path: `${base(app)}?${query}`, read: readPage, ...(signal && { signal }) })
}

/** Without an event what was sent is tried again, byte for byte. */
export function resubmit(app: AppId, id: string, event: Json | null, attempt: string): Promise<Answer<Verdict>> {
  const path = `${base(app)}/${encodeURIComponent(id)}/resubmit`
  return call({ method: 'POST', path, json: event === null ? {} : { event }, read: readVerdict, attempt })
}
