/** A person's own sign-ins: ending one, ending all others. */
import type { Context } from 'hono'
import type { SessionId } from '../../../contract/ids.ts'
import { endSessions } from '../../../storage/kernel/sessions.ts'
import { afterEnding } from './after-ending.ts'
import type { ApiEnv } from '../bindings.ts'
import { noteOf, personOf } from '../../shared/access/caller.ts'
import type { GatewayDeps } from '../deps.ts'

/** How many ended: 0 when there is no such sign-in of this person, or it is over. */
export const endOwnSession = async (
  c: Context<ApiEnv>,
  deps: GatewayDeps,
  session: SessionId,
  reason: 'logout' | 'ended_by_user',
): Promise<number> => {
  const { app, user_id } = personOf(c)
  const now = deps.now()
  const note = noteOf(c, now, { action: 'session.ended', object: { kind: 'session', id: session }, reason })
  const ended = await endSessions(c.env.KERNEL_DB, app.app_id, { session, user: user_id }, { reason, now, note })
  afterEnding(c, deps, app.app_id, ended)
  return ended.length
}

export const endOtherSessions = async (c: Context<ApiEnv>, deps: GatewayDeps): Promise<number> => {
  const { app, user_id, session_id } = personOf(c)
  const now = deps.now()
  const reason = 'ended_by_user'
  const note = noteOf(c, now, { action: 'session.others_ended', object: { kind: 'user', id: user_id }, reason })
  const ended = await endSessions(c.env.KERNEL_DB, app.app_id, { user: user_id, except: session_id }, { reason, now, note })
  afterEnding(c, deps, app.app_id, ended)
  return ended.length
}
