/** Frames on the sockets of a room: gathered under load and not when idle, limited, and nothing that wakes an idle room. */
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { RoomId } from '../../contract/ids.ts'
import { closeCodes } from '../../contract/socket.ts'
import { roomLimits } from '../../domain/realtime/room-limits.ts'
import { attachmentOf } from '../../durable-objects/room/room-sockets.ts'
import { enter, guest, makeSession, roomStub } from '../support/room-client.ts'
import type { Client, Guest } from '../support/room-client.ts'
import { asleep, registerStub, sqlOf, stopTheClock } from '../support/room-objects.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'

let app: SeededApp
let ann: Guest
let ben: Guest

beforeAll(async () => {
  app = await seedApp()
  ann = await guest(app, 'Ann')
  ben = await guest(app, 'Ben')
})

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** All within one turn of the object, as under load: no timer comes between. */
const sayAtOnce = (room: RoomId, who: Guest, texts: readonly string[]): Promise<void> =>
  runInDurableObject(roomStub(app, room), async (object, state) => {
    const socket = state.getWebSockets().find((each) => attachmentOf(each)?.user === who.id)
    if (socket === undefined) throw new Error('there is no such socket')
    await Promise.all(texts.map((text) => object.webSocketMessage(socket, text)))
  })

const statuses = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => JSON.stringify({ t: 'presence.set', status: i % 2 === 0 ? 'busy' : 'available' }))

/** Pieces of text that came on the socket, from now on. */
const piecesOf = ({ socket }: Client): string[] => {
  const pieces: string[] = []
  socket.addEventListener('message', ({ data }) => void pieces.push(String(data)))
  return pieces
}

test('[§4] in an idle room a frame goes out at once and alone; what comes under load goes out together, in its order', async () => {
  // So that nothing is held for its full 20 ms while this machine is busy.
  stopTheClock()
  const room = await makeSession(ann)
  const [a, b] = [await enter(ann, room.id), await enter(ben, room.id)]
  await Promise.all([a.until('presence.join', ({ user_id }) => user_id === ben.id), b.until('welcome')])
  // A new instance has sent nothing yet.
  await asleep(roomStub(app, room.id))
  const pieces = piecesOf(b)
  await sayAtOnce(room.id, ann, statuses(16))
  await vi.waitFor(() => expect(b.heard.filter(({ t }) => t === 'presence.update')).toHaveLength(16))
  expect(pieces).toHaveLength(2)
  expect(JSON.parse(pieces[0] ?? '')).toMatchObject({ t: 'presence.update', status: 'busy' })
  expect(JSON.parse(pieces[1] ?? '')).toHaveLength(15)
  expect(b.seqs).toEqual(b.seqs.map((_seq, i) => (b.seqs[0] ?? 0) + i))
})

test('[ROOM7] over the limit a frame is answered with the wait, the connection stays, and leave is always heard', async () => {
  stopTheClock()
  const room = await makeSession(ann)
  const client = await enter(ann, room.id)
  await client.until('welcome')
  for (let i = 0; i <= roomLimits.frames.limit; i++) client.say({ t: 'typing', on: true })
  const error = await client.until('error')
  expect(error).toMatchObject({ code: 'rate_limited', about: 'typing' })
  expect(error.retry_after_ms).toBe(roomLimits.frames.periodMs / roomLimits.frames.limit)
  expect(client.heard.filter(({ t }) => t === 'error')).toHaveLength(1)
  client.say({ t: 'leave' })
  expect(await client.closed).toMatchObject({ code: closeCodes.done })
})

test('[ROOM17] [FAILURES 10] an idle room with 100 sockets wakes 0 times in 10 min, and nobody wakes it', async () => {
  const room = await makeSession(ann)
  const stub = roomStub(app, room.id)
  const people = await Promise.all(Array.from({ length: 13 }, () => guest(app)))
  for (const person of people) {
    const clients = await Promise.all(Array.from({ length: 8 }, () => enter(person, room.id)))
    await Promise.all(clients.map((client) => client.until('welcome')))
  }
  await vi.waitFor(async () => expect(await sqlOf(stub, 'SELECT id FROM outbox')).toEqual([]), { timeout: 15_000 })
  // Nobody has moved for a while, and every client pings.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + roomLimits.livelyMs + 1_000 })
  await runInDurableObject(stub, (_room, state) => {
    vi.spyOn(state, 'getWebSocketAutoResponseTimestamp').mockImplementation(() => new Date())
    expect(state.getWebSockets()).toHaveLength(104)
  })
  const tenMinutes = Date.now() + 600_000
  // The last that there is to tell is told; then nothing is left to wake for.
  await vi.waitFor(
    async () => {
      await runDurableObjectAlarm(stub)
      expect(await runInDurableObject(stub, (_room, { storage }) => storage.getAlarm())).toBeGreaterThan(tenMinutes)
    },
    { timeout: 15_000 },
  )
  await registerStub(app, room.id).wake()
  const [look] = await sqlOf(registerStub(app, room.id), 'SELECT look_at FROM rooms WHERE room = ?', room.id)
  expect(look?.['look_at']).toBeGreaterThan(tenMinutes)
  expect(await runInDurableObject(stub, (_room, state) => state.getWebSockets().length)).toBe(104)
})
