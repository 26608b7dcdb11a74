/** Apps: making, listing, changing and archiving them, as their operators do. [K2] */
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { app as appShape } from '../../contract/apps.ts'
import type { App } from '../../contract/apps.ts'
import { newId } from '../../contract/ids.ts'
import { pageOf } from '../../contract/operation.ts'
import { findApp } from '../../storage/kernel/app-directory.ts'
import { consoleApp } from '../../storage/kernel/realms.ts'
import { makeOperator, makeUser, signIn } from '../support/people.ts'
import { codeOf } from '../support/ingest-door.ts'
import { seedApp } from '../support/seed.ts'
import { notesOf } from '../support/notes.ts'
import { call, storeEvents } from './gateway-harness.ts'

type Auth = Record<string, string>
let ada: Auth
const newcomer = async (): Promise<Auth> => (await signIn(await makeOperator())).auth

const make = async (auth: Auth, json: unknown = { name: 'Lobby' }): Promise<App> => {
  const answer = await call('POST', '/v1/apps', { auth, json })
  expect(answer.status).toBe(201)
  return appShape.parse(await answer.json())
}
const pageShape = pageOf(appShape)

beforeAll(async () => {
  ada = await newcomer()
})

describe('making one', () => {
  test('[K2] whoever makes it owns it, and it starts with the defaults', async () => {
    const app = await make(ada)
    expect(app).toMatchObject({
      name: 'Lobby',
      kind: 'tenant',
      role: 'owner',
      session_ttl_s: 60,
      origins: [],
      limits: {},
      measures: [],
      archived_at: null,
    })
    expect(app.interaction_patterns).toEqual(['interaction.*'])
    const answer = await call('GET', `/v1/apps/${app.id}`, { auth: ada })
    expect(await answer.json()).toEqual(app)
    expect((await call('GET', `/v1/apps/${app.id}/metrics`, { auth: ada })).status).toBe(200)
  })

  test('[K2] with settings, which its facts go by', async () => {
    const wanted = {
      name: ' Sala ✓ ',
      origins: ['https://app.example', 'http://localhost:5173'],
      session_ttl_s: 600,
      interaction_patterns: ['a.b', 'chat.*', '*'],
      limits: { key_requests_per_min: 5 },
    }
    const app = await make(ada, wanted)
    expect(app).toMatchObject({ ...wanted, name: 'Sala ✓' })
    expect(await findApp(env.KERNEL_DB, app.id)).toMatchObject({ ...wanted, name: 'Sala ✓', telemetry_shards: 1 })
  })

  test('[K6] it is noted in the chain of the new app', async () => {
    const app = await make(ada)
    expect(await notesOf(app.id)).toMatchObject([{ action: 'app.created', object: { kind: 'app', id: app.id }, data: { name: 'Lobby' } }])
  })

  test('apps spread over the pool of event databases', async () => {
    const shards = new Set<number | undefined>()
    for (let i = 0; i < 30; i++) shards.add((await findApp(env.KERNEL_DB, (await make(ada)).id))?.event_shard)
    expect(shards).toEqual(new Set([0, 1]))
  })

  test('[§1] the same Idempotency-Key makes one app', async () => {
    const options = { auth: ada, json: { name: 'once' }, headers: { 'Idempotency-Key': newId() } }
    const [first, second] = [await call('POST', '/v1/apps', options), await call('POST', '/v1/apps', options)]
    expect([second.status, await second.json()]).toEqual([201, await first.json()])
    expect(await codeOf(await call('POST', '/v1/apps', { ...options, json: { name: 'other' } }))).toBe('idempotency_conflict')
  })

  test('an operator owns at most 100 live apps', async () => {
    const person = await makeOperator()
    const { auth } = await signIn(person)
    const first = await make(auth)
    for (let i = 1; i < 100; i++) {
      const { app } = await seedApp()
      await env.KERNEL_DB.prepare(`INSERT INTO members VALUES (?, ?, 'owner', 0)`).bind(app.app_id, person.id).run()
    }
    expect(await codeOf(await call('POST', '/v1/apps', { auth, json: { name: 'one more' } }))).toBe('too_many')
    expect((await call('DELETE', `/v1/apps/${first.id}`, { auth })).status).toBe(200)
    await make(auth)
  })

  test.each([
    ['no name', {}],
    ['an empty name', { name: '  ' }],
    ['something unknown', { name: 'x', kind: 'console' }],
    ['an origin with a path', { name: 'x', origins: ['https://a.example/'] }],
    ['an origin without TLS', { name: 'x', origins: ['http://a.example'] }],
    ['any origin', { name: 'x', origins: ['*'] }],
    ['the null origin', { name: 'x', origins: ['null'] }],
    ['an origin twice', { name: 'x', origins: ['https://a.example', 'https://a.example'] }],
    ['an origin in capitals', { name: 'x', origins: ['https://A.example'] }],
    ['an origin with its default port', { name: 'x', origins: ['https://a.example:443'] }],
    ['an origin with a user', { name: 'x', origins: ['https://u@a.example'] }],
    ['too short a ttl', { name: 'x', session_ttl_s: 14 }],
    ['too long a ttl', { name: 'x', session_ttl_s: 601 }],
    ['no pattern', { name: 'x', interaction_patterns: [] }],
    ['a pattern that is no type', { name: 'x', interaction_patterns: ['A B'] }],
    ['a star in the middle', { name: 'x', interaction_patterns: ['a.*.b'] }],
    ['an unknown limit', { name: 'x', limits: { all: 1 } }],
    ['a limit of none', { name: 'x', limits: { sign_in_per_min: 0 } }],
  ])('%s is 422', async (_what, json) => {
    expect(await codeOf(await call('POST', '/v1/apps', { auth: ada, json }))).toBe('validation_failed')
  })

  test('[golden rule] a body that names an app is 400', async () => {
    expect(await codeOf(await call('POST', '/v1/apps', { auth: ada, json: { name: 'x', app_id: newId() } }))).toBe('app_id_forbidden')
  })

  test('[§3] it takes a signed-in operator', async () => {
    const { app, auth } = await seedApp()
    const user = await signIn(await makeUser(app.app_id))
    expect((await call('POST', '/v1/apps', { json: { name: 'x' } })).status).toBe(401)
    expect((await call('POST', '/v1/apps', { auth, json: { name: 'x' } })).status).toBe(401)
    expect(await codeOf(await call('POST', '/v1/apps', { auth: user.auth, json: { name: 'x' } }))).toBe('insufficient_role')
  })
})

