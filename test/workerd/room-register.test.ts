/** [REG…] Rooms are looked after: what lost its alarm is found and mended, and what is over is looked after no more. */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { newId, roomId } from '../../contract/ids.ts'
import type { RoomId } from '../../contract/ids.ts'
import { consentLimits } from '../../domain/realtime/consent-chain.ts'
import { pairId } from '../../domain/realtime/pair-id.ts'
import { roomLimits } from '../../domain/realtime/room-limits.ts'
import { roomName } from '../../durable-objects/names.ts'
import { careLimits } from '../../durable-objects/room/room-care.ts'
import { watchdog } from '../../workers/rollup/scheduled/watchdog.ts'
import { consent } from '../../contract/consent.ts'
import { enter, guest, makeSession, post, roomStub, told } from '../support/room-client.ts'
import type { Guest } from '../support/room-client.ts'
import { lobbyIn, loseAlarm, placesOf, registered, registerStub, sessionIn, sqlOf } from '../support/room-objects.ts'
import { makeOperator, signIn } from '../support/people.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call } from './gateway-harness.ts'

let app: SeededApp
let ann: Guest
let ben: Guest

beforeEach(async () => {
  app = await seedApp()
  ann = await guest(app, 'Ann')
  ben = await guest(app, 'Ben')
  vi.spyOn(console, 'error').mockImplementation(() => {})
})

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const later = (ms: number): void => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms })

/** What a crash between two steps would leave. */
const hang = async (id: RoomId, state: 'creating' | 'ending'): Promise<void> => {
  const end = JSON.stringify({ reason: 'requested', note: null })
  const changed = `json_set(row, '$.state', ?, '$.deadline', ?${state === 'ending' ? `, '$.end', json('${end}')` : ''})`
  await sqlOf(roomStub(app, id), `UPDATE rows SET row = ${changed} WHERE name = 'session' RETURNING row`, state, Date.now() + 20_000)
  await loseAlarm(roomStub(app, id))
}

/** The register of these tests' apps is one object. */
const sweepAgain = () => registerStub(app, roomId.parse(newId())).wake()

test('[REG1] a session is registered before anyone hears of it', async () => {
  const room = await makeSession(ann)
  expect(await registered(app, room.id)).toEqual([room.id])
})

test('[REG1] where the register does not answer no session begins; who is in a room already stays and comes back', async () => {
  const room = await makeSession(ann)
  const namespaces = Object.getPrototypeOf(env.ROOM_REGISTER) as { getByName: (name: string) => object }
  const { getByName } = namespaces
  vi.spyOn(namespaces, 'getByName').mockImplementation(function (this: unknown, name) {
    const away = { expect: () => Promise.reject(new Error('away')) }
    return name.startsWith('rooms/') ? away : getByName.call(this, name)
  })
  const refused = await post(ann, '/v1/sessions', { mode: 'party' })
  expect([refused.status, await refused.json()]).toEqual([503, expect.objectContaining({ code: 'temporarily_unavailable' })])
  const client = await enter(ann, room.id)
  await client.until('welcome')
})

test('[REG2] [FAILURES 5] what hangs half-way is brought to its end within 30 s, though its alarm is gone', async () => {
  const [begun, ended] = [await makeSession(ann), await makeSession(ann)]
  await hang(begun.id, 'creating')
  await hang(ended.id, 'ending')
  later(29_000)
  expect(await sweepAgain()).toMatchObject({ late: 2, silent: 0 })
  expect([(await sessionIn(app, begun.id)).state, (await sessionIn(app, ended.id)).state]).toEqual(['failed', 'ended'])
  expect(await sweepAgain()).toMatchObject({ late: 0, silent: 0 })
})

test('[REG2] [FAILURES 3] a member whose socket died is gone, and so is a session nobody came back to, though every alarm is lost', async () => {
  const room = await makeSession(ann)
  const client = await enter(ann, room.id)
  await client.until('welcome')
  client.socket.close(3000, 'the network went')
  await vi.waitFor(async () => expect(await sqlOf(roomStub(app, room.id), 'SELECT row FROM members')).toEqual([lost]))
  await loseAlarm(roomStub(app, room.id))
  await loseAlarm(registerStub(app, room.id))
  later(2 * careLimits.againMs)
  await watchdog(0, env)
  expect((await sessionIn(app, room.id)).members).toBe(0)
  expect(await placesOf(app, ann.id)).toEqual([])
  expect((await lobbyIn(app, 'party')).total).toBe(0)
  await loseAlarm(roomStub(app, room.id))
  await loseAlarm(registerStub(app, room.id))
  later(roomLimits.emptyMs + 2 * careLimits.againMs)
  await watchdog(0, env)
  expect(await sessionIn(app, room.id)).toMatchObject({ state: 'ended', end_reason: 'empty' })
  expect(await sweepAgain()).toEqual({ looked: 0, late: 0, over: 0, silent: 0 })
  expect(await registered(app, room.id)).toEqual([])
})

const lost = { row: expect.stringMatching(/"lostUntil":\d/) }

