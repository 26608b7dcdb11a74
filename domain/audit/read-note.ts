/**
 * Waiting notes as the chain takes them. Whatever waits becomes an entry: a note that can not be read is chained as one that
 * says so, so that it neither is lost nor holds up the notes behind it.
 */
import { auditNote, newAuditNote } from '../../contract/audit.ts'
import type { AuditNote } from '../../contract/audit.ts'

/** A row of the outbox. `entry_id` rules: it is what makes the same note twice one entry. */
export type WaitingNote = { readonly entry_id: string; readonly note: string }

const shownOfUnreadable = 10_000
/** More than any note needs, and less than a row can hold when it is written into another text. */
const longest = 256_000
const deepest = 64
/** The furthest moment a Date can hold. */
const lastMoment = 8.64e15

export const readNote = ({ entry_id, note }: WaitingNote, now: number): AuditNote => {
  const parsed = auditNote.safeParse(storable(jsonOf(note)))
  if (parsed.success && parsed.data.entry_id === entry_id && Math.abs(parsed.data.at) <= lastMoment) return parsed.data
  return { ...newAuditNote(unreadable(note, now)), entry_id }
}

const unreadable = (text: string, now: number) => ({
  at: now,
  actor: { kind: 'system' as const, id: null },
  action: 'audit.unreadable',
  outcome: 'decided' as const,
  data: { note: storableText(text.slice(0, shownOfUnreadable)) },
})

const jsonOf = (text: string): unknown => {
  try {
    return text.length <= longest ? JSON.parse(text) : undefined
  } catch {
    // Not lost: what is no note is chained as unreadable.
    return undefined
  }
}

/** Without what neither a store nor canonical JSON can hold: NUL and lone surrogates, in keys too; and no deeper than anyone reads. */
const storable = (value: unknown, depth = 0): unknown => {
  if (typeof value === 'string') return storableText(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= deepest) return '…'
  if (Array.isArray(value)) return value.map((item: unknown) => storable(item, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [storableText(key), storable(item, depth + 1)]))
}

const storableText = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\uFFFD')
