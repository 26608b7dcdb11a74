/** What a person may know of what was done about them, and their appeals. */
import type { Context } from 'hono'
import type { Failure, Result } from '../../../contract/errors.ts'
import { appealId, newId } from '../../../contract/ids.ts'
import type { Appeal, AppealInput, OwnAction } from '../../../contract/moderation.ts'
import type { Page } from '../../../domain/events/event-store.ts'
import { appealRefusal } from '../../../domain/moderation/appeal-rules.ts'
import { appealNote } from '../../../domain/moderation/notes.ts'
import { ownActionView } from '../../../domain/moderation/views.ts'
import { ModerationActions } from '../../../storage/kernel/moderation-actions.ts'
import { Appeals } from '../../../storage/kernel/moderation-appeals.ts'
import type { PageInput } from '../../../storage/kernel/columns.ts'
import { actorOf, personOf } from '../../shared/access/caller.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'

type C = Context<ApiEnv>

const isThere: Failure = { code: 'already_appealed', detail: 'There is an appeal against this action already.' }

/** Null when the cursor is not one of this list. */
export const ownActions = async (c: C, page: PageInput): Promise<Page<OwnAction> | null> => {
  const { app, user_id } = personOf(c)
  const found = await new ModerationActions(c.env.KERNEL_DB, app.app_id).records(user_id, page)
  if (found === null) return null
  const appeals = await new Appeals(c.env.KERNEL_DB, app.app_id).against(found.data.map(({ id }) => id))
  const appealOf = new Map(appeals.map(({ id, state, action_id }) => [action_id, { id, state }]))
  return { ...found, data: found.data.map((record) => ownActionView(record, appealOf.get(record.id) ?? null)) }
}

export const appealAgainst = async (c: C, { now }: GatewayDeps, { action_id, text }: AppealInput): Promise<Result<Appeal>> => {
  const { app, user_id: user } = personOf(c)
  const [actions, appeals, at] = [new ModerationActions(c.env.KERNEL_DB, app.app_id), new Appeals(c.env.KERNEL_DB, app.app_id), now()]
  const [action, earlier] = await Promise.all([actions.find(action_id), appeals.against([action_id])])
  const refusal = appealRefusal(user, action, earlier.length > 0, at)
  if (refusal !== null) return { ok: false, error: refusal }
  const id = appealId.parse(newId())
  const note = appealNote(id, 'opened', { actor: actorOf(personOf(c)), requestId: c.get('requestId'), now: at })
  const opened = await appeals.open({ id, action: action_id, user, text }, { now: at, note })
  if (opened === null) return { ok: false, error: isThere }
  const { decided_by: _, ...appeal } = opened
  return { ok: true, value: appeal }
}
