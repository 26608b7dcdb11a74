/** Limits by key and person at the gateway's door, their headers, and denials that leave a note. */
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { auditNote } from '../../contract/audit.ts'
import type { AuditNote } from '../../contract/audit.ts'
import type { AppId } from '../../contract/ids.ts'
import { makeOperator, signIn } from '../support/people.ts'
import { seedApp, seedKey } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call } from './gateway-harness.ts'

const read = (app: SeededApp) => call('GET', '/v1/metrics', { auth: app.auth })

/** Notes of an app, wherever they are by now: waiting, or in the chain. */
const notesOf = async (app: AppId): Promise<Pick<AuditNote, 'action' | 'reason' | 'data'>[]> => {
  const waiting = await env.KERNEL_DB.prepare('SELECT note FROM audit_outbox WHERE app_id = ? ORDER BY entry_id')
    .bind(app)
    .all<{ note: string }>()
  return waiting.results.map(({ note }) => auditNote.parse(JSON.parse(note)))
}

describe('[§1] secret-key routes, per key and minute', () => {
  let app: SeededApp
  beforeAll(async () => {
    app = await seedApp({ limits: { key_requests_per_min: 3 } })
    vi.useFakeTimers({ toFake: ['Date'] })
    return () => vi.useRealTimers()
  })

  test('what is left is told, the call over the limit is 429 and says when to come back', async () => {
    const first = await read(app)
    expect([first.status, first.headers.get('RateLimit-Policy'), first.headers.get('RateLimit')]).toEqual([
      200,
      '"key";q=3;w=60',
      '"key";r=2;t=20',
    ])
    await read(app)
    await read(app)
    const over = await read(app)
    expect([over.status, over.headers.get('Retry-After'), over.headers.get('RateLimit')]).toEqual([429, '20', '"key";r=0;t=20'])
    expect(await over.json()).toMatchObject({ code: 'rate_limited' })
  })

  test('another key of the same app has its own, and time gives back', async () => {
    const other = await seedKey(app.app, ['telemetry'])
    expect((await call('GET', '/v1/metrics', { auth: other.auth })).status).toBe(200)
    expect((await read(app)).status).toBe(429)
    vi.setSystemTime(Date.now() + 20_000)
    expect((await read(app)).status).toBe(200)
    expect((await read(app)).status).toBe(429)
  })
})

test('[§1] routes of people, per person and address', async () => {
  const app = await seedApp({ limits: { user_requests_per_min: 2 } })
  const { auth } = await signIn(await makeOperator({ [app.app.app_id]: 'analyst' }))
  const from = (address: string) => call('GET', `/v1/apps/${app.app.app_id}/metrics`, { auth, headers: { 'CF-Connecting-IP': address } })
  expect((await from('192.0.2.1')).status).toBe(200)
  expect((await from('192.0.2.1')).headers.get('RateLimit-Policy')).toBe('"user";q=2;w=60')
  expect((await from('192.0.2.1')).status).toBe(429)
  expect((await from('192.0.2.2')).status).toBe(200)
})

describe('[K10] who is kept out leaves a note in the app’s chain', () => {
  test('a scope, a role and a limit that are not there', async () => {
    const app = await seedApp({ limits: { key_requests_per_min: 1 } })
    const { auth } = await seedKey(app.app, ['identity'])
    const operator = await makeOperator({ [app.app.app_id]: 'agent' })
    expect((await call('GET', '/v1/metrics', { auth })).status).toBe(403)
    expect((await call('GET', `/v1/apps/${app.app.app_id}/metrics`, { auth: (await signIn(operator)).auth })).status).toBe(403)
    await read(app)
    expect((await read(app)).status).toBe(429)
    await vi.waitFor(async () => expect(await notesOf(app.app.app_id)).toHaveLength(3))
    const notes = await notesOf(app.app.app_id)
    expect(notes.map(({ action, reason }) => [action, reason])).toEqual([
      ['access.denied', 'insufficient_scope'],
      ['access.denied', 'insufficient_role'],
      ['access.denied', 'rate_limited'],
    ])
    expect(notes[1]).toMatchObject({
      actor: { kind: 'operator', id: operator.id },
      outcome: 'denied',
      object: { kind: 'operation', id: 'appGetMetrics' },
    })
  })

  test('a flood is counted and does not fill the chain', async () => {
    const app = await seedApp()
    const { auth } = await seedKey(app.app, ['identity'])
    for (let i = 0; i < 100; i++) await call('GET', '/v1/metrics', { auth })
    await vi.waitFor(async () => expect((await notesOf(app.app.app_id)).length).toBeGreaterThanOrEqual(60))
    expect((await notesOf(app.app.app_id)).length).toBeLessThanOrEqual(120)
  })
})
