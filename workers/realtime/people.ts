/** What this door knows of who asks: gathered from the person's object and the kernel, for the rooms to decide on. */
import type { Context } from 'hono'
import type { UserId } from '../../contract/ids.ts'
import type { AppSettings } from '../../contract/keys.ts'
import type { AppPolicies } from '../../contract/policy.ts'
import { tierOf } from '../../domain/policy/tier.ts'
import type { Visitor } from '../../domain/realtime/people.ts'
import { roomName } from '../../durable-objects/names.ts'
import type { RoomObjects } from '../../durable-objects/room/room-rpc.ts'
import type { RoomId } from '../../contract/ids.ts'
import { readPolicies } from '../../storage/kernel/app-policies.ts'
import { AppUsers } from '../../storage/kernel/app-users.ts'
import { personOf } from '../shared/access/caller.ts'
import { viewOf } from './person-view.ts'
import type { RealtimeDeps, RealtimeHono } from './realtime-env.ts'

type C = Context<RealtimeHono>

export const policiesOf = (c: C, { policies, now }: RealtimeDeps): Promise<AppPolicies> => {
  const { app_id } = personOf(c).app
  return policies.get(app_id, () => readPolicies(c.env.KERNEL_DB, app_id), now)
}

/** Null when the app has no such person. */
export const nameOf = (c: C, { names, now }: RealtimeDeps, user: UserId): Promise<string | null> => {
  const { app_id } = personOf(c).app
  const find = async (): Promise<string | null> => (await new AppUsers(c.env.KERNEL_DB, app_id).find(user))?.display_name ?? null
  return names.get(`${app_id}/${user}`, find, now)
}

/** Who asks, with all that restricts them. */
export const visitorOf = async (c: C, deps: RealtimeDeps): Promise<Visitor> => {
  const { app, user_id, session_id } = personOf(c)
  const [view, name, policies] = await Promise.all([
    viewOf(c.env, app.app_id, user_id, deps.now()),
    nameOf(c, deps, user_id),
    policiesOf(c, deps),
  ])
  const { restrictions, blocked } = view
  return { user: user_id, name: name ?? '', tier: tierOf(user_id, policies, deps.now()), restrictions, blocked, signIn: session_id }
}

/** A room of the caller's app: no id leads to another's. */
export const roomOf = (c: C, id: RoomId): ReturnType<RoomObjects['getByName']> => c.env.ROOM.getByName(roomName(appOf(c).app_id, id))

export const appOf = (c: C): AppSettings => personOf(c).app
