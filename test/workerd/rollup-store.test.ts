/** What the D1 store keeps and what it costs, beyond the contract of its port. */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { D1EventStore } from '../../storage/events/d1-event-store.ts'
import type { ApplyCost } from '../../storage/events/d1-event-store.ts'
import { crowd, eventOf, messageOf, messagesOf, minute0, seeded, sessionOf, settingsOf } from '../contract/facts.ts'
import { readerOf } from './rollup-harness.ts'

const later = minute0 + 600_000

describe('rows in D1', () => {
  test('[FAILURES 3] of a session’s states the highest version is kept, in whatever order they come', async () => {
    const app = settingsOf()
    const store = new D1EventStore(env)
    const states = [
      sessionOf({ session: 's', version: 1 }),
      sessionOf({ session: 's', version: 3, seen: minute0 + 9, ended: minute0 + 9, reason: 'ended' }),
      sessionOf({ session: 's', version: 2, seen: minute0 + 5 }),
    ]
    for (const state of [...states, ...states]) await store.apply(app, [messageOf(app.app_id, { sessions: [state] })], later)
    const row = await env.EVENTS_00.prepare('SELECT * FROM sessions WHERE app_id = ?').bind(app.app_id).first()
    expect(row).toMatchObject({ version: 3, ended_at: minute0 + 9, end_reason: 'ended', last_seen_at: minute0 + 9 })
  })

  test('[FAILURES 2] a batch that brings nothing new leaves no row', async () => {
    const app = settingsOf()
    const store = new D1EventStore(env)
    const events = [eventOf(), eventOf()]
    for (let i = 0; i < 3; i++) await store.apply(app, [messageOf(app.app_id, { events })], later)
    const { results } = await env.EVENTS_00.prepare('SELECT events FROM batches WHERE app_id = ?').bind(app.app_id).all()
    expect(results).toEqual([{ events: 2 }])
  })

  test('[STYLE 14] sums are recomputed: a wrong minute is right again after the next message of that minute', async () => {
    const app = settingsOf()
    const store = new D1EventStore(env)
    const messages = messagesOf(app.app_id, crowd(seeded(5), 120, 1), 60)
    await store.apply(app, messages, later)
    await env.EVENTS_00.prepare("UPDATE buckets SET events = 7, types = '{}' WHERE app_id = ?").bind(app.app_id).run()
    expect((await readerOf(app).verify({})).mismatches).toBeGreaterThan(0)
    await store.apply(app, messages.slice(0, 1), later)
    expect((await readerOf(app).verify({})).mismatches).toBe(0)
  })

  test('[CONTRACT 2] an app with thousands of types keeps exact sums and small buckets', async () => {
    const app = settingsOf()
    const store = new D1EventStore(env)
    const events = Array.from({ length: 1_200 }, (_, i) => eventOf({ type: `${i % 2 === 0 ? 'interaction' : 'other'}.t${i}` }))
    await store.apply(app, messagesOf(app.app_id, events, 300), later)
    expect((await readerOf(app).snapshot(later)).metrics).toMatchObject({ total_events: 1_200, total_interactions: 600 })
    expect(await readerOf(app).verify({})).toMatchObject({ mismatches: 0 })
    const { results } = await env.EVENTS_00.prepare(
      `SELECT grain, count(*) AS named, sum(t.value) AS n FROM buckets b, json_each(b.types) t WHERE app_id = ? GROUP BY grain`,
    )
      .bind(app.app_id)
      .all()
    expect(results.map(({ n }) => n)).toEqual([1_200, 1_200, 1_200])
    expect(Math.max(...results.map(({ named }) => Number(named)))).toBeLessThanOrEqual(501)
  })

  test('[DESIGN cheap] at 300 events a message, at most 1.3 rows are written per event', async () => {
    const app = settingsOf()
    const costs: ApplyCost[] = []
    const store = new D1EventStore(env, (_, cost) => costs.push(cost))
    const events = crowd(seeded(6), 3_000, 2)
    for (const message of messagesOf(app.app_id, events, 300)) await store.apply(app, [message], later)
    const written = costs.reduce((sum, cost) => sum + cost.rows_written, 0)
    expect(written / events.length).toBeLessThanOrEqual(1.3)
  })
})
