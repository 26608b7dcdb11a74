/**
 * [K10] Stubs prove order, links and end without showing what they stand for. Here the files are changed by someone who can also
 * seal them again: what is found is found by the chain itself.
 */
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { auditRow } from '../../contract/audit-entry.ts'
import type { AuditFault, AuditFaultKind, AuditRow } from '../../contract/audit-entry.ts'
import { exportHeader, exportStub } from '../../contract/audit-export.ts'
import type { ExportStub } from '../../contract/audit-export.ts'
import { sha256 } from '../../domain/audit/entry.ts'
import { exportTrail } from '../../domain/audit/export-trail.ts'
import { auditSigner } from '../../domain/audit/signing.ts'
import type { Selection } from '../../domain/audit/trail.ts'
import { verifyExport } from '../../domain/audit/verify-export.ts'
import type { ExportReport } from '../../domain/audit/verify-export.ts'
import { verifyTrail } from '../../domain/audit/verify-trail.ts'
import { linesOf } from '../../scripts/audit/lines.ts'
import { HeldTrail, anchoredTrail, day0, someNotes, testKeys } from '../support/audit.ts'

const incident: Selection = { incident: 'incident-7' }

const linesOfExport = async (trail: HeldTrail, selection = incident): Promise<string[]> => {
  const lines: string[] = []
  for await (const line of linesOf(exportTrail(trail, testKeys, selection, day0))) lines.push(line)
  return lines
}

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines
}
const verify = (lines: readonly string[]): Promise<ExportReport> => verifyExport(each(lines))
const findings = (faults: readonly AuditFault[]): string[] => faults.map(({ seq, kind }) => `${seq} ${kind}`)

/** The lines before the end, sealed as the platform would have. */
const sealed = async (lines: readonly string[]): Promise<string[]> => {
  const body = lines.slice(0, -1)
  const { app_id, exported_at } = exportHeader.parse(JSON.parse(lines[0] ?? ''))
  const count = (kind: string): number => body.filter((line) => line.startsWith(`{"kind":"${kind}"`)).length
  const { sign } = await auditSigner(testKeys)
  const seal = await sign('prost-audit-export', { app_id, exported_at, sha256: sha256(body.map((line) => `${line}\n`).join('')) })
  return [...body, JSON.stringify({ kind: 'end', entries: count('entry'), stubs: count('stub'), seal })]
}

/** Line `seq` is that of place `seq`: every export here begins with the first entry. */
const stubAt = (lines: readonly string[], seq: number): ExportStub => exportStub.parse(JSON.parse(lines[seq] ?? ''))
const withStub = (lines: readonly string[], seq: number, changes: Partial<ExportStub>): string[] =>
  lines.with(seq, JSON.stringify({ ...stubAt(lines, seq), ...changes }))
const withHeader = (lines: readonly string[], changes: object): string[] =>
  lines.with(0, JSON.stringify({ ...exportHeader.parse(JSON.parse(lines[0] ?? '')), ...changes }))
const swapped = (lines: readonly string[], left: number, right: number): string[] =>
  lines.with(left, lines[right] ?? '').with(right, lines[left] ?? '')

const other = sha256('other')

describe('an incident', () => {
  test('is proved up to the anchor by whoever can compute SHA-256', async () => {
    const trail = await anchoredTrail()
    const lines = await linesOfExport(trail)
    const sha = (text: string): string => createHash('sha256').update(text).digest('hex')
    let hash = '0'.repeat(64)
    for (const line of lines.slice(1, -1)) {
      const { kind, seq, entry, content_hash } = JSON.parse(line) as Record<string, string>
      hash = sha(`${hash}\n${seq}\n${kind === 'stub' ? content_hash : sha(entry ?? '')}`)
    }
    expect(lines.filter((line) => line.includes('"stub"'))).toHaveLength(8)
    expect(hash).toBe(trail.anchorsHeld.at(-1)?.hash)
  })

  test('that is sealed again as it is verifies', async () => {
    const lines = await linesOfExport(await anchoredTrail())
    expect(await sealed(lines)).toEqual(lines)
    expect(await verify(await sealed(lines))).toMatchObject({ ok: true, entries: 4, stubs: 8, anchorsChecked: 2, faults: [] })
  })
})

