/**
 * One app's chain as verification and export read it: the port that storage fills. Nothing that comes through it is believed.
 */
import type { AuditRow } from '../../contract/audit-entry.ts'
import type { AppId } from '../../contract/ids.ts'
import type { Tip } from './entry.ts'
import type { Head } from './signing.ts'

/** An anchor as kept. `created_at` is epoch ms. */
export type AnchorRow = {
  readonly day: string
  readonly seq: number
  readonly hash: string
  readonly jws: string
  readonly created_at: number
}

/** Where the chain ends by its record (`head`) and by its rows (`last`), read at one moment. */
export type TrailEnds = { readonly head: Head | null; readonly last: Tip | null }

/** What an export is about; times are epoch ms, `to` is not in. Nothing is everything. */
export type Selection = { readonly from?: number; readonly to?: number; readonly incident?: string }

export interface AuditTrailReader {
  readonly app: AppId
  ends(): Promise<TrailEnds>
  /** In the order of `seq`, both ends included, in pages. */
  rows(from: number, to: number): AsyncIterable<readonly AuditRow[]>
  /** The place `seq` as its row says; null when there is no such row. */
  place(seq: number): Promise<Tip | null>
  /** All, oldest first. */
  anchors(): Promise<AnchorRow[]>
  /** The first and the last entry that a selection finds; null when it finds none. */
  span(selection: Selection): Promise<{ readonly first: number; readonly last: number } | null>
}

/** Whether a row is one that a selection asks for. */
export const isSelected = (row: Pick<AuditRow, 'at' | 'incident'>, { from, to, incident }: Selection): boolean =>
  (from === undefined || row.at >= from) && (to === undefined || row.at < to) && (incident === undefined || row.incident === incident)

/** The highest place that the record or the rows speak of; 0 is an empty chain. */
export const endOf = ({ head, last }: TrailEnds): number => Math.max(head?.seq ?? 0, last?.seq ?? 0)
