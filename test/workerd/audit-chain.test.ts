/** [K10] Notes become one gapless chain per app, each once, however many chain them at the same time. */
import { env } from 'cloudflare:workers'
import { describe, expect, test, vi } from 'vitest'
import { newAuditNote } from '../../contract/audit.ts'
import type { AuditNote } from '../../contract/audit.ts'
import type { AuditRow } from '../../contract/audit-entry.ts'
import { appId, newId } from '../../contract/ids.ts'
import type { AppId } from '../../contract/ids.ts'
import { verifyTrail } from '../../domain/audit/verify-trail.ts'
import type { TrailVerdict } from '../../domain/audit/verify-trail.ts'
import { appsWithPending, chainPending } from '../../storage/kernel/audit-chain.ts'
import { keepNotes, noted, notedIfChanged } from '../../storage/kernel/audit-outbox.ts'
import { AuditTrail } from '../../storage/kernel/audit-trail.ts'
import { chainWaitingNotes } from '../../workers/gateway/audit/audit-tasks.ts'
import { day0, otherKeys, someNotes, testKeys } from '../support/audit.ts'
import { lcg } from '../support/telemetry-random.ts'

const db = env.KERNEL_DB
const newApp = (): AppId => appId.parse(newId())
const wait = (app: AppId, notes: readonly AuditNote[]): Promise<void> =>
  keepNotes(
    db,
    notes.map((note) => ({ app_id: app, note })),
  )
const chain = (app: AppId) => chainPending(db, app, testKeys, Date.now)
const verify = (app: AppId): Promise<TrailVerdict> => verifyTrail(new AuditTrail(db, app), testKeys)
const waiting = (app: AppId) => db.prepare('SELECT count(*) AS n FROM audit_outbox WHERE app_id = ?').bind(app).first<number>('n')

const rowsOf = async (app: AppId): Promise<AuditRow[]> => {
  const rows: AuditRow[] = []
  for await (const page of new AuditTrail(db, app).rows(1, Number.MAX_SAFE_INTEGER)) rows.push(...page)
  return rows
}
const idsOf = async (app: AppId): Promise<string[]> => (await rowsOf(app)).map(({ entry_id }) => entry_id)
const seqs = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)
/** What there is of a chain, and what must be there of it. */
const stateOf = async (app: AppId) => {
  const rows = await rowsOf(app)
  const { ok, entries, head } = await verify(app)
  const ids = rows.map(({ entry_id }) => entry_id).toSorted()
  return { seqs: rows.map(({ seq }) => seq), ids, ok, entries, end: head?.seq, waiting: await waiting(app) }
}
const gapless = (notes: readonly AuditNote[]) => {
  const ids = notes.map(({ entry_id }) => entry_id).toSorted()
  return { seqs: seqs(notes.length), ids, ok: true, entries: notes.length, end: notes.length, waiting: 0 }
}

describe('one who chains', () => {
  test('takes notes in the order of their ids, over batches, and leaves none', async () => {
    const app = newApp()
    const notes = someNotes(450)
    await wait(app, notes.toReversed())
    expect(await chain(app)).toEqual({ chained: 450, complete: true })
    expect(await idsOf(app)).toEqual(notes.map(({ entry_id }) => entry_id))
    expect(await stateOf(app)).toEqual(gapless(notes))
  })

  test('chains a note that came late after those that were there', async () => {
    const app = newApp()
    const [first, second, third] = someNotes(3)
    if (!first || !second || !third) throw new Error('there are no notes')
    await wait(app, [second, third])
    await chain(app)
    await wait(app, [first])
    await chain(app)
    expect(await idsOf(app)).toEqual([second.entry_id, third.entry_id, first.entry_id])
    expect(await verify(app)).toMatchObject({ ok: true, entries: 3 })
  })

  test('the same note again, before and after it was chained, is one entry', async () => {
    const app = newApp()
    const notes = someNotes(3)
    for (let i = 0; i < 3; i++) {
      await wait(app, notes)
      await wait(app, notes)
      await chain(app)
    }
    expect(await stateOf(app)).toEqual(gapless(notes))
  })

  test('notes longer than a batch, and what is no note', async () => {
    const app = newApp()
    const long = someNotes(5).map((note) => ({ ...note, data: { text: 'ä'.repeat(200_000) } }))
    await wait(app, long)
    await db.prepare(`INSERT INTO audit_outbox (entry_id, app_id, at, note) VALUES (?, ?, 0, 'nothing')`).bind(newId(), app).run()
    expect(await chain(app)).toEqual({ chained: 6, complete: true })
    expect((await rowsOf(app)).map(({ action }) => action)).toContain('audit.unreadable')
    expect(await verify(app)).toMatchObject({ ok: true, entries: 6 })
  })

  test('[D1] an act and its note are one: neither is there without the other', async () => {
    const app = newApp()
    const note = () => newAuditNote({ at: day0, actor: { kind: 'key', id: 'k' }, action: 'thing.changed' })
    const act = (from: string) => db.prepare(`UPDATE audit_heads SET hash = 'changed' WHERE app_id = ? AND hash = ?`).bind(app, from)
    await db.prepare(`INSERT INTO audit_heads VALUES (?, 0, 'first', 'x')`).bind(app).run()
    await db.batch([act('nothing'), notedIfChanged(db, app, note())])
    expect(await waiting(app)).toBe(0)
    await db.batch([act('first'), notedIfChanged(db, app, note())])
    expect(await waiting(app)).toBe(1)
    await expect(
      db.batch([noted(db, app, note()), db.prepare('INSERT INTO audit_heads VALUES (?, 1, NULL, NULL)').bind(app)]),
    ).rejects.toThrow('NOT NULL')
    expect(await waiting(app)).toBe(1)
  })
})

