/** [B10] The queue, its reports and the appeals, through the public door: what moderators see and decide, and what they may not. */
import { beforeEach, describe, expect, test } from 'vitest'
import { appeal, ownAction, report, reviewedAppeal, reviewedReport } from '../../contract/moderation.ts'
import type { ModerationAction, ReviewedReport } from '../../contract/moderation.ts'
import { pageOf } from '../../contract/operation.ts'
import { appPolicies, defaultPolicies } from '../../contract/policy.ts'
import type { Role } from '../../contract/roles.ts'
import { act, codeOf, lift, operatorOf, serverOf } from '../support/moderators.ts'
import type { Moderator } from '../support/moderators.ts'
import { notesOf } from '../support/notes.ts'
import { get, guest, knock, makeSession, post, told } from '../support/room-client.ts'
import type { Guest } from '../support/room-client.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'

let app: SeededApp
let server: Moderator
let ann: Guest
let ben: Guest

beforeEach(async () => {
  app = await seedApp()
  server = serverOf(app)
  ;[ann, ben] = [await guest(app, 'Ann'), await guest(app, 'Ben')]
})

const reports = async (who: Guest, about: Guest, reason: string) =>
  told(await post(who, '/v1/reports', { user_id: about.id, reason }), 201, report)
const queue = async (by: Moderator, query = ''): Promise<ReviewedReport[]> =>
  (await told(await by.call('GET', `/moderation/reports${query}`), 200, pageOf(reviewedReport))).data

describe('[B10] the queue', () => {
  test('the gravest first, with who reported; settled by an action, it leaves', async () => {
    const moderator = await operatorOf(app, 'moderator')
    const [spam, grave] = [await reports(ann, ben, 'spam'), await reports(await guest(app), ben, 'minor_safety')]
    expect(await queue(moderator)).toMatchObject([
      { id: grave.id, severity: 'critical', open_about_user: 2 },
      { id: spam.id, severity: 'low', reporter_id: ann.id },
    ])
    const action = await act(moderator, ben, { kind: 'mute', report_ids: [grave.id] })
    expect(await queue(server)).toMatchObject([{ id: spam.id, open_about_user: 1 }])
    expect(await queue(server, '?state=actioned')).toMatchObject([{ id: grave.id, action_id: action.id }])
  })

  test('a report is dismissed and opened again; one that an action settled is not', async () => {
    const [one, other] = [await reports(ann, ben, 'spam'), await reports(await guest(app), ben, 'spam')]
    const decide = (id: string, state: string) => server.call('PATCH', `/moderation/reports/${id}`, { state })
    expect(await told(await decide(one.id, 'dismissed'), 200, reviewedReport)).toMatchObject({ state: 'dismissed' })
    expect(await told(await decide(one.id, 'open'), 200, reviewedReport)).toMatchObject({ state: 'open' })
    await act(server, ben, { kind: 'warn', report_ids: [other.id] })
    expect(await codeOf(await decide(other.id, 'dismissed'))).toBe('409 invalid_transition')
    expect((await notesOf(app.app.app_id)).map(({ action }) => action)).toEqual(['report.dismissed', 'report.reopened', 'person.warned'])
  })

  test('is for roles that moderate, and only of their app', async () => {
    await reports(ann, ben, 'spam')
    const role = async (of: Role) => (await (await operatorOf(app, of)).call('GET', '/moderation/reports')).status
    expect([await role('owner'), await role('admin'), await role('moderator'), await role('analyst'), await role('agent')]).toEqual([
      200, 200, 200, 403, 403,
    ])
    expect(await queue(serverOf(await seedApp()))).toEqual([])
  })
})

