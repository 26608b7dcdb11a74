/** Dead letters through the public door: reading them and sending them again. */
import { env } from 'cloudflare:workers'
import { beforeEach, expect, test, vi } from 'vitest'
import type { DeadLetter } from '../../contract/operations/ops.ts'
import { deadLetter } from '../../contract/operations/ops.ts'
import { call, idsOf, opsAuth } from './gateway-harness.ts'

const insert = (id: string, storedAt: number, body = 'not four lines'): Promise<unknown> =>
  env.KERNEL_DB.prepare(
    `INSERT INTO dead_letters (id, queue, app_id, body, error, attempts, first_sent_at, stored_at) VALUES (?, 'prost-events', NULL, ?, 'the body is not four lines', 6, ?, ?)`,
  )
    .bind(id, body, storedAt - 1_000, storedAt)
    .run()

/** After everything that other tests' messages may leave here meanwhile. */
const newest = 4_000_000_000_000

const list = (query: string): Promise<Response> => call('GET', `/v1/ops/dead-letters?${query}`, { auth: opsAuth })
const read = async (id: string): Promise<DeadLetter> =>
  deadLetter.parse(await (await call('GET', `/v1/ops/dead-letters/${id}`, { auth: opsAuth })).json())

beforeEach(async () => {
  await env.KERNEL_DB.exec('DELETE FROM dead_letters')
  for (const [index, id] of ['one', 'two', 'three'].entries()) await insert(id, newest + index)
})

test('newest first, paged by cursor, without bodies', async () => {
  const answer = await list('limit=2')
  const page = await answer.json<{ data: DeadLetter[]; next_cursor: string }>()
  expect(page.data.map(({ id }) => id)).toEqual(['three', 'two'])
  expect(page.data[0]).not.toHaveProperty('body')
  expect((await idsOf(await list(`limit=2&cursor=${page.next_cursor}`)))[0]).toBe('one')
})

test.each(['x', 'W10', '%00'])('a cursor that no list gave out: 400 (%s)', async (cursor) => {
  expect((await list(`cursor=${cursor}`)).status).toBe(400)
})

test('one, readable, with its body', async () => {
  expect(await read('two')).toMatchObject({ body: 'not four lines', error: 'the body is not four lines', attempts: 6, replayed_at: null })
})

test('[D1] a replay sends the body as it was into the queue again, and says so', async () => {
  const body = '{"v":1}\n[]\n[]\n["ä"]'
  await insert('four', newest + 10, body)
  const send = vi
    .spyOn(Object.getPrototypeOf(env.EVENTS_QUEUE) as Queue, 'send')
    .mockResolvedValue({ metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } })
  const answer = await call('POST', '/v1/ops/dead-letters/four/replay', { auth: opsAuth })
  expect(send.mock.calls).toEqual([[body, { contentType: 'text' }]])
  send.mockRestore()
  const { replayed_at } = await answer.json<DeadLetter>()
  expect(replayed_at).toMatch(/Z$/)
  expect((await read('four')).replayed_at).toBe(replayed_at)
  expect((await idsOf(await list('state=waiting'))).slice(0, 3)).toEqual(['three', 'two', 'one'])
  expect(await idsOf(await list('state=replayed'))).toEqual(['four'])
})

test('[D1] a queue that refuses leaves the letter waiting', async () => {
  const send = vi.spyOn(Object.getPrototypeOf(env.EVENTS_QUEUE) as Queue, 'send').mockRejectedValue(new Error('queue is away'))
  const answer = await call('POST', '/v1/ops/dead-letters/one/replay', { auth: opsAuth })
  send.mockRestore()
  expect(answer.status).toBeGreaterThanOrEqual(500)
  expect((await read('one')).replayed_at).toBeNull()
})
