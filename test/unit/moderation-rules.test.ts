/** [B10] Reports, automatic quarantine, actions and appeals: the rules. */
import { describe, expect, test } from 'vitest'
import { messageId, moderationActionId, newId, reportId, roomId, userId } from '../../contract/ids.ts'
import type { UserId } from '../../contract/ids.ts'
import { actionKind, newActionInput, reportInput, reportReason, severity } from '../../contract/moderation.ts'
import type { ReportReason } from '../../contract/moderation.ts'
import { defaultPolicies } from '../../contract/policy.ts'
import type { Tier } from '../../contract/policy.ts'
import { newAction, restrictionOfAction, restrictionsInForce } from '../../domain/moderation/action-rules.ts'
import type { ActionRecord, ReportRecord } from '../../domain/moderation/action-rules.ts'
import { appealRefusal, decisionRefusal } from '../../domain/moderation/appeal-rules.ts'
import { quarantineFor } from '../../domain/moderation/auto-quarantine.ts'
import type { WeighedReport } from '../../domain/moderation/auto-quarantine.ts'
import { severityOf, severityRank, weightOf } from '../../domain/moderation/severity.ts'
import { slowModeWaitMs } from '../../domain/moderation/slow-mode.ts'
import { submitReport } from '../../domain/moderation/submit-report.ts'
import type { ReportKeeper } from '../../domain/moderation/submit-report.ts'

const now = 1_795_000_000_000
const day = 86_400_000
const policy = defaultPolicies.reports
const person = (n: number): UserId => userId.parse(`01939b7e-0000-7000-8000-0000000000${String(n).padStart(2, '0')}`)
const subject = person(99)

const reported = (reporter: number, reason: ReportReason = 'hate', more: Partial<WeighedReport> = {}): WeighedReport => ({
  id: reportId.parse(newId()),
  reporter: person(reporter),
  reason,
  weight: weightOf(reason, { tier: 'member', isRestricted: false }),
  at: now - 1,
  ...more,
})
const quarantine = (reports: readonly WeighedReport[], reviewedAt: number | null = null) =>
  quarantineFor(reports, policy, { now, reviewedAt })

describe('severity', () => {
  test('[B10] follows from the reason, and its weight rises with it', () => {
    expect(reportReason.options.map((reason) => [reason, severityOf(reason)])).toMatchInlineSnapshot(`
      [
        [
          "minor_safety",
          "critical",
        ],
        [
          "violence",
          "critical",
        ],
        [
          "self_harm",
          "high",
        ],
        [
          "sexual_content",
          "high",
        ],
        [
          "hate",
          "high",
        ],
        [
          "harassment",
          "medium",
        ],
        [
          "impersonation",
          "medium",
        ],
        [
          "spam",
          "low",
        ],
        [
          "other",
          "low",
        ],
      ]
    `)
    expect(severity.options.map(severityRank)).toEqual([0, 1, 2, 3])
  })

  test.each([
    ['member', false, 5],
    ['trusted', false, 5],
    ['new', false, 2.5],
    ['trusted', true, 2.5],
    ['new', true, 2.5],
  ] as const)('[B10] the word of somebody %s (restricted: %s) weighs %d', (tier: Tier, isRestricted, weight) => {
    expect(weightOf('violence', { tier, isRestricted })).toBe(weight)
  })
})

