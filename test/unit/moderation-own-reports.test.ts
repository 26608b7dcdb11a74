/** [B10] What a reporter does about a report later: says more of it, or takes it back. The rules. */
import { describe, expect, test } from 'vitest'
import { auditNote } from '../../contract/audit.ts'
import type { AuditNote } from '../../contract/audit.ts'
import { moderationActionId, newId, reportId, userId } from '../../contract/ids.ts'
import type { ReportId, UserId } from '../../contract/ids.ts'
import { reportState } from '../../contract/moderation.ts'
import type { ReportChange, ReportReason, ReportState } from '../../contract/moderation.ts'
import { defaultPolicies } from '../../contract/policy.ts'
import type { Tier } from '../../contract/policy.ts'
import type { ActionRecord, ReportRecord } from '../../domain/moderation/action-rules.ts'
import { changeReport, withdrawReport } from '../../domain/moderation/change-report.ts'
import type { OwnReport, OwnReportKeeper, Rewording } from '../../domain/moderation/change-report.ts'
import type { QuarantineKeeper } from '../../domain/moderation/lay-quarantine.ts'
import { withdrawalNote } from '../../domain/moderation/notes.ts'
import { weightOf } from '../../domain/moderation/severity.ts'

const now = 1_795_000_000_000
const someone = (): UserId => userId.parse(newId())
const subject = someone()

/** What a database does, in memory. */
class Keeper implements OwnReportKeeper, QuarantineKeeper {
  readonly reports = new Map<ReportId, OwnReport & { readonly report: { readonly reporter: UserId } }>()
  readonly laid: ActionRecord[] = []
  readonly notes: AuditNote[] = []
  /** How often anybody asked what follows. */
  judged = 0

  has(reason: ReportReason, state: ReportState = 'open', tier: Tier = 'member'): ReportRecord & { readonly reporter: UserId } {
    const report = {
      id: reportId.parse(newId()),
      reporter: someone(),
      subject,
      session: null,
      message: null,
      reason,
      note: null,
      evidence: null,
      weight: weightOf(reason, { tier, isRestricted: false }),
      at: now - 1,
    }
    this.reports.set(report.id, { report, state })
    return report
  }
  #open(id: ReportId, reporter: UserId) {
    const own = this.reports.get(id)
    return own?.report.reporter === reporter ? own : null
  }
  reword(id: ReportId, reporter: UserId, { said, note }: Rewording): Promise<OwnReport | null> {
    const own = this.#open(id, reporter)
    if (own?.state !== 'open') return Promise.resolve(own)
    const changed = { ...own, report: { ...own.report, ...said, note: note ?? own.report.note } }
    this.reports.set(id, changed)
    return Promise.resolve(changed)
  }
  withdraw(id: ReportId, reporter: UserId, note: AuditNote): Promise<OwnReport | null> {
    const own = this.#open(id, reporter)
    if (own?.state !== 'open') return Promise.resolve(own)
    const withdrawn = { ...own, state: 'withdrawn' } as const
    this.reports.set(id, withdrawn)
    this.notes.push(note)
    return Promise.resolve(withdrawn)
  }
  about(): ReturnType<QuarantineKeeper['about']> {
    this.judged += 1
    const open = [...this.reports.values()].filter(({ state }) => state === 'open')
    return Promise.resolve({ reports: open.map(({ report }) => report), reviewedAt: null })
  }
  quarantine(action: ActionRecord): Promise<boolean> {
    if (this.laid.length === 0) this.laid.push(action)
    return Promise.resolve(this.laid.includes(action))
  }
}

const change = (keeper: Keeper, id: ReportId, reporter: UserId, input: ReportChange, who: { tier?: Tier; isRestricted?: boolean } = {}) =>
  changeReport(keeper, id, input, {
    reporter: { id: reporter, tier: 'member', isRestricted: false, ...who },
    policy: defaultPolicies.reports,
    action: moderationActionId.parse(newId()),
    now,
  })
const withdraw = (keeper: Keeper, id: ReportId, reporter: UserId) => withdrawReport(keeper, id, { reporter, now })

const codeOf = (result: { ok: true } | { ok: false; error: { code: string } }): string => (result.ok ? 'ok' : result.error.code)

