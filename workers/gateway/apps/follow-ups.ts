/**
 * Doing what follows from a change of an app (`storage/kernel/follow-ups.ts`): at once after the answer, and by the cron when every isolate
 * knows of the change, in case something was away or still held what was before.
 */
import type { Context } from 'hono'
import { assertNever } from '../../../contract/assert-never.ts'
import { moderationActionId } from '../../../contract/ids.ts'
import { findApp } from '../../../storage/kernel/app-directory.ts'
import { D1EventStore } from '../../../storage/events/d1-event-store.ts'
import { dueFollowUps, followUpDone, followUpLater } from '../../../storage/kernel/follow-ups.ts'
import type { FollowUp } from '../../../storage/kernel/follow-ups.ts'
import { ModerationActions } from '../../../storage/kernel/moderation-actions.ts'
import { errorText, logError } from '../../shared/log.ts'
import { tellAction } from '../../shared/moderation/tell-action.ts'
import type { ApiEnv, GatewayBindings } from '../bindings.ts'
import { endRooms } from '../rooms/all-rooms.ts'
import { withdrawSockets } from './withdraw-sockets.ts'

/** Of one run of the cron. */
const atMost = 50

type What = Pick<FollowUp, 'app_id' | 'kind' | 'subject'>

/** After the answer, with one retry; what fails twice is the cron's. */
export const followUpAtOnce = (c: Context<ApiEnv>, what: What, now: number): void => {
  const work = async (): Promise<void> => {
    if (!(await succeeds(c.env, what, now))) await succeeds(c.env, what, now)
  }
  c.executionCtx.waitUntil(work())
}

/** For the cron. One that fails comes again later and stops no other. */
export const runDueFollowUps = async (env: GatewayBindings, now: number): Promise<void> => {
  for (const due of await dueFollowUps(env.KERNEL_DB, now, atMost)) {
    if (await succeeds(env, due, now)) await followUpDone(env.KERNEL_DB, due)
    else await followUpLater(env.KERNEL_DB, due, now)
  }
}

const succeeds = async (env: GatewayBindings, what: What, now: number): Promise<boolean> => {
  try {
    return await perform(env, what, now)
  } catch (error) {
    logError({ event: 'follow_up_failed', app_id: what.app_id, kind: what.kind, error: errorText(error) })
    return false
  }
}

/** Archived apps too: their sockets are to be closed. */
const perform = async (env: GatewayBindings, { app_id, kind, subject }: What, now: number): Promise<boolean> => {
  const app = await findApp(env.KERNEL_DB, app_id)
  if (app === null) return true
  switch (kind) {
    case 'close_sockets': {
      const isAppGone = subject === app_id
      const [closed, ended] = await Promise.all([withdrawSockets(env, app, [subject]), isAppGone ? endRooms(env, app) : true])
      return closed && ended
    }
    case 'recount_interactions':
      await new D1EventStore(env).recountInteractions(app, now)
      return true
    case 'tell_action': {
      const action = await new ModerationActions(env.KERNEL_DB, app_id).find(moderationActionId.parse(subject))
      if (action !== null) await tellAction(env, app, action, now)
      return true
    }
    default:
      return assertNever(kind)
  }
}
