/** [B10] What moderators do takes effect in open rooms at once, ends by itself or when it is lifted, and survives whatever dies. */
import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { moderationActionId, newId } from '../../contract/ids.ts'
import { newActionInput, ownAction } from '../../contract/moderation.ts'
import { pageOf } from '../../contract/operation.ts'
import type { Session } from '../../contract/session.ts'
import { closeCodes } from '../../contract/socket.ts'
import { newAction } from '../../domain/moderation/action-rules.ts'
import { actionNote } from '../../domain/moderation/notes.ts'
import { runDueFollowUps } from '../../workers/gateway/apps/follow-ups.ts'
import { tellActionAtOnce } from '../../workers/shared/moderation/tell-action.ts'
import { viewOf } from '../../workers/realtime/person-view.ts'
import { ModerationActions } from '../../storage/kernel/moderation-actions.ts'
import { eventsOf } from '../support/app-events.ts'
import { act, codeOf, lift, operatorOf, serverOf } from '../support/moderators.ts'
import type { Moderator } from '../support/moderators.ts'
import { notesOf } from '../support/notes.ts'
import { enter, get, guest, knock, makeSession, post, told } from '../support/room-client.ts'
import type { Client, Guest } from '../support/room-client.ts'
import { personStub } from '../support/safety.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'

let app: SeededApp
let server: Moderator
let ann: Guest
let ben: Guest
let party: Session

beforeEach(async () => {
  app = await seedApp()
  server = serverOf(app)
  ;[ann, ben] = [await guest(app, 'Ann'), await guest(app, 'Ben')]
  party = await makeSession(ann)
})
afterEach(() => {
  vi.useRealTimers()
})

const inside = async (who: Guest): Promise<Client> => {
  const client = await enter(who, party.id)
  await client.until('welcome')
  return client
}

/** `ack`, or the code of the refusal. */
const says = async (client: Client, word: string): Promise<string> => {
  client.say({ t: 'chat.send', client_id: word, text: word })
  return Promise.race([
    client.until('chat.ack', ({ client_id }) => client_id === word).then(() => 'ack'),
    client.until('error', ({ client_id }) => client_id === word).then(({ code }) => code),
  ])
}

const anAction = () => moderationActionId.parse(newId())

const later = (ms: number): void => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms })
}

const kernelEnv = env as unknown as Parameters<typeof viewOf>[0] & Parameters<typeof runDueFollowUps>[0]

describe('[B10] in an open room:', () => {
  test('a mute takes the words, everyone is told, and it ends by itself', async () => {
    const [a, b] = [await inside(ann), await inside(ben)]
    const action = await act(server, ben, { kind: 'mute', duration_s: 5 })
    expect(await says(b, 'muted')).toBe('muted')
    expect(await a.until('moderation.mute')).toMatchObject({ user_id: ben.id, until: action.expires_at })
    // By the object's own alarm, which no clock of the test moves.
    const unmuted = expect.objectContaining({ t: 'moderation.unmute', user_id: ben.id })
    await vi.waitFor(() => expect(a.heard).toContainEqual(unmuted), { timeout: 25_000, interval: 50 })
    expect(await says(b, 'free')).toBe('ack')
    expect(await personStub(app.app, ben.id).view()).toMatchObject({ restrictions: [] })
  })

  test('a kick is out of that session and no other, until it is over', async () => {
    const b = await inside(ben)
    await act(server, ben, { kind: 'kick', session_id: party.id, duration_s: 60 })
    expect(await b.closed).toMatchObject({ code: closeCodes.refused })
    expect((await knock(ben, `/v1/rooms/${party.id}`)).status).toBe(403)
    const other = await makeSession(ann)
    expect((await knock(ben, `/v1/rooms/${other.id}`)).status).toBe(101)
    later(60_000)
    expect((await knock(ben, `/v1/rooms/${party.id}`)).status).toBe(101)
  })

  test('a ban is out of everything, until it is lifted', async () => {
    const b = await inside(ben)
    const action = await act(server, ben, { kind: 'ban' })
    expect(action.expires_at).toBeNull()
    expect(await b.closed).toMatchObject({ code: closeCodes.refused })
    expect(await codeOf(await knock(ben, `/v1/rooms/${party.id}`))).toBe('403 banned')
    expect(await codeOf(await post(ben, '/v1/sessions', { mode: 'party' }))).toBe('403 banned')
    expect(await lift(server, action)).toMatchObject({ id: action.id, lifted_by: null })
    expect((await knock(ben, `/v1/rooms/${party.id}`)).status).toBe(101)
  })

  test('a quarantine leaves the little that the mode says, and ends with its lift', async () => {
    const b = await inside(ben)
    const action = await act(server, ben, { kind: 'quarantine' })
    expect(await says(b, 'one')).toBe('quarantined')
    expect(await codeOf(await post(ben, '/v1/consents', { to_user_id: ann.id, purpose: 'private_call' }))).toBe('403 quarantined')
    await lift(server, action)
    expect(await says(b, 'two')).toBe('ack')
  })

  test('a warning is heard by the one it is for, once; who is away hears it on coming in', async () => {
    const [a, b] = [await inside(ann), await inside(ben)]
    const action = await act(server, ben, { kind: 'warn', appeal_note: 'Be kind.' })
    expect(await b.until('moderation.warn')).toMatchObject({ action_id: action.id, reason: 'harassment', note: 'Be kind.' })
    const found = await new ModerationActions(env.KERNEL_DB, app.app.app_id).find(action.id)
    if (found !== null) await tellActionAtOnce(kernelEnv, app.app, found, Date.now())
    expect(await says(b, 'after')).toBe('ack')
    expect([a, b].map(({ heard }) => heard.filter(({ t }) => t === 'moderation.warn').length)).toEqual([0, 1])
    const eve = await guest(app, 'Eve')
    await act(server, eve, { kind: 'warn' })
    await (await inside(eve)).until('moderation.warn')
  })
})

