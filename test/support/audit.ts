/** What the audit tests share: keys, notes, and rows as a chain makes them. Pure: for Node and for the real runtime. */
import { auditOutcome, newAuditNote } from '../../contract/audit.ts'
import type { AuditNote } from '../../contract/audit.ts'
import type { AuditRow } from '../../contract/audit-entry.ts'
import { appId, newId } from '../../contract/ids.ts'
import type { AppId } from '../../contract/ids.ts'
import { genesis, linkAll } from '../../domain/audit/entry.ts'
import type { Tip } from '../../domain/audit/entry.ts'
import { auditSigner, sealHead } from '../../domain/audit/signing.ts'
import type { AuditKeys } from '../../domain/audit/signing.ts'
import { isSelected } from '../../domain/audit/trail.ts'
import type { AnchorRow, AuditTrailReader, TrailEnds } from '../../domain/audit/trail.ts'

export const testKeys: AuditKeys = { mac: new Uint8Array(32).fill(1), anchorSeed: new Uint8Array(32).fill(2) }
export const otherKeys: AuditKeys = { mac: new Uint8Array(32).fill(3), anchorSeed: new Uint8Array(32).fill(4) }

export const day0 = Date.UTC(2026, 10, 20)
const dayMs = 86_400_000

/** Notes a minute apart, of every outcome; each third belongs to an incident. */
export const someNotes = (count: number, start = day0): AuditNote[] =>
  Array.from({ length: count }, (_, index) =>
    newAuditNote({
      at: start + index * 60_000,
      actor: { kind: 'operator', id: `operator-${index % 3}` },
      action: index % 2 === 0 ? 'key.revoked' : 'member.added',
      object: { kind: 'key', id: `key-${index}` },
      outcome: auditOutcome.options[index % 3] ?? 'done',
      incident: index % 3 === 0 ? 'incident-7' : null,
      reason: index % 2 === 0 ? 'refresh_reuse' : null,
      request_id: newId(),
      data: { index, text: 'ä\u2028ö', nested: { list: [1, 2.5, null, true] } },
    }),
  )

/** A chain held in memory, open to every kind of tampering. */
export class HeldTrail implements AuditTrailReader {
  readonly app: AppId
  rowsHeld: AuditRow[] = []
  anchorsHeld: AnchorRow[] = []
  head: TrailEnds['head'] = null
  readonly #keys: AuditKeys

  constructor(app: AppId = appId.parse(newId()), keys: AuditKeys = testKeys) {
    this.app = app
    this.#keys = keys
  }

  /** Links notes and seals the end, as the platform does. */
  chain(notes: readonly AuditNote[]): this {
    const { rows, tip } = linkAll(this.app, this.#last() ?? genesis, notes)
    this.rowsHeld.push(...rows)
    this.head = { ...tip, mac: sealHead(this.#keys, this.app, tip) }
    return this
  }

  async anchor(day: string, keys: AuditKeys = this.#keys): Promise<this> {
    const tip = this.#last() ?? genesis
    const created_at = Date.parse(day) + dayMs + 60_000
    const payload = { app_id: this.app, day, seq: tip.seq, hash: tip.hash, at: new Date(created_at).toISOString() }
    const jws = await (await auditSigner(keys)).sign('prost-audit-anchor', payload)
    this.anchorsHeld.push({ day, seq: tip.seq, hash: tip.hash, jws, created_at })
    return this
  }

  #last(): Tip | null {
    const row = this.rowsHeld.at(-1)
    return row === undefined ? null : { seq: row.seq, hash: row.hash }
  }

  async ends(): Promise<TrailEnds> {
    const last = this.#sorted().at(-1)
    return { head: this.head, last: last === undefined ? null : { seq: last.seq, hash: last.hash } }
  }

  async *rows(from: number, to: number): AsyncGenerator<readonly AuditRow[]> {
    const wanted = this.#sorted().filter(({ seq }) => seq >= from && seq <= to)
    for (let i = 0; i < wanted.length; i += 7) yield wanted.slice(i, i + 7)
  }

  async place(seq: number): Promise<Tip | null> {
    const row = this.rowsHeld.find((each) => each.seq === seq)
    return row === undefined ? null : { seq, hash: row.hash }
  }

  async anchors(): Promise<AnchorRow[]> {
    return this.anchorsHeld
  }

  async span(selection: Parameters<AuditTrailReader['span']>[0]): Promise<{ first: number; last: number } | null> {
    const found = this.#sorted().filter((row) => isSelected(row, selection))
    const [first, last] = [found.at(0), found.at(-1)]
    return first === undefined || last === undefined ? null : { first: first.seq, last: last.seq }
  }

  #sorted(): AuditRow[] {
    return this.rowsHeld.toSorted((left, right) => left.seq - right.seq)
  }
}

/** Twelve entries over two days with an anchor after the sixth and one at the end. */
export const anchoredTrail = async (): Promise<HeldTrail> => {
  const trail = await new HeldTrail().chain(someNotes(6)).anchor('2026-11-20')
  return trail.chain(someNotes(6, day0 + dayMs)).anchor('2026-11-21')
}
