/** What moderators do about people and their reports: kept with its note first, then told to the person's object before the answer. */
import type { Context } from 'hono'
import type { Failure, Result } from '../../../contract/errors.ts'
import { moderationActionId, newId } from '../../../contract/ids.ts'
import type { ModerationActionId, ReportId } from '../../../contract/ids.ts'
import type { ModerationAction, NewActionInput, ReviewedReport } from '../../../contract/moderation.ts'
import { newAction } from '../../../domain/moderation/action-rules.ts'
import { actionNote, liftNote, reportNote } from '../../../domain/moderation/notes.ts'
import { actionView } from '../../../domain/moderation/views.ts'
import { AppUsers } from '../../../storage/kernel/app-users.ts'
import { ModerationActions } from '../../../storage/kernel/moderation-actions.ts'
import { AppReports } from '../../../storage/kernel/reports.ts'
import { nothingHere } from '../../shared/http/reply.ts'
import { tellActionAtOnce } from '../../shared/moderation/tell-action.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { actOf, moderatorOf } from './moderator.ts'

type C = Context<ApiEnv>

const isSettled: Failure = { code: 'invalid_transition', detail: 'An action has settled this report, or it was taken back.' }

export const reportsOf = (c: C): AppReports => new AppReports(c.env.KERNEL_DB, c.get('caller').app.app_id)
export const actionsOf = (c: C): ModerationActions => new ModerationActions(c.env.KERNEL_DB, c.get('caller').app.app_id)

export const takeAction = async (c: C, deps: GatewayDeps, input: NewActionInput): Promise<Result<ModerationAction>> => {
  const { app } = c.get('caller')
  if ((await new AppUsers(c.env.KERNEL_DB, app.app_id).find(input.user_id)) === null) return { ok: false, error: nothingHere }
  const now = deps.now()
  const made = newAction(input, { id: moderationActionId.parse(newId()), by: moderatorOf(c), now })
  if (!made.ok) return made
  await actionsOf(c).take(made.value, input.report_ids, actionNote(made.value, actOf(c, now)))
  await tellActionAtOnce(c.env, app, made.value, now)
  return { ok: true, value: actionView(made.value) }
}

/** Null when there is none. Lifted again it is told again, which changes nothing. */
export const liftAction = async (c: C, deps: GatewayDeps, id: ModerationActionId): Promise<ModerationAction | null> => {
  const action = await actionsOf(c).find(id)
  if (action === null) return null
  const now = deps.now()
  const lifted = await actionsOf(c).lift(id, { by: moderatorOf(c), now, note: liftNote(action, actOf(c, now)) })
  if (lifted === null) return null
  await tellActionAtOnce(c.env, c.get('caller').app, lifted, now)
  return actionView(lifted)
}

export const decideReport = async (c: C, deps: GatewayDeps, id: ReportId, state: 'dismissed' | 'open'): Promise<Result<ReviewedReport>> => {
  const decided = await reportsOf(c).decide(id, state, reportNote(id, state, actOf(c, deps.now())))
  if (decided === null) return { ok: false, error: nothingHere }
  return decided.state === state ? { ok: true, value: decided } : { ok: false, error: isSettled }
}
