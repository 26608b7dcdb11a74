/** [B10] Reports through the public door: kept once, limited, with what was said, and in the end a quarantine that explains itself. */
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test } from 'vitest'
import { moderationActionId } from '../../contract/ids.ts'
import { ownAction, report } from '../../contract/moderation.ts'
import { pageOf } from '../../contract/operation.ts'
import { problem } from '../../contract/problem.ts'
import { ModerationActions } from '../../storage/kernel/moderation-actions.ts'
import { AppReports } from '../../storage/kernel/reports.ts'
import { eventsOf } from '../support/app-events.ts'
import { notesOf } from '../support/notes.ts'
import { enter, get, guest, makeSession, post, told } from '../support/room-client.ts'
import type { Guest } from '../support/room-client.ts'
import { guestOfAge } from '../support/safety.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call } from './gateway-harness.ts'

let app: SeededApp
let ann: Guest
let ben: Guest

beforeAll(async () => {
  app = await seedApp()
  ;[ann, ben] = [await guest(app, 'Ann'), await guest(app, 'Ben')]
})

const about = (who: Guest, subject: Pick<Guest, 'id'>, more: object = {}): Promise<Response> =>
  post(who, '/v1/reports', { user_id: subject.id, reason: 'harassment', ...more })

const stored = () => new AppReports(env.KERNEL_DB, app.app.app_id)
const problemOf = async (answer: Response) => ({ status: answer.status, code: problem.parse(await answer.json()).code })

test('[B10] the same reporter, person and session within the window is one report', async () => {
  const first = await told(await about(ann, ben, { note: 'Would not stop.' }), 201, report)
  expect(first).toMatchObject({ user_id: ben.id, session_id: null, reason: 'harassment' })
  expect(await told(await about(ann, ben, { reason: 'spam' }), 200, report)).toEqual(first)
  expect(await stored().find(first.id)).toMatchObject({ reporter_id: ann.id, note: 'Would not stop.', state: 'open', evidence: null })
})

test('[§1] with an Idempotency-Key the same again is the stored answer, and another body is 409', async () => {
  const [who, other] = [await guest(app), await guest(app)]
  const send = (subject: Guest) =>
    call('POST', '/v1/reports', { auth: who.auth, headers: { 'Idempotency-Key': 'k1' }, json: { user_id: subject.id, reason: 'spam' } })
  const first = await told(await send(ben), 201, report)
  expect(await told(await send(ben), 201, report)).toEqual(first)
  expect(await problemOf(await send(other))).toEqual({ status: 409, code: 'idempotency_conflict' })
})

describe('[B10] what was said is kept with the report', () => {
  test('also when it is deleted later; the words of somebody else are no evidence', async () => {
    const party = await makeSession(ann)
    const [a, b] = [await enter(ann, party.id), await enter(ben, party.id)]
    b.say({ t: 'chat.send', client_id: 'bad', text: 'something bad' })
    a.say({ t: 'chat.send', client_id: 'mine', text: 'my own words' })
    const [bad, mine] = [
      await a.until('chat.message', ({ client_id }) => client_id === 'bad'),
      await a.until('chat.message', ({ client_id }) => client_id === 'mine'),
    ]
    const made = await told(await about(ann, ben, { session_id: party.id, message_id: bad.id }), 201, report)
    expect(await stored().find(made.id)).toMatchObject({ evidence: { text: 'something bad', at: bad.at }, message_id: bad.id })
    const eve = await guest(app, 'Eve')
    const other = await told(await about(eve, ben, { session_id: party.id, message_id: mine.id }), 201, report)
    expect(await stored().find(other.id)).toMatchObject({ evidence: null })
  })

  test('a private session is not there for others, nor is one that never was', async () => {
    const own = await makeSession(ben, { audience: 'private' })
    expect(await problemOf(await about(ann, ben, { session_id: own.id }))).toEqual({ status: 404, code: 'not_found' })
    const nowhere = moderationActionId.parse('01939b7e-0000-7000-8000-00000000dead')
    expect(await problemOf(await about(ann, ben, { session_id: nowhere }))).toEqual({ status: 404, code: 'not_found' })
  })
})

