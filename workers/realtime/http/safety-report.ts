/** A report on its way from a person to the moderators, and what they do about it later: who may, how often, and what was said, from where it was said. */
import type { Context } from 'hono'
import type { Failure, Result } from '../../../contract/errors.ts'
import { moderationActionId, newId, reportId } from '../../../contract/ids.ts'
import type { ReportId, RoomId } from '../../../contract/ids.ts'
import type { ModeManifest } from '../../../contract/manifest.ts'
import type { ReportChange, ReportEvidence, ReportInput } from '../../../contract/moderation.ts'
import type { ActionRecord, ReportRecord } from '../../../domain/moderation/action-rules.ts'
import { changeReport, withdrawReport } from '../../../domain/moderation/change-report.ts'
import { quarantineNote } from '../../../domain/moderation/notes.ts'
import { submitReport } from '../../../domain/moderation/submit-report.ts'
import type { Reporter, TakenReport } from '../../../domain/moderation/submit-report.ts'
import type { Visitor } from '../../../domain/realtime/people.ts'
import type { ReportedIn } from '../../../durable-objects/room/message-desk.ts'
import { reportKeeper } from '../../../storage/kernel/report-keeper.ts'
import { AppReports } from '../../../storage/kernel/reports.ts'
import { nothingHere } from '../../shared/http/reply.ts'
import { tellActionAtOnce } from '../../shared/moderation/tell-action.ts'
import { idToMake } from '../idempotent.ts'
import { appOf, nameOf, policiesOf, roomOf, visitorOf } from '../people.ts'
import { paceFailure } from '../rates.ts'
import type { RealtimeDeps, RealtimeHono } from '../realtime-env.ts'
import { safetyDenied } from './safety-policy.ts'

type C = Context<RealtimeHono>

const nobody: Failure = { code: 'not_found', detail: 'There is no such person or session.' }

export const takeReport = async (c: C, deps: RealtimeDeps, input: ReportInput): Promise<Result<TakenReport>> => {
  const { user_id: subject, session_id: room } = input
  const [name, visitor] = await Promise.all([nameOf(c, deps, subject), visitorOf(c, deps)])
  if (name === null) return { ok: false, error: nobody }
  const denied = await safetyDenied(c, deps, visitor, { action: 'report.create', person: subject })
  if (denied !== null) return { ok: false, error: denied }
  const seen = room === undefined ? null : await roomOf(c, room).reported({ by: visitor.user, message: input.message_id ?? null })
  if (room !== undefined && seen === null) return { ok: false, error: nobody }
  const tooOften = await paceFailure(c, visitor, 'report.create', modeOf(deps, seen))
  if (tooOften !== null) return { ok: false, error: tooOften }
  return { ok: true, value: await kept(c, deps, { input, visitor, evidence: evidenceOf(seen, subject) }) }
}

/** Whose limits hold; null outside of any mode. */
const modeOf = ({ modes }: RealtimeDeps, seen: ReportedIn | null): ModeManifest | null =>
  typeof seen?.mode === 'string' ? modes.find(seen.mode) : null

/** The words of whom it is about, and of nobody else. */
const evidenceOf = (seen: ReportedIn | null, subject: ReportInput['user_id']): ReportEvidence | null => {
  const message = seen?.message ?? null
  return message?.from === subject ? { text: message.text, at: message.at } : null
}

type Submitted = { readonly input: ReportInput; readonly visitor: Visitor; readonly evidence: ReportEvidence | null }

const kept = async (c: C, deps: RealtimeDeps, { input, visitor, evidence }: Submitted): Promise<TakenReport> => {
  const now = deps.now()
  const { reports: policy } = await policiesOf(c, deps)
  const taken = await submitReport(keeperOf(c), input, {
    reporter: reporterOf(visitor),
    evidence,
    policy,
    ids: { report: reportId.parse(idToMake(c)), action: moderationActionId.parse(newId()) },
    now,
  })
  await tellQuarantine(c, taken.quarantine, now)
  return taken
}

/** Whoever is restricted may still say more: a report is a call for help. */
export const sayMoreOf = async (c: C, deps: RealtimeDeps, id: ReportId, change: ReportChange): Promise<Result<ReportRecord>> => {
  const visitor = await visitorOf(c, deps)
  const refused = await changeRefusal(c, deps, visitor, id)
  if (refused !== null) return { ok: false, error: refused }
  const now = deps.now()
  const { reports: policy } = await policiesOf(c, deps)
  const action = moderationActionId.parse(newId())
  const changed = await changeReport(keeperOf(c), id, change, { reporter: reporterOf(visitor), policy, action, now })
  if (!changed.ok) return changed
  await tellQuarantine(c, changed.value.quarantine, now)
  return { ok: true, value: changed.value.report }
}

export const takeReportBack = async (c: C, deps: RealtimeDeps, id: ReportId): Promise<Result<ReportRecord>> => {
  const visitor = await visitorOf(c, deps)
  const refused = await changeRefusal(c, deps, visitor, id)
  if (refused !== null) return { ok: false, error: refused }
  return withdrawReport(keeperOf(c), id, { reporter: visitor.user, now: deps.now() })
}

/** It is nobody else's, and limited as the mode where it happened says. */
const changeRefusal = async (c: C, deps: RealtimeDeps, visitor: Visitor, id: ReportId): Promise<Failure | null> => {
  const own = await new AppReports(c.env.KERNEL_DB, appOf(c).app_id).own(id, visitor.user)
  if (own === null) return nothingHere
  const seen = await seenIn(c, visitor, own.report.session)
  return paceFailure(c, visitor, 'report.change', modeOf(deps, seen))
}

const seenIn = async (c: C, { user: by }: Visitor, room: RoomId | null): Promise<ReportedIn | null> =>
  room === null ? null : roomOf(c, room).reported({ by, message: null })

const keeperOf = (c: C): ReturnType<typeof reportKeeper> => reportKeeper(c.env.KERNEL_DB, appOf(c).app_id, quarantineNote)

const reporterOf = ({ user: id, tier, restrictions }: Visitor): Reporter => ({ id, tier, isRestricted: restrictions.length > 0 })

/** It holds at once: the person's object is told before the answer. */
const tellQuarantine = async (c: C, quarantine: ActionRecord | null, now: number): Promise<void> => {
  if (quarantine !== null) await tellActionAtOnce(c.env, appOf(c), quarantine, now)
}