describe('automatic quarantine', () => {
  test('[B10] three people, and together of weight: a day, and why', () => {
    const reports = [reported(1), reported(2, 'spam'), reported(3, 'violence')]
    expect(quarantine(reports)).toEqual({
      expiresAt: now + day,
      reason: 'violence',
      explanation: {
        rule: 'repeated_reports',
        within_s: 86_400,
        reporters: 3,
        min_reporters: 3,
        weight: 9,
        min_weight: 6,
        reports: [
          { id: reports[2]?.id, reason: 'violence', severity: 'critical', weight: 5, counted: true },
          { id: reports[0]?.id, reason: 'hate', severity: 'high', weight: 3, counted: true },
          { id: reports[1]?.id, reason: 'spam', severity: 'low', weight: 1, counted: true },
        ],
      },
    })
  })

  test('[B10] just enough is enough; of the same weight the older one comes first', () => {
    const found = quarantine([reported(1, 'harassment'), reported(2, 'harassment', { at: now - 9 }), reported(3, 'harassment')])
    expect(found?.explanation).toMatchObject({ weight: 6, min_weight: 6 })
    const older = reported(1, 'harassment', { at: now - 9 })
    const told = quarantine([reported(2, 'harassment'), older, reported(3, 'harassment')])?.explanation.reports
    expect(told?.[0]?.id).toBe(older.id)
  })

  test('[B10] who reported is not told', () => {
    const told = JSON.stringify(quarantine([reported(1), reported(2), reported(3)]))
    for (const reporter of [1, 2, 3]) expect(told).not.toContain(person(reporter))
  })

  test.each([
    ['two people are not three', [reported(1, 'violence'), reported(2, 'violence')]],
    ['one person many times is one', [reported(1, 'violence'), reported(1, 'hate'), reported(1), reported(2, 'violence')]],
    ['three light ones do not weigh enough', [reported(1, 'spam'), reported(2, 'spam'), reported(3, 'spam')]],
    [
      'a crowd of new accounts counts half',
      [1, 2, 3].map((n) => reported(n, 'hate', { weight: weightOf('hate', { tier: 'new', isRestricted: false }) })),
    ],
    ['older ones do not count', [reported(1), reported(2), reported(3, 'violence', { at: now - day })]],
    ['none', []],
  ])('[B10] %s', (_name, reports) => {
    expect(quarantine(reports)).toBeNull()
  })

  test('[B10] of one person the gravest counts, the others are told as not counted', () => {
    const found = quarantine([reported(1, 'spam'), reported(1, 'violence'), reported(2), reported(3)])
    expect(found?.explanation).toMatchObject({ reporters: 3, weight: 11 })
    expect(found?.explanation.reports.filter(({ counted }) => !counted).map(({ reason }) => reason)).toEqual(['spam'])
  })

  test('[B10] what a moderator has looked at does not count again', () => {
    const reports = [reported(1), reported(2), reported(3)]
    expect(quarantine(reports, now - 2)).not.toBeNull()
    expect(quarantine(reports, now - 1)).toBeNull()
  })
})

describe('taking a report', () => {
  /** What a database does, in memory. */
  class Keeper implements ReportKeeper {
    readonly kept: ReportRecord[] = []
    readonly laid: ActionRecord[] = []
    keep(report: ReportRecord, since: number): Promise<{ report: ReportRecord; isNew: boolean }> {
      const same = this.kept.find(
        (each) =>
          each.reporter === report.reporter && each.subject === report.subject && each.session === report.session && each.at > since,
      )
      if (same === undefined) this.kept.push(report)
      return Promise.resolve({ report: same ?? report, isNew: same === undefined })
    }
    about(about: UserId, since: number): ReturnType<ReportKeeper['about']> {
      const reports = this.kept.flatMap((each) => {
        const { reporter } = each
        return reporter === null || each.subject !== about || each.at <= since ? [] : { ...each, reporter }
      })
      return Promise.resolve({ reports, reviewedAt: null })
    }
    quarantine(action: ActionRecord): Promise<boolean> {
      const holds = this.laid.some(({ user }) => user === action.user)
      if (!holds) this.laid.push(action)
      return Promise.resolve(!holds)
    }
  }
  const submit = (keeper: Keeper, reporter: number, at: number, more: object = {}) =>
    submitReport(keeper, reportInput.parse({ user_id: subject, reason: 'hate', ...more }), {
      reporter: { id: person(reporter), tier: 'member', isRestricted: false },
      evidence: null,
      policy,
      ids: { report: reportId.parse(newId()), action: moderationActionId.parse(newId()) },
      now: at,
    })

  test('[B10] one per reporter, subject and session within a window counts once', async () => {
    const keeper = new Keeper()
    const first = await submit(keeper, 1, now)
    expect(await submit(keeper, 1, now + 1)).toEqual({ report: first.report, isNew: false, quarantine: null })
    expect((await submit(keeper, 1, now + 2, { session_id: roomId.parse(newId()) })).isNew).toBe(true)
    expect((await submit(keeper, 1, now + day)).isNew).toBe(true)
    expect((await submit(keeper, 2, now)).isNew).toBe(true)
    expect(keeper.kept).toHaveLength(4)
  })

  test('[B10] the third person lays the quarantine, the fourth not another', async () => {
    const keeper = new Keeper()
    const taken = [await submit(keeper, 1, now), await submit(keeper, 2, now), await submit(keeper, 3, now), await submit(keeper, 4, now)]
    expect(taken.map(({ quarantine: laid }) => laid?.kind ?? null)).toEqual([null, null, 'quarantine', null])
    expect(keeper.laid).toHaveLength(1)
    expect(keeper.laid[0]).toMatchObject({ user: subject, by: null, expiresAt: now + day, explanation: { reporters: 3 } })
  })

  test('[B10] keeps the words for moderators, and where it was', async () => {
    const more = { note: 'In own words', session_id: newId(), message_id: newId() }
    const { report } = await submit(new Keeper(), 1, now, more)
    expect(report).toMatchObject({
      note: more.note,
      session: roomId.parse(more.session_id),
      message: messageId.parse(more.message_id),
      weight: 3,
    })
  })
})

