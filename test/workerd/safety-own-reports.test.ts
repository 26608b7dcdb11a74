/** [B10] What a reporter does about a report later, through the public door: says more of it, or takes it back. */
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { newId } from '../../contract/ids.ts'
import { report, reviewedReport } from '../../contract/moderation.ts'
import type { Report, ReportState, ReviewedReport } from '../../contract/moderation.ts'
import { pageOf } from '../../contract/operation.ts'
import { AppReports } from '../../storage/kernel/reports.ts'
import { act, codeOf, serverOf } from '../support/moderators.ts'
import { notesOf } from '../support/notes.ts'
import { enter, guest, makeSession, post, told } from '../support/room-client.ts'
import type { Guest } from '../support/room-client.ts'
import { guestOfAge } from '../support/safety.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call } from './gateway-harness.ts'

let app: SeededApp
let ann: Guest
let ben: Guest

beforeEach(async () => {
  app = await seedApp()
  ;[ann, ben] = [await guestOfAge(app, 2, 'Ann'), await guest(app, 'Ben')]
})

const made = async (who: Guest, more: object = {}): Promise<Report> =>
  told(await post(who, '/v1/reports', { user_id: ben.id, reason: 'other', ...more }), 201, report)
type Named = Pick<Report, 'id'>
const change = (who: Guest, { id }: Named, json: object): Promise<Response> => call('PATCH', `/v1/reports/${id}`, { auth: who.auth, json })
const takeBack = (who: Guest, { id }: Named): Promise<Response> => call('DELETE', `/v1/reports/${id}`, { auth: who.auth })

const queue = async (state: ReportState = 'open'): Promise<ReviewedReport[]> =>
  (await told(await serverOf(app).call('GET', `/moderation/reports?state=${state}`), 200, pageOf(reviewedReport))).data

/** Whether the platform has put Ben into quarantine. */
const isHeld = async (): Promise<boolean> => {
  const answer = await post(ben, '/v1/consents', { to_user_id: ann.id, purpose: 'private_call' })
  return !answer.ok && (await codeOf(answer)) === '403 quarantined'
}
const crowd = (size: number): Promise<Guest[]> => Promise.all(Array.from({ length: size }, () => guestOfAge(app, 2)))

describe('[B10] saying more of a report', () => {
  test('is what moderators see, and where it stands in their queue; what is left out stays', async () => {
    const { id: session_id } = await makeSession(ben)
    const [own, other] = [await made(ann, { session_id, note: 'First words' }), await made(await guest(app), { reason: 'harassment' })]
    expect((await queue()).map(({ id }) => id)).toEqual([other.id, own.id])
    expect(await told(await change(ann, own, { reason: 'hate' }), 200, report)).toEqual({ ...own, reason: 'hate' })
    expect(await queue()).toMatchObject([
      { id: own.id, reason: 'hate', severity: 'high', note: 'First words', session_id, reporter_id: ann.id, user_id: ben.id },
      { id: other.id },
    ])
    await told(await change(ann, own, { note: 'And would not stop.' }), 200, report)
    await told(await change(ann, own, {}), 200, report)
    expect((await queue())[0]).toMatchObject({ reason: 'hate', note: 'And would not stop.' })
  })

  test('is for its reporter alone: for anybody else, here or in another app, there is no such report', async () => {
    const own = await made(ann)
    const stranger = await guestOfAge(await seedApp(), 2)
    for (const who of [ben, await guest(app), stranger])
      expect([await codeOf(await change(who, own, { reason: 'hate' })), await codeOf(await takeBack(who, own))]).toEqual([
        '404 not_found',
        '404 not_found',
      ])
    expect(await codeOf(await change(ann, { id: newId() as Report['id'] }, { reason: 'hate' }))).toBe('404 not_found')
    expect(await codeOf(await call('PATCH', '/v1/reports/nonsense', { auth: ann.auth, json: {} }))).toBe('404 not_found')
    expect(await queue()).toMatchObject([{ id: own.id, reason: 'other', state: 'open' }])
  })

  test('takes the reasons there are, and no more than a note’s length; not whom it is about', async () => {
    const own = await made(ann)
    for (const wrong of [{ reason: 'rude' }, { note: 'x'.repeat(1_001) }, { user_id: ann.id }, { state: 'withdrawn' }])
      expect(await codeOf(await change(ann, own, wrong))).toBe('422 validation_failed')
  })

  test('puts the other into quarantine when it is enough now: at once, also in a room, and noted once', async () => {
    const party = await makeSession(ann)
    const client = await enter(ben, party.id)
    const [a, b, c] = await crowd(3)
    if (a === undefined || b === undefined || c === undefined) throw new Error('nobody came')
    const reports = [await made(a), await made(b), await made(c)]
    client.say({ t: 'chat.send', client_id: '1', text: 'still here' })
    await client.until('chat.ack')
    const [first] = reports
    if (first === undefined) throw new Error('nothing was reported')
    await told(await change(a, first, { reason: 'violence' }), 200, report)
    client.say({ t: 'chat.send', client_id: '2', text: 'and now?' })
    expect((await client.until('error')).code).toBe('quarantined')
    const notes = (await notesOf(app.app.app_id)).filter(({ action }) => action === 'person.quarantined')
    expect(notes).toMatchObject([{ outcome: 'decided', data: { reason: 'violence', explanation: { reporters: 3, weight: 7 } } }])
    // What the platform did is for moderators to end.
    await told(await takeBack(a, first), 200, report)
    expect(await isHeld()).toBe(true)
  })

  test('weighs half by whom the platform restricts; who is restricted may still say it', async () => {
    const own = await made(ann)
    await act(serverOf(app), ann, { kind: 'ban' })
    await told(await change(ann, own, { reason: 'violence' }), 200, report)
    expect(await new AppReports(env.KERNEL_DB, app.app.app_id).about(ben.id, 0)).toMatchObject([{ reason: 'violence', weight: 2.5 }])
  })

  test('has a limit of its own: it uses up nothing of reporting', async () => {
    const fresh = await guest(app)
    const own = await made(fresh)
    const statuses: number[] = []
    for (let i = 0; i < 11; i++) statuses.push((await change(fresh, own, { note: `${i}` })).status)
    expect(statuses).toEqual([...Array<number>(10).fill(200), 429])
    expect((await post(fresh, '/v1/reports', { user_id: ann.id, reason: 'spam' })).status).toBe(201)
  })

  test('[§1] with an Idempotency-Key the same again is the stored answer', async () => {
    const own = await made(ann)
    const send = (json: object) => call('PATCH', `/v1/reports/${own.id}`, { auth: ann.auth, headers: { 'Idempotency-Key': 'k1' }, json })
    const first = await told(await send({ reason: 'spam' }), 200, report)
    await told(await change(ann, own, { reason: 'hate' }), 200, report)
    expect(await told(await send({ reason: 'spam' }), 200, report)).toEqual(first)
    expect(await queue()).toMatchObject([{ reason: 'hate' }])
    expect(await codeOf(await send({ reason: 'violence' }))).toBe('409 idempotency_conflict')
  })
})

