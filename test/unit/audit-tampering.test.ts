/** [K10] Whatever is done to a chain, to its end or to its anchors is found where it is kept, and by whoever holds an export. */
import { describe, expect, test } from 'vitest'
import type { AuditFaultKind, AuditRow } from '../../contract/audit-entry.ts'
import { auditRow } from '../../contract/audit-entry.ts'
import { genesis, linkAll, linkHash, sha256 } from '../../domain/audit/entry.ts'
import { exportTrail } from '../../domain/audit/export-trail.ts'
import { auditSigner, sealHead } from '../../domain/audit/signing.ts'
import { verifyExport } from '../../domain/audit/verify-export.ts'
import type { ExportReport } from '../../domain/audit/verify-export.ts'
import { verifyTrail } from '../../domain/audit/verify-trail.ts'
import { linesOf } from '../../scripts/audit/lines.ts'
import { HeldTrail, anchoredTrail, day0, otherKeys, someNotes, testKeys } from '../support/audit.ts'

const offline = (trail: HeldTrail): Promise<ExportReport> => verifyExport(linesOf(exportTrail(trail, testKeys, {}, day0)))
const kinds = ({ faults }: { faults: readonly { kind: AuditFaultKind }[] }): AuditFaultKind[] => faults.map(({ kind }) => kind)

const at = (trail: HeldTrail, seq: number): AuditRow => {
  const row = trail.rowsHeld[seq - 1]
  if (row === undefined) throw new Error(`there is no row ${seq}`)
  return row
}

/** Another value of the same kind. */
const other = (column: keyof AuditRow, row: AuditRow): string | number => {
  const value = row[column]
  if (column === 'seq') return 99
  if (column === 'outcome') return value === 'done' ? 'denied' : 'done'
  if (column === 'prev_hash' || column === 'hash') return sha256(String(value))
  if (column === 'entry') return row.entry.replace('"index":3', '"index":4')
  return typeof value === 'number' ? value + 1 : `${value}x`
}

test('a chain that nobody touched has no fault', async () => {
  const trail = await anchoredTrail()
  expect(await verifyTrail(trail, testKeys)).toMatchObject({
    ok: true,
    entries: 12,
    anchorsChecked: 2,
    faults: [],
    covers: { first: 1, last: 12 },
  })
  expect(await offline(trail)).toMatchObject({ ok: true, entries: 12, stubs: 0, anchorsChecked: 2, faults: [] })
})

describe('every column of an entry', () => {
  test.each(Object.keys(auditRow.shape) as (keyof AuditRow)[])('%s', async (column) => {
    for (const seq of [1, 4, 12]) {
      const trail = await anchoredTrail()
      const row = at(trail, seq)
      const value = column === 'entry' ? row.entry.replace(`"index":${(seq - 1) % 6}`, '"index":77') : other(column, row)
      Object.assign(row, { [column]: value })
      expect((await verifyTrail(trail, testKeys)).ok, `kept, entry ${seq}`).toBe(false)
      expect((await offline(trail)).ok, `exported, entry ${seq}`).toBe(false)
    }
  })

  test.each(['actor_id', 'object_id', 'incident'] as const)('%s, emptied', async (column) => {
    const trail = await anchoredTrail()
    at(trail, 1)[column] = null
    expect(kinds(await verifyTrail(trail, testKeys))).toEqual(['altered'])
    expect(kinds(await offline(trail))).toEqual(['altered'])
  })
})

type Tampering = readonly [name: string, tamper: (trail: HeldTrail) => void | Promise<void>, found: AuditFaultKind]

const rehashed = ({ prev_hash, seq, entry }: AuditRow): string => linkHash(prev_hash, seq, sha256(entry))

const rewrite = (trail: HeldTrail, from: number): void => {
  const kept = trail.rowsHeld.slice(0, from - 1)
  const last = kept.at(-1)
  const { rows } = linkAll(trail.app, last ?? genesis, someNotes(13 - from, day0 + 5_000))
  trail.rowsHeld = [...kept, ...rows]
}

const moveHead = (trail: HeldTrail, keys = otherKeys): void => {
  const last = at(trail, trail.rowsHeld.length)
  trail.head = { seq: last.seq, hash: last.hash, mac: sealHead(keys, trail.app, last) }
}

