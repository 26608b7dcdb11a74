/** The telemetry socket of a signed-in person: who may open it, whose its events are, and that it ends with the sign-in. */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { telemetryServerFrame } from '../../contract/telemetry-socket.ts'
import { telemetryShardName, telemetryShardOf } from '../../durable-objects/names.ts'
import { withdrawEndedSessions, withdrawSockets } from '../../workers/gateway/apps/withdraw-sockets.ts'
import { endSignIn, makeUser, signIn } from '../support/people.ts'
import type { TestPerson, TestSignIn } from '../support/people.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call } from './gateway-harness.ts'

const path = '/v1/telemetry/socket'
const home = 'https://app.example'
let app: SeededApp
let ann: TestPerson
let signedIn: TestSignIn

beforeAll(async () => {
  app = await seedApp({ origins: [home], telemetry_shards: 2 })
  ann = await makeUser(app.app.app_id)
  signedIn = await signIn(ann)
})

const open = (token: string, headers: Record<string, string> = {}): Promise<Response> =>
  call('GET', path, { headers: { Upgrade: 'websocket', 'Sec-WebSocket-Protocol': `prost.v1, bearer.${token}`, ...headers } })

const object = () => env.TELEMETRY_SHARD.getByName(telemetryShardName(app.app, telemetryShardOf(app.app, ann.id)))

type Client = { readonly send: (frame: unknown) => void; readonly next: () => Promise<unknown>; readonly closed: Promise<number> }

const connect = async (token: string): Promise<Client> => {
  const { webSocket: socket, status } = await open(token)
  if (!socket) throw new Error(`no socket but ${status}`)
  const frames: unknown[] = []
  let wake: (() => void) | null = null
  socket.addEventListener('message', (event) => {
    frames.push(telemetryServerFrame.parse(JSON.parse(String(event.data))))
    wake?.()
  })
  const closed = new Promise<number>((resolve) => socket.addEventListener('close', (event) => resolve(event.code)))
  socket.accept()
  const next = async (): Promise<unknown> => {
    while (frames.length === 0) await new Promise<void>((resolve) => (wake = resolve))
    return frames.shift()
  }
  return { send: (frame) => socket.send(JSON.stringify(frame)), next, closed }
}

describe('[§1] nothing is upgraded for nobody', () => {
  test('a bad token is 401, also for a token with a good one beside it', async () => {
    const answer = await open('nonsense')
    expect([answer.status, answer.headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer realm="prost"'])
    expect((await open(`nonsense, bearer.${signedIn.token}`)).status).toBe(401)
  })

  test('another origin is 403, the app’s own and none are not', async () => {
    expect((await open(signedIn.token, { Origin: 'https://evil.example' })).status).toBe(403)
    for (const headers of [{ Origin: home }, {}]) {
      const { status, webSocket } = await open(signedIn.token, headers)
      webSocket?.accept()
      webSocket?.close()
      expect(status).toBe(101)
    }
  })

  test('without prost.v1 it is 422, without an upgrade 426', async () => {
    const headers = { 'Sec-WebSocket-Protocol': `bearer.${signedIn.token}` }
    expect((await call('GET', path, { headers: { ...headers, Upgrade: 'websocket' } })).status).toBe(422)
    expect((await call('GET', path, { headers })).status).toBe(426)
  })
})

test('[TS33] events are the person’s, and naming someone else is quarantined', async () => {
  const client = await connect(signedIn.token)
  expect(await client.next()).toMatchObject({ t: 'welcome' })
  client.send([
    { id: 'own', type: 'a.b' },
    { id: 'same', type: 'a.b', actor_id: ann.id },
    { id: 'other', type: 'a.b', actor_id: 'bob' },
  ])
  expect(await client.next()).toMatchObject({
    t: 'receipts',
    events: [
      { id: 'own', status: 'accepted' },
      { id: 'same', status: 'accepted' },
      { id: 'other', status: 'quarantined' },
    ],
  })
  const rows = await runInDurableObject(object(), (_instance, state) => state.storage.sql.exec('SELECT * FROM outbox').toArray())
  const stored = JSON.stringify(rows)
  expect(stored).toContain(ann.id)
  expect(stored.match(/actor_mismatch/g)).toHaveLength(1)
})

describe('[F9] the socket ends with the sign-in', () => {
  test('told at once, all sockets of that sign-in and no other', async () => {
    const [mine, other] = [await signIn(ann), await signIn(ann)]
    const [closing, staying] = [await connect(mine.token), await connect(other.token)]
    await endSignIn(ann, mine)
    expect(await withdrawSockets(env, app.app, [mine.session])).toBe(true)
    expect(await closing.closed).toBe(1008)
    await staying.next()
    staying.send({ type: 'a.b' })
    expect(await staying.next()).toMatchObject({ t: 'receipts', accepted: 1 })
  })

  test('and when nobody could be told, by the cron', async () => {
    const mine = await signIn(ann)
    const client = await connect(mine.token)
    await endSignIn(ann, mine)
    const away = { getByName: () => ({ closeSockets: () => Promise.reject(new Error('away')) }) }
    expect(await withdrawSockets({ TELEMETRY_SHARD: away as never }, app.app, [mine.session])).toBe(false)
    await withdrawEndedSessions(env, Date.now() + 11_000)
    expect(await client.closed).toBe(1008)
    const row = env.KERNEL_DB.prepare('SELECT told_at FROM revocations WHERE session_id = ?').bind(mine.session)
    expect(await row.first('told_at')).not.toBeNull()
  })

  test('its token opens no other, in an isolate that did not revoke, within 5 s', async () => {
    const mine = await signIn(ann)
    expect((await open(mine.token)).status).toBe(101)
    await endSignIn(ann, mine)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5_000 })
    expect((await open(mine.token)).status).toBe(401)
    vi.useRealTimers()
  })
})
