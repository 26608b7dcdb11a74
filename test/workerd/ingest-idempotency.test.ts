/** [§1] `Idempotency-Key` on `POST /v1/events`. */
import { evictDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { telemetryShardName, telemetryShardOf } from '../../durable-objects/names.ts'
import { codeOf, type Door, ingestDoor, post } from '../support/ingest-door.ts'
import { seedApp, type SeededApp } from '../support/seed.ts'

let door: Door
let app: SeededApp

beforeAll(async () => {
  door = ingestDoor()
  app = await seedApp({ telemetry_shards: 3 })
})

const event = { type: 'interaction.click', actor_id: 'ann' }
const send = (body: unknown, key: string, of: SeededApp = app) => post(door, { ...of.auth, 'Idempotency-Key': key }, body)

describe('[§1] the same key', () => {
  it('and body give the stored answer, also after the object was evicted', async () => {
    const first = await send([event, { type: 'Bad' }], 'k1')
    expect([first.status, first.headers.get('Idempotency-Replayed')]).toEqual([202, null])
    const answer = await first.text()
    await evictDurableObject(env.TELEMETRY_SHARD.getByName(telemetryShardName(app.app, telemetryShardOf(app.app, 'k1'))))
    const again = await send([event, { type: 'Bad' }], 'k1')
    expect([again.status, again.headers.get('Idempotency-Replayed')]).toEqual([202, 'true'])
    expect(await again.text()).toBe(answer)
  })

  it('with another body, or as another kind of body, is a conflict and keeps nothing', async () => {
    await send(event, 'k2')
    const other = await send({ ...event, actor_id: 'bob' }, 'k2')
    expect([other.status, await codeOf(other)]).toEqual([409, 'idempotency_conflict'])
    const asLines = await post(door, { ...app.auth, 'Idempotency-Key': 'k2', 'Content-Type': 'application/x-ndjson' }, event)
    expect(asLines.status).toBe(409)
  })

  it('and body as binary CloudEvents differ by their attributes', async () => {
    const cloud = (type: string) => ({ 'ce-specversion': '1.0', 'ce-id': 'c', 'ce-source': '/s', 'ce-type': type, 'Idempotency-Key': 'k3' })
    expect((await post(door, { ...app.auth, ...cloud('a.b') }, { n: 1 })).status).toBe(202)
    expect((await post(door, { ...app.auth, ...cloud('a.b') }, { n: 1 })).headers.get('Idempotency-Replayed')).toBe('true')
    expect((await post(door, { ...app.auth, ...cloud('a.c') }, { n: 1 })).status).toBe(409)
  })

  it('of another app is another key', async () => {
    const second = await seedApp()
    await send(event, 'k4')
    const answer = await send({ ...event, actor_id: 'bob' }, 'k4', second)
    expect([answer.status, answer.headers.get('Idempotency-Replayed')]).toEqual([202, null])
  })

  it('after a request that could not be read is free', async () => {
    expect((await send('{"type":', 'k5')).status).toBe(400)
    expect((await send(event, 'k5')).status).toBe(202)
  })

  it('at the same time answers twice and keeps each event once', async () => {
    const answers = await Promise.all([send(event, 'k6'), send(event, 'k6')])
    const ids = await Promise.all(answers.map(async (answer) => (await answer.json<{ events: { id: string }[] }>()).events[0]?.id))
    expect(new Set(ids).size).toBe(1)
  })
})
