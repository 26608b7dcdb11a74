/** [§3] `GET /v1/audit` and what is under it, through the public door. [K10] What was tampered with in the database is found by both verifiers. */
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test } from 'vitest'
import type * as z from 'zod'
import type { AuditNote } from '../../contract/audit.ts'
import { auditRow, listedAuditEntry } from '../../contract/audit-entry.ts'
import type { AuditFault } from '../../contract/audit-entry.ts'
import { appId, newId } from '../../contract/ids.ts'
import type { AppId } from '../../contract/ids.ts'
import { anchorList, auditVerification } from '../../contract/operations/audit.ts'
import { pageOf } from '../../contract/operation.ts'
import { verifyExport } from '../../domain/audit/verify-export.ts'
import { linesOf } from '../../scripts/audit/lines.ts'
import { anchorDay } from '../../storage/kernel/audit-anchors.ts'
import { keepNotes } from '../../storage/kernel/audit-outbox.ts'
import { auditKeys } from '../../workers/gateway/audit/audit-access.ts'
import { codeOf } from '../support/ingest-door.ts'
import { day0, someNotes } from '../support/audit.ts'
import { seedApp, seedKey } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call } from './gateway-harness.ts'

const db = env.KERNEL_DB
const dayMs = 86_400_000
const page = pageOf(listedAuditEntry)

const note = (app: AppId, notes: readonly AuditNote[]): Promise<void> =>
  keepNotes(
    db,
    notes.map((each) => ({ app_id: app, note: each })),
  )
const get = ({ auth }: Pick<SeededApp, 'auth'>, path: string): Promise<Response> => call('GET', path, { auth })
const list = async (of: SeededApp, query = ''): Promise<z.infer<typeof page>> =>
  page.parse(await (await get(of, `/v1/audit?${query}`)).json())
const verify = async (of: SeededApp, query = ''): Promise<z.infer<typeof auditVerification>> =>
  auditVerification.parse(await (await get(of, `/v1/audit/verify?${query}`)).json())
/** NDJSON is no text to the runtime, so its bytes are read. */
const textOf = async (answer: Response): Promise<string> => new TextDecoder().decode(await answer.arrayBuffer())
const exported = async (of: SeededApp, query = ''): Promise<string> => textOf(await get(of, `/v1/audit/export?${query}`))

async function* whole(text: string): AsyncGenerator<string> {
  yield text
}
const offline = async (of: SeededApp, query = '') => verifyExport(linesOf(whole(await exported(of, query))))
const kinds = (faults: readonly AuditFault[]): string[] => faults.map(({ kind }) => kind)

/** Twelve entries over two days, anchored after each. */
const anchoredApp = async (): Promise<SeededApp> => {
  const seeded = await seedApp()
  for (const day of [0, 1]) {
    await note(seeded.app.app_id, someNotes(6, day0 + day * dayMs))
    await list(seeded)
    await anchorDay(db, auditKeys(env), day0 + (day + 1) * dayMs + 60_000)
  }
  return seeded
}

