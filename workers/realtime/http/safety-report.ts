/** A report on its way from a person to the moderators: who may, how often, and what was said, from where it was said. */
import type { Context } from 'hono'
import type { Failure, Result } from '../../../contract/errors.ts'
import { moderationActionId, newId, reportId } from '../../../contract/ids.ts'
import type { ReportEvidence, ReportInput } from '../../../contract/moderation.ts'
import { quarantineNote } from '../../../domain/moderation/notes.ts'
import { submitReport } from '../../../domain/moderation/submit-report.ts'
import type { TakenReport } from '../../../domain/moderation/submit-report.ts'
import type { Visitor } from '../../../domain/realtime/people.ts'
import type { ReportedIn } from '../../../durable-objects/room/message-desk.ts'
import { reportKeeper } from '../../../storage/kernel/report-keeper.ts'
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
  const mode = typeof seen?.mode === 'string' ? deps.modes.find(seen.mode) : null
  const tooOften = await paceFailure(c, visitor, 'report.create', mode)
  if (tooOften !== null) return { ok: false, error: tooOften }
  return { ok: true, value: await kept(c, deps, { input, visitor, evidence: evidenceOf(seen, subject) }) }
}

/** The words of whom it is about, and of nobody else. */
const evidenceOf = (seen: ReportedIn | null, subject: ReportInput['user_id']): ReportEvidence | null => {
  const message = seen?.message ?? null
  return message?.from === subject ? { text: message.text, at: message.at } : null
}

type Submitted = { readonly input: ReportInput; readonly visitor: Visitor; readonly evidence: ReportEvidence | null }

/** A quarantine that follows holds at once: the person's object is told before the answer. */
const kept = async (c: C, deps: RealtimeDeps, { input, visitor, evidence }: Submitted): Promise<TakenReport> => {
  const [app, now] = [appOf(c), deps.now()]
  const { user: id, tier, restrictions } = visitor
  const { reports: policy } = await policiesOf(c, deps)
  const taken = await submitReport(reportKeeper(c.env.KERNEL_DB, app.app_id, quarantineNote), input, {
    reporter: { id, tier, isRestricted: restrictions.length > 0 },
    evidence,
    policy,
    ids: { report: reportId.parse(idToMake(c)), action: moderationActionId.parse(newId()) },
    now,
  })
  if (taken.quarantine !== null) await tellActionAtOnce(c.env, app, taken.quarantine, now)
  return taken
}
