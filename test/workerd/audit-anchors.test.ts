/** [K10] Each day that ended is anchored once per chain that moved, with what the platform itself sealed. */
import { env } from 'cloudflare:workers'
import { describe, expect, test, vi } from 'vitest'
import { anchorPayload } from '../../contract/audit-entry.ts'
import { appId, newId } from '../../contract/ids.ts'
import type { AppId } from '../../contract/ids.ts'
import { auditSigner, openSigned } from '../../domain/audit/signing.ts'
import { verifyTrail } from '../../domain/audit/verify-trail.ts'
import { anchorDay } from '../../storage/kernel/audit-anchors.ts'
import { chainPending } from '../../storage/kernel/audit-chain.ts'
import { keepNotes } from '../../storage/kernel/audit-outbox.ts'
import { AuditTrail } from '../../storage/kernel/audit-trail.ts'
import { anchorAuditChains } from '../../workers/gateway/audit/audit-tasks.ts'
import { day0, someNotes, testKeys } from '../support/audit.ts'

const db = env.KERNEL_DB
const dayMs = 86_400_000
const minute = 60_000

const happened = async (app: AppId, count: number, at: number): Promise<void> => {
  await keepNotes(
    db,
    someNotes(count, at).map((note) => ({ app_id: app, note })),
  )
  await chainPending(db, app, testKeys, Date.now)
}
const newApp = (): AppId => appId.parse(newId())
const trail = (app: AppId): AuditTrail => new AuditTrail(db, app)
const anchored = async (app: AppId) => (await trail(app).anchors()).map(({ day, seq }) => [day, seq])

describe('one anchor a day', () => {
  test('states where the chain stood, under a signature that anyone can check', async () => {
    const app = newApp()
    await happened(app, 3, day0)
    const now = day0 + dayMs + 5 * minute
    expect((await anchorDay(db, testKeys, now)).anchored).toBeGreaterThanOrEqual(1)
    const [anchor] = await trail(app).anchors()
    const { publicKey } = await auditSigner(testKeys)
    const payload = anchorPayload.parse(await openSigned('prost-audit-anchor', anchor?.jws ?? '', publicKey))
    const { head } = await trail(app).ends()
    expect(payload).toEqual({ app_id: app, day: '2026-11-20', seq: 3, hash: head?.hash, at: new Date(now).toISOString() })
    expect(await verifyTrail(trail(app), testKeys)).toMatchObject({ ok: true, anchorsChecked: 1 })
  })

  test('asked every minute, also at once, it is made once', async () => {
    const app = newApp()
    await happened(app, 2, day0)
    await Promise.all([1, 2, 3].map((minutes) => anchorDay(db, testKeys, day0 + dayMs + minutes * minute)))
    const before = await trail(app).anchors()
    await happened(app, 2, day0 + dayMs)
    await anchorDay(db, testKeys, day0 + dayMs + 600 * minute)
    expect(await trail(app).anchors()).toEqual(before)
    expect(await anchored(app)).toEqual([['2026-11-20', 2]])
  })

  test('a day in which nothing happened has none; what happens today waits for its end', async () => {
    const app = newApp()
    await happened(app, 1, day0)
    await anchorDay(db, testKeys, day0 + 23 * 60 * minute)
    expect(await anchored(app)).toEqual([])
    for (const day of [1, 2, 3]) await anchorDay(db, testKeys, day0 + day * dayMs + minute)
    expect(await anchored(app)).toEqual([['2026-11-20', 1]])
  })

  test('missed days are caught up by one anchor for now', async () => {
    const app = newApp()
    for (const day of [0, 1, 2]) await happened(app, 1, day0 + day * dayMs)
    await anchorDay(db, testKeys, day0 + 5 * dayMs + minute)
    expect(await anchored(app)).toEqual([['2026-11-24', 3]])
    await happened(app, 1, day0 + 5 * dayMs)
    await anchorDay(db, testKeys, day0 + 6 * dayMs + minute)
    expect(await anchored(app)).toEqual([
      ['2026-11-24', 3],
      ['2026-11-25', 4],
    ])
  })
})

test('a chain whose end is not the platform’s own gets no anchor, and that is told', async () => {
  const [sound, broken] = [newApp(), newApp()]
  for (const app of [sound, broken]) await happened(app, 2, day0)
  await db.prepare(`UPDATE audit_heads SET hash = 'x' WHERE app_id = ?`).bind(broken).run()
  expect((await anchorDay(db, testKeys, day0 + dayMs + minute)).refused).toContain(broken)
  expect(await anchored(sound)).toHaveLength(1)
  expect(await anchored(broken)).toEqual([])
})

test('more apps than a page, and the cron’s word for those that were refused', async () => {
  const apps = Array.from({ length: 120 }, newApp)
  await keepNotes(
    db,
    apps.flatMap((app) => someNotes(1).map((note) => ({ app_id: app, note }))),
  )
  for (const app of apps) await chainPending(db, app, testKeys, Date.now)
  const error = vi.spyOn(console, 'error').mockImplementation(() => {})
  // Sealed with other keys than the environment's: to it, none of these ends is its own.
  await anchorAuditChains(env, day0 + dayMs + minute)
  const lines = error.mock.calls.map(([line]) => String(line))
  error.mockRestore()
  for (const app of apps) expect(lines.some((line) => line.includes('task_failed') && line.includes(app))).toBe(true)
  await anchorDay(db, testKeys, day0 + dayMs + minute)
  expect((await Promise.all(apps.map(anchored))).every((all) => all.length === 1)).toBe(true)
})