describe('many who chain', () => {
  test('20 at once make one gapless chain with every note once', async () => {
    const app = newApp()
    const notes = someNotes(600)
    await wait(app, notes)
    const results = await Promise.all(Array.from({ length: 20 }, () => chain(app)))
    expect(results.every(({ complete }) => complete)).toBe(true)
    expect(results.reduce((sum, { chained }) => sum + chained, 0)).toBe(600)
    expect(await stateOf(app)).toEqual(gapless(notes))
  })

  test.each([1, 2, 3, 4, 5])('seeded interleavings of noting, noting again and chaining: %i', async (seed) => {
    const random = lcg(seed)
    const apps = [newApp(), newApp()]
    const notes = new Map(apps.map((app) => [app, someNotes(60, day0 + seed)]))
    const steps = apps.flatMap((app) => {
      const mine = notes.get(app) ?? []
      const noting = mine.flatMap((note) => Array.from({ length: 1 + Math.floor(random() * 3) }, () => () => wait(app, [note])))
      return [...noting, ...Array.from({ length: 40 }, () => () => chain(app))]
    })
    const shuffled = steps.map((step) => ({ step, place: random() })).toSorted((left, right) => left.place - right.place)
    while (shuffled.length > 0) await Promise.all(shuffled.splice(0, 1 + Math.floor(random() * 12)).map(({ step }) => step()))
    for (const app of apps) {
      await chain(app)
      expect(await stateOf(app)).toEqual(gapless(notes.get(app) ?? []))
    }
  })

  const troubled = (...errors: string[]): D1Database => {
    const batch = vi.fn<D1Database['batch']>((statements) => db.batch(statements))
    const real: D1Database['batch'] = (statements) => db.batch(statements)
    for (const error of errors) batch.mockImplementationOnce(real).mockRejectedValueOnce(new Error(error))
    return { prepare: (sql: string) => db.prepare(sql), batch } as unknown as D1Database
  }

  test('[STYLE 13] a write that failed in passing is tried again from the beginning', async () => {
    const app = newApp()
    const notes = someNotes(3)
    await wait(app, notes)
    const lost = 'D1_ERROR: Network connection lost.'
    expect(await chainPending(troubled(lost, lost), app, testKeys, Date.now)).toEqual({ chained: 3, complete: true })
    expect(await stateOf(app)).toEqual(gapless(notes))
  })

  test('[STYLE 13] any other failure is told, and the notes wait on', async () => {
    const app = newApp()
    await wait(app, someNotes(3))
    await expect(chainPending(troubled('D1_ERROR: no such table: audit'), app, testKeys, Date.now)).rejects.toThrow('no such table')
    expect(await waiting(app)).toBe(3)
  })
})

