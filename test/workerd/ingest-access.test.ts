/** Who may come in by the write door, from where, and what every answer carries. */
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { AppSettings, Scope } from '../../contract/keys.ts'
import { accepted, codeOf, ingestDoor, post, problemOf } from '../support/ingest-door.ts'
import { hashSecret, newPublicKey, newSecret } from '../../domain/credentials/secret-digest.ts'
import { seedApp, seedKey } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'

const event = { type: 'page.view', actor_id: 'ana' }
const home = 'https://app.example'
let app: SeededApp
let second: SeededApp
const door = ingestDoor()
const basic = (pair: string) => ({ Authorization: `Basic ${btoa(pair)}` })
const broken = { prepare: () => ({ bind: () => ({ first: () => Promise.reject(new Error('D1 is down')) }) }) } as unknown as D1Database

beforeAll(async () => {
  app = await seedApp({ origins: [home] })
  second = await seedApp()
})

describe('[§1] who is asking', () => {
  it('headers and HTTP Basic, with the secret or the public half alone', async () => {
    const ways = [app.auth, { 'X-Prost-App-Key': app.key }, basic(`${app.key}:${app.secret}`), basic(`${app.key}:`)]
    for (const way of ways) expect((await accepted(await post(door, way, event))).accepted).toBe(1)
  })

  it('an unknown key and a wrong secret are the same 401', async () => {
    const unknown = { 'X-Prost-App-Key': newPublicKey(), 'X-Prost-App-Secret': app.secret }
    const wrong = { ...app.auth, 'X-Prost-App-Secret': newSecret() }
    const foreign = { ...app.auth, 'X-Prost-App-Secret': second.secret }
    const answers = await Promise.all(
      [
        unknown,
        wrong,
        foreign,
        basic(`${app.key}:nope`),
        { 'X-Prost-App-Key': 'no key at all' },
        { 'X-Prost-App-Key': unknown['X-Prost-App-Key'] },
      ].map(async (headers) => {
        const response = await post(door, headers, event)
        const { request_id: _, ...problem } = await problemOf(response)
        return { problem, challenge: response.headers.get('WWW-Authenticate') }
      }),
    )
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]).toMatchObject({ problem: { status: 401, code: 'invalid_credentials' }, challenge: 'Basic realm="prost"' })
  })

  it('an unknown key and a wrong secret cost the kernel the same reads, also when the key is cached', async () => {
    let reads = 0
    const counted = { prepare: (sql: string) => (reads++, env.KERNEL_DB.prepare(sql)) } as unknown as D1Database
    const counting = ingestDoor({ KERNEL_DB: counted })
    await post(counting, app.auth, event)
    expect(reads).toBe(1)
    await post(counting, app.auth, event)
    expect(reads).toBe(1)
    const wrong = { ...app.auth, 'X-Prost-App-Secret': 'pq_sk_wrong' }
    await post(counting, wrong, event)
    expect(reads).toBe(2)
    const unknown = { 'X-Prost-App-Key': newPublicKey(), 'X-Prost-App-Secret': 'pq_sk_wrong' }
    await post(counting, unknown, event)
    expect(reads).toBe(3)
    await post(counting, wrong, event)
    await post(counting, unknown, event)
    expect(reads).toBe(3)
  })

  it.each([{}, { Authorization: 'Bearer x' }, { Authorization: 'Basic !!!' }, { Authorization: `Basic ${btoa('no colon')}` }])(
    'without a key: 401 (%j)',
    async (headers: Record<string, string>) => {
      const response = await post(door, headers, event)
      expect(response.status).toBe(401)
      expect(await codeOf(response)).toBe('invalid_credentials')
    },
  )

  it('a missing scope is 403 insufficient_scope with the scope’s name', async () => {
    const { auth } = await seedKey(app.app, ['audit', 'billing'] satisfies Scope[])
    const problem = await problemOf(await post(door, auth, event))
    expect(problem).toMatchObject({ status: 403, code: 'insufficient_scope' })
    expect(problem.detail).toContain('telemetry')
  })

  it('revoked keys and keys of archived apps are unknown', async () => {
    const gone = await seedApp()
    await env.KERNEL_DB.prepare('UPDATE app_keys SET revoked_at = ? WHERE key_id = ?').bind(Date.now(), gone.keyId).run()
    const archived = await seedApp()
    await env.KERNEL_DB.prepare('UPDATE apps SET archived_at = ? WHERE app_id = ?').bind(Date.now(), archived.app.app_id).run()
    for (const { auth } of [gone, archived]) expect(await codeOf(await post(door, auth, event))).toBe('invalid_credentials')
  })

  it('rotation: the new secret works at once, the old one for its overlap', async () => {
    const rotated = await seedApp()
    await accepted(await post(door, rotated.auth, event))
    const secret = newSecret()
    const rotate = (expires: number) =>
      env.KERNEL_DB.prepare('UPDATE app_keys SET secret_hash = ?, previous_secret_hash = ?, previous_expires_at = ? WHERE key_id = ?')
        .bind(hashSecret(secret), hashSecret(rotated.secret), expires, rotated.keyId)
        .run()
    await rotate(Date.now() + 60_000)
    await accepted(await post(door, { ...rotated.auth, 'X-Prost-App-Secret': secret }, event))
    await accepted(await post(door, rotated.auth, event))
    await rotate(Date.now() - 1)
    expect(await codeOf(await post(ingestDoor(), rotated.auth, event))).toBe('invalid_credentials')
  })

  it('no kernel and nothing held of the key: 503 with Retry-After', async () => {
    const response = await post(ingestDoor({ KERNEL_DB: broken }), app.auth, event)
    expect(response.status).toBe(503)
    expect(response.headers.get('Retry-After')).toMatch(/^\d+$/)
    expect(await codeOf(response)).toBe('temporarily_unavailable')
  })
})

