/** What an app's server and its operators decide about its people: keeping somebody out, letting them in again, ending their sign-ins. */
import type { Context } from 'hono'
import type { Person } from '../../../contract/apps.ts'
import type { SessionId, UserId } from '../../../contract/ids.ts'
import { AppUsers } from '../../../storage/kernel/app-users.ts'
import { endSessions } from '../../../storage/kernel/sessions.ts'
import type { ApiEnv } from '../bindings.ts'
import { noteOf } from '../../shared/access/caller.ts'
import type { GatewayDeps } from '../deps.ts'
import { withdrawSignIns } from './withdraw-sockets.ts'

export const usersOf = (c: Context<ApiEnv>): AppUsers => new AppUsers(c.env.KERNEL_DB, c.get('caller').app.app_id)

const aboutUser = (id: UserId) => ({ object: { kind: 'user', id } })

/** Null when the app has no such person. */
export const disable = async (c: Context<ApiEnv>, deps: GatewayDeps, user: UserId): Promise<Person | null> => {
  const now = deps.now()
  const note = noteOf(c, now, { action: 'user.disabled', ...aboutUser(user) })
  withdrawn(c, deps, await usersOf(c).disable(user, { now, note }))
  return usersOf(c).find(user)
}

export const enable = async (c: Context<ApiEnv>, deps: GatewayDeps, user: UserId): Promise<Person | null> => {
  const now = deps.now()
  await usersOf(c).enable(user, { now, note: noteOf(c, now, { action: 'user.enabled', ...aboutUser(user) }) })
  return usersOf(c).find(user)
}

/** How many were open; null when the app has no such person. */
export const endAll = async (c: Context<ApiEnv>, deps: GatewayDeps, user: UserId): Promise<number | null> => {
  if ((await usersOf(c).find(user)) === null) return null
  const now = deps.now()
  const note = noteOf(c, now, { action: 'user.sessions_ended', ...aboutUser(user) })
  const ended = await endSessions(c.env.KERNEL_DB, c.get('caller').app.app_id, { user }, { reason: 'ended_by_app', now, note })
  withdrawn(c, deps, ended)
  return ended.length
}

/** This isolate knows at once, and so do the objects with sockets of theirs; the cron comes after. */
const withdrawn = (c: Context<ApiEnv>, { authority }: GatewayDeps, ended: readonly SessionId[]): void => {
  for (const session of ended) authority.changed({ ended: session })
  if (ended.length > 0) c.executionCtx.waitUntil(withdrawSignIns(c.env, c.get('caller').app, ended))
}
