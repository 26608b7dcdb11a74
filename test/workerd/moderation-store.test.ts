/** Reports, actions and appeals as the kernel keeps them. [B10] */
import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { newAuditNote } from '../../contract/audit.ts'
import type { AuditNote } from '../../contract/audit.ts'
import { appealId, moderationActionId, newId, reportId, userId } from '../../contract/ids.ts'
import type { AppId, UserId } from '../../contract/ids.ts'
import { moderationAction, newActionInput, reportInput, reviewedReport } from '../../contract/moderation.ts'
import type { ReportReason } from '../../contract/moderation.ts'
import { defaultPolicies } from '../../contract/policy.ts'
import { newAction, restrictionsInForce } from '../../domain/moderation/action-rules.ts'
import type { ActionRecord } from '../../domain/moderation/action-rules.ts'
import { submitReport } from '../../domain/moderation/submit-report.ts'
import type { TakenReport } from '../../domain/moderation/submit-report.ts'
import { actionView, ownActionView } from '../../domain/moderation/views.ts'
import { dueFollowUps } from '../../storage/kernel/follow-ups.ts'
import { ModerationActions } from '../../storage/kernel/moderation-actions.ts'
import { Appeals } from '../../storage/kernel/moderation-appeals.ts'
import { reportKeeper } from '../../storage/kernel/report-keeper.ts'
import { AppReports } from '../../storage/kernel/reports.ts'
import { notesOf } from '../support/notes.ts'
import { seedApp } from '../support/seed.ts'

const db = env.KERNEL_DB
const now = 1_795_000_000_000
const day = 86_400_000
const someone = (): UserId => userId.parse(newId())

let app: AppId
let neighbour: AppId
let subject: UserId
const [ada, bob] = [someone(), someone()]

beforeAll(async () => {
  neighbour = (await seedApp()).app.app_id
})
beforeEach(async () => {
  app = (await seedApp()).app.app_id
  subject = someone()
})

const note = (action: string): AuditNote => newAuditNote({ at: now, actor: { kind: 'operator', id: ada }, action })
const actionsNoted = async (of = app): Promise<string[]> => (await notesOf(of)).map(({ action }) => action)

const submit = (reporter: UserId, more: object = {}, at = now, of = app): Promise<TakenReport> =>
  submitReport(
    reportKeeper(db, of, () => note('moderation.quarantined')),
    reportInput.parse({ user_id: subject, reason: 'hate', ...more }),
    {
      reporter: { id: reporter, tier: 'member', isRestricted: false },
      evidence: null,
      policy: defaultPolicies.reports,
      ids: { report: reportId.parse(newId()), action: moderationActionId.parse(newId()) },
      now: at,
    },
  )

const made = (input: object, at = now): ActionRecord => {
  const action = newAction(newActionInput.parse({ user_id: subject, reason: 'harassment', ...input }), {
    id: moderationActionId.parse(newId()),
    by: ada,
    now: at,
  })
  if (!action.ok) throw new Error(action.error.detail)
  return action.value
}
const take = async (input: object, reports: readonly TakenReport[] = [], at = now): Promise<ActionRecord> => {
  const action = made(input, at)
  await new ModerationActions(db, app).take(
    action,
    reports.map(({ report }) => report.id),
    note('moderation.acted'),
  )
  return action
}

