/**
 * [§1] Revoking a key, a session or a user takes effect everywhere within 5 seconds, and so does taking a role, rotating without overlap and
 * archiving. Four isolates (two gateways, two ingest doors) keep calling with what each holds, while another one withdraws it.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { keyWithSecret } from '../../contract/apps.ts'
import { recordQueue } from '../support/telemetry-shard.ts'
import { gatewayIsolate } from '../support/gateway-isolate.ts'
import type { Isolate } from '../support/gateway-isolate.ts'
import { ingestDoor, post } from '../support/ingest-door.ts'
import type { Door } from '../support/ingest-door.ts'
import { makeOperator, makeUser, signIn } from '../support/people.ts'
import type { TestPerson, TestSignIn } from '../support/people.ts'
import { seedApp, seedKey } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call } from './gateway-harness.ts'

type Auth = Record<string, string>
/** Who calls where; answers the status. */
type Caller = { readonly name: string; readonly ask: () => Promise<number> }

let a: SeededApp
let owner: Auth
let gateways: [Isolate, Isolate]
let ingests: [Door, Door]
let key: Omit<SeededApp, 'app'>
let analyst: TestPerson
let asAnalyst: TestSignIn
let user: TestPerson
let asUser: TestSignIn

// What the doors accept goes nowhere.
beforeAll(() => void recordQueue())
afterAll(() => void vi.restoreAllMocks())
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
  a = await seedApp()
  key = await seedKey(a.app, ['telemetry', 'identity'])
  owner = (await signIn(await makeOperator({ [a.app.app_id]: 'owner' }))).auth
  analyst = await makeOperator({ [a.app.app_id]: 'analyst' })
  asAnalyst = await signIn(analyst)
  user = await makeUser(a.app.app_id)
  asUser = await signIn(user)
  gateways = [gatewayIsolate(), gatewayIsolate()]
  ingests = [ingestDoor(), ingestDoor()]
})
afterEach(() => void vi.useRealTimers())

const under = (path: string) => `/v1/apps/${a.app.app_id}${path}`

const withKey = (auth: Auth = key.auth): Caller[] => [
  ...gateways.map((ask, n) => ({ name: `key at gateway ${n}`, ask: async () => (await ask('GET', '/v1/metrics', auth)).status })),
  ...ingests.map((door, n) => ({
    name: `key at ingest ${n}`,
    ask: async () => (await post(door, auth, { type: 'a.b', actor_id: 'u' })).status,
  })),
  ...ingests.map((door, n) => ({
    name: `socket at ingest ${n}`,
    ask: () => socketStatus(door('/v1/telemetry/socket', upgrade(`key.${key.key}`))),
  })),
]
const withRole = (): Caller[] =>
  gateways.map((ask, n) => ({
    name: `role at gateway ${n}`,
    ask: async () => (await ask('GET', under('/metrics'), asAnalyst.auth)).status,
  }))
const withToken = (): Caller[] =>
  gateways.map((ask, n) => ({
    name: `token at gateway ${n}`,
    ask: () => socketStatus(ask('GET', '/v1/telemetry/socket', upgrade(`bearer.${asUser.token}`).headers)),
  }))

const upgrade = (protocol: string) => ({ headers: { Upgrade: 'websocket', 'Sec-WebSocket-Protocol': `prost.v1, ${protocol}` } })

type Open = { readonly socket: WebSocket; readonly closed: Promise<number>; readonly receipts: Promise<unknown> }

const openSocket = async (protocol: string): Promise<Open> => {
  const { webSocket: socket, status } = await call('GET', '/v1/telemetry/socket', upgrade(protocol))
  if (!socket) throw new Error(`no socket but ${status}`)
  const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)))
  const receipts = new Promise<unknown>((resolve) => {
    socket.addEventListener('message', ({ data }) => {
      const frame: unknown = JSON.parse(String(data))
      if (typeof frame === 'object' && frame !== null && 'accepted' in frame) resolve(frame)
    })
  })
  socket.accept()
  return { socket, closed, receipts }
}

/** 101 only for a socket that stays open; one that is closed at once is as good as refused. */
const socketStatus = async (opening: Promise<Response>): Promise<number> => {
  const { webSocket: socket, status } = await opening
  if (!socket) return status
  const first = new Promise<number>((resolve) => {
    socket.addEventListener('message', () => resolve(101))
    socket.addEventListener('close', ({ code }) => resolve(code))
  })
  socket.accept()
  const seen = await first
  if (seen === 101) socket.close(1000)
  return seen
}

const taken = (status: number): boolean => status < 400

/** Each caller's last call that was taken, in ms after the withdrawal; null: none was. */
const lastTaken = async (callers: readonly Caller[], withdraw: () => Promise<Response>): Promise<Map<string, number | null>> => {
  for (const { name, ask } of callers) expect([name, taken(await ask())]).toEqual([name, true])
  expect((await withdraw()).status).toBe(200)
  const at = Date.now()
  const last = new Map<string, number | null>(callers.map(({ name }) => [name, null]))
  for (let after = 0; after <= 8_000; after += 500) {
    vi.setSystemTime(at + after)
    for (const { name, ask } of callers) if (taken(await ask())) last.set(name, after)
  }
  return last
}

