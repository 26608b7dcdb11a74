/** [LOB6]–[LOB8] `POST /v1/sessions/enter` through the public door: people who come at once are in one session, whoever made it or died making it. */
import { evictDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { newId, roomId } from '../../contract/ids.ts'
import type { RoomId } from '../../contract/ids.ts'
import { session } from '../../contract/session.ts'
import type { Session } from '../../contract/session.ts'
import type { Lobby } from '../../durable-objects/lobby/lobby.ts'
import { lobbyLimits } from '../../durable-objects/lobby/lobby-state.ts'
import { lobbyName } from '../../durable-objects/names.ts'
import { factsOf, untilFacts } from '../support/app-facts.ts'
import { act, codeOf, serverOf } from '../support/moderators.ts'
import { quiz } from '../support/own-modes.ts'
import { realtimeIsolate } from '../support/realtime-isolate.ts'
import { enter, guest, knock, makeSession, post, told } from '../support/room-client.ts'
import type { Client, Guest } from '../support/room-client.ts'
import { asleep, lobbyIn, sessionIn } from '../support/room-objects.ts'
import { decidePolicies, guestOfAge } from '../support/safety.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call } from './gateway-harness.ts'

/** A public room for two. */
const den = { ...quiz, mode_id: 'den', routes: ['/den'], room: { ...quiz.room, audiences: ['public'] } }
/** Newcomers may come in, and open none. */
const club = { ...den, mode_id: 'club', routes: ['/club'], policies: { ...den.policies, min_tier: { 'session.create': 'trusted' } } }

let app: SeededApp
let ann: Guest
let ben: Guest
let eve: Guest
let dan: Guest

beforeEach(async () => {
  app = await seedApp()
  ;[ann, ben, eve, dan] = await Promise.all([guest(app, 'Ann'), guest(app, 'Ben'), guest(app, 'Eve'), guest(app, 'Dan')])
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const guests = (count: number): Promise<Guest[]> => Promise.all(Array.from({ length: count }, (_, n) => guest(app, `Guest ${n}`)))

type Entered = { readonly status: number; readonly session: Session }

/** An answer that lets somebody in; another one is an error that says what came. */
const read = async (answer: Response): Promise<Entered> => ({
  status: answer.status,
  session: await told(answer, answer.status === 201 ? 201 : 200, session),
})
const come = async (who: Guest, mode = 'party'): Promise<Entered> => read(await post(who, '/v1/sessions/enter', { mode }))
const inside = async (who: Guest, { id }: Pick<Session, 'id'>): Promise<Client> => {
  const client = await enter(who, id)
  await client.until('welcome')
  return client
}
const idsOf = (all: readonly Entered[]): RoomId[] => [...new Set(all.map(({ session: { id } }) => id))]
const made = (all: readonly Entered[]): number => all.filter(({ status }) => status === 201).length

const lobby = (mode = 'party'): DurableObjectStub<Lobby> => env.LOBBY.getByName(lobbyName(app.app.app_id, mode))
/** What a door does that dies before it made the room. */
const reserve = async (who: Guest, mode = 'party'): Promise<RoomId> => {
  const fresh = roomId.parse(newId())
  await lobby(mode).place({ user: who.id, maxMembers: 100, without: [], fresh })
  return fresh
}
/** Once the lobby has heard how many are in a room. */
const heardOf = ({ id }: Pick<Session, 'id'>, members: number): Promise<void> =>
  vi.waitFor(
    async () => {
      const { sessions } = await lobby().read({ without: [], after: null, limit: 1 })
      expect(sessions).toContainEqual({ session_id: id, members })
    },
    { timeout: 15_000, interval: 50 },
  )

describe('[LOB7] one session for all who ask at once', () => {
  test.each([2, 10])('%i people: one made it, all are told of it and come in', async (count) => {
    const people = await guests(count)
    const all = await Promise.all(people.map((who) => come(who)))
    const [id] = idsOf(all)
    expect([idsOf(all).length, made(all)]).toEqual([1, 1])
    expect(all[0]?.session).toMatchObject({ mode: 'party', audience: 'public', state: 'active', parent_session_id: null })
    for (const who of people) if (id !== undefined) await inside(who, { id })
    expect((await sessionIn(app, id ?? roomId.parse(newId()))).members).toBe(count)
    expect(await untilFacts(app, 'session_created', 1)).toHaveLength(1)
  })

  test('though the lobby forgets what it held in memory', async () => {
    const id = await reserve(ann)
    await evictDurableObject(lobby())
    expect(await come(ben)).toMatchObject({ status: 201, session: { id, owner: ben.id } })
    await asleep(lobby())
    expect(await come(ann)).toMatchObject({ status: 200, session: { id } })
  })

  test('though who was to make it died: the next one does, under the same id, and after 10 s under another', async () => {
    const first = await reserve(ann)
    expect(await come(ben)).toMatchObject({ status: 201, session: { id: first, owner: ben.id } })
    const lost = await reserve(ann, 'den')
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + lobbyLimits.reservedMs })
    const here = realtimeIsolate([den])
    const late = await read(await here.post(eve, '/v1/sessions/enter', { mode: 'den' }))
    expect(late.status).toBe(201)
    expect(late.session.id).not.toBe(lost)
  })

  test('though it can not be made for a while: then the answer is 503, and the id goes on', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const id = await reserve(ann)
    const namespaces = Object.getPrototypeOf(env.ROOM_REGISTER) as { getByName: (name: string) => object }
    const { getByName } = namespaces
    const away = { expect: () => Promise.reject(new Error('away')) }
    const silent = vi.spyOn(namespaces, 'getByName').mockImplementation(function (this: unknown, name) {
      return name.startsWith('rooms/') ? away : getByName.call(this, name)
    })
    expect(await codeOf(await post(ben, '/v1/sessions/enter', { mode: 'party' }))).toBe('503 temporarily_unavailable')
    silent.mockRestore()
    expect(await come(ben)).toMatchObject({ status: 201, session: { id } })
  })

  test('though the session is over before anyone came in, or the lobby has not heard of its end: then it is another one', async () => {
    const { session: over } = await come(ann)
    await told(await post(ann, `/v1/sessions/${over.id}/end`), 200, session)
    await lobby().report({ room: over.id, version: Date.now() + 60_000, isOpen: true, count: 9, members: [] })
    const { session: next } = await come(ben)
    expect([next.id === over.id, next.state]).toEqual([false, 'active'])
    expect((await come(ann)).session.id).not.toBe(over.id)
  })
})