describe('reports', () => {
  test('[B10] one of a reporter, subject and session within the window, also when sent many times at once', async () => {
    const reporter = someone()
    const taken = await Promise.all(Array.from({ length: 5 }, () => submit(reporter)))
    expect(taken.filter(({ isNew }) => isNew)).toHaveLength(1)
    expect(new Set(taken.map(({ report }) => report.id)).size).toBe(1)
    const session = newId()
    expect([(await submit(reporter, { session_id: session })).isNew, (await submit(reporter, { session_id: session })).isNew]).toEqual([
      true,
      false,
    ])
    expect((await submit(reporter, {}, now + day)).isNew).toBe(true)
    expect((await submit(someone())).isNew).toBe(true)
  })

  test('[B10] enough people lay one quarantine, also when they report at once; it explains itself and is noted once', async () => {
    const taken = await Promise.all(Array.from({ length: 6 }, () => submit(someone(), { reason: 'violence' })))
    const laid = taken.flatMap(({ quarantine }) => quarantine ?? [])
    expect(laid).toHaveLength(1)
    const held = await new ModerationActions(db, app).inForce(subject, now)
    expect(held).toEqual(laid)
    expect(held[0]).toMatchObject({
      kind: 'quarantine',
      by: null,
      expiresAt: now + day,
      explanation: { rule: 'repeated_reports', min_reporters: 3 },
    })
    expect(await actionsNoted()).toEqual(['moderation.quarantined'])
  })

  test('[B10] who is banned is not put into quarantine too; after its end they are', async () => {
    await take({ kind: 'ban', duration_s: 60 })
    const early = [await submit(someone()), await submit(someone()), await submit(someone())]
    expect(early.map(({ quarantine }) => quarantine)).toEqual([null, null, null])
    expect((await submit(someone(), {}, now + 60_000)).quarantine).not.toBeNull()
  })

  test('[B10] after a moderator lifted it, only what is new counts', async () => {
    const laid = [await submit(someone()), await submit(someone()), await submit(someone())].flatMap(({ quarantine }) => quarantine ?? [])
    await new ModerationActions(db, app).lift(laid[0]?.id ?? moderationActionId.parse(newId()), {
      by: ada,
      now: now + 1,
      note: note('moderation.lifted'),
    })
    expect((await submit(someone(), {}, now + 2)).quarantine).toBeNull()
    expect((await submit(someone(), {}, now + 3)).quarantine).toBeNull()
    expect((await submit(someone(), {}, now + 4)).quarantine).not.toBeNull()
  })

  test('[B10] the queue: gravest first, then oldest, in pages, and each says how many there are about the person', async () => {
    const reasons: readonly ReportReason[] = ['spam', 'violence', 'hate', 'minor_safety', 'other', 'harassment', 'self_harm']
    for (const [i, reason] of reasons.entries()) await submit(someone(), { reason, user_id: someone() }, now + i)
    await submit(someone(), { reason: 'spam' }, now + 10)
    await submit(someone(), { reason: 'harassment', note: 'In own words' }, now + 11)
    const reports = new AppReports(db, app)
    const seen: string[] = []
    let cursor: string | undefined
    for (let pages = 0; pages < 10; pages += 1) {
      const page = await reports.queue('open', { limit: 2, ...(cursor === undefined ? {} : { cursor }) })
      if (page === null) throw new Error('its own cursor was refused')
      seen.push(...page.data.map(({ reason, open_about_user }) => `${reason} ${open_about_user}`))
      if (page.next_cursor === null) break
      cursor = page.next_cursor
    }
    expect(seen).toEqual([
      'violence 1',
      'minor_safety 1',
      'hate 1',
      'self_harm 1',
      'harassment 1',
      'harassment 2',
      'spam 1',
      'other 1',
      'spam 2',
    ])
    expect(await reports.queue('open', { limit: 2, cursor: 'nonsense' })).toBeNull()
  })

  test('[B10] a moderator sees all of a report; dismissing takes it out of the queue and out of the count', async () => {
    const { report } = await submit(someone(), { note: 'In own words', session_id: newId(), message_id: newId() })
    const reports = new AppReports(db, app)
    const found = reviewedReport.parse(await reports.find(report.id))
    expect(found).toMatchObject({ note: 'In own words', severity: 'high', state: 'open', open_about_user: 1, reporter_id: report.reporter })
    expect(await reports.decide(report.id, 'dismissed', note('report.dismissed'))).toMatchObject({ state: 'dismissed', open_about_user: 0 })
    await reports.decide(report.id, 'dismissed', note('report.dismissed'))
    expect(await actionsNoted()).toEqual(['report.dismissed'])
    const more = [await submit(someone()), await submit(someone())]
    expect(more.map(({ quarantine }) => quarantine)).toEqual([null, null])
    expect((await reports.queue('open', { limit: 50 }))?.data).toHaveLength(2)
    expect((await reports.queue('dismissed', { limit: 50 }))?.data).toHaveLength(1)
  })
})