describe('reading', () => {
  let a: SeededApp
  beforeAll(async () => {
    a = await seedApp()
    await note(a.app.app_id, someNotes(12))
  })

  test('newest first, and what was noted a moment ago is in', async () => {
    const own = await seedApp()
    const [first, second] = someNotes(2)
    if (!first || !second) throw new Error('there are no notes')
    await note(own.app.app_id, [first])
    expect((await list(own)).data.map(({ id }) => id)).toEqual([first.entry_id])
    await note(own.app.app_id, [second])
    const { data } = await list(own)
    expect(data.map(({ id, seq }) => [id, seq])).toEqual([
      [second.entry_id, 2],
      [first.entry_id, 1],
    ])
    expect(data[1]).toMatchObject({
      at: '2026-11-20T00:00:00.000Z',
      actor: first.actor,
      object: first.object,
      data: first.data,
      intact: true,
    })
  })

  test('pages by cursor', async () => {
    const seen: number[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const answer: z.infer<typeof page> = await list(a, `limit=5${cursor === '' ? '' : `&cursor=${cursor}`}`)
      seen.push(...answer.data.map(({ seq }) => seq))
      cursor = answer.next_cursor
    }
    expect(seen).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
  })

  test.each([
    ['action=member.added', [12, 10, 8, 6, 4, 2]],
    ['actor_id=operator-1', [11, 8, 5, 2]],
    ['object_id=key-4', [5]],
    ['outcome=decided', [11, 8, 5, 2]],
    ['incident=incident-7', [10, 7, 4, 1]],
    ['from=2026-11-20T00:02:00Z&to=2026-11-20T00:05:00Z', [5, 4, 3]],
    ['incident=incident-7&action=key.revoked&from=2026-11-20T00:01:00Z', [7]],
    ['actor_id=nobody', []],
  ])('%s', async (query, seqs) => {
    expect((await list(a, query)).data.map(({ seq }) => seq)).toEqual(seqs)
  })

  test.each([
    ['/v1/audit?limit=0', 422, 'validation_failed'],
    ['/v1/audit?action=Revoked', 422, 'validation_failed'],
    ['/v1/audit?outcome=maybe', 422, 'validation_failed'],
    ['/v1/audit?from=yesterday', 422, 'validation_failed'],
    ['/v1/audit?cursor=x', 400, 'invalid_cursor'],
    ['/v1/audit?cursor=WzAsIjIwMjYiXQ', 400, 'invalid_cursor'],
    ['/v1/audit/anchors?cursor=WzUsImVudHJ5Il0', 400, 'invalid_cursor'],
    ['/v1/audit/verify?from_seq=0', 422, 'validation_failed'],
    ['/v1/audit/verify?from_seq=9&to_seq=8', 422, 'validation_failed'],
    ['/v1/audit/verify?to_seq=1e3', 422, 'validation_failed'],
    ['/v1/audit/export?incident=', 422, 'validation_failed'],
    ['/v1/audit/nothing', 404, 'not_found'],
  ])('%s: %i %s', async (path, status, code) => {
    const answer = await get(a, path)
    expect(answer.status).toBe(status)
    expect(await codeOf(answer)).toBe(code)
  })

  test('one entry by its id; [F8] for another app there is none, and its own chain is empty', async () => {
    const [newest] = (await list(a)).data
    const b = await seedApp()
    expect(await (await get(a, `/v1/audit/${newest?.id}`)).json()).toEqual(newest)
    expect((await get(b, `/v1/audit/${newest?.id}`)).status).toBe(404)
    expect(await list(b)).toEqual({ data: [], next_cursor: null })
    expect(await verify(b)).toEqual({
      ok: true,
      entries: 0,
      from_seq: null,
      to_seq: null,
      next_seq: null,
      faults: [],
      head: null,
      anchors_checked: 0,
    })
    for (const path of ['/v1/audit', '/v1/audit/export', '/v1/audit/verify', '/v1/audit/anchors'])
      expect(await textOf(await get(b, path))).not.toContain(a.app.app_id)
  })

  test('takes the scope audit', async () => {
    const without = await seedKey(a.app, ['telemetry', 'identity'])
    for (const path of ['/v1/audit', '/v1/audit/verify', '/v1/audit/export', '/v1/audit/anchors', '/v1/audit/x'])
      expect(await codeOf(await get(without, path))).toBe('insufficient_scope')
  })
})

describe('verifying', () => {
  test('all of it, and a part', async () => {
    const a = await anchoredApp()
    expect(await verify(a)).toMatchObject({
      ok: true,
      entries: 12,
      from_seq: 1,
      to_seq: 12,
      next_seq: null,
      faults: [],
      head: { seq: 12 },
      anchors_checked: 2,
    })
    expect(await verify(a, 'from_seq=4&to_seq=9')).toMatchObject({ ok: true, entries: 6, from_seq: 4, to_seq: 9, anchors_checked: 1 })
    expect(await verify(a, 'from_seq=50')).toMatchObject({ ok: true, entries: 0, from_seq: null })
  })

  test('at most 20 faults are told', async () => {
    const a = await seedApp()
    await note(a.app.app_id, someNotes(30))
    await list(a)
    await db.prepare(`UPDATE audit SET action = 'x.y' WHERE app_id = ?`).bind(a.app.app_id).run()
    expect((await verify(a)).faults).toHaveLength(20)
  })
})

