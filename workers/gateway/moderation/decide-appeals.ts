/** Appeals as moderators see and decide them: with the action each is against, and never alone on one's own act. */
import type { Context } from 'hono'
import type { Failure, Result } from '../../../contract/errors.ts'
import type { AppealId } from '../../../contract/ids.ts'
import type { AppealDecision, AppealState, ReviewedAppeal } from '../../../contract/moderation.ts'
import type { Page } from '../../../domain/events/event-store.ts'
import { decisionRefusal } from '../../../domain/moderation/appeal-rules.ts'
import type { ActionRecord } from '../../../domain/moderation/action-rules.ts'
import { appealNote } from '../../../domain/moderation/notes.ts'
import { actionView } from '../../../domain/moderation/views.ts'
import type { PageInput } from '../../../storage/kernel/columns.ts'
import { Appeals } from '../../../storage/kernel/moderation-appeals.ts'
import type { StoredAppeal } from '../../../storage/kernel/moderation-appeals.ts'
import { nothingHere } from '../../shared/http/reply.ts'
import { tellActionAtOnce } from '../../shared/moderation/tell-action.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { actionsOf } from './moderate.ts'
import { actOf, deciderOf, moderatorOf } from './moderator.ts'

type C = Context<ApiEnv>

const isDecided: Failure = { code: 'invalid_transition', detail: 'The appeal is decided.' }

const appealsOf = (c: C): Appeals => new Appeals(c.env.KERNEL_DB, c.get('caller').app.app_id)

const reviewed = (appeal: StoredAppeal, action: ActionRecord): ReviewedAppeal => ({ ...appeal, action: actionView(action) })

/** Null when the cursor is not one of this list. */
export const appealQueue = async (c: C, state: AppealState, page: PageInput): Promise<Page<ReviewedAppeal> | null> => {
  const found = await appealsOf(c).list(state, page)
  if (found === null) return null
  const actions = new Map((await actionsOf(c).some(found.data.map(({ action_id }) => action_id))).map((action) => [action.id, action]))
  return {
    ...found,
    data: found.data.flatMap((appeal) => {
      const action = actions.get(appeal.action_id)
      return action === undefined ? [] : reviewed(appeal, action)
    }),
  }
}

export const decideAppeal = async (c: C, deps: GatewayDeps, id: AppealId, decision: AppealDecision): Promise<Result<ReviewedAppeal>> => {
  const appeal = await appealsOf(c).find(id)
  const action = appeal && (await actionsOf(c).find(appeal.action_id))
  if (appeal === null || action === null) return { ok: false, error: nothingHere }
  const refusal = decisionRefusal(deciderOf(c), { state: appeal.state, by: action.by })
  if (refusal !== null) return { ok: false, error: refusal }
  const now = deps.now()
  const note = appealNote(id, decision.state, actOf(c, now))
  const decided = await appealsOf(c).decide(appeal, decision, { by: moderatorOf(c), now, note })
  const after = await actionsOf(c).find(action.id)
  if (decided === null || after === null) return { ok: false, error: isDecided }
  if (decision.state === 'lifted') await tellActionAtOnce(c.env, c.get('caller').app, after, now)
  return { ok: true, value: reviewed(decided, after) }
}
