/** [K10] From note to entry, a chain read in order, what is in between in queues, and floods of denials. */
import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { auditEntry } from '../../contract/audit-entry.ts'
import { decodeAuditMessage } from '../../contract/audit-message-reading.ts'
import { encodeAuditMessage, isAuditMessage } from '../../contract/audit-message.ts'
import { newAuditNote } from '../../contract/audit.ts'
import { appId, newId } from '../../contract/ids.ts'
import { ChainCheck, verifyEntries } from '../../domain/audit/chain-check.ts'
import { checkRow, listedEntry } from '../../domain/audit/check-row.ts'
import { DenialGate, denialLimits } from '../../domain/audit/denials.ts'
import { genesis, link, linkAll, linkHash, sha256 } from '../../domain/audit/entry.ts'
import { readNote } from '../../domain/audit/read-note.ts'
import { isSealed, sealHead, unsealed } from '../../domain/audit/signing.ts'
import { day0, otherKeys, someNotes, testKeys } from '../support/audit.ts'

const app = appId.parse(newId())
const [note] = someNotes(1)
if (note === undefined) throw new Error('there is no note')

describe('an entry', () => {
  const before = { seq: 6, hash: 'a'.repeat(64) }

  test('[RFC 8785] is canonical JSON that says nothing of the entry before it', () => {
    const row = link(app, before, note)
    const entry = auditEntry.parse(JSON.parse(row.entry))
    expect(canonicalize(entry)).toBe(row.entry)
    expect(entry).toMatchObject({ v: 1, app_id: app, seq: 7, at: '2026-11-20T00:00:00.000Z', data: note.data })
    expect(row.entry).not.toContain('hash')
    expect(link(app, { seq: 6, hash: 'b'.repeat(64) }, note).entry).toBe(row.entry)
    expect(checkRow(app, row).faults).toEqual([])
  })

  test('its hash is of the hash before it, its place and its content hash, in the bytes that are documented', () => {
    const row = link(app, before, note)
    const content = createHash('sha256').update(row.entry, 'utf8').digest('hex')
    const bytes = Buffer.concat([Buffer.from('a'.repeat(64)), Buffer.of(0x0a), Buffer.from('7'), Buffer.of(0x0a), Buffer.from(content)])
    expect(row).toMatchObject({ prev_hash: 'a'.repeat(64), hash: createHash('sha256').update(bytes).digest('hex') })
    // printf '%064d\n1\n%s' 0 "$(printf '{}' | sha256sum | cut -c1-64)" | sha256sum
    expect(linkHash('0'.repeat(64), 1, sha256('{}'))).toBe('14dca2685bdb4ab8aa485815371c4917278f7b5c739a05adf59d77d8d8bb3355')
  })

  test('the first follows 64 zeros', () => {
    expect(link(app, genesis, note)).toMatchObject({ seq: 1, prev_hash: '0'.repeat(64) })
  })

  test('for people says what was noted, and whether it is intact', () => {
    const row = link(app, genesis, note)
    expect(listedEntry(app, row)).toMatchObject({ id: note.entry_id, seq: 1, action: note.action, data: note.data, intact: true })
    expect(listedEntry(app, { ...row, action: 'key.created' })).toMatchObject({ action: note.action, intact: false })
    expect(listedEntry(app, { ...row, entry: 'gone', at: 9e15 })).toMatchObject({ action: note.action, data: {}, intact: false })
  })
})