describe('actions', () => {
  const id = moderationActionId.parse(newId())
  const act = (input: object) => newAction(newActionInput.parse({ user_id: subject, reason: 'hate', ...input }), { id, by: person(1), now })
  const laid = (input: object): ActionRecord => {
    const made = act(input)
    if (!made.ok) throw new Error(made.error.detail)
    return made.value
  }
  const session = newId()

  test.each([
    ['warn', {}, null],
    ['mute', {}, now + 3_600_000],
    ['mute', { duration_s: 60 }, now + 60_000],
    ['mute', { duration_s: null }, null],
    ['kick', { session_id: session }, now + 3_600_000],
    ['quarantine', {}, now + day],
    ['ban', {}, null],
    ['ban', { duration_s: 1 }, now + 1_000],
  ] as const)('[B10] %s with %j ends at %s', (kind, more, end) => {
    expect(laid({ kind, ...more }).expiresAt).toBe(end)
  })

  test.each([
    [{ kind: 'kick' }, 'session_id'],
    [{ kind: 'warn', duration_s: 60 }, 'duration_s'],
  ])('[B10] %j does not hang together', (input, path) => {
    expect(act(input)).toMatchObject({ ok: false, error: { code: 'validation_failed', errors: [{ path }] } })
  })

  test('[B10] a restriction holds until its end or until it is lifted; a warning restricts nothing', () => {
    const mute = laid({ kind: 'mute', duration_s: 60, session_id: session })
    expect(restrictionOfAction(mute, now + 59_999)).toEqual({ kind: 'mute', action_id: id, session_id: session, expires_at: now + 60_000 })
    expect(restrictionOfAction(mute, now + 60_000)).toBeNull()
    expect(restrictionOfAction({ ...mute, liftedAt: now }, now)).toBeNull()
    const all = actionKind.options.map((kind) => laid({ kind, ...(kind === 'kick' ? { session_id: session } : {}) }))
    expect(restrictionsInForce(all, now).map(({ kind }) => kind)).toEqual(['mute', 'kick', 'ban', 'quarantine'])
  })

  test('[B10] an appeal: by the person, once, while it holds', () => {
    const ban = laid({ kind: 'ban', duration_s: 60 })
    const warning = laid({ kind: 'warn' })
    const code = (...args: Parameters<typeof appealRefusal>) => appealRefusal(...args)?.code ?? null
    expect(code(subject, ban, false, now)).toBeNull()
    expect(code(subject, ban, true, now)).toBe('already_appealed')
    expect(code(subject, ban, false, now + 60_000)).toBe('invalid_transition')
    expect(code(subject, { ...ban, liftedAt: now }, false, now)).toBe('invalid_transition')
    expect(code(subject, laid({ kind: 'ban' }), false, now + 999 * day)).toBeNull()
    expect(code(subject, warning, false, now + 30 * day - 1)).toBeNull()
    expect(code(subject, warning, false, now + 30 * day)).toBe('invalid_transition')
    expect(code(person(1), ban, false, now)).toBe('not_found')
    expect(code(subject, null, false, now)).toBe('not_found')
  })

  test('[B10] four eyes: who acted does not decide, unless they own the app; and it is decided once', () => {
    const ada = { id: person(1), role: 'moderator' } as const
    const code = (...args: Parameters<typeof decisionRefusal>) => decisionRefusal(...args)?.code ?? null
    expect(code(ada, { state: 'open', by: person(2) })).toBeNull()
    expect(code(ada, { state: 'open', by: null })).toBeNull()
    expect(code(ada, { state: 'open', by: person(1) })).toBe('policy_denied')
    expect(code({ ...ada, role: 'owner' }, { state: 'open', by: person(1) })).toBeNull()
    expect(code(ada, { state: 'upheld', by: null })).toBe('invalid_transition')
    expect(code(ada, { state: 'lifted', by: null })).toBe('invalid_transition')
  })
})

test.each([
  [null, 10, now, 0],
  [now, 0, now, 0],
  [now, 10, now, 10_000],
  [now, 10, now + 9_999, 1],
  [now, 10, now + 10_000, 0],
  [now, 10, now + 60_000, 0],
  [now + 3_600_000, 10, now, 10_000],
])('[B6] slow mode: after %s with %i s at %i wait %i ms', (lastAt, seconds, at, wait) => {
  expect(slowModeWaitMs(lastAt, seconds, at)).toBe(wait)
})
