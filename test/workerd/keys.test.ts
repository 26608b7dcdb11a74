/** Keys of an app: made, rotated, revoked by its operators, and what that means at the doors. [K2] */
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test } from 'vitest'
import { key as keyShape, keyWithSecret } from '../../contract/apps.ts'
import type { KeyWithSecret } from '../../contract/apps.ts'
import { newId } from '../../contract/ids.ts'
import { pageOf } from '../../contract/operation.ts'
import { hashSecret } from '../../domain/credentials/secret-digest.ts'
import { findStoredKey } from '../../storage/kernel/key-lookup.ts'
import { codeOf, ingestDoor, post } from '../support/ingest-door.ts'
import { notesOf } from '../support/notes.ts'
import { makeOperator, signIn } from '../support/people.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call } from './gateway-harness.ts'

type Auth = Record<string, string>
let a: SeededApp
let b: SeededApp
let ada: Auth
let bob: Auth

beforeAll(async () => {
  ;[a, b] = [await seedApp(), await seedApp()]
  ada = (await signIn(await makeOperator({ [a.app.app_id]: 'admin' }))).auth
  bob = (await signIn(await makeOperator({ [b.app.app_id]: 'owner' }))).auth
})

const keys = (of = a) => `/v1/apps/${of.app.app_id}/keys`
const pairOf = ({ key, secret }: KeyWithSecret): Auth => ({ 'X-Prost-App-Key': key, 'X-Prost-App-Secret': secret })

const make = async (json: unknown = { name: 'server', scopes: ['telemetry'] }): Promise<KeyWithSecret> => {
  const answer = await call('POST', keys(), { auth: ada, json })
  expect(answer.status).toBe(201)
  return keyWithSecret.parse(await answer.json())
}
const rotate = (id: string, json?: unknown, headers: Auth = {}) =>
  call('POST', `${keys()}/${id}/rotate`, { auth: ada, headers, ...(json === undefined ? {} : { json }) })
/** Through a door that knows nothing yet. */
const opens = async (pair: Auth): Promise<number> => (await post(ingestDoor(), pair, { type: 'a.b', actor_id: 'u' })).status

describe('making one', () => {
  test('[K2] it works with its scopes and no others', async () => {
    const made = await make({ name: 'server', scopes: ['telemetry', 'identity'] })
    expect(made).toMatchObject({ name: 'server', scopes: ['telemetry', 'identity'], rotated_at: null, revoked_at: null })
    expect(await opens(pairOf(made))).toBe(202)
    expect((await call('GET', '/v1/users', { auth: pairOf(made) })).status).toBe(200)
    expect(await codeOf(await call('GET', '/v1/audit', { auth: pairOf(made) }))).toBe('insufficient_scope')
  })

  test('[§1] the secret is in one answer and nowhere at rest', async () => {
    const made = await make()
    const page = await (await call('GET', keys(), { auth: ada })).text()
    expect(page).toContain(made.key)
    expect(page).not.toContain('pq_sk_')
    const row = await env.KERNEL_DB.prepare('SELECT * FROM app_keys WHERE key_id = ?').bind(made.id).first()
    expect(JSON.stringify(row)).not.toContain(made.secret)
    expect(row?.['secret_hash']).toBe(hashSecret(made.secret))
    expect(JSON.stringify(await notesOf(a.app.app_id))).not.toMatch(/pq_[sp]k_/)
  })

  test('[§1] the same Idempotency-Key gives the same secret, kept sealed', async () => {
    const options = { auth: ada, json: { name: 'once', scopes: ['audit'] }, headers: { 'Idempotency-Key': newId() } }
    const [first, second] = [await call('POST', keys(), options), await call('POST', keys(), options)]
    const made = keyWithSecret.parse(await first.json())
    expect(await second.json()).toEqual(made)
    const kept = await env.KERNEL_DB.prepare('SELECT group_concat(body) AS bodies FROM idempotency').first<string>('bodies')
    expect(kept).not.toContain(made.secret)
  })

  test('an app has at most 50 live keys', async () => {
    const { app } = await seedApp()
    const { auth } = await signIn(await makeOperator({ [app.app_id]: 'owner' }))
    const create = () => call('POST', `/v1/apps/${app.app_id}/keys`, { auth, json: { name: 'k', scopes: ['audit'] } })
    const answers = await Promise.all(Array.from({ length: 49 }, create))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect(await codeOf(await create())).toBe('too_many')
    const { id } = keyShape.parse(await answers[0]?.json())
    await call('DELETE', `/v1/apps/${app.app_id}/keys/${id}`, { auth })
    expect((await create()).status).toBe(201)
  })

  test.each([
    ['no scope', { name: 'x', scopes: [] }],
    ['an empty name', { name: ' ', scopes: ['audit'] }],
    ['an unknown scope', { name: 'x', scopes: ['all'] }],
    ['a scope twice', { name: 'x', scopes: ['audit', 'audit'] }],
    ['a secret of its own', { name: 'x', scopes: ['audit'], secret: 'pq_sk_mine' }],
  ])('%s is 422', async (_what, json) => {
    expect(await codeOf(await call('POST', keys(), { auth: ada, json }))).toBe('validation_failed')
  })

  test('without a choice it may only do telemetry', async () => {
    const answer = await call('POST', keys(), { auth: ada, json: {} })
    expect(keyWithSecret.parse(await answer.json())).toMatchObject({ name: 'key', scopes: ['telemetry'] })
  })

  test('[golden rule] a body that names an app is 400', async () => {
    const json = { name: 'x', scopes: ['audit'], tenant_id: a.app.app_id }
    expect(await codeOf(await call('POST', keys(), { auth: ada, json }))).toBe('app_id_forbidden')
  })
})