describe('[B10] taking a report back', () => {
  test('it leaves the queue, moderators find it, nobody opens it again, and it is noted without who', async () => {
    const [own, other] = [await made(ann), await made(await guest(app))]
    expect(await told(await takeBack(ann, own), 200, report)).toEqual(own)
    expect(await queue()).toMatchObject([{ id: other.id, open_about_user: 1 }])
    expect(await queue('withdrawn')).toMatchObject([{ id: own.id, state: 'withdrawn', reporter_id: ann.id, action_id: null }])
    for (const state of ['open', 'dismissed'])
      expect(await codeOf(await serverOf(app).call('PATCH', `/moderation/reports/${own.id}`, { state }))).toBe('409 invalid_transition')
    await act(serverOf(app), ben, { kind: 'warn', report_ids: [own.id] })
    expect(await queue('withdrawn')).toMatchObject([{ id: own.id, action_id: null }])
    // Again it changes nothing.
    await told(await takeBack(ann, own), 200, report)
    const notes = (await notesOf(app.app.app_id)).filter(({ action }) => action === 'report.withdrawn')
    expect(notes).toMatchObject([{ object: { kind: 'report', id: own.id }, actor: { kind: 'user', id: null } }])
    expect(JSON.stringify(notes)).not.toContain(ann.id)
  })

  test('it counts towards nothing: not towards a quarantine either', async () => {
    const [a, b, c, d] = await crowd(4)
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('nobody came')
    const slip = await made(a, { reason: 'violence' })
    await made(b, { reason: 'violence' })
    await told(await takeBack(a, slip), 200, report)
    await made(c, { reason: 'violence' })
    expect(await isHeld()).toBe(false)
    await made(d, { reason: 'violence' })
    expect(await isHeld()).toBe(true)
  })

  test('the same can be reported anew in the same session: another report, which is one again', async () => {
    const { id: session_id } = await makeSession(ben)
    const slip = await made(ann, { session_id })
    const again = { user_id: ben.id, session_id, reason: 'hate' }
    expect((await told(await post(ann, '/v1/reports', again), 200, report)).id).toBe(slip.id)
    await told(await takeBack(ann, slip), 200, report)
    const anew = await told(await post(ann, '/v1/reports', again), 201, report)
    expect(anew).toMatchObject({ session_id, reason: 'hate' })
    expect(anew.id).not.toBe(slip.id)
    expect((await told(await post(ann, '/v1/reports', again), 200, report)).id).toBe(anew.id)
    expect((await queue()).map(({ id }) => id)).toEqual([anew.id])
  })
})

test('[B10] neither, once moderators have settled it, or it was taken back', async () => {
  const [dismissed, settled, withdrawn] = [await guest(app), await guest(app), await guest(app)]
  const reports = [await made(dismissed), await made(settled), await made(withdrawn)] as const
  await serverOf(app).call('PATCH', `/moderation/reports/${reports[0].id}`, { state: 'dismissed' })
  await act(serverOf(app), ben, { kind: 'warn', report_ids: [reports[1].id] })
  await takeBack(withdrawn, reports[2])
  expect(await codeOf(await change(dismissed, reports[0], { reason: 'hate' }))).toBe('409 invalid_transition')
  expect(await codeOf(await takeBack(dismissed, reports[0]))).toBe('409 invalid_transition')
  expect(await codeOf(await change(settled, reports[1], { reason: 'hate' }))).toBe('409 invalid_transition')
  expect(await codeOf(await takeBack(settled, reports[1]))).toBe('409 invalid_transition')
  expect(await codeOf(await change(withdrawn, reports[2], { reason: 'hate' }))).toBe('409 invalid_transition')
  for (const state of ['dismissed', 'actioned', 'withdrawn'] as const) expect(await queue(state)).toMatchObject([{ reason: 'other' }])
})
