/** [ROOM21] [REG6] A planned restart through the public door: everyone gets a slot, comes back in it, and misses nothing. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { restartPage } from '../../contract/operations/ops-rooms.ts'
import { closeCodes } from '../../contract/socket.ts'
import { enter, guest, makeSession, roomStub, told } from '../support/room-client.ts'
import type { Client, Guest } from '../support/room-client.ts'
import { asleep, sessionIn } from '../support/room-objects.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call, opsAuth } from './gateway-harness.ts'

let app: SeededApp
let ann: Guest
let ben: Guest

beforeEach(async () => {
  app = await seedApp()
  ann = await guest(app, 'Ann')
  ben = await guest(app, 'Ben')
})

afterEach(() => void vi.useRealTimers())

const later = (ms: number): void => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms })

/** All rooms, page by page. */
const restart = async (after_ms: number): Promise<{ rooms: number; connections: number }> => {
  const sum = { rooms: 0, connections: 0 }
  for (let cursor: string | null | undefined; cursor !== null;) {
    const json = cursor === undefined ? { after_ms } : { after_ms, cursor }
    const page = await told(await call('POST', '/v1/ops/rooms/restart', { auth: opsAuth, json }), 200, restartPage)
    sum.rooms += page.rooms
    sum.connections += page.connections
    cursor = page.next_cursor
  }
  return sum
}

const slotOf = async (client: Client): Promise<number> => {
  const { retry_after_ms } = await client.until('restart')
  expect(await client.closed).toEqual({ code: closeCodes.restart, reason: `retry_after_ms=${retry_after_ms}` })
  return retry_after_ms
}

test('everyone in every room is told, with a slot of their own after the restart', async () => {
  const [party, quiet] = [await makeSession(ann), await makeSession(ben)]
  const clients = [await enter(ann, party.id), await enter(ben, party.id), await enter(ann, party.id), await enter(ben, quiet.id)]
  await Promise.all(clients.map((client) => client.until('welcome')))
  const { rooms, connections } = await restart(10_000)
  expect(rooms).toBeGreaterThanOrEqual(2)
  expect(connections).toBe(4)
  const slots = await Promise.all(clients.map(slotOf))
  expect(slots).toEqual([10_004, 10_008, 10_012, 10_004])
  expect((await restart(10_000)).connections).toBe(0)
})

test('[X4] who comes back in the slot is a member all the while, and gets every frame that was missed, in new code too', async () => {
  const party = await makeSession(ann)
  const [a, b] = [await enter(ann, party.id), await enter(ben, party.id)]
  const { resume_token, epoch } = await a.until('welcome')
  b.say({ t: 'chat.send', client_id: 'before', text: 'before' })
  const had = await a.until('chat.message')
  await restart(20_000)
  const slot = await slotOf(a)
  await slotOf(b)
  await asleep(roomStub(app, party.id))
  const ben2 = await enter(ben, party.id)
  await ben2.until('welcome')
  ben2.say({ t: 'chat.send', client_id: 'meanwhile', text: 'meanwhile' })
  await ben2.until('chat.ack')
  later(slot + 15_000)
  await roomStub(app, party.id).wake()
  expect((await sessionIn(app, party.id)).members).toBe(2)
  const back = await enter(ann, party.id, `?resume=${resume_token}&epoch=${epoch}&seq=${had.seq}`)
  expect(await back.until('resumed')).toMatchObject({ from: had.seq })
  expect((await back.until('chat.message')).text).toBe('meanwhile')
  expect(back.seqs).toEqual(back.seqs.map((_seq, i) => had.seq + 1 + i))
  expect(ben2.heard.filter(({ t }) => t === 'presence.leave' || t === 'presence.join')).toEqual([])
})

test('who never comes back is gone', async () => {
  const party = await makeSession(ann)
  const client = await enter(ann, party.id)
  await client.until('welcome')
  await restart(0)
  const slot = await slotOf(client)
  later(slot + 26_000)
  await roomStub(app, party.id).wake()
  expect((await sessionIn(app, party.id)).members).toBe(0)
})

test('it is for whoever runs the platform, and of what can not be read nothing happens', async () => {
  const party = await makeSession(ann)
  const client = await enter(ann, party.id)
  await client.until('welcome')
  const ask = async (auth: Record<string, string>, json: unknown) => (await call('POST', '/v1/ops/rooms/restart', { auth, json })).status
  expect(await ask({}, {})).toBe(401)
  expect(await ask(ann.auth, {})).toBe(401)
  expect(await ask(opsAuth, { after_ms: 20_001 })).toBe(422)
  expect(await ask(opsAuth, { cursor: 'nonsense' })).toBe(400)
  client.say({ t: 'chat.send', client_id: 'still', text: 'still here' })
  await client.until('chat.ack')
})