/** Callers that were still taken 5 s after the withdrawal. */
const late = (last: ReadonlyMap<string, number | null>): string[] =>
  [...last].filter(([, after]) => after !== null && after >= 5_000).map(([name]) => name)

describe('[F9] [§1] effective everywhere within 5 s', () => {
  test('a revoked key, and no door opens a socket with it that lasts', async () => {
    const last = await lastTaken(withKey(), () => call('DELETE', under(`/keys/${key.keyId}`), { auth: owner }))
    expect(late(last)).toEqual([])
    expect([last.get('socket at ingest 0'), last.get('socket at ingest 1')]).toEqual([null, null])
  })

  test('a secret that was rotated without overlap, while the new one works at once', async () => {
    let fresh: Auth = {}
    const last = await lastTaken(withKey().slice(0, 4), async () => {
      const answer = await call('POST', under(`/keys/${key.keyId}/rotate`), { auth: owner, json: { overlap_s: 0 } })
      const rotated = keyWithSecret.parse(await answer.clone().json())
      fresh = { 'X-Prost-App-Key': rotated.key, 'X-Prost-App-Secret': rotated.secret }
      for (const { name, ask } of withKey(fresh)) expect([name, taken(await ask())]).toEqual([name, true])
      return answer
    })
    expect(late(last)).toEqual([])
    for (const { name, ask } of withKey(fresh)) expect([name, taken(await ask())]).toEqual([name, true])
  })

  test('an overlap ends when it was said to, not seconds later', async () => {
    await call('POST', under(`/keys/${key.keyId}/rotate`), { auth: owner, json: { overlap_s: 3_600 } })
    const end = Date.now() + 3_600_000
    vi.setSystemTime(end - 1)
    for (const { name, ask } of withKey().slice(0, 4)) expect([name, taken(await ask())]).toEqual([name, true])
    vi.setSystemTime(end)
    for (const { name, ask } of withKey().slice(0, 4)) expect([name, taken(await ask())]).toEqual([name, false])
  })

  test('a user who is disabled', async () => {
    expect(late(await lastTaken(withToken(), () => call('POST', under(`/users/${user.id}/disable`), { auth: owner })))).toEqual([])
  })

  test('sessions of a user that their app’s server ends', async () => {
    expect(late(await lastTaken(withToken(), () => call('POST', `/v1/users/${user.id}/end-sessions`, { auth: key.auth })))).toEqual([])
  })

  test('a role that is taken', async () => {
    expect(late(await lastTaken(withRole(), () => call('DELETE', under(`/members/${analyst.id}`), { auth: owner })))).toEqual([])
  })

  test('a role that becomes less', async () => {
    expect(
      late(await lastTaken(withRole(), () => call('PATCH', under(`/members/${analyst.id}`), { auth: owner, json: { role: 'agent' } }))),
    ).toEqual([])
  })

  test('an app that is archived: its keys, its people and its operators', async () => {
    const callers = [...withKey(), ...withToken(), ...withRole()]
    const last = await lastTaken(callers, () => call('DELETE', under(''), { auth: owner }))
    expect(late(last)).toEqual([])
    const sockets = callers.filter(({ name }) => name.startsWith('socket') || name.startsWith('token'))
    expect(sockets.map(({ name }) => last.get(name))).toEqual([null, null, null, null])
  })

  test('the isolate that withdraws refuses at once', async () => {
    expect((await call('GET', under('/metrics'), { auth: asAnalyst.auth })).status).toBe(200)
    expect(await socketStatus(call('GET', '/v1/telemetry/socket', upgrade(`bearer.${asUser.token}`)))).toBe(101)
    await call('DELETE', under(`/members/${analyst.id}`), { auth: owner })
    await call('POST', under(`/users/${user.id}/disable`), { auth: owner })
    expect((await call('GET', under('/metrics'), { auth: asAnalyst.auth })).status).toBe(404)
    expect((await call('GET', '/v1/telemetry/socket', upgrade(`bearer.${asUser.token}`))).status).toBe(401)
  })
})

describe('[TS29] sockets that are open', () => {
  test('of a revoked key are closed, others stay', async () => {
    const other = await seedKey(a.app, ['telemetry'])
    const [closing, staying] = [await openSocket(`key.${key.key}`), await openSocket(`key.${other.key}`)]
    await call('DELETE', under(`/keys/${key.keyId}`), { auth: owner })
    expect(await closing.closed).toBe(1008)
    staying.socket.send(JSON.stringify({ type: 'a.b', actor_id: 'u' }))
    expect(await staying.receipts).toMatchObject({ t: 'receipts', accepted: 1 })
    staying.socket.close(1000)
  })

  test('of a user who is disabled are closed', async () => {
    const closing = await openSocket(`bearer.${asUser.token}`)
    await call('POST', under(`/users/${user.id}/disable`), { auth: owner })
    expect(await closing.closed).toBe(1008)
  })

  test('of an archived app are closed, whoever opened them', async () => {
    const closing = [await openSocket(`key.${key.key}`), await openSocket(`bearer.${asUser.token}`)]
    await call('DELETE', under(''), { auth: owner })
    expect(await Promise.all(closing.map(({ closed }) => closed))).toEqual([1008, 1008])
  })
})