describe('[§1] CORS: public-key telemetry from the app’s origins only, secret keys never', () => {
  const from = (origin: string) => ({ Origin: origin })
  const acao = (response: Response) => response.headers.get('Access-Control-Allow-Origin')
  const preflight = (origin: string, headers = 'content-type, x-prost-app-key') =>
    door('/v1/events', {
      method: 'OPTIONS',
      headers: { Origin: origin, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': headers },
    })

  it('a public key from a configured origin', async () => {
    const response = await post(door, { 'X-Prost-App-Key': app.key, ...from(home) }, event)
    expect(acao(response)).toBe(home)
    expect(response.headers.get('Vary')).toBe('Origin')
    await accepted(response)
  })

  it('a problem is readable there too', async () => {
    const response = await post(door, { 'X-Prost-App-Key': app.key, ...from(home) }, '{')
    expect([response.status, acao(response)]).toEqual([400, home])
  })

  it('a public key from elsewhere is 403 origin_forbidden without a CORS header; so is another app’s origin', async () => {
    for (const [key, origin] of [
      [app.key, 'https://evil.example'],
      [app.key, 'null'],
      [second.key, home],
    ] as const) {
      const response = await post(door, { 'X-Prost-App-Key': key, ...from(origin) }, event)
      expect([response.status, acao(response)]).toEqual([403, null])
      expect(await codeOf(response)).toBe('origin_forbidden')
    }
  })

  it('a secret key with an Origin works, without a CORS header', async () => {
    const response = await post(door, { ...app.auth, ...from(home) }, event)
    expect(acao(response)).toBeNull()
    await accepted(response)
  })

  it('a preflight lets configured origins ask, without secrets', async () => {
    const allowed = await preflight(home)
    expect([allowed.status, acao(allowed), allowed.headers.get('Access-Control-Allow-Methods')]).toEqual([204, home, 'POST'])
    expect(allowed.headers.get('Access-Control-Allow-Headers')).toBe('content-type, x-prost-app-key')
    expect(acao(await preflight('https://evil.example'))).toBeNull()
    expect(acao(await preflight(home, 'x-prost-app-key, x-prost-app-secret'))).toBeNull()
    expect(allowed.headers.get('Access-Control-Allow-Credentials')).toBeNull()
  })
})

describe('[§1] every answer', () => {
  it('carries X-Request-Id: a sane one is taken over, another replaced', async () => {
    const given = await post(door, { ...app.auth, 'X-Request-Id': 'req-42:a' }, event)
    expect(given.headers.get('X-Request-Id')).toBe('req-42:a')
    for (const bad of ['has space', 'x'.repeat(129), '<script>']) {
      const response = await door('/nowhere', { headers: { 'X-Request-Id': bad } })
      const id = response.headers.get('X-Request-Id')
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
      expect((await problemOf(response)).request_id).toBe(id)
    }
  })

  it('continues a traceparent with a span of its own', async () => {
    const trace = '0af7651916cd43dd8448eb211c80319c'
    const response = await post(door, { ...app.auth, traceparent: `00-${trace}-b7ad6b7169203331-01` }, event)
    expect(response.headers.get('traceparent')).toMatch(new RegExp(`^00-${trace}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`))
    const none = await post(door, { ...app.auth, traceparent: '00-zz-1-01' }, event)
    expect(none.headers.get('traceparent')).toBeNull()
  })

  it('/healthz is open', async () => {
    const response = await door('/healthz')
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }])
    expect((await door('/healthz', { method: 'HEAD' })).status).toBe(200)
  })

  it('a defect is an opaque 500', async () => {
    const throwing = { getByName: () => ({ accept: () => Promise.resolve({ ok: true, verdicts: [] }) }) }
    const response = await post(ingestDoor({ TELEMETRY_SHARD: throwing as unknown as typeof env.TELEMETRY_SHARD }), app.auth, event)
    const problem = await problemOf(response)
    expect(problem).toMatchObject({ status: 500, code: 'internal_error' })
    expect(JSON.stringify(problem)).not.toMatch(/verdict|Error|\.ts/)
  })
})

