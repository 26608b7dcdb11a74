/**
 * One app's chain, or what a time range or an incident selects of it, as the lines that `verify-export.ts` proves without the
 * platform. The lines go on to the next anchor, so that an anchor vouches for what was selected. A row that is not what it
 * says, or does not follow the row before it, is shown whole even when it was not selected: it is evidence.
 */
import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import type { AuditRow } from '../../contract/audit-entry.ts'
import { exportFormat } from '../../contract/audit-export.ts'
import type { ExportHeader, ExportStub } from '../../contract/audit-export.ts'
import { ChainCheck } from './chain-check.ts'
import { genesis, sha256 } from './entry.ts'
import { auditSigner, isSealed } from './signing.ts'
import type { AuditKeys } from './signing.ts'
import { endOf, isSelected } from './trail.ts'
import type { AnchorRow, AuditTrailReader, Selection, TrailEnds } from './trail.ts'

type Covered = { readonly first: number; readonly last: number }

/** Pieces of NDJSON, page by page as they are taken. */
export async function* exportTrail(trail: AuditTrailReader, keys: AuditKeys, selection: Selection, now: number): AsyncGenerator<string> {
  const signer = await auditSigner(keys)
  const ends = await trail.ends()
  const anchors = await trail.anchors()
  const covers = await coverage(trail, selection, ends, anchors)
  const digest = createHash('sha256')
  const header: ExportHeader = {
    kind: 'header',
    format: exportFormat,
    v: 1,
    app_id: trail.app,
    exported_at: new Date(now).toISOString(),
    selection: { from: timeOf(selection.from), to: timeOf(selection.to), incident: selection.incident ?? null },
    covers: covers && { first_seq: covers.first, last_seq: covers.last },
    prev_hash: covers && (await hashBefore(trail, covers.first)),
    head: ends.head && { seq: ends.head.seq, hash: ends.head.hash, sealed: isSealed(keys, trail.app, ends.head) },
    key: signer.publicKey,
    anchors: covers === null ? [] : anchors.filter(({ seq }) => seq >= covers.first).map(({ jws }) => jws),
  }
  yield hashed(digest, `${JSON.stringify(header)}\n`)
  const counts = { entries: 0, stubs: 0 }
  if (covers !== null) {
    const check = new ChainCheck(trail.app, { seq: covers.first - 1, hash: header.prev_hash })
    for await (const page of trail.rows(covers.first, covers.last))
      yield hashed(digest, page.map((row) => lineOf(check, row, selection, counts)).join(''))
  }
  const { app_id, exported_at } = header
  const seal = await signer.sign('prost-audit-export', { app_id, exported_at, sha256: digest.digest('hex') })
  yield `${JSON.stringify({ kind: 'end', ...counts, seal })}\n`
}

const hashed = (digest: Hash, text: string): string => {
  digest.update(text)
  return text
}

const lineOf = (check: ChainCheck, row: AuditRow, selection: Selection, counts: { entries: number; stubs: number }): string => {
  if (!check.addRow(row) || isSelected(row, selection)) {
    counts.entries++
    return `${JSON.stringify({ kind: 'entry', ...row })}\n`
  }
  counts.stubs++
  return `${JSON.stringify({ kind: 'stub', seq: row.seq, content_hash: sha256(row.entry) } satisfies ExportStub)}\n`
}

/** From the first selected entry to the first anchor that saw the last one, or to the end of the chain. */
const coverage = async (
  trail: AuditTrailReader,
  selection: Selection,
  ends: TrailEnds,
  anchors: readonly AnchorRow[],
): Promise<Covered | null> => {
  const end = endOf(ends)
  if (Object.values(selection).every((part) => part === undefined)) return end === 0 ? null : { first: 1, last: end }
  const span = await trail.span(selection)
  if (span === null) return null
  const anchored = anchors.map(({ seq }) => seq).filter((seq) => seq >= span.last && seq <= end)
  return { first: span.first, last: anchored.length > 0 ? Math.min(...anchored) : Math.max(end, span.last) }
}

const hashBefore = async (trail: AuditTrailReader, first: number): Promise<string | null> =>
  first <= 1 ? genesis.hash : ((await trail.place(first - 1))?.hash ?? null)

const timeOf = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString())
