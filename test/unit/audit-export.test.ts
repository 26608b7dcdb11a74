/** [K10] An export proves itself: whole, per time range, per incident; and no change of its file goes unseen. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { AuditFaultKind } from '../../contract/audit-entry.ts'
import { sha256 } from '../../domain/audit/entry.ts'
import { exportTrail } from '../../domain/audit/export-trail.ts'
import { auditSigner } from '../../domain/audit/signing.ts'
import type { Selection } from '../../domain/audit/trail.ts'
import { verifyExport } from '../../domain/audit/verify-export.ts'
import type { ExportReport, KnownKey } from '../../domain/audit/verify-export.ts'
import { linesOf } from '../../scripts/audit/lines.ts'
import { HeldTrail, anchoredTrail, day0, otherKeys, someNotes, testKeys } from '../support/audit.ts'

const dayMs = 86_400_000

const textOf = async (trail: HeldTrail, selection: Selection = {}, keys = testKeys): Promise<string> => {
  let text = ''
  for await (const piece of exportTrail(trail, keys, selection, day0)) text += piece
  return text
}

async function* piecesOf(text: string, size = 1_000): AsyncGenerator<string> {
  for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size)
}

const verify = (text: string, known: KnownKey | null = null): Promise<ExportReport> => verifyExport(linesOf(piecesOf(text)), known)
const kinds = ({ faults }: ExportReport): AuditFaultKind[] => faults.map(({ kind }) => kind)
const kindOf = (line: string): unknown => (JSON.parse(line) as { kind: unknown }).kind
const shape = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => String(kindOf(line)).charAt(0))
    .join('')

describe('what is in it', () => {
  test('the whole chain: header, entries, end', async () => {
    expect(shape(await textOf(await anchoredTrail()))).toBe('heeeeeeeeeeeee')
  })

  test('an incident: its entries, stubs between them, and on to the next anchor', async () => {
    const trail = await anchoredTrail()
    const text = await textOf(trail, { incident: 'incident-7' })
    expect(shape(text)).toBe('hessessessesse')
    expect(await verify(text)).toMatchObject({ ok: true, entries: 4, stubs: 8, anchorsChecked: 2 })
  })

  test('a stub tells of an entry its place and content hash, and nothing else', async () => {
    const trail = await anchoredTrail()
    const text = await textOf(trail, { incident: 'incident-7' })
    const foreign = trail.rowsHeld.filter(({ incident }) => incident === null)
    const stubs = text.split('\n').filter((line) => line.includes('"stub"'))
    expect(stubs.map((line) => JSON.parse(line) as unknown)).toEqual(
      foreign.map(({ seq, entry }) => ({ kind: 'stub', seq, content_hash: sha256(entry) })),
    )
    for (const { entry_id, object_id } of foreign) {
      expect(text).not.toContain(entry_id)
      expect(text).not.toContain(`${object_id}\\"`)
    }
    expect(Math.max(...stubs.map(({ length }) => length))).toBeLessThan(112)
  })

  test('a time range begins where it begins and ends at an anchor', async () => {
    const trail = await anchoredTrail()
    const text = await textOf(trail, { from: day0 + 2 * 60_000, to: day0 + 4 * 60_000 })
    expect(shape(text)).toBe('heesse')
    expect(await verify(text)).toMatchObject({ ok: true, entries: 2, stubs: 2, anchorsChecked: 1 })
    expect((await verify(text)).header).toMatchObject({ covers: { first_seq: 3, last_seq: 6 } })
  })

  test('without a later anchor it goes on to the head', async () => {
    const trail = (await anchoredTrail()).chain(someNotes(3, day0 + 3 * dayMs))
    const text = await textOf(trail, { from: day0 + 3 * dayMs, to: day0 + 3 * dayMs + 1 })
    expect(shape(text)).toBe('hesse')
    expect(await verify(text)).toMatchObject({ ok: true, entries: 1, stubs: 2, anchorsChecked: 0 })
  })

  test('nothing selected, and nothing there at all', async () => {
    for (const text of [await textOf(await anchoredTrail(), { incident: 'none' }), await textOf(new HeldTrail())]) {
      expect(shape(text)).toBe('he')
      expect(await verify(text)).toMatchObject({ ok: true, entries: 0 })
    }
  })

  test('a row that is not what it says is shown whole, whatever was asked for', async () => {
    const trail = await anchoredTrail()
    Object.assign(trail.rowsHeld[1] ?? {}, { action: 'key.created' })
    const text = await textOf(trail, { incident: 'incident-7' })
    expect(shape(text)).toBe('heesessessesse')
    expect(kinds(await verify(text))).toEqual(['altered'])
  })

  test('so is a row that does not follow the row before it', async () => {
    const trail = await anchoredTrail()
    trail.rowsHeld.splice(1, 1)
    const text = await textOf(trail, { incident: 'incident-7' })
    expect(shape(text)).toBe('heeessessesse')
    expect(kinds(await verify(text))).toEqual(['missing'])
  })
})

describe('tampering with the database between the selected entries', () => {
  test.each<[string, (trail: HeldTrail) => void]>([
    ['a row removed', (trail) => void trail.rowsHeld.splice(1, 1)],
    ['a row altered', (trail) => void Object.assign(trail.rowsHeld[1] ?? {}, { entry: '{}' })],
    [
      'two rows swapped',
      (trail) => void [Object.assign(trail.rowsHeld[1] ?? {}, { seq: 3 }), Object.assign(trail.rowsHeld[2] ?? {}, { seq: 2 })],
    ],
  ])('%s', async (_name, tamper) => {
    const trail = await anchoredTrail()
    tamper(trail)
    for (const selection of [{ incident: 'incident-7' }, { from: day0, to: day0 + 4 * 60_000 }])
      expect((await verify(await textOf(trail, selection))).ok).toBe(false)
  })
})

const another = (value: unknown): unknown => {
  if (value === null) return 'x'
  if (typeof value === 'number') return value + 1
  return typeof value === 'string' ? `${value}0` : null
}

const selections: [string, Selection][] = [
  ['the whole chain', {}],
  ['an incident', { incident: 'incident-7' }],
  ['a range', { from: day0 + 60_000, to: day0 + 4 * 60_000 }],
]

describe.each(selections)('changes of the file: %s', (_name, selection) => {
  const linesOfExport = async (): Promise<string[]> => (await textOf(await anchoredTrail(), selection)).trimEnd().split('\n')
  const joined = (lines: readonly string[]): string => `${lines.join('\n')}\n`

  test('each line removed, doubled, or moved', async () => {
    const lines = await linesOfExport()
    for (const [index, line] of lines.entries()) {
      expect((await verify(joined(lines.toSpliced(index, 1)))).ok, `line ${index} removed`).toBe(false)
      expect((await verify(joined(lines.toSpliced(index, 0, line)))).ok, `line ${index} doubled`).toBe(false)
    }
    for (const [index, next] of lines.slice(1).entries())
      expect((await verify(joined(lines.toSpliced(index, 2, next, lines[index] ?? '')))).ok, `line ${index} moved`).toBe(false)
  })

  test('each value of each line', async () => {
    const lines = await linesOfExport()
    for (const [index, line] of lines.entries()) {
      const values = JSON.parse(line) as Record<string, unknown>
      for (const name of Object.keys(values)) {
        const changed = lines.with(index, JSON.stringify({ ...values, [name]: another(values[name]) }))
        expect((await verify(joined(changed))).ok, `${name} of line ${index}`).toBe(false)
      }
    }
  })

  test('the end cut off, anywhere', async () => {
    const text = joined(await linesOfExport())
    for (let size = 0; size < text.length - 1; size += 211)
      expect((await verify(text.slice(0, size))).ok, `${size} of ${text.length}`).toBe(false)
    expect(kinds(await verify(''))).toEqual(['missing'])
  })

  test('an entry turned into a stub that hides it', async () => {
    const lines = await linesOfExport()
    const { seq, entry } = JSON.parse(lines[1] ?? '') as { seq: number; entry: string }
    const hidden = lines.with(1, JSON.stringify({ kind: 'stub', seq, content_hash: sha256(entry) }))
    expect(kinds(await verify(joined(hidden)))).toContain('bad_signature')
  })
})

describe('whose signatures', () => {
  test('an export made with another key verifies only against that key', async () => {
    const forged = await textOf(new HeldTrail(undefined, otherKeys).chain(someNotes(3)), {}, otherKeys)
    const { publicKey } = await auditSigner(testKeys)
    expect(await verify(forged)).toMatchObject({ ok: true, key: { known: false } })
    for (const known of [{ x: publicKey.x }, { thumbprint: publicKey.kid }])
      expect(kinds(await verify(forged, known))).toContain('bad_signature')
  })

  test('the same seed is the same key; the known key opens', async () => {
    const { publicKey } = await auditSigner(testKeys)
    expect((await auditSigner(testKeys)).publicKey).toEqual(publicKey)
    const text = await textOf(await anchoredTrail())
    for (const known of [{ x: publicKey.x }, { thumbprint: publicKey.kid }])
      expect(await verify(text, known)).toMatchObject({ ok: true, key: { thumbprint: publicKey.kid, known: true } })
  })

  test('what is not an export is said not to be one', async () => {
    for (const text of ['{}\n', 'not json\n', '[]\n{"kind":"entry"}\n', '\u0000\n']) {
      const report = await verify(text)
      expect(report).toMatchObject({ ok: false, header: null })
    }
  })
})

describe('scripts/verify-audit.ts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'audit-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const root = join(import.meta.dirname, '../..')
  const run = (text: string, ...options: string[]) => {
    const file = join(folder, 'export.ndjson')
    writeFileSync(file, text)
    return spawnSync(process.execPath, ['scripts/verify-audit.ts', file, ...options], { cwd: root, encoding: 'utf8' })
  }

  test('0 and a readable verdict when everything fits', async () => {
    const { publicKey } = await auditSigner(testKeys)
    const { status, stdout } = run(await textOf(await anchoredTrail()), '--key', JSON.stringify(publicKey))
    expect(stdout).toContain('entries 1 to 12: 12 entries, 0 stubs')
    expect(stdout).toContain('2 of 2 checked')
    expect(stdout).toContain('(as given)')
    expect(stdout).toContain('VERIFIED')
    expect(status).toBe(0)
  })

  test('1 and every fault when something does not', async () => {
    const trail = await anchoredTrail()
    trail.rowsHeld.splice(3, 1)
    const { status, stdout } = run(await textOf(trail, { incident: 'incident-7' }))
    expect(stdout).toContain('entry 4  missing: entry 4')
    expect(stdout).toContain('NOT VERIFIED: 1 fault.')
    expect(status).toBe(1)
  })

  test('2 when it is called wrongly', () => {
    expect(spawnSync(process.execPath, ['scripts/verify-audit.ts'], { cwd: root }).status).toBe(2)
    expect(run('', '--key', 'no-such-file').status).toBe(2)
  })
})
