/** Who moderates: an operator in the app, or the app's server, which speaks for its owner. */
import type { Context } from 'hono'
import type { UserId } from '../../../contract/ids.ts'
import type { Decider } from '../../../domain/moderation/appeal-rules.ts'
import type { Act } from '../../../domain/moderation/notes.ts'
import { actorOf } from '../../shared/access/caller.ts'
import type { ApiEnv } from '../bindings.ts'

type C = Context<ApiEnv>

export const deciderOf = (c: C): Decider => {
  const caller = c.get('caller')
  return caller.kind === 'operator' ? { id: caller.user_id, role: caller.role } : { id: null, role: 'owner' }
}

/** Null: the app's server. */
export const moderatorOf = (c: C): UserId | null => deciderOf(c).id

/** For the audit trail. */
export const actOf = (c: C, now: number): Act => ({ actor: actorOf(c.get('caller')), requestId: c.get('requestId'), now })
