/** Who is signed in, and what they change of it by themselves. */
import type { Context } from 'hono'
import type { Me, User } from '../../../contract/identity.ts'
import { notedIfChanged } from '../../../storage/kernel/audit-outbox.ts'
import { People } from '../../../storage/kernel/people.ts'
import type { ApiEnv } from '../bindings.ts'
import { noteOf, personOf } from '../../shared/access/caller.ts'
import type { GatewayDeps } from '../deps.ts'

/** Null when the person is not there any more. */
export const ownAccount = async (c: Context<ApiEnv>, { authority }: GatewayDeps): Promise<Me | null> => {
  const { app, user_id, session_id } = personOf(c)
  const [user, role] = await Promise.all([
    new People(c.env.KERNEL_DB, app.app_id).find(user_id),
    authority.role(app.app_id, user_id, c.env),
  ])
  return user === null ? null : { ...user, session_id, app: { id: app.app_id, name: app.name }, roles: role === null ? [] : [role] }
}

export const rename = async (c: Context<ApiEnv>, deps: GatewayDeps, displayName: User['display_name']): Promise<void> => {
  const { app, user_id } = personOf(c)
  const db = c.env.KERNEL_DB
  const note = noteOf(c, deps.now(), { action: 'user.renamed', object: { kind: 'user', id: user_id } })
  await db.batch([new People(db, app.app_id).renaming(user_id, displayName), notedIfChanged(db, app.app_id, note)])
}