test('[B10] nobody reports themselves, which is a fact; people of another app are not there', async () => {
  const loner = await guest(app)
  expect(await problemOf(await about(loner, loner))).toEqual({ status: 403, code: 'policy_denied' })
  const denials = await eventsOf(app, 'policy_denied', 1)
  expect(denials).toMatchObject([{ actor_id: loner.id, data: { action: 'report.create', rule: 'not_oneself' } }])
  const stranger = await guest(await seedApp())
  expect(await problemOf(await about(ann, stranger))).toEqual({ status: 404, code: 'not_found' })
})

test('[B10] reports are limited by tier: 429 with Retry-After', async () => {
  const [fresh, old] = [await guest(app), await guestOfAge(app, 40)]
  const send = async (who: Guest, times: number): Promise<Response[]> => {
    const answers: Response[] = []
    for (let i = 0; i < times; i++) answers.push(await about(who, ben))
    return answers
  }
  const statuses = (answers: readonly Response[]) => answers.map(({ status }) => status)
  const answers = await send(fresh, 6)
  expect(statuses(answers)).toEqual([201, 200, 200, 200, 200, 429])
  expect(Number(answers.at(-1)?.headers.get('Retry-After'))).toBeGreaterThan(0)
  expect(statuses(await send(old, 6))).toEqual([201, 200, 200, 200, 200, 200])
})

describe('[B10] enough people put somebody into quarantine', () => {
  test('at once, also in the room they are in; it explains itself, is noted once', async () => {
    const [bad, host] = [await guest(app, 'Bad'), await guest(app, 'Host')]
    const crowd = [await guestOfAge(app, 2), await guestOfAge(app, 2), await guestOfAge(app, 2)]
    const party = await makeSession(host)
    const client = await enter(bad, party.id)
    client.say({ t: 'chat.send', client_id: '1', text: 'still here' })
    await client.until('chat.ack')
    for (const who of crowd.slice(0, 2)) expect((await about(who, bad, { reason: 'hate' })).status).toBe(201)
    client.say({ t: 'chat.send', client_id: '2', text: 'and still' })
    await client.until('chat.ack', ({ client_id }) => client_id === '2')
    await told(await about(crowd[2] ?? host, bad, { reason: 'violence' }), 201, report)
    client.say({ t: 'chat.send', client_id: '3', text: 'and now?' })
    expect((await client.until('error')).code).toBe('quarantined')
    expect(await problemOf(await post(bad, '/v1/consents', { to_user_id: host.id, purpose: 'private_call' }))).toMatchObject({
      code: 'quarantined',
    })
    // The person may know why, and not from whom.
    const own = await (await get(bad, '/v1/moderation/mine')).text()
    for (const who of crowd) expect(own).not.toContain(who.id)
    const { data } = pageOf(ownAction).parse(JSON.parse(own))
    expect(data).toMatchObject([{ kind: 'quarantine', is_automatic: true, reason: 'violence', appeal: null }])
    const id = data[0]?.id ?? moderationActionId.parse('')
    const kept = await new ModerationActions(env.KERNEL_DB, app.app.app_id).find(id)
    expect(kept?.explanation).toMatchObject({ rule: 'repeated_reports', reporters: 3, min_reporters: 3, min_weight: 6 })
    const notes = (await notesOf(app.app.app_id)).filter(({ action }) => action === 'person.quarantined')
    expect(notes).toMatchObject([{ outcome: 'decided', object: { kind: 'user', id: bad.id }, actor: { kind: 'system' } }])
    expect(JSON.stringify(notes)).not.toContain(crowd[0]?.id)
  })

  test('the one who is quarantined, or banned, can still report and block', async () => {
    const [bad, host] = [await guest(app), await guest(app)]
    for (let i = 0; i < 3; i++) await about(await guestOfAge(app, 2), bad, { reason: 'violence' })
    expect(await problemOf(await post(bad, '/v1/consents', { to_user_id: host.id, purpose: 'private_call' }))).toMatchObject({
      code: 'quarantined',
    })
    expect((await about(bad, host)).status).toBe(201)
    expect((await call('PUT', `/v1/blocks/${host.id}`, { auth: bad.auth })).status).toBe(200)
  })
})