describe('tampering is not chained over', () => {
  const tampered = async (sql: string): Promise<AppId> => {
    const app = newApp()
    await wait(app, someNotes(5))
    await chain(app)
    await db.prepare(sql).bind(app).run()
    await wait(app, someNotes(2, day0 + 1_000_000))
    expect(await chain(app)).toEqual({ chained: 2, complete: true })
    return app
  }

  test.each([
    ['the tail cut off', 'DELETE FROM audit WHERE app_id = ? AND seq > 3', 'missing'],
    ['the head moved back', 'UPDATE audit_heads SET seq = 3 WHERE app_id = ?', 'bad_signature'],
    ['the head removed', 'DELETE FROM audit_heads WHERE app_id = ?', 'bad_signature'],
    ['the head’s hash', `UPDATE audit_heads SET hash = '${'a'.repeat(64)}' WHERE app_id = ?`, 'bad_signature'],
    [
      'an entry added',
      `INSERT INTO audit SELECT app_id, 6, 'x', at, action, actor_id, object_id, incident, outcome, entry, prev_hash, hash FROM audit WHERE app_id = ? AND seq = 5`,
      'bad_signature',
    ],
    ['all entries removed', 'DELETE FROM audit WHERE app_id = ?', 'missing'],
  ])('%s: what comes after is kept, and the fault stays', async (_name, sql, kind) => {
    const app = await tampered(sql)
    const verdict = await verify(app)
    expect(verdict.ok).toBe(false)
    expect(verdict.faults.map((fault) => fault.kind)).toContain(kind)
    expect(await waiting(app)).toBe(0)
  })
})

test('entries of an incident are found by an index, not by reading the chain', async () => {
  const asked: { sql: string; values: unknown[] }[] = []
  const recording = {
    prepare: (sql: string) => ({
      bind: (...values: unknown[]) => {
        asked.push({ sql, values })
        return db.prepare(sql).bind(...values)
      },
    }),
  } as unknown as D1Database
  const trail = new AuditTrail(recording, newApp())
  await trail.list({ incident: 'incident-7' }, { limit: 50 })
  await trail.span({ incident: 'incident-7' })
  expect(asked).toHaveLength(2)
  for (const { sql, values } of asked) {
    const { results } = await db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .bind(...values)
      .all<{ detail: string }>()
    expect(results.map(({ detail }) => detail)).toEqual([expect.stringContaining('audit_incident (app_id=? AND incident=?')])
  }
})

describe('chains of several apps', () => {
  test('[F8] never touch each other', async () => {
    const [one, two] = [newApp(), newApp()]
    const [left, right] = [someNotes(30), someNotes(20)]
    await keepNotes(db, [...left.map((note) => ({ app_id: one, note })), ...right.map((note) => ({ app_id: two, note }))])
    await chain(one)
    expect(await rowsOf(two)).toEqual([])
    expect(await waiting(two)).toBe(20)
    const before = await rowsOf(one)
    await chain(two)
    expect(await rowsOf(one)).toEqual(before)
    expect(await stateOf(one)).toEqual(gapless(left))
    expect(await stateOf(two)).toEqual(gapless(right))
    expect(await new AuditTrail(db, two).entry(left[0]?.entry_id ?? '')).toBeNull()
  })

  test('the cron chains what nobody read, app by app, and one that fails stops no other', async () => {
    const apps = Array.from({ length: 5 }, newApp).toSorted()
    for (const app of apps) await wait(app, someNotes(2))
    expect(await appsWithPending(db, 2, apps[0])).toEqual(apps.slice(1, 3))
    const error = vi.spyOn(console, 'error').mockImplementation(() => {})
    const batch = vi.fn<D1Database['batch']>((statements) => db.batch(statements)).mockRejectedValueOnce(new Error('no'))
    await chainWaitingNotes(
      { ...env, KERNEL_DB: { prepare: (sql: string) => db.prepare(sql), batch } as unknown as D1Database },
      Date.now(),
    )
    const left = await Promise.all(apps.map(waiting))
    expect(left.filter((count) => count !== 0).length).toBeLessThanOrEqual(1)
    expect(error).toHaveBeenCalledOnce()
    error.mockRestore()
  })
})

test('10,000 entries are chained and verified', async () => {
  const app = newApp()
  const notes = someNotes(10_000)
  for (let i = 0; i < notes.length; i += 500) await wait(app, notes.slice(i, i + 500))
  expect(await chain(app)).toEqual({ chained: 10_000, complete: true })
  const started = performance.now()
  expect(await verify(app)).toMatchObject({ ok: true, entries: 10_000, next: null })
  console.log(`10,000 entries verified in ${Math.round(performance.now() - started)} ms`)
  expect(await verifyTrail(new AuditTrail(db, app), testKeys, { from: 9_000 }, 600)).toMatchObject({ ok: true, entries: 600, next: 9_600 })
  expect(await verifyTrail(new AuditTrail(db, app), otherKeys)).toMatchObject({ ok: false })
})
