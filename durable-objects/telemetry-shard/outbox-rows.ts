/**
 * Cuts what one step appends into outbox rows: text of joined JSON rows, each small enough for one queue message.
 * Rows are concatenated, never parsed.
 */
import { limits } from './limits.ts'
import { utf8Bytes } from './utf8.ts'

/** JSON rows as text, in order. */
export type Rows = { readonly events: readonly string[]; readonly quarantine: readonly string[]; readonly sessions: readonly string[] }

/** One outbox row but for its `seq`. The texts are JSON rows joined by commas, without the outer brackets. */
export type OutboxRow = {
  readonly receivedAt: number
  readonly bytes: number
  readonly counts: { readonly events: number; readonly quarantined: number; readonly sessions: number }
  readonly events: string
  readonly quarantine: string
  readonly sessions: string
}

type Kind = keyof Rows
const kinds: readonly Kind[] = ['events', 'quarantine', 'sessions']

/** Nearly always one row; more when a request is bigger than a row. */
export const outboxRows = (receivedAt: number, rows: Rows): OutboxRow[] => {
  if (kinds.every((kind) => rows[kind].length === 0)) return []
  const whole = outboxRow(receivedAt, rows)
  return whole.bytes <= limits.outboxRowBytes ? [whole] : cut(rows).map((part) => outboxRow(receivedAt, part))
}

const outboxRow = (receivedAt: number, rows: Rows): OutboxRow => {
  const [events, quarantine, sessions] = [rows.events.join(','), rows.quarantine.join(','), rows.sessions.join(',')]
  return {
    receivedAt,
    bytes: utf8Bytes(events) + utf8Bytes(quarantine) + utf8Bytes(sessions),
    counts: { events: rows.events.length, quarantined: rows.quarantine.length, sessions: rows.sessions.length },
    events,
    quarantine,
    sessions,
  }
}

const cut = (rows: Rows): Rows[] => {
  const parts: Record<Kind, string[]>[] = []
  let part = emptyPart()
  let bytes = 0
  for (const kind of kinds)
    for (const row of rows[kind]) {
      const more = utf8Bytes(row) + 1
      if (bytes > 0 && bytes + more > limits.outboxRowBytes) {
        parts.push(part)
        part = emptyPart()
        bytes = 0
      }
      part[kind].push(row)
      bytes += more
    }
  return [...parts, part]
}

const emptyPart = (): Record<Kind, string[]> => ({ events: [], quarantine: [], sessions: [] })
