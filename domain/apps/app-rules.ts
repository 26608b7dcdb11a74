/** How many of what there may be around an app, what a new one starts with, and what a change really changes. Pure. */
import type { App, AppChanges, NewAppInput } from '../../contract/apps.ts'
import type { AppId } from '../../contract/ids.ts'

export const appRules = {
  ownedApps: 100,
  liveKeys: 50,
  channels: 20,
  /** Members and open invitations together. */
  members: 200,
  invitationMs: 7 * 86_400_000,
} as const

export type AppConfiguration = Pick<App, 'name' | 'origins' | 'session_ttl_s' | 'interaction_patterns' | 'limits' | 'measures'>

export const newConfiguration = (input: NewAppInput): AppConfiguration => ({
  name: input.name,
  origins: input.origins ?? [],
  session_ttl_s: input.session_ttl_s ?? 60,
  interaction_patterns: input.interaction_patterns ?? ['interaction.*'],
  limits: input.limits ?? {},
  measures: input.measures ?? [],
})

/** Spreads apps evenly over the pool: the end of their ids is random. */
export const eventShardOf = (app: AppId, poolSize: number): number => Number.parseInt(app.slice(-8), 16) % poolSize

/** What of the wanted is not so already. */
export const realChanges = (before: AppConfiguration, wanted: AppChanges): AppChanges => {
  const changed = (name: keyof AppConfiguration): boolean =>
    wanted[name] !== undefined && JSON.stringify(wanted[name]) !== JSON.stringify(before[name])
  return {
    ...(changed('name') && { name: wanted.name }),
    ...(changed('origins') && { origins: wanted.origins }),
    ...(changed('session_ttl_s') && { session_ttl_s: wanted.session_ttl_s }),
    ...(changed('interaction_patterns') && { interaction_patterns: wanted.interaction_patterns }),
    ...(changed('limits') && { limits: wanted.limits }),
    ...(changed('measures') && { measures: wanted.measures }),
  }
}
