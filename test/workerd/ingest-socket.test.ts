/** `GET /v1/telemetry/socket` at the door: who may open it, and what the object is told. */
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { codeOf, ingestDoor } from '../support/ingest-door.ts'
import { newPublicKey } from '../../domain/credentials/secret-digest.ts'
import { seedApp, seedKey } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'

const path = '/v1/telemetry/socket'
const home = 'https://app.example'
let app: SeededApp
const door = ingestDoor()
const upgrade = (key: string, headers: Record<string, string> = {}) => ({
  headers: { Upgrade: 'websocket', 'Sec-WebSocket-Protocol': `prost.v1, key.${key}`, ...headers },
})

beforeAll(async () => {
  app = await seedApp({ origins: [home], name: 'Conexão ✓ 🎥', telemetry_shards: 4 })
})

describe('[§4] nothing is upgraded before it is known who asks', () => {
  it('an ordinary request is 426 with Upgrade', async () => {
    const response = await door(path, { headers: app.auth })
    expect([response.status, response.headers.get('Upgrade')]).toEqual([426, 'websocket'])
    expect(await codeOf(response)).toBe('upgrade_required')
  })

  it('no key and an unknown key are the same 401', async () => {
    for (const init of [
      upgrade(newPublicKey()),
      upgrade('nonsense'),
      { headers: { Upgrade: 'websocket', 'Sec-WebSocket-Protocol': 'prost.v1' } },
    ])
      expect(await codeOf(await door(path, init))).toBe('invalid_credentials')
  })

  it('another origin is 403, a key without the scope is 403, another protocol is 422', async () => {
    expect(await codeOf(await door(path, upgrade(app.key, { Origin: 'https://evil.example' })))).toBe('origin_forbidden')
    const { key } = await seedKey(app.app, ['audit'])
    expect(await codeOf(await door(path, upgrade(key)))).toBe('insufficient_scope')
    expect(await codeOf(await door(path, upgrade(app.key, { 'Sec-WebSocket-Protocol': `key.${app.key}` })))).toBe('validation_failed')
  })

  it('a query that names an app is refused', async () => {
    expect(await codeOf(await door(`${path}?tenant_id=x`, upgrade(app.key)))).toBe('app_id_forbidden')
  })
})

describe('what the object is told', () => {
  type Seen = { name: string; request: Request }
  const spy = (seen: Seen[]) =>
    ingestDoor({
      TELEMETRY_SHARD: {
        getByName: (name: string) => ({
          fetch: (request: Request) => {
            seen.push({ name, request })
            return Promise.resolve(new Response('seen'))
          },
        }),
      } as unknown as typeof env.TELEMETRY_SHARD,
    })

  it('headers of ours that the client sent are replaced or dropped', async () => {
    const seen: Seen[] = []
    const forged = {
      'x-prost-app': '{}',
      'x-prost-opened-by': 'me',
      'x-prost-bot': '0',
      'x-prost-extra': '1',
      Cookie: 'a=b',
      'User-Agent': 'Googlebot/2.1',
    }
    await spy(seen)(path, upgrade(app.key, { Origin: home, ...forged }))
    const headers = seen[0]?.request.headers
    expect(JSON.parse(headers?.get('x-prost-app') ?? '')).toEqual(app.app)
    expect(headers?.get('x-prost-opened-by')).toBe(app.keyId)
    expect(headers?.get('x-prost-bot')).toBe('1')
    expect(headers?.get('Sec-WebSocket-Protocol')).toBe('prost.v1')
    expect([headers?.get('x-prost-extra'), headers?.get('Cookie')]).toEqual([null, null])
  })

  it('actor_id picks the shard, else it is shard 0', async () => {
    const seen: Seen[] = []
    const spied = spy(seen)
    await spied(path, upgrade(app.key))
    for (let i = 0; i < 60; i++) await spied(`${path}?actor_id=actor-${i}`, upgrade(app.key))
    expect(seen[0]?.name).toBe(`telemetry/${app.app.app_id}/global/0`)
    expect(new Set(seen.map(({ name }) => name)).size).toBe(4)
  })
})

it('[§2] a socket opens and its events get receipts', async () => {
  const response = await door(path, upgrade(app.key, { Origin: home }))
  expect(response.status).toBe(101)
  expect(response.headers.get('Sec-WebSocket-Protocol')).toBe('prost.v1')
  expect(response.headers.get('X-Request-Id')).not.toBeNull()
  const socket = response.webSocket
  if (!socket) throw new Error('no socket')
  const frames: { t: string }[] = []
  const receipts = new Promise<unknown>((resolve) => {
    socket.addEventListener('message', ({ data }) => {
      const frame = JSON.parse(String(data))
      frames.push(frame)
      if (frame.t === 'receipts') resolve(frame)
    })
  })
  socket.accept()
  socket.send(
    JSON.stringify({
      t: 'events',
      ref: 1,
      events: [
        { type: 'a.b', actor_id: 'u' },
        { type: 'BAD', actor_id: 'u' },
      ],
    }),
  )
  expect(await receipts).toMatchObject({ ref: 1, accepted: 1, quarantined: 1 })
  expect(frames[0]?.t).toBe('welcome')
  socket.close(1000)
})