describe('what waits becomes an entry, whatever it is', () => {
  const waiting = (text: string, entry_id = newId()) => ({ entry_id, note: text })

  test('a note comes through as it was written', () => {
    expect(readNote(waiting(JSON.stringify(note), note.entry_id), day0)).toEqual(note)
  })

  test.each([
    ['no JSON', 'nothing'],
    ['no note', '{"entry_id":"x"}'],
    ['the note of another row', JSON.stringify(note)],
    ['a time that no clock shows', JSON.stringify({ ...note, at: 8.7e15 })],
    ['longer than a row takes', JSON.stringify({ ...note, data: { text: 'x'.repeat(300_000) } })],
    ['a number out of range', JSON.stringify(note).replace('2.5', '1e999')],
  ])('%s is chained as unreadable, under its own id', (_name, text) => {
    const id = newId()
    const read = readNote(waiting(text, id), day0)
    expect(read).toMatchObject({ entry_id: id, at: day0, action: 'audit.unreadable', actor: { kind: 'system' } })
    expect(checkRow(app, link(app, genesis, read)).faults).toEqual([])
  })

  test('any text and any data link and verify', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue())), fc.string({ unit: 'binary' }), (all, id) => {
        const notes = all.map((data) => ({ ...newAuditNote({ at: day0, actor: { kind: 'key', id }, action: 'a.b' }), data }))
        const read = notes.map((each) => readNote(waiting(JSON.stringify(each), each.entry_id), day0))
        expect(verifyEntries(app, linkAll(app, genesis, read).rows)).toEqual({ ok: true, checked: all.length, faults: [] })
      }),
      { seed: 11, numRuns: 100 },
    )
  })

  test('NUL and lone surrogates are replaced, depth ends', () => {
    const deep = `${'{"in":'.repeat(5_000)}1${'}'.repeat(5_000)}`
    const text = JSON.stringify({ ...note, data: { '\ud800': 'a\u0000b', deep: 'DEEP' } }).replace('"DEEP"', deep)
    const read = readNote(waiting(text, note.entry_id), day0)
    expect(read.data).toMatchObject({ '\uFFFD': 'a\uFFFDb' })
    expect(checkRow(app, link(app, genesis, read)).faults).toEqual([])
  })
})

describe('rows in the order in which they are held', () => {
  const { rows } = linkAll(app, genesis, someNotes(9))
  const [r1, r2, r3, r4, r5, ...rest] = rows
  if (!r1 || !r2 || !r3 || !r4 || !r5) throw new Error('there are no rows')
  const relinked = (row: typeof r1, prev: string) => ({ ...row, prev_hash: prev, hash: linkHash(prev, row.seq, sha256(row.entry)) })
  const found = (order: typeof rows) => verifyEntries(app, order).faults.map(({ seq, kind }) => `${seq} ${kind}`)

  test.each([
    ['as they were linked', rows, []],
    ['one missing', [r1, r2, r4, r5, ...rest], ['3 missing']],
    ['the first two missing', rows.slice(2), ['1 missing']],
    ['two swapped', [r1, r2, r4, r3, r5, ...rest], ['3 reordered']],
    ['one far too late', [r1, r3, r4, r5, ...rest, r2], ['2 reordered']],
    ['one out of the middle of a gap', [r1, r5, ...rest, r3], ['3 reordered', '2 missing', '4 missing']],
    ['one twice', [r1, r2, r2, r3, r4, r5, ...rest], ['2 duplicate']],
    ['one again at the end', [...rows, r2], ['2 duplicate']],
    ['one whose prev_hash is false', [r1, r2, { ...r3, prev_hash: r1.hash }, r4, r5, ...rest], ['3 altered', '3 broken_link']],
    ['one whose hash is false', [r1, r2, { ...r3, hash: r1.hash }, r4, r5, ...rest], ['3 altered']],
    ['one that follows another than the one before', [r1, r2, relinked(r3, r1.hash), r4, r5, ...rest], ['3 broken_link', '4 broken_link']],
  ])('%s', (_name, order, faults) => expect(found(order)).toEqual(faults))

  test('a part is verified from the place before it', () => {
    expect(verifyEntries(app, rows.slice(3), r3)).toMatchObject({ ok: true, checked: 6 })
    expect(verifyEntries(app, rows.slice(3), { seq: 3, hash: r2.hash }).faults).toEqual([
      expect.objectContaining({ seq: 4, kind: 'broken_link' }),
    ])
  })
})

describe('stubs in the place of entries', () => {
  const { rows } = linkAll(app, genesis, someNotes(6))
  const contents = rows.map(({ entry }) => sha256(entry))
  /** Stubs for all places but those whose entries are shown. */
  const read = (shown: readonly number[], hashes = contents, from = 1): ChainCheck => {
    const check = new ChainCheck(app, genesis, [6])
    for (const row of rows.slice(from - 1))
      if (shown.includes(row.seq)) check.addRow(row)
      else check.addStub({ seq: row.seq, content_hash: hashes[row.seq - 1] ?? '' })
    check.finish(6)
    return check
  }

  test('lead to the same end as the entries themselves', () => {
    for (const shown of [[], [1], [3], [2, 6], [1, 2, 3, 4, 5, 6]]) {
      const check = read(shown)
      expect(check.faults.list).toEqual([])
      expect(check.hashes.get(6)).toBe(rows[5]?.hash)
      expect([check.entries, check.stubs]).toEqual([shown.length, 6 - shown.length])
    }
  })

  test('another content hash is told at the next entry, with the stubs that it can be of; without one, the end is another', () => {
    for (const seq of [2, 3, 4]) {
      const check = read([1, 5], contents.with(seq - 1, sha256('other')))
      expect(check.faults.list).toEqual([{ seq: 5, kind: 'broken_link', detail: 'does not follow stubs 2 to 4' }])
    }
    expect(read([1, 3], contents.with(1, sha256('other'))).faults.list).toEqual([
      { seq: 3, kind: 'broken_link', detail: 'does not follow stub 2' },
    ])
    expect(read([1], contents.with(4, sha256('other'))).hashes.get(6)).not.toBe(rows[5]?.hash)
  })

  test('after a gap no hash is known until an entry says one', () => {
    expect(read([], contents, 3).hashes.has(6)).toBe(false)
    const check = read([5], contents, 3)
    expect(check.hashes.get(6)).toBe(rows[5]?.hash)
    expect(check.faults.list).toEqual([{ seq: 1, kind: 'missing', detail: 'entries 1 to 2' }])
  })
})

