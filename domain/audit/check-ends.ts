/** What holds a chain from outside its links: the sealed head, without which its end could be cut off, and the anchors, without which all of it could be written anew. */
import { anchorPayload } from '../../contract/audit-entry.ts'
import type { AuditPublicKey } from '../../contract/audit-entry.ts'
import type { Faults } from './faults.ts'
import { isSealed, openSigned } from './signing.ts'
import type { AuditKeys } from './signing.ts'
import type { AnchorRow, TrailEnds } from './trail.ts'

/** `hash` is that of the entry at the head's place as it was rebuilt; undefined when that place was not looked at. */
export const checkHead = (app: string, { head, last }: TrailEnds, keys: AuditKeys, hash: string | undefined, faults: Faults): void => {
  if (head === null) {
    if (last !== null) faults.add(last.seq, 'head_mismatch', 'the record of the end is missing')
    return
  }
  if (!isSealed(keys, app, head)) faults.add(head.seq, 'bad_signature', 'the record of the end is not the platform’s own')
  if (last?.seq !== head.seq) faults.add(head.seq, 'head_mismatch', `the chain should end at ${head.seq} and ends at ${last?.seq ?? 0}`)
  else if ((hash ?? last.hash) !== head.hash) faults.add(head.seq, 'head_mismatch', 'the last entry is not the one of the record')
}

/** What is known of the chain that anchors speak of. */
export type Anchored = {
  readonly app: string
  readonly key: AuditPublicKey
  /** The part that was checked, and how far the chain goes. */
  readonly first: number
  readonly last: number
  readonly end: number
  /** Rebuilt hashes at the places of anchors. */
  readonly hashes: ReadonlyMap<number, string>
}

/** What an anchor must say when it came with columns of its own. */
type Columns = Omit<AnchorRow, 'jws'>

/** Whether the anchor could be compared with the chain; what is wrong goes to `faults`. */
export const checkAnchor = async (chain: Anchored, jws: string, columns: Columns | null, faults: Faults): Promise<boolean> => {
  const parsed = anchorPayload.safeParse(await openSigned('prost-audit-anchor', jws, chain.key))
  const where = columns?.seq ?? parsed.data?.seq ?? 0
  const name = `anchor of ${columns?.day ?? parsed.data?.day ?? 'an unknown day'}`
  if (!parsed.success) {
    faults.add(where, 'bad_signature', `${name}: its signature does not fit`)
    return false
  }
  const { app_id: app, day, seq, hash, at } = parsed.data
  const mismatch = (detail: string): void => faults.add(where, 'anchor_mismatch', `${name}: ${detail}`)
  if (app !== chain.app) mismatch('it belongs to another app')
  else if (columns !== null && !sameAs(columns, { day, seq, hash, created_at: Date.parse(at) }))
    mismatch('its columns are not what was signed')
  else if (seq > chain.end) mismatch(`it saw entry ${seq}, the chain ends at ${chain.end}`)
  else if (seq < chain.first || seq > chain.last) return false
  else if (!chain.hashes.has(seq)) mismatch(`entry ${seq}, which it saw, can not be rebuilt`)
  else if (chain.hashes.get(seq) !== hash) mismatch(`entry ${seq} is not the one it saw`)
  return true
}

const sameAs = (columns: Columns, { day, seq, hash, created_at: at }: Columns): boolean =>
  columns.day === day && columns.seq === seq && columns.hash === hash && columns.created_at === at