describe('[§1] no app can affect another', () => {
  it('the object is the app’s own, whoever the events name', async () => {
    const names: string[] = []
    const spying = {
      getByName: (name: string) => {
        names.push(name)
        return {
          accept: ({ items }: { items: unknown[] }) => Promise.resolve({ ok: true, verdicts: items.map(() => ({ status: 'accepted' })) }),
        }
      },
    }
    const spied = ingestDoor({ TELEMETRY_SHARD: spying as unknown as typeof env.TELEMETRY_SHARD })
    const sharded = await seedApp({ telemetry_shards: 8 } satisfies Partial<AppSettings>)
    const events = Array.from({ length: 200 }, (_, i) => ({ ...event, actor_id: `actor-${i}` }))
    for (const one of [app, second, sharded]) await accepted(await post(spied, one.auth, events))
    expect(names.filter((name) => name.includes(app.app.app_id))).toHaveLength(1)
    expect(names.filter((name) => name.includes(second.app.app_id))).toHaveLength(1)
    expect(names.filter((name) => name.includes(sharded.app.app_id))).toHaveLength(8)
    expect(names).toHaveLength(10)
  })
})

describe('[K10] who is kept out at the write door leaves a note in the app’s chain', () => {
  it('a missing scope, a foreign origin and the limit, through the queue', async () => {
    const asked = await seedApp({ limits: { telemetry_requests_per_s: 1 } })
    const { auth } = await seedKey(asked.app, ['audit'])
    await post(door, auth, event)
    await post(door, { 'X-Prost-App-Key': asked.key, Origin: 'https://evil.example' }, event)
    const answers = [await post(door, asked.auth, event), await post(door, asked.auth, event)]
    expect(answers.map(({ status }) => status)).toEqual([202, 429])
    const noted = async (): Promise<unknown[]> => {
      const rows = await env.KERNEL_DB.prepare(
        `SELECT note ->> 'reason' AS reason FROM audit_outbox WHERE app_id = ?1
         UNION ALL SELECT entry ->> 'reason' FROM audit WHERE app_id = ?1`,
      )
        .bind(asked.app.app_id)
        .all<{ reason: string }>()
      return rows.results.map(({ reason }) => reason).toSorted()
    }
    await vi.waitFor(async () => expect(await noted()).toEqual(['insufficient_scope', 'origin_forbidden', 'rate_limited']), {
      timeout: 15_000,
    })
  })
})
