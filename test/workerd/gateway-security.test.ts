/**
 * The common security run: every operation of the contract under every foreign credential. It is driven by the list that
 * the doors are held to, so no route can forget it. [F8] No app can read, infer or affect another app's data.
 */
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test } from 'vitest'
import { problem } from '../../contract/problem.ts'
import { operations } from '../../contract/http.ts'
import type { Operation } from '../../contract/operation.ts'
import { newPublicKey, newSecret } from '../../domain/credentials/secret-digest.ts'
import { seedApp, seedKey } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { exampleEventId, exampleQuarantined } from '../../contract/operations/examples.ts'
import { call, opsAuth, storeEvents, storeQuarantine } from './gateway-harness.ts'

/** Occurs in every fact of app A and nowhere else. */
const marker = 'only-app-a-may-see-this'

type Pair = { readonly key: string; readonly secret: string | null }

let a: SeededApp
let b: SeededApp
const pairs: Record<'unknown' | 'wrongSecret' | 'othersSecret' | 'revoked' | 'publicOnly' | 'noScope', Pair> = {
  unknown: { key: newPublicKey(), secret: newSecret() },
  wrongSecret: { key: '', secret: newSecret() },
  othersSecret: { key: '', secret: '' },
  revoked: { key: '', secret: '' },
  publicOnly: { key: '', secret: null },
  noScope: { key: '', secret: '' },
}

beforeAll(async () => {
  a = await seedApp({ name: marker })
  b = await seedApp({ event_shard: a.app.event_shard })
  const revoked = await seedKey(a.app, ['telemetry', 'audit'])
  await env.KERNEL_DB.prepare('UPDATE app_keys SET revoked_at = ? WHERE key_id = ?').bind(Date.now(), revoked.keyId).run()
  pairs.wrongSecret = { ...pairs.wrongSecret, key: a.key }
  pairs.othersSecret = { key: a.key, secret: b.secret }
  pairs.revoked = revoked
  pairs.publicOnly = { key: a.key, secret: null }
  pairs.noScope = await seedKey(a.app, ['identity'])
  await storeEvents(a.app, [{ id: exampleEventId, actor_id: 'user-17', data: { marker } }])
  await storeQuarantine(a.app, [{ id: exampleQuarantined.id, raw: `{"type":"Not A Type","marker":"${marker}"}` }])
})

const pathOf = ({ path, example }: Operation): string => {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(example?.params?.[name] ?? ''))
  const query = new URLSearchParams(example?.query).toString()
  return query === '' ? filled : `${filled}?${query}`
}

const isSocket = (operation: Operation): boolean => 101 in operation.answers

/** The operation's own example, with a credential where it belongs. */
const perform = (operation: Operation, pair: Pair | null, extra: Record<string, string> = {}): Promise<Response> => {
  const json = operation.body?.content['application/json']?.example
  const auth = pair === null ? {} : isSocket(operation) ? socketAuth(pair) : headerAuth(pair)
  const upgrade = isSocket(operation) ? { Upgrade: 'websocket' } : {}
  return call(operation.method.toUpperCase(), pathOf(operation), {
    auth,
    headers: { ...upgrade, ...extra },
    ...(json === undefined ? {} : { json }),
  })
}

const headerAuth = ({ key, secret }: Pair): Record<string, string> => ({
  'X-Prost-App-Key': key,
  ...(secret === null ? {} : { 'X-Prost-App-Secret': secret }),
})
const socketAuth = ({ key }: Pair): Record<string, string> => ({ 'Sec-WebSocket-Protocol': `prost.v1, key.${key}` })

/** What a refused caller gets to see. */
const refusal = async (asked: Promise<Response>): Promise<{ status: number; code: string; detail: string; leaks: boolean }> => {
  const answer = await asked
  const text = await answer.text()
  const { code, detail } = problem.parse(JSON.parse(text))
  return { status: answer.status, code, detail, leaks: text.includes(marker) || text.includes(a.app.app_id) }
}
const unauthorized = { status: 401, code: 'invalid_credentials', leaks: false }

const by = (access: Operation['access']['by']): readonly Operation[] => operations.filter((operation) => operation.access.by === access)
const keyed = [...by('secret_key'), ...by('public_key')]
const overHeaders = keyed.filter((operation) => !isSocket(operation))

test('every operation is in exactly one part of this run', () => {
  expect([...by('none'), ...keyed, ...by('ops')].toSorted(byId)).toEqual([...operations].toSorted(byId))
})
const byId = (left: Operation, right: Operation): number => left.operationId.localeCompare(right.operationId)