test('10,000 rows verify', () => {
  const { rows } = linkAll(app, genesis, someNotes(10_000))
  expect(verifyEntries(app, rows)).toMatchObject({ ok: true, checked: 10_000 })
})

test('the code over an end is the platform’s, for this app, place and hash alone', () => {
  const head = { seq: 3, hash: sha256('x') }
  const mac = sealHead(testKeys, app, head)
  expect(isSealed(testKeys, app, { ...head, mac })).toBe(true)
  for (const wrong of [
    { ...head, mac: unsealed },
    { ...head, mac: '' },
    { ...head, mac, seq: 4 },
    { ...head, mac, hash: sha256('y') },
    { ...head, mac: sealHead(otherKeys, app, head) },
    { ...head, mac: sealHead(testKeys, newId(), head) },
  ])
    expect(isSealed(testKeys, app, wrong)).toBe(false)
})

describe('notes in the queue', () => {
  const message = encodeAuditMessage([{ app_id: app, note }])

  test('come out as they went in', () => {
    expect(isAuditMessage(message)).toBe(true)
    expect(decodeAuditMessage(message)).toEqual({ ok: true, value: [{ app_id: app, note }] })
  })

  test('facts and anything else are not taken for notes', () => {
    for (const body of ['{"v":1,"id":"x"}\n[]\n[]\n[]', 'x', '', {}, null, message.replace('audit', 'other')])
      expect(isAuditMessage(body)).toBe(false)
  })

  test.each([
    ['a later version', message.replace('"v":1', '"v":2')],
    ['no JSON', '{"v":1,"kind":"audit"}\n[{'],
    ['a note without an app', '{"v":1,"kind":"audit"}\n[{"note":{}}]'],
    ['nothing in it', '{"v":1,"kind":"audit"}\n[]'],
    ['a third line', `${message}\n[]`],
  ])('%s is refused with its reason', (_name, body) => {
    expect(isAuditMessage(body)).toBe(true)
    expect(decodeAuditMessage(body)).toMatchObject({ ok: false, error: expect.stringMatching(/./) })
  })
})

describe('[K10] a flood of denials', () => {
  const denied = () =>
    newAuditNote({ at: day0, actor: { kind: 'key', id: 'k' }, action: 'access.denied', outcome: 'denied', data: { route: '/x' } })

  test('60 an app and minute one by one, then counted, and the next one says how many', () => {
    const gate = new DenialGate()
    const admitted = Array.from({ length: 1_000 }, () => gate.admit(app, denied(), day0 + 59_000)).filter((each) => each !== null)
    expect(admitted).toHaveLength(denialLimits.notedPerMinute)
    expect(admitted.every(({ data }) => !('repeated' in data))).toBe(true)
    expect(gate.admit(app, denied(), day0 + 60_000)?.data).toEqual({ route: '/x', repeated: 940 })
    expect(gate.admit(app, denied(), day0 + 60_001)?.data).toEqual({ route: '/x' })
  })

  test('of one app silences no other, and the gate does not grow', () => {
    const gate = new DenialGate(2)
    for (let i = 0; i < 100; i++) gate.admit(app, denied(), day0)
    expect(gate.admit(appId.parse(newId()), denied(), day0)).not.toBeNull()
    for (let i = 0; i < 3; i++) gate.admit(appId.parse(newId()), denied(), day0)
    expect(gate.admit(app, denied(), day0)?.data).toEqual({ route: '/x' })
  })
})
