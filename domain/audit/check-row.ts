/** One stored entry by itself: text and link against its hash, and every column against its text. Its neighbours are `ChainCheck`'s. */
import { auditEntry } from '../../contract/audit-entry.ts'
import type { AuditEntry, AuditRow, ListedAuditEntry } from '../../contract/audit-entry.ts'
import { canonicalText, linkHash, sha256 } from './entry.ts'

export type RowFault = { readonly kind: 'altered' | 'reordered'; readonly detail: string }
/** `hash` is rebuilt from the text and what the row says it follows. */
export type CheckedRow = {
  readonly contentHash: string
  readonly hash: string
  readonly entry: AuditEntry | null
  readonly faults: readonly RowFault[]
}

export const checkRow = (app: string, row: AuditRow): CheckedRow => {
  const contentHash = sha256(row.entry)
  const entry = entryOf(row.entry)
  const hash = linkHash(row.prev_hash, entry?.seq ?? row.seq, contentHash)
  const faults: RowFault[] = hash === row.hash ? [] : [altered('text and link are not what the hash says')]
  if (entry === null) return { contentHash, hash, entry, faults: [...faults, altered('the text is not a canonical entry')] }
  if (entry.seq !== row.seq) faults.push({ kind: 'reordered', detail: `here is the entry that was number ${entry.seq}` })
  const differing = columnsThatDiffer(app, row, entry)
  if (differing.length > 0) faults.push(altered(`not what the text says: ${differing.join(', ')}`))
  return { contentHash, hash, entry, faults }
}

const altered = (detail: string): RowFault => ({ kind: 'altered', detail })

/** Null unless the text is an entry, written the one way it can be written. */
const entryOf = (text: string): AuditEntry | null => {
  try {
    const json: unknown = JSON.parse(text)
    const parsed = auditEntry.safeParse(json)
    // The value itself and not what the schema made of it: nothing may slip in that the schema leaves out.
    return parsed.success && typeof json === 'object' && json !== null && canonicalText(json) === text ? parsed.data : null
  } catch {
    // Not an error of ours: the text is not JSON, and the finding says so.
    return null
  }
}

const columnsThatDiffer = (app: string, row: AuditRow, entry: AuditEntry): string[] => {
  const said: Record<string, unknown> = {
    app_id: app,
    entry_id: row.entry_id,
    at: row.at,
    action: row.action,
    actor_id: row.actor_id,
    object_id: row.object_id,
    incident: row.incident,
    outcome: row.outcome,
  }
  const meant: typeof said = {
    app_id: entry.app_id,
    entry_id: entry.entry_id,
    at: Date.parse(entry.at),
    action: entry.action,
    actor_id: entry.actor.id,
    object_id: entry.object?.id ?? null,
    incident: entry.incident,
    outcome: entry.outcome,
  }
  return Object.keys(said).filter((column) => said[column] !== meant[column])
}

/** A stored entry for reading. One whose text can not be read is told by its columns, and is not intact. */
export const listedEntry = (app: string, row: AuditRow): ListedAuditEntry => {
  const { entry, faults } = checkRow(app, row)
  return {
    id: row.entry_id,
    seq: row.seq,
    at: entry?.at ?? timeText(row.at),
    actor: entry?.actor ?? { kind: 'system', id: row.actor_id },
    action: entry?.action ?? row.action,
    object: entry?.object ?? null,
    outcome: entry?.outcome ?? row.outcome,
    reason: entry?.reason ?? null,
    incident: entry?.incident ?? row.incident,
    request_id: entry?.request_id ?? null,
    data: entry?.data ?? {},
    prev_hash: row.prev_hash,
    hash: row.hash,
    intact: faults.length === 0,
  }
}

const timeText = (ms: number): string => new Date(Math.abs(ms) <= 8.64e15 ? ms : 0).toISOString()
