/** The audit chain of an app: reading, verifying, taking along. */
import type { AuditFaultKind, ListedAuditEntry } from '../../../contract/audit-entry.ts'
import type { AuditActor } from '../../../contract/audit.ts'
import type { AppId } from '../../../contract/ids.ts'
import { call, download } from '../session/call.ts'
import type { Answer } from '../session/http.ts'
import type { Json, Page } from '../session/reading.ts'
import {
  flagAt,
  listAt,
  numberAt,
  numberOrNullAt,
  objectAt,
  objectOrNullAt,
  pageReader,
  reader,
  textAt,
  textOrNullAt,
  timeAt,
  wordAt,
} from '../session/reading.ts'

const kinds = ['operator', 'user', 'key', 'system'] as const satisfies readonly AuditActor['kind'][]

const actorOf = (json: Json): AuditActor => ({ kind: wordAt(json, 'kind', kinds), id: textOrNullAt(json, 'id') })

function objectOf(json: Json | null): ListedAuditEntry['object'] {
  return json && { kind: textAt(json, 'kind'), id: textAt(json, 'id') }
}

const entryOf = (json: Json): ListedAuditEntry => ({
  id: textAt(json, 'id'),
  seq: numberAt(json, 'seq'),
  at: timeAt(json, 'at'),
  actor: actorOf(objectAt(json, 'actor')),
  action: textAt(json, 'action'),
  object: objectOf(objectOrNullAt(json, 'object')),
  outcome: textAt(json, 'outcome'),
  reason: textOrNullAt(json, 'reason'),
  incident: textOrNullAt(json, 'incident'),
  request_id: textOrNullAt(json, 'request_id'),
  data: objectAt(json, 'data'),
  prev_hash: textAt(json, 'prev_hash'),
  hash: textAt(json, 'hash'),
  intact: flagAt(json, 'intact'),
})

export type Verification = {
  readonly ok: boolean
  readonly entries: number
  readonly next_seq: number | null
  readonly anchors_checked: number
  readonly faults: readonly { readonly seq: number; readonly kind: AuditFaultKind | (string & {}); readonly detail: string }[]
}

const readVerification = reader((json): Verification => ({
  ok: flagAt(json, 'ok'),
  entries: numberAt(json, 'entries'),
  next_seq: numberOrNullAt(json, 'next_seq'),
  anchors_checked: numberAt(json, 'anchors_checked'),
  faults: listAt(json, 'faults', (each) => ({ seq: numberAt(each, 'seq'), kind: textAt(each, 'kind'), detail: textAt(each, 'detail') })),
}))

const readEntries = pageReader(entryOf)
const base = (app: AppId): string => `/v1/apps/${app}/audit`

/** Names as the API's query has them; empty ones do not count. */
export const filterNames = ['action', 'actor_id', 'object_id', 'outcome', 'incident', 'from', 'to'] as const
type FilterName = (typeof filterNames)[number]
export type Filters = Readonly<Partial<Record<FilterName, string>>>

const queryOf = (filters: Filters, more: Record<string, string> = {}): string => new URLSearchParams({ ...filters, ...more }).toString()

export function listEntries(
  app: AppId,
  filters: Filters,
  cursor: string | null,
  signal?: AbortSignal,
): Promise<Answer<Page<ListedAuditEntry>>> {
  const query = queryOf(filters, { limit: '50', ...(cursor !== null && { cursor }) })
  return call({ path: `${base(app)}?${query}`, read: readEntries, ...(signal && { signal }) })
}

/** Goes through the chain call by call until its end, or the first call that found something. */
export async function verifyChain(app: AppId, onProgress: (entries: number) => void): Promise<Answer<Verification>> {
  let entries = 0
  let from: number | null = null
  for (;;) {
    const path: string = `${base(app)}/verify${from === null ? '' : `?${queryOf({}, { from_seq: String(from) })}`}`
    const answer = await call({ path, read: readVerification, patienceMs: 60_000 })
    if (!answer.ok) return answer
    entries += answer.value.entries
    onProgress(entries)
    from = answer.value.next_seq
    if (from === null || !answer.value.ok) return { ...answer, value: { ...answer.value, entries } }
  }
}

/** The routes take a range or an incident; what else the list is filtered by does not narrow an export. */
export function exportChain(app: AppId, { from, to, incident }: Filters): Promise<Answer<Blob>> {
  const query = queryOf({ ...(from && { from }), ...(to && { to }), ...(incident && { incident }) })
  return download(`${base(app)}/export${query === '' ? '' : `?${query}`}`, 'application/x-ndjson')
}