describe('[LOB6] a session that is there', () => {
  test('is answered with 200: the fullest, and nobody makes another beside it', async () => {
    const [quiet, full] = [await makeSession(ann), await makeSession(ann)]
    await inside(ann, full)
    await inside(ben, full)
    await heardOf(quiet, 0)
    await heardOf(full, 2)
    expect(await come(eve)).toMatchObject({ status: 200, session: { id: full.id, members: 2 } })
    expect(await come(dan)).toMatchObject({ status: 200, session: { id: full.id } })
  })

  test('is never one that is not public', async () => {
    const hidden = [await makeSession(ann, { audience: 'unlisted' }), await makeSession(ann, { audience: 'private' })]
    for (const each of hidden) await inside(ann, each)
    await vi.waitFor(async () => expect((await lobbyIn(app, 'party')).total).toBe(2), { timeout: 15_000, interval: 50 })
    const entered = await come(ben)
    expect(entered).toMatchObject({ status: 201, session: { audience: 'public' } })
    expect(hidden.map(({ id }) => id)).not.toContain(entered.session.id)
  })

  test('is of one’s own app: at the same moment, another app has another', async () => {
    const other = await seedApp()
    const stranger = await guest(other, 'Stranger')
    const all = await Promise.all([come(ann), come(stranger)])
    expect([idsOf(all).length, made(all)]).toEqual([2, 2])
    expect((await knock(stranger, `/v1/rooms/${all[0].session.id}`)).status).toBe(404)
    expect((await come(stranger)).session.id).toBe(all[1].session.id)
  })
})

describe('[LOB8] a place', () => {
  test('is there for everyone who is told of it: five at once for rooms of two are in three', async () => {
    const here = realtimeIsolate([den])
    const people = await guests(5)
    const all = await Promise.all(people.map(async (who) => read(await here.post(who, '/v1/sessions/enter', { mode: 'den' }))))
    expect([idsOf(all).length, made(all)]).toEqual([3, 3])
    for (const [n, who] of people.entries()) {
      const client = await here.enter(who, all[n]?.session.id ?? '')
      await client.until('welcome')
    }
    const members = await Promise.all(idsOf(all).map(async (id) => (await sessionIn(app, id)).members))
    expect(members.toSorted((a, b) => a - b)).toEqual([1, 2, 2])
  })

  test('is in a second session when the first is full, and in the first again when it has one', async () => {
    const here = realtimeIsolate([den])
    const enterDen = async (who: Guest) => read(await here.post(who, '/v1/sessions/enter', { mode: 'den' }))
    const first = await enterDen(ann)
    const clients = [await here.enter(ann, first.session.id), await here.enter(ben, first.session.id)]
    await Promise.all(clients.map((client) => client.until('welcome')))
    // Though the lobby may not have heard of it yet: the room says so.
    const second = await enterDen(eve)
    expect([second.status, second.session.id === first.session.id]).toEqual([201, false])
    clients[1]?.say({ t: 'leave' })
    await clients[1]?.closed
    await vi.waitFor(
      async () => {
        const { sessions } = await lobby('den').read({ without: [], after: null, limit: 1 })
        expect(sessions).toContainEqual({ session_id: first.session.id, members: 1 })
      },
      { timeout: 15_000, interval: 50 },
    )
    expect((await enterDen(dan)).session.id).toBe(first.session.id)
  })
})