describe('listing', () => {
  test('[§1] only mine, latest first, page by page, with my role', async () => {
    const person = await makeOperator()
    const { auth } = await signIn(person)
    const made = [await make(auth, { name: '1' }), await make(auth, { name: '2' })]
    const { app } = await seedApp({ name: 'elsewhere' })
    await env.KERNEL_DB.prepare(`INSERT INTO members VALUES (?, ?, 'analyst', 0)`).bind(app.app_id, person.id).run()
    const seen: App[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const query = cursor === '' ? 'limit=2' : `limit=2&cursor=${cursor}`
      const page = pageShape.parse(await (await call('GET', `/v1/apps?${query}`, { auth })).json())
      seen.push(...page.data)
      cursor = page.next_cursor
    }
    expect(seen.map(({ id }) => id).toSorted()).toEqual([...made.map(({ id }) => id), app.app_id].toSorted())
    expect(seen.find(({ id }) => id === app.app_id)?.role).toBe('analyst')
    expect(seen.map(({ created_at }) => created_at)).toEqual(
      seen
        .map(({ created_at }) => created_at)
        .toSorted()
        .toReversed(),
    )
  })

  test.each(['x', 'WyJhIl0', 'W10'])('a cursor of no list (%s) is 400', async (cursor) => {
    expect(await codeOf(await call('GET', `/v1/apps?cursor=${cursor}`, { auth: ada }))).toBe('invalid_cursor')
  })
})