describe('listing', () => {
  test('[§1] latest first, page by page, revoked ones too, never another app’s', async () => {
    const made = [await make(), await make()]
    await call('DELETE', `${keys()}/${made[0]?.id}`, { auth: ada })
    const ids: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const answer = await call('GET', `${keys()}?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`, { auth: ada })
      const page = pageOf(keyShape).parse(await answer.json())
      ids.push(...page.data.map(({ id }) => id))
      cursor = page.next_cursor
    }
    expect(ids.slice(0, 2)).toEqual(made.map(({ id }) => id).toReversed())
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toContain(a.keyId)
    expect(ids).not.toContain(b.keyId)
    expect(await codeOf(await call('GET', `${keys()}?cursor=nonsense`, { auth: ada }))).toBe('invalid_cursor')
  })
})

describe('rotating', () => {
  test('[§1] both secrets open for the overlap that was chosen, 24 h unless told otherwise', async () => {
    const made = await make()
    const before = Date.now()
    const rotated = keyWithSecret.parse(await (await rotate(made.id)).json())
    expect(rotated).toMatchObject({ id: made.id, key: made.key })
    expect(Date.parse(rotated.previous_expires_at ?? '') - before).toBeGreaterThanOrEqual(24 * 3_600_000)
    expect([await opens(pairOf(made)), await opens(pairOf(rotated))]).toEqual([202, 202])
    const half = keyWithSecret.parse(await (await rotate(made.id, { overlap_s: 1_800 })).json())
    expect(Date.parse(half.previous_expires_at ?? '') - Date.parse(half.rotated_at ?? '')).toBe(1_800_000)
    expect([await opens(pairOf(made)), await opens(pairOf(rotated)), await opens(pairOf(half))]).toEqual([401, 202, 202])
  })

  test('[§1] with an overlap of 0 the old secret ends at once, and nothing of it is kept', async () => {
    const made = await make()
    const rotated = keyWithSecret.parse(await (await rotate(made.id, { overlap_s: 0 })).json())
    expect(rotated.previous_expires_at).toBeNull()
    expect([await opens(pairOf(made)), await opens(pairOf(rotated))]).toEqual([401, 202])
    expect(await findStoredKey(env.KERNEL_DB, made.key)).toMatchObject({ previous_secret_hash: null, previous_expires_at: null })
  })

  test('[§1] a repeated call with its Idempotency-Key does not rotate again', async () => {
    const made = await make()
    const headers = { 'Idempotency-Key': newId() }
    const first = keyWithSecret.parse(await (await rotate(made.id, { overlap_s: 0 }, headers)).json())
    expect(await (await rotate(made.id, { overlap_s: 0 }, headers)).json()).toEqual(first)
    expect(await opens(pairOf(first))).toBe(202)
  })

  test.each([[{ overlap_s: 86_401 }], [{ overlap_s: -1 }], [{ overlap_s: '1' }], [{ overlap: 1 }], [[]]])('%j is 422', async (json) => {
    expect(await codeOf(await rotate(a.keyId, json))).toBe('validation_failed')
  })

  test('a key that is revoked, of another app, or no key at all is 404', async () => {
    const made = await make()
    await call('DELETE', `${keys()}/${made.id}`, { auth: ada })
    for (const id of [made.id, b.keyId, newId(), 'nonsense']) expect(await codeOf(await rotate(id))).toBe('not_found')
    expect(await opens(b.auth)).toBe(202)
  })
})