/** Entries 1, 4, 7, 10 are shown; 2, 3, 5, 6, 8, 9, 11, 12 are stubs; anchors saw 6 and 12. */
const tamperings: readonly (readonly [name: string, tamper: (lines: readonly string[]) => readonly string[], found: readonly string[]])[] =
  [
    ['the content hash of a stub', (lines) => withStub(lines, 2, { content_hash: other }), ['4 broken_link']],
    ['that of a stub at an anchor', (lines) => withStub(lines, 6, { content_hash: other }), ['7 broken_link', '6 anchor_mismatch']],
    ['that of the last stub', (lines) => withStub(lines, 12, { content_hash: other }), ['12 head_mismatch', '12 anchor_mismatch']],
    ['two stubs swapped', (lines) => swapped(lines, 2, 3), ['2 reordered']],
    ['two stubs swapped across an entry', (lines) => swapped(lines, 3, 5), ['4 reordered', '3 reordered', '6 anchor_mismatch']],
    [
      'two stubs swapped that keep their places',
      (lines) => {
        const [left, right] = [stubAt(lines, 2).content_hash, stubAt(lines, 3).content_hash]
        return withStub(withStub(lines, 2, { content_hash: right }), 3, { content_hash: left })
      },
      ['4 broken_link'],
    ],
    [
      'two of the last stubs swapped that keep their places',
      (lines) => {
        const [left, right] = [stubAt(lines, 11).content_hash, stubAt(lines, 12).content_hash]
        return withStub(withStub(lines, 11, { content_hash: right }), 12, { content_hash: left })
      },
      ['12 head_mismatch', '12 anchor_mismatch'],
    ],
    ['a stub missing', (lines) => lines.toSpliced(8, 1), ['8 missing']],
    ['all stubs between two entries missing', (lines) => lines.toSpliced(2, 2), ['2 missing']],
    ['the last stub missing', (lines) => lines.toSpliced(12, 1), ['12 missing', '12 anchor_mismatch']],
    ['a stub missing and the next in its place', (lines) => withStub(lines, 3, { seq: 2 }).toSpliced(2, 1), ['3 missing']],
    ['a stub doubled', (lines) => lines.toSpliced(3, 0, lines[3] ?? ''), ['3 duplicate']],
    ['a stub doubled later on', (lines) => lines.toSpliced(9, 0, lines[2] ?? ''), ['2 duplicate']],
    [
      'a stub doubled in the place of the next',
      (lines) => withStub(lines, 3, stubAt(withStub(lines, 2, { seq: 3 }), 2)),
      ['4 broken_link'],
    ],
    [
      'a stub beside the entry it stands for',
      (lines) => lines.toSpliced(4, 0, lines[2]?.replace('"seq":2', '"seq":4') ?? ''),
      ['4 duplicate', '7 broken_link', '6 anchor_mismatch'],
    ],
    [
      'a stub after the last',
      (lines) => lines.toSpliced(13, 0, JSON.stringify({ kind: 'stub', seq: 13, content_hash: other })),
      ['13 altered'],
    ],
    [
      'a stub with another entry’s content',
      (lines) => withStub(lines, 2, { content_hash: sha256(entryAt(lines, 1).entry) }),
      ['4 broken_link'],
    ],
    [
      'a stub in the place of an entry that never was',
      (lines) => lines.with(4, JSON.stringify({ kind: 'stub', seq: 4, content_hash: other })),
      ['7 broken_link', '6 anchor_mismatch'],
    ],
    [
      'a stub that can not be read',
      (lines) => lines.with(2, '{"kind":"stub","seq":2,"content_hash":"x"}'),
      ['0 altered', '2 missing', '0 altered'],
    ],
    [
      'the lines ended before the anchor',
      (lines) => withHeader(lines, { covers: { first_seq: 1, last_seq: 11 } }).toSpliced(12, 1),
      ['11 anchor_mismatch'],
    ],
    ['without the anchors and the end', (lines) => withHeader(lines, { anchors: [], head: null }), ['12 head_mismatch']],
  ]

const entryAt = (lines: readonly string[], seq: number): AuditRow => auditRow.parse(JSON.parse(lines[seq] ?? ''))

describe('tampering with stubs is found, also under a fitting seal', () => {
  test.each(tamperings)('%s', async (_name, tamper, found) => {
    const lines = await linesOfExport(await anchoredTrail())
    const report = await verify(await sealed(tamper(lines)))
    expect(findings(report.faults)).toEqual(found)
    expect(report.ok).toBe(false)
    const unsealed = await verify([...tamper(lines).slice(0, -1), lines.at(-1) ?? ''])
    expect(findings(unsealed.faults)).toEqual(expect.arrayContaining([...found, '0 bad_signature']))
  })

  test('each content hash, of every stub', async () => {
    const lines = await linesOfExport(await anchoredTrail())
    for (const seq of [2, 3, 5, 6, 8, 9, 11, 12]) {
      const report = await verify(await sealed(withStub(lines, seq, { content_hash: other })))
      expect(report.ok, `stub ${seq}`).toBe(false)
    }
  })

  test('where the lines end at the head, the head holds them', async () => {
    const trail = (await anchoredTrail()).chain(someNotes(3, day0 + 3 * 86_400_000))
    const lines = await linesOfExport(trail)
    expect(await verify(lines)).toMatchObject({ ok: true, entries: 5, stubs: 10 })
    const report = await verify(await sealed(withStub(lines, 15, { content_hash: other })))
    expect(findings(report.faults)).toEqual(['15 head_mismatch'])
  })
})

const ofRows: readonly AuditFaultKind[] = ['altered', 'broken_link', 'missing', 'reordered', 'duplicate']
const rowFindings = (faults: readonly AuditFault[]): string[] => findings(faults.filter(({ kind }) => ofRows.includes(kind)))

describe('what was done to a row in the database is found behind stubs as it is found there', () => {
  const changes: readonly (readonly [string, (rows: AuditRow[], index: number) => void])[] = [
    ...['action', 'actor_id', 'object_id', 'outcome', 'entry', 'prev_hash', 'hash', 'entry_id'].map(
      (column) =>
        [`${column} changed`, (rows: AuditRow[], index: number) => void Object.assign(rows[index] ?? {}, { [column]: 'x' })] as const,
    ),
    ['removed', (rows, index) => void rows.splice(index, 1)],
    ['removed with the next', (rows, index) => void rows.splice(index, 2)],
    [
      'in the place of the next',
      (rows, index) => {
        const [left, right] = [rows[index], rows[index + 1]]
        if (left && right) [left.seq, right.seq] = [right.seq, left.seq]
      },
    ],
  ]

  test.each(changes)('%s', async (_name, change) => {
    for (let index = 1; index < 11; index++) {
      const trail = await anchoredTrail()
      change(trail.rowsHeld, index)
      const kept = await verifyTrail(trail, testKeys)
      const report = await verify(await linesOfExport(trail))
      expect(report.header?.covers, `row ${index + 1}`).toEqual({ first_seq: 1, last_seq: 12 })
      expect(rowFindings(kept.faults).length, `row ${index + 1}`).toBeGreaterThan(0)
      expect(rowFindings(report.faults), `row ${index + 1}`).toEqual(rowFindings(kept.faults))
    }
  })
})