describe('[B10] an appeal', () => {
  const appealed = async (who: Guest, { id: action_id }: ModerationAction) =>
    told(await post(who, '/v1/appeals', { action_id, text: 'It was not me.' }), 201, appeal)
  const decide = (by: Moderator, id: string, state: string) =>
    by.call('POST', `/moderation/appeals/${id}/decide`, { state, answer: 'We looked.' })

  test('is once, by whom it is about, while it holds', async () => {
    const action = await act(server, ben, { kind: 'ban' })
    const send = (who: Guest, { id: action_id }: ModerationAction) => post(who, '/v1/appeals', { action_id, text: 'No.' })
    expect(await codeOf(await send(ann, action))).toBe('404 not_found')
    expect(await appealed(ben, action)).toMatchObject({ state: 'open', user_id: ben.id, answer: null })
    expect(await codeOf(await send(ben, action))).toBe('409 already_appealed')
    const over = await act(server, ben, { kind: 'mute' })
    await lift(server, over)
    expect(await codeOf(await send(ben, over))).toBe('409 invalid_transition')
  })

  test('is decided by somebody else, once; lifted, the person is in again at once, and told', async () => {
    const [first, second] = [await operatorOf(app, 'moderator'), await operatorOf(app, 'moderator')]
    const party = await makeSession(ann)
    const action = await act(first, ben, { kind: 'ban' })
    expect((await knock(ben, `/v1/rooms/${party.id}`)).status).toBe(403)
    const { id } = await appealed(ben, action)
    const open = await told(await first.call('GET', '/moderation/appeals'), 200, pageOf(reviewedAppeal))
    expect(open.data).toMatchObject([{ id, action: { id: action.id, by: first.id } }])
    expect(await codeOf(await decide(first, id, 'upheld'))).toBe('403 policy_denied')
    expect(await told(await decide(second, id, 'lifted'), 200, reviewedAppeal)).toMatchObject({
      state: 'lifted',
      decided_by: second.id,
      action: { lifted_by: second.id },
    })
    expect((await knock(ben, `/v1/rooms/${party.id}`)).status).toBe(101)
    expect(await codeOf(await decide(second, id, 'upheld'))).toBe('409 invalid_transition')
    const { data } = await told(await get(ben, '/v1/moderation/mine'), 200, pageOf(ownAction))
    expect(data).toMatchObject([{ id: action.id, appeal: { id, state: 'lifted' } }])
    expect(data[0]?.lifted_at).not.toBeNull()
  })

  test('an owner, and the app’s server, may decide on their own; upheld, it stands', async () => {
    const owner = await operatorOf(app, 'owner')
    for (const by of [owner, server]) {
      const action = await act(by, ben, { kind: 'ban' })
      const { id } = await appealed(ben, action)
      expect(await told(await decide(by, id, 'upheld'), 200, reviewedAppeal)).toMatchObject({ state: 'upheld', answer: 'We looked.' })
      expect(await codeOf(await post(ben, '/v1/sessions', { mode: 'party' }))).toBe('403 banned')
    }
  })
})

describe('[B10] what an app decides for its modes', () => {
  test('is read whole, holds from the next session on, and is noted', async () => {
    const admin = await operatorOf(app, 'admin')
    expect(await told(await admin.call('GET', '/policies'), 200, appPolicies)).toEqual(defaultPolicies)
    const decided = await told(await admin.call('PUT', '/policies', { modes: ['broadcast'] }), 200, appPolicies)
    expect(decided).toEqual({ ...defaultPolicies, modes: ['broadcast'] })
    expect(await told(await admin.call('GET', '/policies'), 200, appPolicies)).toEqual(decided)
    expect(await codeOf(await post(ann, '/v1/sessions', { mode: 'party' }))).toBe('403 policy_denied')
    expect((await notesOf(app.app.app_id)).map(({ action }) => action)).toEqual(['policies.changed'])
  })

  test('is for administrators to change, for moderators to read', async () => {
    const moderator = await operatorOf(app, 'moderator')
    expect((await moderator.call('GET', '/policies')).status).toBe(200)
    expect(await codeOf(await moderator.call('PUT', '/policies', {}))).toBe('403 insufficient_role')
    const admin = await operatorOf(app, 'admin')
    expect(await codeOf(await admin.call('PUT', '/policies', { modes: 'all' }))).toBe('422 validation_failed')
  })
})
