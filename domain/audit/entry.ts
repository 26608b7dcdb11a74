/**
 * From note to entry: canonical text, content hash, link. The same note at the same place is the same text for ever, and after the
 * same entry the same hash. Who may link and where it is kept is the storage's.
 */
import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { AuditEntry, AuditRow } from '../../contract/audit-entry.ts'
import type { AuditNote } from '../../contract/audit.ts'
import type { AppId } from '../../contract/ids.ts'

/** An entry's place in the chain. */
export type Tip = { readonly seq: number; readonly hash: string }

/** Before the first entry. */
export const genesis: Tip = { seq: 0, hash: '0'.repeat(64) }

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** RFC 8785. */
export const canonicalText = (value: object): string => {
  const text = canonicalize(value)
  if (text === undefined) throw new Error('an object has no canonical text')
  return text
}

/**
 * The hash of an entry: of the hash before it, its place and its content hash, in these bytes and no more. Who has only content
 * hashes can follow the chain. Nothing that is hashed as content begins like this: it begins with `{`.
 */
export const linkHash = (prevHash: string, seq: number, contentHash: string): string => sha256(`${prevHash}\n${seq}\n${contentHash}`)

/** The entry of a note after `prev`. The note comes from `readNote`, which leaves nothing in it that has no canonical text. */
export const link = (app: AppId, prev: Tip, { at, ...note }: AuditNote): AuditRow => {
  const seq = prev.seq + 1
  const time = new Date(at).toISOString()
  const text = canonicalText({ ...note, v: 1, app_id: app, seq, at: time } satisfies AuditEntry)
  return {
    seq,
    entry_id: note.entry_id,
    at,
    action: note.action,
    actor_id: note.actor.id,
    object_id: note.object?.id ?? null,
    incident: note.incident,
    outcome: note.outcome,
    entry: text,
    prev_hash: prev.hash,
    hash: linkHash(prev.hash, seq, sha256(text)),
  }
}

/** Links notes one after the other. */
export const linkAll = (app: AppId, after: Tip, notes: readonly AuditNote[]): { readonly rows: AuditRow[]; readonly tip: Tip } => {
  let tip = after
  const rows = notes.map((note) => {
    const row = link(app, tip, note)
    tip = { seq: row.seq, hash: row.hash }
    return row
  })
  return { rows, tip }
}