describe('what its reporter does about a report', () => {
  const words = { said: { reason: 'violence', weight: 5 }, note: null } as const

  test('[B10] of two at once, a moderator and the reporter, one has the last word: what is settled stays as it was said', async () => {
    const reporter = someone()
    const { report } = await submit(reporter, { reason: 'spam' })
    const reports = new AppReports(db, app)
    const [dismissed, reworded, withdrawn] = await Promise.all([
      reports.decide(report.id, 'dismissed', note('report.dismissed')),
      reports.reword(report.id, reporter, words),
      reports.withdraw(report.id, reporter, note('report.withdrawn')),
    ])
    const found = await reports.find(report.id)
    expect(['dismissed', 'withdrawn']).toContain(found?.state)
    expect(dismissed?.state === 'dismissed' && withdrawn?.state === 'withdrawn').toBe(false)
    expect(found?.reason).toBe(reworded?.state === 'open' ? 'violence' : 'spam')
    expect(await actionsNoted()).toEqual([`report.${found?.state}`])
  })

  test('[B10] nobody else reaches it, whatever their door let through', async () => {
    const reporter = someone()
    const { report } = await submit(reporter)
    const reports = new AppReports(db, app)
    for (const other of [someone(), subject]) {
      expect(await reports.own(report.id, other)).toBeNull()
      expect(await reports.reword(report.id, other, words)).toBeNull()
      expect(await reports.withdraw(report.id, other, note('report.withdrawn'))).toBeNull()
    }
    expect(await reports.own(report.id, reporter)).toEqual({ report, state: 'open' })
    expect(await actionsNoted()).toEqual([])
  })

  test('[B10] who sends again what they took back elsewhere has that report again, and not another', async () => {
    const reporter = someone()
    const { report } = await submit(reporter)
    const reports = new AppReports(db, app)
    await reports.withdraw(report.id, reporter, note('report.withdrawn'))
    expect(await reports.keep(report, now - day)).toEqual({ report, isNew: true })
    expect(await reports.own(report.id, reporter)).toMatchObject({ state: 'withdrawn' })
    const anew = await submit(reporter, {}, now + 1)
    expect(anew.isNew).toBe(true)
    expect((await reports.keep(report, now - day)).report.id).toBe(report.id)
  })
})

