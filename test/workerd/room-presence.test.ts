/** [B5] Presence through the public door: in a room and in the lobby of its mode, though every object is evicted after every step. */
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { lobby as lobbyShape } from '../../contract/presence.ts'
import type { Lobby } from '../../contract/presence.ts'
import type { Session } from '../../contract/session.ts'
import { lobbyName, personName } from '../../durable-objects/names.ts'
import { enter, get, guest, makeSession, post, roomStub, told } from '../support/room-client.ts'
import type { Guest } from '../support/room-client.ts'
import { asleep, sessionIn } from '../support/room-objects.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'

let app: SeededApp
let ann: Guest
let ben: Guest
let eve: Guest
let room: Session

beforeEach(async () => {
  app = await seedApp()
  ann = await guest(app, 'Ann')
  ben = await guest(app, 'Ben')
  eve = await guest(app, 'Eve')
  room = await makeSession(ann)
})

afterEach(() => void vi.useRealTimers())

/** Every object that knows of presence forgets what it held in memory. */
const evictAll = async (): Promise<void> => {
  const { app_id } = app.app
  const people = [ann, ben, eve].map(({ id }) => env.PERSON.getByName(personName(app_id, id)))
  for (const person of people) await asleep(person)
  await asleep(roomStub(app, room.id))
  await asleep(env.LOBBY.getByName(lobbyName(app_id, 'party')))
}

const party = async (who: Guest): Promise<Lobby> => told(await get(who, '/v1/presence/party'), 200, lobbyShape)

/** The lobby hears of a room within a second. */
const eventually = (who: Guest, wanted: Partial<Lobby>): Promise<void> =>
  vi.waitFor(async () => expect(await party(who)).toMatchObject(wanted), { timeout: 15_000, interval: 50 })

test('[ROOM9] [LOB3] one person on two devices is one member and one in the lobby, until the last device leaves', async () => {
  const watcher = await enter(ben, room.id)
  await watcher.until('welcome')
  await evictAll()
  const phone = await enter(ann, room.id)
  await evictAll()
  const laptop = await enter(ann, room.id)
  await Promise.all([phone.until('welcome'), laptop.until('welcome')])
  await evictAll()
  expect((await sessionIn(app, room.id)).members).toBe(2)
  await eventually(eve, { total: 2, visible: 2 })
  phone.say({ t: 'leave' })
  await phone.closed
  await evictAll()
  expect((await sessionIn(app, room.id)).members).toBe(2)
  laptop.say({ t: 'leave' })
  const left = await watcher.until('presence.leave')
  expect(left.user_id).toBe(ann.id)
  await evictAll()
  expect((await sessionIn(app, room.id)).members).toBe(1)
  await eventually(eve, { total: 1, visible: 1 })
  const ofAnn = watcher.heard.filter((frame) => frame.t.startsWith('presence.') && 'user_id' in frame && frame.user_id === ann.id)
  expect(ofAnn.map(({ t }) => t)).toEqual(['presence.join', 'presence.leave'])
})

test('[ROOM8] the late close of a connection that was replaced takes nobody out', async () => {
  const first = await enter(ann, room.id)
  const { resume_token, epoch, seq } = await first.until('welcome')
  await evictAll()
  const second = await enter(ann, room.id, `?resume=${resume_token}&epoch=${epoch}&seq=${seq}`)
  await second.until('resumed')
  await first.closed
  await evictAll()
  expect((await sessionIn(app, room.id)).members).toBe(1)
  second.say({ t: 'chat.send', client_id: 'here', text: 'still here' })
  await second.until('chat.ack')
  expect(second.heard.some(({ t }) => t === 'presence.leave')).toBe(false)
})

test('[LOB3] who hides is counted and not named, on every device and in every room; the lease ends with 45 s', async () => {
  const inside = await enter(ben, room.id)
  await inside.until('welcome')
  const set = (who: Guest, more: object) => post(who, '/v1/presence/set', { status: 'available', mode: 'party', ...more })
  expect((await set(ann, { device: 'phone' })).status).toBe(200)
  await evictAll()
  expect((await set(ann, { device: 'laptop', visibility: 'hidden' })).status).toBe(200)
  expect((await set(ben, { visibility: 'hidden' })).status).toBe(200)
  await evictAll()
  await eventually(eve, { total: 2, visible: 0, data: [] })
  expect((await set(ann, { device: 'laptop', leaving: true })).status).toBe(200)
  await evictAll()
  await eventually(eve, { total: 2, visible: 1 })
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 45_000 })
  await evictAll()
  // Ben's room goes on saying that he is there; what he hid with was his lease.
  expect(await party(eve)).toMatchObject({ total: 1, visible: 1, data: [{ user_id: ben.id, session_id: room.id }] })
})

test('[LOB4] where somebody is, is only said of public sessions', async () => {
  room = await makeSession(ann, { audience: 'private' })
  const inside = await enter(ann, room.id)
  await inside.until('welcome')
  await evictAll()
  await eventually(eve, { total: 1, visible: 0, data: [] })
  expect((await party(eve)).sessions.map(({ session_id }) => session_id)).not.toContain(room.id)
})