/** Found by both. */
const tamperings: readonly Tampering[] = [
  [
    'an entry altered with its hash',
    (trail) => {
      const row = at(trail, 4)
      row.entry = row.entry.replace('"index":3', '"index":9')
      row.hash = rehashed(row)
    },
    'broken_link',
  ],
  [
    'an entry that is not written canonically',
    (trail) => {
      const row = at(trail, 4)
      row.entry = row.entry.replace('{', '{ ')
      row.hash = rehashed(row)
    },
    'altered',
  ],
  [
    'an entry that says more than its schema',
    (trail) => {
      const row = at(trail, 12)
      row.entry = row.entry.replace('"action"', '"aaa":1,"action"')
      row.hash = rehashed(row)
    },
    'altered',
  ],
  [
    'an entry altered with its hash, and the link of the next',
    (trail) => {
      const [row, next] = [at(trail, 4), at(trail, 5)]
      row.entry = row.entry.replace('"index":3', '"index":9')
      row.hash = rehashed(row)
      next.prev_hash = row.hash
    },
    'broken_link',
  ],
  [
    'all columns of links exchanged, texts left as they were',
    (trail) => {
      const [left, right] = [at(trail, 4), at(trail, 5)]
      const links = { prev_hash: left.prev_hash, hash: left.hash }
      Object.assign(left, { prev_hash: right.prev_hash, hash: right.hash })
      Object.assign(right, links)
    },
    'broken_link',
  ],
  ['an entry removed', (trail) => void trail.rowsHeld.splice(3, 1), 'missing'],
  ['the first entry removed', (trail) => void trail.rowsHeld.splice(0, 1), 'missing'],
  ['the tail cut off', (trail) => void trail.rowsHeld.splice(9), 'missing'],
  [
    'the tail cut off and the head moved back',
    (trail) => {
      trail.rowsHeld.splice(9)
      moveHead(trail)
    },
    'bad_signature',
  ],
  ['all rows removed', (trail) => void trail.rowsHeld.splice(0), 'missing'],
  [
    'two entries in each other’s place',
    (trail) => {
      const [left, right] = [at(trail, 4), at(trail, 5)]
      Object.assign(left, { seq: 5 })
      Object.assign(right, { seq: 4 })
    },
    'reordered',
  ],
  ['an entry twice', (trail) => void trail.rowsHeld.push({ ...at(trail, 4) }), 'duplicate'],
  ['an entry twice, the second time at the end', (trail) => void trail.rowsHeld.push({ ...at(trail, 4), seq: 13 }), 'head_mismatch'],
  [
    'an entry added at the end',
    (trail) => {
      trail.rowsHeld.push(...linkAll(trail.app, at(trail, 12), someNotes(1)).rows)
    },
    'head_mismatch',
  ],
  [
    'an entry added at the end with a head',
    (trail) => {
      trail.rowsHeld.push(...linkAll(trail.app, at(trail, 12), someNotes(1)).rows)
      moveHead(trail)
    },
    'bad_signature',
  ],
  [
    'an entry of another app',
    (trail) => {
      Object.assign(at(trail, 4), new HeldTrail().chain(someNotes(12)).rowsHeld[3])
    },
    'altered',
  ],
  ['the chain rewritten with fitting hashes', (trail) => rewrite(trail, 1), 'anchor_mismatch'],
  [
    'the chain rewritten with fitting hashes and a head',
    (trail) => {
      rewrite(trail, 1)
      moveHead(trail)
    },
    'anchor_mismatch',
  ],
  [
    'the chain rewritten by someone with the key of heads',
    (trail) => {
      rewrite(trail, 1)
      moveHead(trail, testKeys)
    },
    'anchor_mismatch',
  ],
  ['the chain rewritten from the middle', (trail) => rewrite(trail, 8), 'anchor_mismatch'],
  [
    'what came after the last anchor rewritten',
    (trail) => {
      trail.anchorsHeld = []
      rewrite(trail, 8)
    },
    'head_mismatch',
  ],
  [
    'a shorter chain in the place of this one',
    (trail) => {
      trail.rowsHeld = new HeldTrail(trail.app).chain(someNotes(3)).rowsHeld
      moveHead(trail, testKeys)
    },
    'anchor_mismatch',
  ],
  ['the head removed', (trail) => void (trail.head = null), 'head_mismatch'],
  ['the head’s hash', (trail) => void (trail.head = { ...headOf(trail), hash: sha256('x') }), 'head_mismatch'],
  ['the head moved on', (trail) => void (trail.head = { ...headOf(trail), seq: 14 }), 'missing'],
  ['the head moved back', (trail) => void (trail.head = { ...headOf(trail), seq: 11 }), 'head_mismatch'],
  ['the head’s code', (trail) => void (trail.head = { ...headOf(trail), mac: 'f'.repeat(64) }), 'bad_signature'],
  [
    'an anchor signed with another key',
    async (trail) => {
      trail.anchorsHeld.pop()
      await trail.anchor('2026-11-21', otherKeys)
    },
    'bad_signature',
  ],
  [
    'an anchor whose payload was replaced',
    (trail) => {
      const [anchor] = trail.anchorsHeld
      if (anchor) Object.assign(anchor, { jws: withPayload(anchor.jws, { seq: 5, hash: at(trail, 5).hash }) })
    },
    'bad_signature',
  ],
  [
    'an anchor without a signature',
    (trail) => {
      const [anchor] = trail.anchorsHeld
      if (anchor) Object.assign(anchor, { jws: unsigned(anchor.jws) })
    },
    'bad_signature',
  ],
  [
    'an anchor of another app',
    async (trail) => {
      const elsewhere = await new HeldTrail().chain(someNotes(6)).anchor('2026-11-20')
      trail.anchorsHeld = elsewhere.anchorsHeld
    },
    'anchor_mismatch',
  ],
  [
    'a seal of an export in an anchor’s place',
    async (trail) => {
      const { sign } = await auditSigner(testKeys)
      const payload = { app_id: trail.app, day: '2026-11-20', seq: 5, hash: at(trail, 5).hash, at: new Date(day0).toISOString() }
      const [anchor] = trail.anchorsHeld
      if (anchor) Object.assign(anchor, { jws: await sign('prost-audit-export', payload) })
    },
    'bad_signature',
  ],
]