describe('actions', () => {
  test('[B10] one settles the open reports that it names, about the same person alone', async () => {
    const mine = [await submit(someone()), await submit(someone())]
    const aside = await submit(someone(), { user_id: someone() })
    const action = await take({ kind: 'mute', appeal_note: 'Be kind', note: 'third time' }, [...mine, aside])
    const states = await Promise.all([...mine, aside].map(async ({ report }) => new AppReports(db, app).find(report.id)))
    expect(states.map((found) => [found?.state, found?.action_id])).toEqual([
      ['actioned', action.id],
      ['actioned', action.id],
      ['open', null],
    ])
    expect(
      await new AppReports(db, app).decide(mine[0]?.report.id ?? reportId.parse(newId()), 'open', note('report.opened')),
    ).toMatchObject({ state: 'actioned' })
    expect(await new ModerationActions(db, app).find(action.id)).toEqual(action)
    expect(moderationAction.parse(actionView(action))).toMatchObject({ by: ada, note: 'third time', appeal_note: 'Be kind' })
    expect(await actionsNoted()).toEqual(['moderation.acted'])
  })

  test('[B10] what holds a person: neither warnings, nor what ended, nor what was lifted', async () => {
    await take({ kind: 'warn' })
    await take({ kind: 'mute', duration_s: 60 })
    const ban = await take({ kind: 'ban' })
    const kick = await take({ kind: 'kick', session_id: newId() })
    const actions = new ModerationActions(db, app)
    const kindsAt = async (at: number): Promise<string[]> =>
      restrictionsInForce(await actions.inForce(subject, at), at).map(({ kind }) => kind)
    expect(await kindsAt(now)).toEqual(['mute', 'ban', 'kick'])
    expect(await kindsAt(now + 60_000)).toEqual(['ban', 'kick'])
    expect(await actions.lift(ban.id, { by: bob, now: now + 1, note: note('moderation.lifted') })).toMatchObject({
      liftedAt: now + 1,
      liftedBy: bob,
    })
    expect(await actions.lift(ban.id, { by: ada, now: now + 2, note: note('moderation.lifted') })).toMatchObject({
      liftedAt: now + 1,
      liftedBy: bob,
    })
    expect(await kindsAt(now + 60_000)).toEqual([kick.kind])
    expect((await actionsNoted()).filter((action) => action === 'moderation.lifted')).toHaveLength(1)
  })

  test('[B10] lists: of everyone and of one person, latest first', async () => {
    const first = await take({ kind: 'mute' })
    const second = await take({ kind: 'ban' }, [], now + 1)
    const other = await take({ kind: 'warn', user_id: someone() }, [], now + 2)
    const actions = new ModerationActions(db, app)
    expect((await actions.list(undefined, { limit: 50 }))?.data.map(({ id }) => id)).toEqual([other.id, second.id, first.id])
    const page = await actions.list(subject, { limit: 1 })
    expect(page?.data.map(({ id }) => id)).toEqual([second.id])
    expect((await actions.list(subject, { limit: 1, cursor: page?.next_cursor ?? '' }))?.data.map(({ id }) => id)).toEqual([first.id])
    expect((await actions.records(subject, { limit: 50 }))?.data).toEqual([second, first])
  })
})

test('[B10] whatever dies, the person’s object is to be told: of the action, and of its end', async () => {
  const waiting = async () =>
    (await dueFollowUps(db, now + day, 100)).filter(({ app_id, kind }) => app_id === app && kind === 'tell_action')
  const ban = await take({ kind: 'ban' })
  expect(await waiting()).toMatchObject([{ subject: ban.id, since: now }])
  const actions = new ModerationActions(db, app)
  await actions.lift(ban.id, { by: null, now: now + 5, note: note('moderation.lifted') })
  expect(await waiting()).toMatchObject([{ subject: ban.id, since: now + 5 }])
  await actions.lift(ban.id, { by: ada, now: now + 9, note: note('moderation.lifted') })
  expect(await waiting()).toMatchObject([{ subject: ban.id, since: now + 5 }])
})

