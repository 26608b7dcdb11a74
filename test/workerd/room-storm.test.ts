/** [FAILURES 4] Many come at once, or one too often: who is told to wait, how a page hears of it, and what coming back asks of nobody. */
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { problem } from '../../contract/problem.ts'
import { closeCodes } from '../../contract/socket.ts'
import { defaultRates } from '../../domain/modes/mode-registry.ts'
import { personName } from '../../durable-objects/names.ts'
import { Client, enter, guest, knock, makeSession, roomStub } from '../support/room-client.ts'
import type { Guest } from '../support/room-client.ts'
import { asleep, stopTheClock } from '../support/room-objects.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call } from './gateway-harness.ts'

const page = 'https://app.example'
const budget = defaultRates.connect.new.limit
let app: SeededApp
let ann: Guest

beforeEach(async () => {
  app = await seedApp({ origins: [page] })
  ann = await guest(app, 'Ann')
})

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** As a browser does it. */
const knockFrom = (who: Guest, path: string): Promise<Response> => {
  const headers = { Upgrade: 'websocket', 'Sec-WebSocket-Protocol': `prost.v1, bearer.${who.signIn.token}`, Origin: page }
  return call('GET', path, { headers })
}

const spend = async (room: string, query = ''): Promise<void> => {
  for (let i = 0; i < budget; i++) await enter(ann, room, query)
}

test('[PER6] new connections of a person are counted over all rooms; over the budget it is 429 to the millisecond', async () => {
  const rooms = [await makeSession(ann), await makeSession(ann)]
  stopTheClock()
  for (let i = 0; i < budget; i++) await enter(ann, rooms[i % 2]?.id ?? '')
  const refused = await knock(ann, `/v1/rooms/${rooms[0]?.id}`)
  const told = problem.parse(await refused.json())
  expect([refused.status, told.code, refused.headers.get('Retry-After')]).toEqual([429, 'rate_limited', '2'])
  expect(told.retry_after_ms).toBe((defaultRates.connect.new.period_s * 1_000) / budget)
})

test('[ROOM28] a page gets a socket that says when to come again, and closes', async () => {
  const room = await makeSession(ann)
  stopTheClock()
  await spend(room.id)
  const answer = await knockFrom(ann, `/v1/rooms/${room.id}`)
  if (answer.webSocket === null) throw new Error(`no socket but ${answer.status}`)
  const client = new Client(answer.webSocket)
  const wait = (defaultRates.connect.new.period_s * 1_000) / budget
  expect(await client.closed).toEqual({ code: closeCodes.later, reason: `retry_after_ms=${wait}` })
  expect(client.heard).toEqual([expect.objectContaining({ t: 'error', code: 'rate_limited', retry_after_ms: wait })])
  const other = await guest(app, 'Ben')
  expect((await knockFrom(other, `/v1/rooms/${room.id}`)).status).toBe(101)
})

test('[ROOM28] resumes have a budget of their own, counted in the room', async () => {
  stopTheClock()
  const room = await makeSession(ann)
  const first = await enter(ann, room.id)
  const { resume_token, epoch, seq } = await first.until('welcome')
  const query = `?resume=${resume_token}&epoch=${epoch}&seq=${seq}`
  for (let i = 1; i < budget; i++) await enter(ann, room.id, query)
  expect((await knock(ann, `/v1/rooms/${room.id}${query}`)).status).toBe(429)
  vi.setSystemTime(Date.now() + defaultRates.connect.new.period_s * 1_000)
  expect((await knock(ann, `/v1/rooms/${room.id}${query}`)).status).toBe(101)
})

test('[ROOM3] who comes back asks no database, and not the own object either: also where the room was evicted', async () => {
  const room = await makeSession(ann)
  const first = await enter(ann, room.id)
  const { resume_token, epoch } = await first.until('welcome')
  first.say({ t: 'chat.send', client_id: 'one', text: 'Hello' })
  const had = await first.until('chat.message')
  const ben = await guest(app, 'Ben')
  first.socket.close(3000, 'the network went')
  await asleep(roomStub(app, room.id))
  const queries = [vi.spyOn(env.KERNEL_DB, 'prepare'), vi.spyOn(env.KERNEL_DB, 'batch'), vi.spyOn(env.KERNEL_DB, 'exec')]
  const asked = vi.spyOn(Object.getPrototypeOf(env.PERSON) as { getByName: (name: string) => object }, 'getByName')
  const back = await enter(ann, room.id, `?resume=${resume_token}&epoch=${epoch}&seq=${had.seq}`)
  await back.until('resumed')
  expect(queries.map(({ mock }) => mock.calls)).toEqual([[], [], []])
  expect(asked.mock.calls.flat()).not.toContain(personName(app.app.app_id, ann.id))
  // Whoever is new is asked about: the spies do hear.
  await enter(ben, room.id)
  expect(queries.some(({ mock }) => mock.calls.length > 0)).toBe(true)
  expect(asked.mock.calls.flat()).toContain(personName(app.app.app_id, ben.id))
})
