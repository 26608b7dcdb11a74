/**
 * A chain read in order: each entry by itself, its place, and its link to the one before, through stubs too. Takes rows as they
 * come and keeps only where it is, so a chain of any length is verified in little memory. Anchors and the head are `check-ends.ts`'s.
 */
import type { AuditFault, AuditRow } from '../../contract/audit-entry.ts'
import { checkRow } from './check-row.ts'
import { genesis, linkHash } from './entry.ts'
import type { Tip } from './entry.ts'
import { Faults } from './faults.ts'

/** Where the check begins: the place before the first row. A null hash is one that nobody knows. */
export type Before = { readonly seq: number; readonly hash: string | null }

/** An entry without its content. */
export type Stub = { readonly seq: number; readonly content_hash: string }

type Gap = { from: number; readonly to: number }

export class ChainCheck {
  readonly faults: Faults
  /** Hashes at the places that were asked for. */
  readonly hashes = new Map<number, string>()
  entries = 0
  stubs = 0
  readonly #app: string
  readonly #watched: ReadonlySet<number>
  #tip: Before
  /** The last place whose entry was seen whole. */
  #shown: number
  #gaps: Gap[] = []

  constructor(app: string, before: Before = genesis, watched: Iterable<number> = [], faults = new Faults()) {
    this.#app = app
    this.#tip = before
    this.#shown = before.seq
    this.#watched = new Set(watched)
    this.faults = faults
  }

  /** The furthest place so far. */
  get tip(): Before {
    return this.#tip
  }

  /** Whether it is what it says and follows what came before it. */
  addRow(row: AuditRow): boolean {
    this.entries++
    const { contentHash, hash, faults } = checkRow(this.#app, row)
    for (const { kind, detail } of faults) this.faults.add(row.seq, kind, detail)
    if (row.seq <= this.#tip.seq) return this.#late(row.seq)
    const before = this.#hashBefore(row.seq)
    const follows = before === row.prev_hash
    if (before !== null && !follows) this.faults.add(row.seq, 'broken_link', `does not follow ${this.#span(row.seq - 1)}`)
    // A false `prev_hash` is told once: the next entry follows this one if this one is at its place.
    const linked = before !== null && linkHash(before, row.seq, contentHash) === row.hash
    this.#moveTo(row.seq, linked ? row.hash : hash)
    this.#shown = row.seq
    return follows && faults.length === 0
  }

  /** Its hash follows from what came before; after a gap nobody knows it. */
  addStub({ seq, content_hash: contentHash }: Stub): void {
    this.stubs++
    if (seq <= this.#tip.seq) return void this.#late(seq)
    const before = this.#hashBefore(seq)
    this.#moveTo(seq, before === null ? null : linkHash(before, seq, contentHash))
  }

  /** What did not come up to `last` is missing. */
  finish(last: number): void {
    if (this.#tip.seq < last) this.#gaps.push({ from: this.#tip.seq + 1, to: last })
    for (const { from, to } of this.#gaps) this.faults.add(from, 'missing', from === to ? `entry ${from}` : `entries ${from} to ${to}`)
    this.#gaps = []
  }

  /** Null when it is not known. */
  #hashBefore(seq: number): string | null {
    return seq === this.#tip.seq + 1 ? this.#tip.hash : null
  }

  /** Whatever it is that was altered, it is one of these. */
  #span(last: number): string {
    const first = this.#shown + 1
    if (first > last) return `entry ${last}`
    return first === last ? `stub ${last}` : `stubs ${first} to ${last}`
  }

  #moveTo(seq: number, hash: string | null): void {
    if (this.#watched.has(seq) && hash !== null) this.hashes.set(seq, hash)
    if (seq > this.#tip.seq + 1) this.#gaps.push({ from: this.#tip.seq + 1, to: seq - 1 })
    this.#tip = { seq, hash }
  }

  /** A place that was passed already: it was left out before, or it comes a second time. Never right. */
  #late(seq: number): false {
    const gap = this.#gaps.find(({ from, to }) => from <= seq && seq <= to)
    if (gap === undefined) this.faults.add(seq, 'duplicate', `entry ${seq} comes again`)
    else this.faults.add(seq, 'reordered', `entry ${seq} comes after entry ${this.#tip.seq}`)
    this.#gaps = this.#gaps.flatMap((each) => (each === gap ? without(gap, seq) : [each]))
    return false
  }
}

const without = ({ from, to }: Gap, seq: number): Gap[] =>
  [
    { from, to: seq - 1 },
    { from: seq + 1, to },
  ].filter((gap) => gap.from <= gap.to)

export type Verdict = { readonly ok: boolean; readonly checked: number; readonly faults: readonly AuditFault[] }

/** Rows in the order in which they are held, from the beginning or after a known place. */
export const verifyEntries = (app: string, rows: readonly AuditRow[], from: Tip = genesis): Verdict => {
  const check = new ChainCheck(app, from)
  for (const row of rows) check.addRow(row)
  check.finish(check.tip.seq)
  return { ok: check.faults.total === 0, checked: check.entries, faults: check.faults.list }
}