describe('changing', () => {
  const patch = (app: string, json: unknown, auth = ada) => call('PATCH', `/v1/apps/${app}`, { auth, json })

  test('[K2] what is left out stays, and the rest holds at once here', async () => {
    const app = await make(ada, { name: 'before', origins: ['https://a.example'] })
    const answer = await patch(app.id, { session_ttl_s: 90, limits: { sign_in_per_min: 3 } })
    expect(await answer.json()).toEqual({ ...app, session_ttl_s: 90, limits: { sign_in_per_min: 3 } })
    expect(await (await patch(app.id, { limits: {} })).json()).toEqual({ ...app, session_ttl_s: 90 })
  })

  test('[K6] the note says what changed; what is so already is not noted', async () => {
    const app = await make(ada)
    await patch(app.id, { name: 'Lobby', session_ttl_s: 30 })
    await patch(app.id, { name: 'Lobby', session_ttl_s: 30 })
    await patch(app.id, {})
    const notes = await notesOf(app.id)
    expect(notes.map(({ action, data }) => ({ action, data })).slice(1)).toEqual([{ action: 'app.updated', data: { session_ttl_s: 30 } }])
  })

  test('[§2] other patterns count all events anew', async () => {
    const app = await make(ada)
    const settings = await findApp(env.KERNEL_DB, app.id)
    if (settings === null) throw new Error('no app')
    await storeEvents(settings, [{ type: 'chat.said' }, { type: 'chat.said' }, { type: 'interaction.like' }])
    const interactions = async () =>
      (await (await call('GET', `/v1/apps/${app.id}/metrics`, { auth: ada })).json<{ total_interactions: number }>()).total_interactions
    expect(await interactions()).toBe(1)
    expect((await patch(app.id, { interaction_patterns: ['chat.*'] })).status).toBe(200)
    await vi.waitFor(async () => expect(await interactions()).toBe(2))
    const verified = await call('POST', `/v1/apps/${app.id}/metrics/verify`, { auth: ada })
    expect(await verified.json()).toMatchObject({ mismatches: 0 })
  })

  test('[§3] analysts read and do not change; who has no role hears of nothing', async () => {
    const app = await make(ada)
    const analyst = (await signIn(await makeOperator({ [app.id]: 'analyst' }))).auth
    expect(await (await call('GET', `/v1/apps/${app.id}`, { auth: analyst })).json()).toEqual({ ...app, role: 'analyst' })
    expect(await codeOf(await patch(app.id, { name: 'x' }, analyst))).toBe('insufficient_role')
    expect(await codeOf(await patch(app.id, { name: 'x' }, await newcomer()))).toBe('not_found')
    expect(await codeOf(await patch(newId(), { name: 'x' }))).toBe('not_found')
    expect(await codeOf(await patch('nonsense', { name: 'x' }))).toBe('not_found')
  })

  test('the app of operators is neither changed nor archived, whatever role somebody has in it', async () => {
    const console = await consoleApp(env.KERNEL_DB, Date.now())
    const owner = (await signIn(await makeOperator({ [console.app_id]: 'owner' }))).auth
    expect(await codeOf(await patch(console.app_id, { name: 'mine' }, owner))).toBe('not_found')
    expect(await codeOf(await call('DELETE', `/v1/apps/${console.app_id}`, { auth: owner }))).toBe('not_found')
    expect((await consoleApp(env.KERNEL_DB, Date.now())).name).toBe(console.name)
  })

  test.each([[[]], [null], ['text'], [{ role: 'admin' }], [{ archived_at: null }], [{ event_shard: 1 }]])('%j is 422', async (json) => {
    const app = await make(ada)
    expect(await codeOf(await patch(app.id, json))).toBe('validation_failed')
  })
})

describe('archiving', () => {
  test('[K2] takes an owner; then nobody sees it, its data stays, and it is noted', async () => {
    const app = await make(ada)
    const admin = (await signIn(await makeOperator({ [app.id]: 'admin' }))).auth
    expect(await codeOf(await call('DELETE', `/v1/apps/${app.id}`, { auth: admin }))).toBe('insufficient_role')
    const answer = await call('DELETE', `/v1/apps/${app.id}`, { auth: ada })
    const archived = appShape.parse(await answer.json())
    expect([answer.status, archived]).toEqual([200, { ...app, archived_at: archived.archived_at }])
    expect(archived.archived_at).not.toBeNull()
    expect(await codeOf(await call('GET', `/v1/apps/${app.id}`, { auth: ada }))).toBe('not_found')
    expect(await codeOf(await call('DELETE', `/v1/apps/${app.id}`, { auth: ada }))).toBe('not_found')
    const { data } = pageShape.parse(await (await call('GET', '/v1/apps?limit=200', { auth: ada })).json())
    expect(data.map(({ id }) => id)).not.toContain(app.id)
    expect(await findApp(env.KERNEL_DB, app.id)).not.toBeNull()
    expect((await notesOf(app.id)).map(({ action }) => action)).toEqual(['app.created', 'app.archived'])
  })
})
