/** Verifies one app's chain where it is kept: every entry, every link, the end, the anchors. Reads it in pages and changes nothing. */
import type { AuditFault } from '../../contract/audit-entry.ts'
import { ChainCheck } from './chain-check.ts'
import type { Before } from './chain-check.ts'
import { checkAnchor, checkHead } from './check-ends.ts'
import { genesis } from './entry.ts'
import type { Tip } from './entry.ts'
import type { Faults } from './faults.ts'
import { auditSigner } from './signing.ts'
import type { AuditKeys } from './signing.ts'
import { endOf } from './trail.ts'
import type { AuditTrailReader } from './trail.ts'

/** At most so many places in one verification; a longer chain is verified in parts. */
export const placesPerVerification = 100_000

export type SeqRange = { readonly from?: number; readonly to?: number }

export type TrailVerdict = {
  readonly ok: boolean
  /** Entries that were looked at, and the places they cover; null for an empty part. */
  readonly entries: number
  readonly covers: { readonly first: number; readonly last: number } | null
  /** Where the next part begins; null when the part that was asked for is done. */
  readonly next: number | null
  readonly faults: readonly AuditFault[]
  readonly head: Tip | null
  readonly anchorsChecked: number
}

export const verifyTrail = async (
  trail: AuditTrailReader,
  keys: AuditKeys,
  range: SeqRange = {},
  most = placesPerVerification,
): Promise<TrailVerdict> => {
  const ends = await trail.ends()
  const anchors = await trail.anchors()
  const end = endOf(ends)
  const first = range.from ?? 1
  const wanted = Math.min(range.to ?? end, end)
  const last = Math.min(wanted, first + most - 1)
  const watched = [...anchors.map(({ seq }) => seq), ends.head?.seq ?? 0]
  const check = new ChainCheck(trail.app, await before(trail, first), watched)
  for await (const page of trail.rows(first, last)) for (const row of page) check.addRow(row)
  check.finish(last)
  checkHead(trail.app, ends, keys, ends.head === null ? undefined : check.hashes.get(ends.head.seq), check.faults)
  const { publicKey } = await auditSigner(keys)
  const chain = { app: trail.app, key: publicKey, first, last, end, hashes: check.hashes }
  let anchorsChecked = 0
  for (const { jws, ...columns } of anchors) if (await checkAnchor(chain, jws, columns, check.faults)) anchorsChecked++
  return {
    ...outcome(check.faults),
    entries: check.entries,
    covers: first <= last ? { first, last } : null,
    next: last < wanted ? last + 1 : null,
    head: ends.head && { seq: ends.head.seq, hash: ends.head.hash },
    anchorsChecked,
  }
}

const outcome = ({ total, list }: Faults): { ok: boolean; faults: readonly AuditFault[] } => ({ ok: total === 0, faults: list })

/** The place before `first`. When its row is gone the first link can not be checked; the part before this one says that it is missing. */
const before = async (trail: AuditTrailReader, first: number): Promise<Before> =>
  first <= 1 ? genesis : ((await trail.place(first - 1)) ?? { seq: first - 1, hash: null })
