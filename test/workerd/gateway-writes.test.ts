/** What every write of the gateway does with bodies and with `Idempotency-Key`. */
import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { newId } from '../../contract/ids.ts'
import { forget, keep, keepMs, leaseMs, reserve } from '../../storage/kernel/idempotency.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call } from './gateway-harness.ts'

let app: SeededApp
let other: SeededApp
beforeAll(async () => {
  app = await seedApp()
  other = await seedApp()
})

const label = (actor: string, json: unknown, headers: Record<string, string> = {}, auth = app.auth): Promise<Response> =>
  call('PUT', `/v1/actors/${encodeURIComponent(actor)}/label`, { auth, json, headers })

describe('bodies', () => {
  const put = (body: string | Uint8Array, headers: Record<string, string> = { 'Content-Type': 'application/json' }): Promise<Response> =>
    call('PUT', '/v1/actors/u/label', { auth: app.auth, headers, body })

  test.each([
    ['truncated JSON', '{"bot":', 400, 'invalid_json'],
    ['NUL bytes', '\u0000\u0000', 400, 'invalid_json'],
    ['no body where one is needed', '', 422, 'validation_failed'],
    ['an array', '[]', 422, 'validation_failed'],
    ['a wrong type', '{"bot":"yes"}', 422, 'validation_failed'],
    ['a key nobody knows', '{"bot":true,"x":1}', 422, 'validation_failed'],
    ['a huge number', '{"bot":1e400}', 422, 'validation_failed'],
    ['deep nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 422, 'validation_failed'],
    ['nesting left open', '['.repeat(200_000), 422, 'validation_failed'],
    ['a string left open', `{"bot":"${'\\"'.repeat(100_000)}`, 400, 'invalid_json'],
    ['__proto__', '{"__proto__":{"bot":true}}', 422, 'validation_failed'],
    ['the own app', '{"bot":true,"app_id":"x"}', 400, 'app_id_forbidden'],
    ['another tenant', '{"bot":true,"tenant_id":null}', 400, 'app_id_forbidden'],
    ['too much', JSON.stringify({ bot: true, x: 'x'.repeat(300_000) }), 413, 'payload_too_large'],
  ])('%s', async (_what, body, status, code) => {
    const answer = await put(body)
    expect({ status: answer.status, problem: await answer.json() }).toMatchObject({ status, problem: { code, status } })
  })

  test('duplicate keys: the last one counts, as JSON.parse has it', async () => {
    expect(await (await put('{"bot":true,"bot":false}')).json()).toEqual({ actor_id: 'u', bot: false })
  })

  test('invalid UTF-8', async () => {
    const answer = await put(new Uint8Array([0x7b, 0xff, 0x7d]))
    expect({ status: answer.status, problem: await answer.json() }).toMatchObject({ status: 400, problem: { code: 'invalid_encoding' } })
  })

  test.each<Record<string, string>>([
    { 'Content-Type': 'text/plain' },
    { 'Content-Type': 'application/x-www-form-urlencoded' },
    { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
  ])('another kind: 415 (%o)', async (headers) => {
    expect((await put('{"bot":true}', headers)).status).toBe(415)
  })

  test('a charset is fine', async () => {
    expect((await put('{"bot":true}', { 'Content-Type': 'Application/JSON; charset=utf-8' })).status).toBe(200)
  })
})

describe('[K5] Idempotency-Key', () => {
  let key: string
  beforeEach(() => {
    key = newId()
  })

  test('the same key and body give the stored answer, though the world moved on', async () => {
    const first = await label('idem', { bot: true }, { 'Idempotency-Key': key })
    await label('idem', { bot: false })
    const again = await label('idem', { bot: true }, { 'Idempotency-Key': key })
    expect(again.status).toBe(first.status)
    expect(again.headers.get('Idempotency-Replayed')).toBe('true')
    expect(again.headers.get('X-Request-Id')).not.toBe(first.headers.get('X-Request-Id'))
    expect(await again.text()).toBe(await first.text())
    const stored = env.EVENTS_00.prepare('SELECT bot FROM labels WHERE app_id = ? AND actor_id = ?').bind(app.app.app_id, 'idem')
    expect(await stored.first('bot')).toBe(0)
  })

  test('another body, another path or another method is a conflict', async () => {
    await label('one', { bot: true }, { 'Idempotency-Key': key })
    const answers = [
      await label('one', { bot: false }, { 'Idempotency-Key': key }),
      await label('two', { bot: true }, { 'Idempotency-Key': key }),
      await call('POST', '/v1/metrics/verify', { auth: app.auth, headers: { 'Idempotency-Key': key } }),
    ]
    for (const answer of answers)
      expect({ status: answer.status, problem: await answer.json() }).toMatchObject({
        status: 409,
        problem: { code: 'idempotency_conflict' },
      })
  })

  test('a failure that would be the same again is kept too', async () => {
    const first = await label('bad', { bot: 1 }, { 'Idempotency-Key': key })
    const again = await label('bad', { bot: 1 }, { 'Idempotency-Key': key })
    expect([first.status, again.status, again.headers.get('Content-Type')]).toEqual([422, 422, 'application/problem+json'])
    expect(again.headers.get('Idempotency-Replayed')).toBe('true')
  })

  test('[F8] the same key of another app is another key', async () => {
    await label('mine', { bot: true }, { 'Idempotency-Key': key })
    const answer = await label('mine', { bot: false }, { 'Idempotency-Key': key }, other.auth)
    expect(await answer.json()).toEqual({ actor_id: 'mine', bot: false })
  })

  test('of many at once one is done; the others get its answer or 409', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => label('race', { bot: true }, { 'Idempotency-Key': key })))
    const fresh = answers.filter((answer) => answer.status === 200 && !answer.headers.has('Idempotency-Replayed'))
    expect(fresh).toHaveLength(1)
    for (const answer of answers) expect([200, 409]).toContain(answer.status)
  })

  test.each(['', 'with blank', 'ä', 'x'.repeat(256)])('a key that is none: 422 (%s)', async (bad) => {
    expect((await label('bad-key', { bot: true }, { 'Idempotency-Key': bad })).status).toBe(422)
  })

  test('a reservation whose request died frees itself; an answer is kept for a day', async () => {
    const asked = { app_id: app.app.app_id, key, request_hash: 'hash' }
    expect(await reserve(env.KERNEL_DB, asked, 1_000)).toMatchObject({ kind: 'reserved' })
    expect(await reserve(env.KERNEL_DB, asked, 1_000 + leaseMs - 1)).toMatchObject({ kind: 'under_way' })
    const second = await reserve(env.KERNEL_DB, asked, 1_000 + leaseMs)
    if (second.kind !== 'reserved') throw new Error(second.kind)
    await keep(env.KERNEL_DB, second, { status: 200, body: '{}' }, 2_000)
    expect(await reserve(env.KERNEL_DB, asked, 2_000 + keepMs - 1)).toEqual({ kind: 'answered', status: 200, body: '{}' })
    expect(await reserve(env.KERNEL_DB, asked, 2_000 + keepMs)).toMatchObject({ kind: 'reserved' })
  })

  test('a forgotten reservation is free at once, and a late one changes nothing', async () => {
    const asked = { app_id: app.app.app_id, key, request_hash: 'hash' }
    const late = await reserve(env.KERNEL_DB, asked, 1_000)
    const next = await reserve(env.KERNEL_DB, asked, 1_000 + leaseMs)
    if (late.kind !== 'reserved' || next.kind !== 'reserved') throw new Error('both were free')
    await forget(env.KERNEL_DB, late)
    expect(await reserve(env.KERNEL_DB, asked, 1_000 + leaseMs)).toEqual({ kind: 'under_way' })
    await forget(env.KERNEL_DB, next)
    expect(await reserve(env.KERNEL_DB, asked, 1_000 + leaseMs)).toMatchObject({ kind: 'reserved' })
  })
})