test('[REG3] what a session that is over had still to tell is told, and then nobody looks at it any more', async () => {
  const room = await makeSession(ann)
  const client = await enter(ann, room.id)
  await client.until('welcome')
  await post(ann, `/v1/sessions/${room.id}/end`)
  await client.closed
  await vi.waitFor(async () => expect(await placesOf(app, ann.id)).toEqual([]))
  // As if the object had died before it could tell that Ann came in again and left, or what the lobby has to know.
  const word = (type: 'entered' | 'left', at: number) =>
    JSON.stringify({ to: 'person', user: ann.id, say: { type, room: room.id, mode: 'party', at } })
  const [entered, left] = [word('entered', Date.now() + 1), word('left', Date.now() + 2)]
  await sqlOf(roomStub(app, room.id), `INSERT INTO outbox (kind, lane, body) VALUES ('tell', ?, ?)`, ann.id, entered)
  await sqlOf(roomStub(app, room.id), `INSERT INTO outbox (kind, lane, body) VALUES ('tell', ?, ?)`, ann.id, left)
  await loseAlarm(roomStub(app, room.id))
  later(2 * careLimits.againMs)
  expect(await sweepAgain()).toMatchObject({ looked: 1, late: 1 })
  expect(await sqlOf(roomStub(app, room.id), 'SELECT * FROM outbox')).toEqual([])
  expect(await placesOf(app, ann.id)).toEqual([])
  expect((await lobbyIn(app, 'party')).total).toBe(0)
  expect(await sweepAgain()).toMatchObject({ late: 0 })
  expect(await registered(app, room.id)).toEqual([])
})

test('[REG4] a consent is not kept by a session that is not there', async () => {
  const party = await makeSession(ann)
  const inside = await enter(ann, party.id)
  await inside.until('welcome')
  const asked = await told(await post(ann, '/v1/consents', { to_user_id: ben.id, purpose: 'private_call' }), 201, consent)
  await told(await post(ben, `/v1/consents/${asked.id}/grant`), 200, consent)
  const pair = pairId(app.app.app_id, ann.id, ben.id)
  const never = roomId.parse(newId())
  await roomStub(app, pair).act(app.app, { type: 'consent_use', id: asked.id, session: never })
  expect(await registered(app, pair)).toContain(pair)
  later(consentLimits.unusedMs + careLimits.childMs + careLimits.consentsMs)
  await sweepAgain()
  expect(await roomStub(app, pair).consent(asked.id)).toMatchObject({ state: 'expired' })
  later(2 * careLimits.againMs)
  await sweepAgain()
  expect(await registered(app, pair)).not.toContain(pair)
})

test('[REG5] no session outlives its archived app, and none begins in it', async () => {
  const [room, quiet] = [await makeSession(ann), await makeSession(ben)]
  const client = await enter(ann, room.id)
  await client.until('welcome')
  await loseAlarm(roomStub(app, quiet.id))
  expect(await registerStub(app, room.id).end()).toBe(0)
  expect((await client.closed).code).toBe(1000)
  expect(await sessionIn(app, room.id)).toMatchObject({ state: 'ended', end_reason: 'app_ended', members: 0 })
  expect(await sessionIn(app, quiet.id)).toMatchObject({ state: 'ended', end_reason: 'app_ended' })
  expect((await post(ann, '/v1/sessions', { mode: 'party' })).status).toBe(404)
})

test('[REG5] archiving an app ends its sessions at once', async () => {
  const room = await makeSession(ann)
  const client = await enter(ann, room.id)
  await client.until('welcome')
  const owner = await signIn(await makeOperator({ [app.app.app_id]: 'owner' }))
  expect((await call('DELETE', `/v1/apps/${app.app.app_id}`, { auth: owner.auth })).status).toBe(200)
  await client.closed
  expect(await sessionIn(app, room.id)).toMatchObject({ state: 'ended', end_reason: 'app_ended' })
})

test('[REG2] the register wakes by itself for what hangs half-way', async () => {
  const room = await makeSession(ann)
  const due = await runInDurableObject(registerStub(app, room.id), (_register, { storage }) => storage.getAlarm())
  expect(due).toBeLessThanOrEqual(Date.now() + 29_000)
})

test('[REG3] a room that registers while it is looked at stays registered, whatever the look finds', async () => {
  const room = await makeSession(ann)
  const namespaces = Object.getPrototypeOf(env.ROOM) as { getByName: (name: string) => object }
  const { getByName } = namespaces
  vi.spyOn(namespaces, 'getByName').mockImplementation(function (this: unknown, name) {
    const wake = async () => {
      // A stub of the one who asks: another's can not be used here.
      await registerStub(app, room.id).expect(room.id, Date.now() + 60_000)
      return { lookAt: null, wasLate: false }
    }
    return name === roomName(app.app.app_id, room.id) ? { wake } : getByName.call(this, name)
  })
  later(30_000)
  expect(await sweepAgain()).toMatchObject({ looked: 1, over: 1 })
  expect(await registered(app, room.id)).toEqual([room.id])
})