describe('revoking', () => {
  test('[§1] no secret of it opens any more, nor does the public half; again changes nothing', async () => {
    const made = await make()
    const rotated = keyWithSecret.parse(await (await rotate(made.id)).json())
    const first = await call('DELETE', `${keys()}/${made.id}`, { auth: ada })
    const revoked = keyShape.parse(await first.json())
    expect([first.status, revoked.revoked_at === null]).toEqual([200, false])
    for (const pair of [pairOf(made), pairOf(rotated), { 'X-Prost-App-Key': made.key }]) expect(await opens(pair)).toBe(401)
    const second = await call('DELETE', `${keys()}/${made.id}`, { auth: ada })
    expect([second.status, await second.json()]).toEqual([200, revoked])
  })

  test('another app’s key is 404 and goes on', async () => {
    for (const id of [b.keyId, newId(), 'nonsense'])
      expect(await codeOf(await call('DELETE', `${keys()}/${id}`, { auth: ada }))).toBe('not_found')
    expect(await opens(b.auth)).toBe(202)
  })
})

test('[K6] every act is noted once, with who and what, and no secret', async () => {
  const { app } = await seedApp()
  const person = await makeOperator({ [app.app_id]: 'owner' })
  const { auth } = await signIn(person)
  const at = `/v1/apps/${app.app_id}/keys`
  const made = keyWithSecret.parse(await (await call('POST', at, { auth, json: { name: 'server', scopes: ['audit'] } })).json())
  await call('POST', `${at}/${made.id}/rotate`, { auth, json: { overlap_s: 7_200 } })
  for (let i = 0; i < 2; i++) await call('DELETE', `${at}/${made.id}`, { auth })
  await call('POST', `${at}/${made.id}/rotate`, { auth })
  const notes = await notesOf(app.app_id)
  expect(notes.map(({ action, data }) => [action, data])).toEqual([
    ['key.created', { name: 'server', scopes: ['audit'] }],
    ['key.rotated', { overlap_s: 7_200 }],
    ['key.revoked', {}],
  ])
  for (const note of notes)
    expect(note).toMatchObject({ actor: { kind: 'operator', id: person.id }, object: { kind: 'key', id: made.id }, outcome: 'done' })
})

describe('[§3] keys are for owners and administrators', () => {
  test.each(['analyst', 'moderator', 'agent'] as const)('%s: 403', async (role) => {
    const { auth } = await signIn(await makeOperator({ [a.app.app_id]: role }))
    expect(await codeOf(await call('GET', keys(), { auth }))).toBe('insufficient_role')
    expect(await codeOf(await call('POST', keys(), { auth, json: { name: 'x', scopes: ['audit'] } }))).toBe('insufficient_role')
    expect(await codeOf(await call('DELETE', `${keys()}/${a.keyId}`, { auth }))).toBe('insufficient_role')
  })

  test('the owner of another app: 404; no key of the app itself: 401', async () => {
    expect(await codeOf(await call('GET', keys(), { auth: bob }))).toBe('not_found')
    expect(await codeOf(await call('DELETE', `${keys()}/${a.keyId}`, { auth: bob }))).toBe('not_found')
    expect(await codeOf(await call('POST', keys(), { auth: a.auth, json: { name: 'x', scopes: ['audit'] } }))).toBe('invalid_credentials')
  })
})