describe('saying more', () => {
  test.each([
    [{}, 5],
    [{ tier: 'new' }, 2.5],
    [{ isRestricted: true }, 2.5],
  ] as const)('[B10] another reason weighs as if it had been the first, by who the reporter is (%j)', async (who, weight) => {
    const keeper = new Keeper()
    const { id, reporter } = keeper.has('other')
    expect(await change(keeper, id, reporter, { reason: 'violence' }, who)).toMatchObject({
      ok: true,
      value: { report: { reason: 'violence', weight, note: null }, quarantine: null },
    })
  })

  test('[B10] what is left out stays; words alone weigh nothing and decide nothing', async () => {
    const keeper = new Keeper()
    const [own] = [keeper.has('violence'), keeper.has('violence'), keeper.has('violence')]
    const changed = await change(keeper, own.id, own.reporter, { note: 'In own words' }, { isRestricted: true })
    expect(changed).toEqual({ ok: true, value: { report: { ...own, note: 'In own words' }, quarantine: null } })
    expect(keeper.judged).toBe(0)
    expect(await change(keeper, own.id, own.reporter, {})).toEqual(changed)
    expect(await change(keeper, own.id, own.reporter, { reason: 'spam' })).toMatchObject({ value: { report: { note: 'In own words' } } })
  })

  test('[B10] when what is said now is enough, the quarantine follows, once', async () => {
    const keeper = new Keeper()
    const [a, b] = [keeper.has('other'), keeper.has('other'), keeper.has('other')]
    expect(await change(keeper, a.id, a.reporter, { reason: 'spam' })).toMatchObject({ value: { quarantine: null } })
    const due = await change(keeper, a.id, a.reporter, { reason: 'violence' })
    expect(due).toMatchObject({ value: { quarantine: { user: subject, kind: 'quarantine', reason: 'violence', by: null } } })
    expect(await change(keeper, b.id, b.reporter, { reason: 'hate' })).toMatchObject({ value: { quarantine: null } })
    expect(keeper.laid).toHaveLength(1)
  })
})

describe('taking back', () => {
  test('[B10] it counts towards nothing any more; what followed stays; again it changes nothing', async () => {
    const keeper = new Keeper()
    const [a, b] = [keeper.has('violence'), keeper.has('violence'), keeper.has('other')]
    expect(codeOf(await withdraw(keeper, a.id, a.reporter))).toBe('ok')
    expect(codeOf(await withdraw(keeper, a.id, a.reporter))).toBe('ok')
    expect(keeper.notes).toHaveLength(1)
    expect(await change(keeper, b.id, b.reporter, { reason: 'minor_safety' })).toMatchObject({ value: { quarantine: null } })
    keeper.has('hate')
    expect(await change(keeper, b.id, b.reporter, { reason: 'minor_safety' })).toMatchObject({ value: { quarantine: { user: subject } } })
    await withdraw(keeper, b.id, b.reporter)
    expect(keeper.laid).toMatchObject([{ liftedAt: null }])
  })

  test('[K10] it is noted, and who it was is not', () => {
    const { id, reporter } = new Keeper().has('spam')
    const note = withdrawalNote(id, now)
    expect(auditNote.parse(note)).toEqual(note)
    expect(note).toMatchObject({ action: 'report.withdrawn', object: { kind: 'report', id }, actor: { kind: 'user', id: null } })
    expect(JSON.stringify(note)).not.toContain(reporter)
  })
})

describe('neither', () => {
  test('[B10] is for anybody but the reporter: for others there is no such report', async () => {
    const keeper = new Keeper()
    const { id } = keeper.has('spam')
    for (const other of [someone(), subject])
      expect([codeOf(await change(keeper, id, other, { reason: 'hate' })), codeOf(await withdraw(keeper, id, other))]).toEqual([
        'not_found',
        'not_found',
      ])
    expect(keeper.reports.get(id)).toMatchObject({ state: 'open', report: { reason: 'spam' } })
  })

  test.each(reportState.options)('[B10] a report that is %s: changed only while it is open', async (state) => {
    const keeper = new Keeper()
    const { id, reporter } = keeper.has('spam', state)
    const codes = [codeOf(await change(keeper, id, reporter, { reason: 'hate' })), codeOf(await withdraw(keeper, id, reporter))]
    expect(codes).toEqual([
      state === 'open' ? 'ok' : 'invalid_transition',
      ['open', 'withdrawn'].includes(state) ? 'ok' : 'invalid_transition',
    ])
  })
})
