/** From a request's items to the objects that keep them: all promised, or none answered. */
import { describe, expect, it } from 'vitest'
import { appId } from '../../contract/ids.ts'
import type { AppSettings } from '../../contract/keys.ts'
import type { AcceptAnswer, AcceptItem, AcceptRequest } from '../../contract/telemetry.ts'
import { ClosedObjects } from '../../workers/ingest/closed-objects.ts'
import { deliver } from '../../workers/ingest/shard-door.ts'

const app: AppSettings = {
  app_id: appId.parse('0190a5d0-0000-7000-8000-000000000001'),
  name: 'app',
  session_ttl_s: 45,
  interaction_patterns: ['interaction.*'],
  origins: [],
  event_shard: 0,
  telemetry_region: 'global',
  telemetry_shards: 4,
  limits: {},
}
const item = (id: string, actor_id: string): AcceptItem => ({ kind: 'event', id, actor_id, bot: false, row: '', control: null })
const bad = (id: string): AcceptItem => ({ kind: 'quarantine', id, code: 'validation_failed', row: '' })
const items = Array.from({ length: 40 }, (_, i) => (i % 7 === 3 ? bad(`${i}`) : item(`${i}`, `actor-${i % 10}`)))

/** Objects that answer each item with its id, so that order shows. */
const objects = (answer: (name: string, attempt: number) => AcceptAnswer | Error | null = () => null) => {
  const calls: { name: string; request: AcceptRequest }[] = []
  const door = (name: string) => ({
    accept: (request: AcceptRequest): Promise<AcceptAnswer> => {
      calls.push({ name, request })
      const given = answer(name, calls.filter((call) => call.name === name).length)
      if (given instanceof Error) return Promise.reject(given)
      return Promise.resolve(given ?? { ok: true, verdicts: request.items.map(({ id }) => ({ status: 'accepted', id })) })
    },
  })
  return { calls, door }
}

describe('deliver', () => {
  it('asks each object once, and gives the verdicts back in the order of the items', async () => {
    const { calls, door } = objects()
    const delivery = await deliver(app, items, 1_000, door, new ClosedObjects())
    expect(delivery).toEqual({ ok: true, verdicts: items.map(({ id }) => ({ status: 'accepted', id })) })
    expect(calls.length).toBe(new Set(calls.map(({ name }) => name)).size)
    expect(calls.length).toBeGreaterThan(1)
    for (const { request } of calls) expect(request).toMatchObject({ app_id: app.app_id, session_ttl_s: 45, received_at: 1_000 })
    const homes = new Map<string, Set<string>>()
    for (const { name, request } of calls)
      for (const one of request.items) if (one.kind === 'event') homes.set(one.actor_id, (homes.get(one.actor_id) ?? new Set()).add(name))
    expect([...homes.values()].every((names) => names.size === 1)).toBe(true)
  })

  it('one shard is one call; nothing is no call; only bad events still reach an object', async () => {
    const { calls, door } = objects()
    await deliver({ ...app, telemetry_shards: 1 }, items, 1, door, new ClosedObjects())
    expect(calls).toHaveLength(1)
    expect(await deliver(app, [], 1, door, new ClosedObjects())).toEqual({ ok: true, verdicts: [] })
    expect(await deliver(app, [bad('x')], 1, door, new ClosedObjects())).toMatchObject({ ok: true })
    expect(calls).toHaveLength(2)
  })

  it('[§2] if one object can not promise, the request is not promised', async () => {
    const refuses = objects((name) => (name.endsWith('/2') ? { ok: false, retryAfterSeconds: 7 } : null))
    expect(await deliver(app, items, 1, refuses.door, new ClosedObjects())).toMatchObject({ ok: false, retryAfterSeconds: 7 })
    const throws = objects((name) => (name.endsWith('/2') ? new Error('gone') : null))
    expect(await deliver(app, items, 1, throws.door, new ClosedObjects())).toMatchObject({
      ok: false,
      object: expect.stringMatching(/\/2$/),
    })
    expect(throws.calls.filter(({ name }) => name.endsWith('/2'))).toHaveLength(1)
  })

  it('tries once more with the same ids when the platform says it may, not when it is overloaded', async () => {
    const once = objects((_, attempt) => (attempt === 1 ? Object.assign(new Error('moved'), { retryable: true }) : null))
    expect(await deliver(app, [item('a', 'u')], 1, once.door, new ClosedObjects())).toMatchObject({ ok: true })
    expect(once.calls.map(({ request }) => request.items[0]?.id)).toEqual(['a', 'a'])
    const overloaded = objects(() => Object.assign(new Error('busy'), { retryable: true, overloaded: true }))
    expect(await deliver(app, [item('a', 'u')], 1, overloaded.door, new ClosedObjects())).toMatchObject({ ok: false })
    expect(overloaded.calls).toHaveLength(1)
  })
})