describe('tampering with any column of a row is found, kept and exported', () => {
  const other = appId.parse(newId())
  const values: Record<string, readonly unknown[]> = {
    app_id: [other],
    seq: [99, 'x', 4.5, -4],
    entry_id: [newId(), 7, new Uint8Array([1])],
    at: [1, 'x', day0 + 180_000.5, null],
    action: ['x.y', new Uint8Array([1])],
    actor_id: ['x', null],
    object_id: ['x', null],
    incident: ['x', null],
    outcome: ['denied'],
    entry: ['{}', 'x', '', new Uint8Array([1])],
    prev_hash: ['0'.repeat(64), ''],
    hash: ['0'.repeat(64), ''],
  }

  test('the table is of every column', () => {
    expect(Object.keys(values).toSorted()).toEqual([...Object.keys(auditRow.shape), 'app_id'].toSorted())
  })

  test.each(
    Object.entries(values).flatMap(([column, all]) =>
      all.filter((value) => value !== null || column !== 'at').map((value) => [column, value] as const),
    ),
  )('%s = %s', async (column, value) => {
    const a = await anchoredApp()
    await db.prepare(`UPDATE audit SET ${column} = ? WHERE app_id = ? AND seq = 4`).bind(value, a.app.app_id).run()
    const verdict = await verify(a)
    expect(verdict.ok).toBe(false)
    expect((await offline(a)).ok).toBe(false)
    expect((await get(a, '/v1/audit')).status).toBe(200)
  })

  test.each([
    ['a row removed', 'DELETE FROM audit WHERE app_id = ? AND seq = 4', 'missing'],
    ['the tail removed', 'DELETE FROM audit WHERE app_id = ? AND seq > 10', 'missing'],
    ['two rows swapped', 'UPDATE audit SET seq = CASE seq WHEN 4 THEN -5 WHEN 5 THEN -4 ELSE seq END WHERE app_id = ?', 'reordered'],
    ['every row removed', 'DELETE FROM audit WHERE app_id = ?', 'missing'],
    ['the head removed', 'DELETE FROM audit_heads WHERE app_id = ?', 'head_mismatch'],
    ['the head’s code', `UPDATE audit_heads SET mac = x'00' WHERE app_id = ?`, 'bad_signature'],
    ['the head’s place', `UPDATE audit_heads SET seq = 'x' WHERE app_id = ?`, 'bad_signature'],
    ['an anchor', `UPDATE audit_anchors SET jws = 'x' WHERE app_id = ?`, 'bad_signature'],
  ])('%s', async (_name, sql, kind) => {
    const a = await anchoredApp()
    await db.prepare(sql).bind(a.app.app_id).run()
    await db.prepare('UPDATE audit SET seq = -seq WHERE app_id = ? AND seq < 0').bind(a.app.app_id).run()
    expect(kinds((await verify(a)).faults)).toContain(kind)
    expect(kinds((await offline(a)).faults)).toContain(kind)
  })

  test.each(['day', 'seq', 'hash', 'created_at'])('the column %s of an anchor', async (column) => {
    const a = await anchoredApp()
    const value = column === 'seq' || column === 'created_at' ? 3 : '2020-01-01'
    await db.prepare(`UPDATE audit_anchors SET ${column} = ? WHERE app_id = ? AND day = '2026-11-20'`).bind(value, a.app.app_id).run()
    expect(kinds((await verify(a)).faults)).toContain('anchor_mismatch')
  })
})

describe('export', () => {
  test('is a file of lines that proves itself, for a range and an incident too', async () => {
    const a = await anchoredApp()
    const answer = await get(a, '/v1/audit/export')
    expect(answer.headers.get('Content-Type')).toBe('application/x-ndjson; charset=utf-8')
    expect(answer.headers.get('Content-Disposition')).toBe('attachment; filename="audit.ndjson"')
    await answer.body?.cancel()
    expect(await offline(a)).toMatchObject({
      ok: true,
      entries: 12,
      stubs: 0,
      anchorsChecked: 2,
      header: { app_id: a.app.app_id, prev_hash: '0'.repeat(64) },
    })
    expect(await offline(a, 'incident=incident-7')).toMatchObject({ ok: true, entries: 4, stubs: 8 })
    expect(await offline(a, 'from=2026-11-20T00:02:00Z&to=2026-11-20T00:04:00Z')).toMatchObject({
      ok: true,
      entries: 2,
      stubs: 2,
      anchorsChecked: 1,
    })
    expect(await offline(a, 'incident=none')).toMatchObject({ ok: true, entries: 0, stubs: 0 })
  })

  test('carries the key that the anchors page tells', async () => {
    const a = await anchoredApp()
    const anchors = anchorList.parse(await (await get(a, '/v1/audit/anchors')).json())
    expect(anchors.data.map(({ day, seq }) => [day, seq])).toEqual([
      ['2026-11-21', 12],
      ['2026-11-20', 6],
    ])
    const first = anchorList.parse(await (await get(a, '/v1/audit/anchors?limit=1')).json())
    const second = anchorList.parse(await (await get(a, `/v1/audit/anchors?limit=1&cursor=${first.next_cursor}`)).json())
    expect([...first.data, ...second.data]).toEqual(anchors.data)
    expect(second.next_cursor).toBeNull()
    expect(await verifyExport(linesOf(whole(await exported(a))), { x: anchors.key.x })).toMatchObject({ ok: true, key: { known: true } })
  })

  test('more than a page of rows', async () => {
    const a = await seedApp()
    await note(a.app.app_id, someNotes(2_500))
    expect(await offline(a)).toMatchObject({ ok: true, entries: 2_500 })
    expect(await verify(a)).toMatchObject({ ok: true, entries: 2_500 })
  })
})
