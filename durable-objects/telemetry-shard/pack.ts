/**
 * Outbox rows → queue messages. Whole rows only, all of one minute, at most `factMessageBytes`; live counters ride in the
 * first message that has room, or alone. Pure: batch ids come in.
 */
import type { FactHeader, LiveCounters } from '../../contract/facts.ts'
import { encodeFacts, factMessageBytes } from '../../contract/facts-text.ts'
import type { AppId, BatchId } from '../../contract/ids.ts'
import { limits } from './limits.ts'
import type { OutboxRow } from './outbox-rows.ts'
import { utf8Bytes } from './utf8.ts'

export type StoredRow = OutboxRow & { readonly seq: number }
export type PackedMessage = { readonly body: string; readonly bytes: number }

export type PackInput = {
  readonly appId: AppId
  /** The object's name: where the rollup confirms. */
  readonly object: string
  readonly rows: readonly StoredRow[]
  readonly live: LiveCounters | null
  readonly now: number
  readonly newBatchId: () => BatchId
}

const minuteMs = 60_000
/** What a header takes beside the object's name, the seqs and the live counters, with room. */
const headerBytes = 400
/** A seq and its comma. */
const seqBytes = 17

type Draft = { readonly minute: number; readonly rows: StoredRow[]; bytes: number; live: LiveCounters | null }

export const pack = (input: PackInput): PackedMessage[] => {
  const drafts = group(input.rows, headerBytes + utf8Bytes(input.object))
  if (input.live) place(drafts, trimmed(input.live), Math.floor(input.now / minuteMs) * minuteMs)
  return drafts.map((draft) => seal(draft, input))
}

/** Rows keep their order; rows of different minutes may interleave, so one draft per minute stays open. */
const group = (rows: readonly StoredRow[], overhead: number): Draft[] => {
  const drafts: Draft[] = []
  const open = new Map<number, Draft>()
  for (const row of rows) {
    const minute = Math.floor(row.receivedAt / minuteMs) * minuteMs
    const more = row.bytes + seqBytes + 3
    let draft = open.get(minute)
    if (!draft || draft.bytes + more > factMessageBytes) {
      draft = { minute, rows: [], bytes: overhead, live: null }
      open.set(minute, draft)
      drafts.push(draft)
    }
    draft.rows.push(row)
    draft.bytes += more
  }
  return drafts
}

const place = (drafts: Draft[], live: LiveCounters, minute: number): void => {
  const bytes = utf8Bytes(JSON.stringify(live))
  const roomy = drafts.find((draft) => draft.bytes + bytes <= factMessageBytes)
  if (roomy) roomy.live = live
  else drafts.push({ minute, rows: [], bytes: 0, live })
}

/** An app with so many features that they do not fit keeps the biggest: a gauge is better cut than missing. */
const trimmed = (live: LiveCounters): LiveCounters => {
  let features = Object.entries(live.users_by_feature)
  if (utf8Bytes(JSON.stringify(live)) <= limits.liveBytes) return live
  features = features.toSorted(([, a], [, b]) => b - a)
  let room = limits.liveBytes - 200
  const kept = features.filter(([feature, n]) => (room -= utf8Bytes(JSON.stringify(feature)) + String(n).length + 2) >= 0)
  return { ...live, users_by_feature: Object.fromEntries(kept) }
}

const seal = ({ minute, rows, live }: Draft, { appId, object, newBatchId }: PackInput): PackedMessage => {
  const header: FactHeader = {
    v: 1,
    id: newBatchId(),
    app_id: appId,
    source: { object, seqs: rows.map((row) => row.seq) },
    minute,
    events: sum(rows, (row) => row.counts.events),
    quarantined: sum(rows, (row) => row.counts.quarantined),
    sessions: sum(rows, (row) => row.counts.sessions),
    live,
  }
  const body = encodeFacts({
    header,
    events: list(rows, (row) => row.events),
    quarantine: list(rows, (row) => row.quarantine),
    sessions: list(rows, (row) => row.sessions),
  })
  return { body, bytes: utf8Bytes(body) }
}

const sum = (rows: readonly StoredRow[], of: (row: StoredRow) => number): number => rows.reduce((total, row) => total + of(row), 0)

const list = (rows: readonly StoredRow[], of: (row: StoredRow) => string): string =>
  `[${rows
    .map(of)
    .filter((text) => text !== '')
    .join(',')}]`