describe.each(keyed)('$operationId takes no foreign credential', (operation) => {
  test('none: 401', async () => {
    expect(await refusal(perform(operation, null))).toMatchObject(unauthorized)
  })

  test('an unknown key: 401', async () => {
    expect(await refusal(perform(operation, pairs.unknown))).toMatchObject(unauthorized)
  })

  test('a revoked key: 401', async () => {
    expect(await refusal(perform(operation, pairs.revoked))).toMatchObject(unauthorized)
  })

  test('a key without the scope: 403 with its name', async () => {
    const { detail, ...rest } = await refusal(perform(operation, pairs.noScope))
    expect(rest).toEqual({ status: 403, code: 'insufficient_scope', leaks: false })
    expect(detail).toContain('scope' in operation.access ? operation.access.scope : '?')
  })

  test('a query that names the own app: 400', async () => {
    const at = pathOf(operation)
    const json = operation.body?.content['application/json']?.example
    const auth = isSocket(operation) ? socketAuth(a) : a.auth
    const headers = isSocket(operation) ? { Upgrade: 'websocket' } : {}
    const path = `${at}${at.includes('?') ? '&' : '?'}app_id=${a.app.app_id}`
    const answer = call(operation.method.toUpperCase(), path, { auth, headers, ...(json === undefined ? {} : { json }) })
    expect(await refusal(answer)).toMatchObject({ status: 400, code: 'app_id_forbidden' })
  })
})

describe.each(overHeaders)('$operationId tells nothing apart', (operation) => {
  test('a wrong secret, another app’s secret and an unknown key: the same 401', async () => {
    const [first, ...others] = await Promise.all(
      [pairs.unknown, pairs.wrongSecret, pairs.othersSecret].map((pair) => refusal(perform(operation, pair))),
    )
    expect(first).toMatchObject(unauthorized)
    for (const other of others) expect(other).toEqual(first)
  })
})

describe.each(by('secret_key'))('$operationId belongs to one app', (operation) => {
  test('the public half alone: 401', async () => {
    expect(await refusal(perform(operation, pairs.publicOnly))).toMatchObject(unauthorized)
  })

  test('another app sees its own world: 404 for an object of A, and nothing of A', async () => {
    const answer = await perform(operation, b)
    const text = await answer.text()
    expect(text).not.toContain(marker)
    expect(text).not.toContain(a.app.app_id)
    const namesAnObject = operation.path.includes('{id}')
    expect(answer.status).toBe(namesAnObject ? 404 : 200)
  })

  test('the app itself may', async () => {
    const answer = await perform(operation, a)
    expect(Object.keys(operation.answers)).toContain(String(answer.status))
    await answer.body?.cancel()
  })
})

describe.each(by('none'))('$operationId is open and says nothing of any app', (operation) => {
  test.each([null, 'unknown', 'revoked'] as const)('with the credential %s', async (which) => {
    const answer = await perform(operation, which === null ? null : pairs[which])
    const text = await answer.text()
    expect(Object.keys(operation.answers)).toContain(String(answer.status))
    expect(text).not.toContain(marker)
    expect(text).not.toContain(a.app.app_id)
  })
})

describe.each(by('ops'))('$operationId is for the operations token alone', (operation) => {
  test('no key of an app opens it: 401', async () => {
    for (const pair of [null, ...Object.values(pairs), a]) expect(await refusal(perform(operation, pair))).toMatchObject(unauthorized)
  })

  test.each(['Bearer wrong', 'Bearer ', 'Bearer', 'Basic dGVzdC1vcHMtdG9rZW4=', 'test-ops-token'])('%s: 401', async (authorization) => {
    expect(await refusal(perform(operation, null, { Authorization: authorization }))).toMatchObject(unauthorized)
  })

  test('the token does', async () => {
    const answer = await perform(operation, null, opsAuth)
    expect(answer.status).toBe(operation.path.includes('{id}') ? 404 : 200)
  })
})

describe('what other apps did, left A alone', () => {
  test('[F8] labels and re-submissions under B’s key are B’s', async () => {
    await call('PUT', '/v1/actors/user-99/label', { auth: b.auth, json: { bot: true } })
    const labels = env.EVENTS_00.prepare('SELECT count(*) AS n FROM labels WHERE app_id = ? AND actor_id = ?')
    expect(await labels.bind(a.app.app_id, 'user-99').first('n')).toBe(0)
    expect(await labels.bind(b.app.app_id, 'user-99').first('n')).toBe(1)
  })

  test('[F8] two tenants at once in one isolate never meet', async () => {
    const calls = Array.from({ length: 60 }, (_, index) => ({ own: index % 2 === 0 ? a : b, isA: index % 2 === 0 }))
    const seen = await Promise.all(
      calls.map(async ({ own, isA }, index) => {
        const path =
          index % 3 === 0 ? '/v1/events' : index % 3 === 1 ? `/v1/events/${encodeURIComponent(exampleEventId)}` : '/v1/events/quarantine'
        const text = await (await call('GET', path, { auth: own.auth })).text()
        return text.includes(marker) === isA
      }),
    )
    expect(seen).not.toContain(false)
  })
})