describe('appeals', () => {
  const appealing = (action: ActionRecord, user = subject) =>
    new Appeals(db, app).open(
      { id: appealId.parse(newId()), action: action.id, user, text: 'It was not me.' },
      { now, note: note('appeal.opened') },
    )
  const decide = (appeal: Parameters<Appeals['decide']>[0], state: 'upheld' | 'lifted', by = bob) =>
    new Appeals(db, app).decide(appeal, { state, answer: 'We looked.' }, { by, now: now + 1, note: note('appeal.decided') })

  test('[B10] one an action, by its person alone', async () => {
    const ban = await take({ kind: 'ban' })
    expect(await appealing(ban, someone())).toBeNull()
    const appeal = await appealing(ban)
    expect(appeal).toMatchObject({ action_id: ban.id, user_id: subject, state: 'open', answer: null })
    expect(await appealing(ban)).toBeNull()
    expect(await actionsNoted()).toEqual(['moderation.acted', 'appeal.opened'])
    expect(ownActionView(ban, appeal)).not.toHaveProperty('by')
    expect(JSON.stringify(ownActionView(ban, appeal))).not.toContain(ada)
  })

  test('[B10] lifted: the action ends in the same write; of two who decide at once one does', async () => {
    const ban = await take({ kind: 'ban' })
    const appeal = await appealing(ban)
    if (appeal === null) throw new Error('the appeal was refused')
    const decided = await Promise.all([decide(appeal, 'lifted'), decide(appeal, 'upheld', someone())])
    const [kept] = decided.flatMap((each) => each ?? [])
    expect(decided.filter((each) => each !== null)).toHaveLength(1)
    expect(await new Appeals(db, app).find(appeal.id)).toEqual(kept)
    const action = await new ModerationActions(db, app).find(ban.id)
    expect(action?.liftedAt).toBe(kept?.state === 'lifted' ? now + 1 : null)
    expect(await actionsNoted()).toEqual(['moderation.acted', 'appeal.opened', 'appeal.decided'])
  })

  test('[B10] upheld: the action stands', async () => {
    const ban = await take({ kind: 'ban' })
    const appeal = await appealing(ban)
    if (appeal === null) throw new Error('the appeal was refused')
    expect(await decide(appeal, 'upheld')).toMatchObject({ state: 'upheld', answer: 'We looked.', decided_by: bob })
    expect(await decide(appeal, 'lifted')).toBeNull()
    expect(await new ModerationActions(db, app).find(ban.id)).toMatchObject({ liftedAt: null })
    expect(await new Appeals(db, app).against([ban.id])).toHaveLength(1)
    expect((await new Appeals(db, app).list('upheld', { limit: 50 }))?.data).toHaveLength(1)
    expect((await new Appeals(db, app).list('open', { limit: 50 }))?.data).toEqual([])
  })
})

test('[K2] nothing of another app is there: not to read, not to count, not to change', async () => {
  const reporter = someone()
  const { report } = await submit(reporter)
  const ban = await take({ kind: 'ban' })
  const appeal = await new Appeals(db, app).open(
    { id: appealId.parse(newId()), action: ban.id, user: subject, text: 'No.' },
    { now, note: note('appeal.opened') },
  )
  const [reports, actions, appeals] = [new AppReports(db, neighbour), new ModerationActions(db, neighbour), new Appeals(db, neighbour)]
  const mine = appeal?.id ?? appealId.parse(newId())
  expect(await Promise.all([reports.find(report.id), actions.find(ban.id), appeals.find(mine)])).toEqual([null, null, null])
  expect(await Promise.all([reports.about(subject, 0), actions.inForce(subject, now), appeals.against([ban.id])])).toEqual([[], [], []])
  expect(await actions.reviewedAt(subject)).toBeNull()
  const act = { by: bob, now, note: note('moderation.lifted') }
  expect(
    await Promise.all([
      reports.decide(report.id, 'dismissed', act.note),
      reports.own(report.id, reporter),
      reports.reword(report.id, reporter, { said: { reason: 'spam', weight: 1 }, note: 'No.' }),
      reports.withdraw(report.id, reporter, act.note),
      actions.lift(ban.id, act),
      appeals.decide({ id: mine, action_id: ban.id }, { state: 'lifted' }, act),
    ]),
  ).toEqual([null, null, null, null, null, null])
  await actions.take(made({ kind: 'mute' }), [report.id], note('moderation.acted'))
  expect(await new AppReports(db, app).find(report.id)).toMatchObject({ state: 'open', reason: 'hate', note: null })
  expect(await new ModerationActions(db, app).find(ban.id)).toMatchObject({ liftedAt: null })
  expect(await actionsNoted()).toEqual(['moderation.acted', 'appeal.opened'])
  // The same reporter, person and session in another app is another report.
  expect((await submit(reporter, {}, now, neighbour)).isNew).toBe(true)
})