describe('[§4] what the policies say holds here too', () => {
  const refusal = async (who: Guest, mode = 'party'): Promise<string> => codeOf(await post(who, '/v1/sessions/enter', { mode }))

  test('who is banned is refused in the usual words, and the denial is a fact', async () => {
    await act(serverOf(app), ann, { kind: 'ban' })
    expect(await refusal(ann)).toBe('403 banned')
    const [denied] = await untilFacts(app, 'policy_denied', 1)
    expect(denied).toMatchObject({ actor_id: ann.id, data: { code: 'banned', mode: 'party' } })
    expect(await factsOf(app, 'session_created')).toEqual([])
  })

  test('who is in quarantine goes where the mode lets them', async () => {
    await act(serverOf(app), ann, { kind: 'quarantine' })
    expect((await come(ann)).session).toMatchObject({ mode: 'party', state: 'active' })
    expect(await codeOf(await realtimeIsolate([den]).post(ann, '/v1/sessions/enter', { mode: 'den' }))).toBe('403 quarantined')
  })

  test('who was sent out of the session is told of another; the others are not', async () => {
    const { session: room } = await come(ann)
    await inside(ann, room)
    await act(serverOf(app), ben, { kind: 'kick', session_id: room.id, duration_s: 600 })
    const other = await come(ben)
    expect([other.status, other.session.id === room.id]).toEqual([201, false])
    await heardOf(room, 1)
    expect((await come(eve)).session.id).toBe(room.id)
  })

  test('a mode that the app does not offer, has no public session, or stands on a consent, is entered by nobody', async () => {
    expect(await refusal(ann, 'private-call')).toBe('403 consent_required')
    for (const mode of ['random', 'broadcast']) expect(await refusal(ann, mode)).toBe('403 policy_denied')
    expect(await refusal(ann, 'nowhere')).toBe('404 not_found')
    const codes = (await untilFacts(app, 'policy_denied', 3)).map(({ data }) => String(data?.['code']))
    expect(codes.toSorted()).toEqual(['audience_not_offered', 'audience_not_offered', 'consent_missing'])
    app = await seedApp()
    await decidePolicies(app, { modes: ['random'] })
    expect(await refusal(await guest(app, 'Ben'))).toBe('403 policy_denied')
  })

  test('who may not open a session may come into one that is there', async () => {
    const here = realtimeIsolate([club])
    const [fresh, trusted] = [await guest(app, 'Fresh'), await guestOfAge(app, 90)]
    expect(await codeOf(await here.post(fresh, '/v1/sessions/enter', { mode: 'club' }))).toBe('403 policy_denied')
    const [denied] = await untilFacts(app, 'policy_denied', 1)
    expect(denied?.data).toMatchObject({ action: 'session.create', code: 'tier_too_low' })
    const opened = await read(await here.post(trusted, '/v1/sessions/enter', { mode: 'club' }))
    expect(await read(await here.post(fresh, '/v1/sessions/enter', { mode: 'club' }))).toMatchObject({
      status: 200,
      session: { id: opened.session.id, owner: trusted.id },
    })
  })
})

test('[§1] the same key is the same answer, and a body that is none is refused', async () => {
  const keyed = () =>
    call('POST', '/v1/sessions/enter', { auth: ann.auth, headers: { 'Idempotency-Key': 'once' }, json: { mode: 'party' } })
  const first = await read(await keyed())
  const again = await keyed()
  expect(again.headers.get('Idempotency-Replayed')).toBe('true')
  expect(await read(again)).toEqual(first)
  expect(await codeOf(await post(ann, '/v1/sessions/enter', {}))).toBe('422 validation_failed')
  expect(await codeOf(await post(ann, '/v1/sessions/enter', { mode: 'party', audience: 'private' }))).toBe('422 validation_failed')
})