const headOf = ({ head }: HeldTrail): NonNullable<HeldTrail['head']> => {
  if (head === null) throw new Error('there is no head')
  return head
}

const withPayload = (jws: string, changes: object): string => {
  const [protectedHeader, payload = '', signature] = jws.split('.')
  const changed = { ...(JSON.parse(Buffer.from(payload, 'base64url').toString()) as object), ...changes }
  return [protectedHeader, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.')
}

const unsigned = (jws: string): string =>
  [Buffer.from('{"alg":"none","typ":"prost-audit-anchor"}').toString('base64url'), jws.split('.')[1], ''].join('.')

describe.each(tamperings)('%s', (_name, tamper, found) => {
  test('is found where the chain is kept', async () => {
    const trail = await anchoredTrail()
    await tamper(trail)
    const verdict = await verifyTrail(trail, testKeys)
    expect(verdict.ok).toBe(false)
    expect(kinds(verdict)).toContain(found)
  })

  test('is found in an export, offline', async () => {
    const trail = await anchoredTrail()
    await tamper(trail)
    const report = await offline(trail)
    expect(report.ok).toBe(false)
    expect(kinds(report)).toContain(found)
  })
})

test.each(['day', 'seq', 'hash', 'created_at'] as const)('the column %s of an anchor is compared with what was signed', async (column) => {
  const trail = await anchoredTrail()
  const [anchor] = trail.anchorsHeld
  Object.assign(anchor ?? {}, { [column]: column === 'day' ? '2026-11-19' : column === 'hash' ? sha256('x') : (anchor?.[column] ?? 0) - 1 })
  expect(kinds(await verifyTrail(trail, testKeys))).toContain('anchor_mismatch')
})

test('a fault is told with its place, and one place does not drown the others', async () => {
  const trail = await anchoredTrail()
  at(trail, 3).action = 'key.created'
  trail.rowsHeld.splice(7, 2)
  const { faults } = await verifyTrail(trail, testKeys)
  expect(faults).toEqual([
    { seq: 3, kind: 'altered', detail: 'not what the text says: action' },
    { seq: 8, kind: 'missing', detail: 'entries 8 to 9' },
  ])
})
