/** Making, changing and archiving apps: the rules of `domain/apps`, the kernel's rows, the audit note, and what follows elsewhere. */
import type { Context } from 'hono'
import type { App, AppChanges, NewAppInput } from '../../../contract/apps.ts'
import type { Failure, Result } from '../../../contract/errors.ts'
import { appId, newId } from '../../../contract/ids.ts'
import { appRules, eventShardOf, newConfiguration, realChanges } from '../../../domain/apps/app-rules.ts'
import { eventShards } from '../../../storage/events/pool.ts'
import { archiveApp, createApp, findApp, updateApp } from '../../../storage/kernel/apps.ts'
import type { ApiEnv } from '../bindings.ts'
import { noteData, noteOf, operatorOf, personOf } from '../../shared/access/caller.ts'
import type { GatewayDeps } from '../deps.ts'
import { followUpAtOnce } from './follow-ups.ts'
import { nothingHere } from '../../shared/http/reply.ts'

const tooManyApps: Failure = { code: 'too_many', detail: `An operator owns at most ${appRules.ownedApps} apps.` }

export const makeApp = async (c: Context<ApiEnv>, { now }: GatewayDeps, input: NewAppInput): Promise<Result<App>> => {
  const id = appId.parse(newId())
  const configuration = newConfiguration(input)
  const at = now()
  const note = noteOf(c, at, { action: 'app.created', object: { kind: 'app', id }, data: noteData(configuration) })
  const eventShard = eventShardOf(id, eventShards(c.env).length)
  const made = await createApp(c.env.KERNEL_DB, { id, configuration, eventShard }, { user: personOf(c).user_id, now: at, note })
  return made === null ? { ok: false, error: tooManyApps } : { ok: true, value: made }
}

/** Patterns that are sent again are counted again: so a change whose count broke off can be repeated. */
export const changeApp = async (c: Context<ApiEnv>, deps: GatewayDeps, wanted: AppChanges): Promise<Result<App>> => {
  const { app, user_id } = operatorOf(c)
  const now = deps.now()
  const before = await findApp(c.env.KERNEL_DB, app.app_id, user_id)
  if (before === null) return { ok: false, error: nothingHere }
  const changes = realChanges(before, wanted)
  if (wanted.interaction_patterns !== undefined) changes.interaction_patterns = wanted.interaction_patterns
  if (Object.keys(changes).length === 0) return { ok: true, value: before }
  const note = noteOf(c, now, { action: 'app.updated', object: { kind: 'app', id: app.app_id }, data: noteData(changes) })
  const after = await updateApp(c.env.KERNEL_DB, app.app_id, changes, { user: user_id, now, note })
  if (after === null) return { ok: false, error: nothingHere }
  deps.authority.changed({ app: app.app_id })
  if (changes.interaction_patterns !== undefined) followUpAtOnce(c, { app_id: app.app_id, kind: 'recount_interactions', subject: '' }, now)
  return { ok: true, value: after }
}

export const endApp = async (c: Context<ApiEnv>, deps: GatewayDeps): Promise<Result<App>> => {
  const { app, user_id } = operatorOf(c)
  const now = deps.now()
  const before = await findApp(c.env.KERNEL_DB, app.app_id, user_id)
  const note = noteOf(c, now, { action: 'app.archived', object: { kind: 'app', id: app.app_id } })
  if (before === null || !(await archiveApp(c.env.KERNEL_DB, app.app_id, { now, note }))) return { ok: false, error: nothingHere }
  deps.authority.changed({ app: app.app_id, role: [app.app_id, user_id] })
  followUpAtOnce(c, { app_id: app.app_id, kind: 'close_sockets', subject: app.app_id }, now)
  return { ok: true, value: { ...before, archived_at: new Date(now).toISOString() } }
}