describe('[B10] whatever dies:', () => {
  test('a person’s object that was evicted keeps all of it', async () => {
    const b = await inside(ben)
    await act(server, ben, { kind: 'mute' })
    expect(await says(b, 'one')).toBe('muted')
    await evictDurableObject(personStub(app.app, ben.id))
    expect(await personStub(app.app, ben.id).view()).toMatchObject({ isLoaded: true, restrictions: [{ kind: 'mute' }] })
    b.say({ t: 'leave' })
    await b.closed
    expect(await says(await inside(ben), 'two')).toBe('muted')
  })

  test('what nobody could tell at once is told by the cron, and then is done', async () => {
    const b = await inside(ben)
    const actions = new ModerationActions(env.KERNEL_DB, app.app.app_id)
    const made = newAction(newActionInput.parse({ user_id: ben.id, kind: 'mute', reason: 'spam' }), {
      id: anAction(),
      by: null,
      now: Date.now(),
    })
    if (!made.ok) throw new Error(made.error.detail)
    await actions.take(made.value, [], actionNote(made.value, { actor: { kind: 'key', id: null }, requestId: null, now: Date.now() }))
    const away = { getByName: () => ({ act: () => Promise.reject(new Error('away')) }) }
    await tellActionAtOnce({ ...kernelEnv, PERSON: away }, app.app, made.value, Date.now())
    expect(await says(b, 'untold')).toBe('ack')
    await runDueFollowUps(kernelEnv, Date.now() + 11_000)
    expect(await says(b, 'told')).toBe('muted')
    const left = env.KERNEL_DB.prepare('SELECT count(*) AS n FROM app_follow_ups WHERE app_id = ?').bind(app.app.app_id)
    expect(await left.first('n')).toBe(0)
  })

  test('[PER8] an object that lost everything asks the kernel before its person gets in; while that is away nobody does', async () => {
    await act(server, ben, { kind: 'ban' })
    const stub = personStub(app.app, ben.id)
    await runInDurableObject(stub, (_instance, { storage }) => storage.sql.exec('DELETE FROM rows'))
    await evictDurableObject(stub)
    expect(await stub.view()).toMatchObject({ isLoaded: false, restrictions: [] })
    const broken = {
      prepare: () => {
        throw new Error('the kernel is away')
      },
    } as unknown as D1Database
    await expect(viewOf({ ...kernelEnv, KERNEL_DB: broken }, app.app.app_id, ben.id, Date.now())).rejects.toThrow('away')
    expect(await codeOf(await knock(ben, `/v1/rooms/${party.id}`))).toBe('403 banned')
    expect(await stub.view()).toMatchObject({ isLoaded: true, restrictions: [{ kind: 'ban' }] })
  })
})

test('[B10] every act is noted, with who did it; the app has it as an event, once', async () => {
  const moderator = await operatorOf(app, 'moderator')
  const action = await act(moderator, ben, { kind: 'mute', note: 'for us alone' })
  expect(action).toMatchObject({ by: moderator.id, kind: 'mute' })
  await lift(moderator, action)
  await lift(moderator, action)
  expect((await notesOf(app.app.app_id)).map(({ action: what, actor }) => [what, actor.kind, actor.id])).toEqual([
    ['person.muted', 'operator', moderator.id],
    ['moderation_action.lifted', 'operator', moderator.id],
  ])
  const heard = [await eventsOf(app, 'moderation_lifted', 1), await eventsOf(app, 'person_moderated', 1)]
  expect(heard.map((events) => events.map(({ actor_id }) => actor_id))).toEqual([[ben.id], [ben.id]])
  expect(JSON.stringify(heard)).not.toContain('for us alone')
})

test('[B10] a person sees what was done about them, and nobody who did it', async () => {
  const moderator = await operatorOf(app, 'moderator')
  await act(moderator, ben, { kind: 'mute', appeal_note: 'You can appeal.', note: 'for us alone' })
  const text = await (await get(ben, '/v1/moderation/mine')).text()
  expect(pageOf(ownAction).parse(JSON.parse(text)).data).toMatchObject([
    { kind: 'mute', appeal_note: 'You can appeal.', is_automatic: false },
  ])
  for (const hidden of [String(moderator.id), 'for us alone']) expect(text).not.toContain(hidden)
  expect(await told(await get(ann, '/v1/moderation/mine'), 200, pageOf(ownAction))).toEqual({ data: [], next_cursor: null })
})

test('[B10] what does not hang together is refused, and people of another app are not there', async () => {
  const stranger = await guest(await seedApp())
  const send = (json: object) => server.call('POST', '/moderation/actions', { reason: 'spam', ...json })
  expect(await codeOf(await send({ user_id: ben.id, kind: 'kick' }))).toBe('422 validation_failed')
  expect(await codeOf(await send({ user_id: stranger.id, kind: 'ban' }))).toBe('404 not_found')
  expect((await (await operatorOf(app, 'analyst')).call('GET', '/moderation/actions')).status).toBe(403)
})
