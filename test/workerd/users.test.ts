/** The people of an app, for its servers and its operators: finding them, keeping them out, ending their sign-ins. [K1] */
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { person as personShape } from '../../contract/apps.ts'
import { newId } from '../../contract/ids.ts'
import { pageOf } from '../../contract/operation.ts'
import { findSession } from '../../storage/kernel/sessions.ts'
import { codeOf } from '../support/ingest-door.ts'
import { notesOf } from '../support/notes.ts'
import { makeOperator, makeUser, signIn } from '../support/people.ts'
import type { TestPerson } from '../support/people.ts'
import { seedApp, seedKey } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call } from './gateway-harness.ts'

let a: SeededApp
let b: SeededApp
let grace: TestPerson

beforeEach(async () => {
  ;[a, b] = [await seedApp(), await seedApp()]
  grace = await makeUser(a.app.app_id, 'Grace')
})

const act = (verb: 'disable' | 'enable' | 'end-sessions', id: string = grace.id, auth = a.auth, headers = {}) =>
  call('POST', `/v1/users/${id}/${verb}`, { auth, headers })
const users = async (query = '', auth = a.auth) =>
  pageOf(personShape).parse(await (await call('GET', `/v1/users${query}`, { auth })).json())

describe('finding', () => {
  test('[K1] one, by id and by e-mail, in any case of letters', async () => {
    const found = personShape.parse(await (await call('GET', `/v1/users/${grace.id}`, { auth: a.auth })).json())
    expect(found).toMatchObject({ id: grace.id, email: grace.email, display_name: 'Grace', email_verified: false, disabled_at: null })
    expect((await users(`?email=${encodeURIComponent(grace.email.toUpperCase())}`)).data).toEqual([found])
    expect((await users('?email=nobody@people.test')).data).toEqual([])
  })

  test('[§1] all, latest first, page by page', async () => {
    const made = [grace.id, (await makeUser(a.app.app_id)).id, (await makeUser(a.app.app_id)).id]
    const seen: string[] = []
    for (let page = await users('?limit=2'); ; page = await users(`?limit=2&cursor=${page.next_cursor}`)) {
      seen.push(...page.data.map(({ id }) => id))
      if (page.next_cursor === null) break
    }
    expect(seen).toEqual(made.toReversed())
    expect(await codeOf(await call('GET', '/v1/users?cursor=nonsense', { auth: a.auth }))).toBe('invalid_cursor')
  })

  test('[F8] another app’s people are 404, and in no list', async () => {
    expect(await codeOf(await call('GET', `/v1/users/${grace.id}`, { auth: b.auth }))).toBe('not_found')
    expect((await users(`?email=${grace.email}`, b.auth)).data).toEqual([])
    for (const verb of ['disable', 'enable', 'end-sessions'] as const)
      expect(await codeOf(await act(verb, grace.id, b.auth))).toBe('not_found')
    for (const id of [newId(), 'nonsense']) expect(await codeOf(await act('disable', id))).toBe('not_found')
    expect(await notesOf(b.app.app_id)).toEqual([])
  })
})

describe('keeping out', () => {
  test('[K1] all sign-ins end at once here, none begins, until they are enabled; again changes nothing', async () => {
    const sessions = [await signIn(grace), await signIn(grace)]
    const first = personShape.parse(await (await act('disable')).json())
    expect(first.disabled_at).not.toBeNull()
    const { results } = await env.KERNEL_DB.prepare('SELECT session_id FROM revocations WHERE app_id = ?').bind(a.app.app_id).all()
    expect(new Set(results.map(({ session_id }) => session_id))).toEqual(new Set(sessions.map(({ session }) => session)))
    for (const { session } of sessions) expect(await findSession(env.KERNEL_DB, session)).toBeNull()
    await expect(signIn(grace)).rejects.toThrow('can not sign in')
    expect(await (await act('disable')).json()).toEqual(first)
    expect(personShape.parse(await (await act('enable')).json()).disabled_at).toBeNull()
    expect((await act('enable')).status).toBe(200)
    await signIn(grace)
    expect((await notesOf(a.app.app_id)).map(({ action }) => action)).toEqual(['user.disabled', 'user.enabled'])
  })

  test('[F8] the same e-mail in another app goes on', async () => {
    const twin = await makeUser(b.app.app_id)
    await env.KERNEL_DB.prepare('UPDATE users SET email = ? WHERE user_id = ?').bind(grace.email, twin.id).run()
    await act('disable')
    expect((await users(`?email=${grace.email}`, b.auth)).data).toMatchObject([{ id: twin.id, disabled_at: null }])
  })
})

describe('ending sign-ins', () => {
  test('[K1] says how many were open, and the person can sign in again', async () => {
    await signIn(grace)
    await signIn(grace)
    expect(await (await act('end-sessions')).json()).toEqual({ ended: 2 })
    expect(await (await act('end-sessions')).json()).toEqual({ ended: 0 })
    await signIn(grace)
    const notes = await notesOf(a.app.app_id)
    expect(notes).toMatchObject([{ action: 'user.sessions_ended', actor: { kind: 'key', id: a.keyId }, object: { id: grace.id } }])
  })

  test('[§1] a repeated call with its Idempotency-Key ends nothing more', async () => {
    const headers = { 'Idempotency-Key': newId() }
    await signIn(grace)
    expect(await (await act('end-sessions', grace.id, a.auth, headers)).json()).toEqual({ ended: 1 })
    await signIn(grace)
    expect(await (await act('end-sessions', grace.id, a.auth, headers)).json()).toEqual({ ended: 1 })
    expect(await (await act('end-sessions')).json()).toEqual({ ended: 1 })
  })
})

describe('[§3] who may', () => {
  const under = (path: string) => `/v1/apps/${a.app.app_id}${path}`

  test('a key needs the scope identity, and its secret', async () => {
    const telemetry = await seedKey(a.app, ['telemetry', 'audit'])
    expect(await codeOf(await act('disable', grace.id, telemetry.auth))).toBe('insufficient_scope')
    expect(await codeOf(await act('disable', grace.id, { 'X-Prost-App-Key': a.key }))).toBe('invalid_credentials')
  })

  test('operators under the app’s path: moderators act, agents read, analysts neither', async () => {
    const [moderator, agent, analyst] = [
      (await signIn(await makeOperator({ [a.app.app_id]: 'moderator' }))).auth,
      (await signIn(await makeOperator({ [a.app.app_id]: 'agent' }))).auth,
      (await signIn(await makeOperator({ [a.app.app_id]: 'analyst' }))).auth,
    ]
    expect((await call('POST', under(`/users/${grace.id}/disable`), { auth: moderator })).status).toBe(200)
    expect((await call('GET', under(`/users/${grace.id}`), { auth: agent })).status).toBe(200)
    expect(await codeOf(await call('POST', under(`/users/${grace.id}/enable`), { auth: agent }))).toBe('insufficient_role')
    expect(await codeOf(await call('GET', under('/users'), { auth: analyst }))).toBe('insufficient_role')
    expect((await notesOf(a.app.app_id)).map(({ actor }) => actor.kind)).toEqual(['operator'])
  })

  test('an operator reaches no other app’s people by their id', async () => {
    const elsewhere = (await signIn(await makeOperator({ [b.app.app_id]: 'owner' }))).auth
    expect(await codeOf(await call('GET', `/v1/apps/${b.app.app_id}/users/${grace.id}`, { auth: elsewhere }))).toBe('not_found')
    expect(await codeOf(await call('POST', under(`/users/${grace.id}/disable`), { auth: elsewhere }))).toBe('not_found')
  })
})
