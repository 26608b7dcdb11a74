/**
 * Closing the sockets of what was withdrawn (a key, a sign-in): on every telemetry object of its app, and in the rooms that the person of a
 * sign-in is in. Told at once, and again by the cron when every door knows of it, in case an object was away or a door opened one more: so a
 * socket outlives its authority by seconds.
 */
import type { AppId, SessionId } from '../../../contract/ids.ts'
import type { AppSettings } from '../../../contract/keys.ts'
import { personName, telemetryShardNames } from '../../../durable-objects/names.ts'
import { findApp } from '../../../storage/kernel/app-directory.ts'
import { markTold, untoldRevocations } from '../../../storage/kernel/revocations.ts'
import { peopleOfSessions } from '../../../storage/kernel/sessions.ts'
import type { SessionOwner } from '../../../storage/kernel/sessions.ts'
import { errorText, logError } from '../../shared/log.ts'
import type { GatewayBindings } from '../bindings.ts'

type Objects = Pick<GatewayBindings, 'TELEMETRY_SHARD'>
type SignInObjects = Pick<GatewayBindings, 'TELEMETRY_SHARD' | 'PERSON' | 'KERNEL_DB'>

/** Later than any door takes something withdrawn for valid ([TS29]). */
const againAfterMs = 10_000

/** `openers`: ids of keys or sign-ins. False when an object could not be told; the cron tells it again. */
export const withdrawSockets = async ({ TELEMETRY_SHARD }: Objects, app: AppSettings, openers: readonly string[]): Promise<boolean> => {
  const tellings = telemetryShardNames(app).flatMap((object) => openers.map((opener) => ({ object, opener })))
  const told = await Promise.all(
    tellings.map(({ object, opener }) => tell(object, () => TELEMETRY_SHARD.getByName(object).closeSockets(opener))),
  )
  return !told.includes(false)
}

/** Sign-ins that ended: their telemetry sockets, and their sockets in rooms. False as above. */
export const withdrawSignIns = async (env: SignInObjects, app: AppSettings, ended: readonly SessionId[]): Promise<boolean> => {
  const owners = await peopleOfSessions(env.KERNEL_DB, app.app_id, ended)
  const told = await Promise.all([withdrawSockets(env, app, ended), ...owners.map((owner) => leaveRooms(env, app.app_id, owner))])
  return !told.includes(false)
}

const leaveRooms = ({ PERSON }: SignInObjects, app: AppId, { user_id, session_id }: SessionOwner): Promise<boolean> => {
  const object = personName(app, user_id)
  return tell(object, () => PERSON.getByName(object).act({ type: 'sign_in_ended', signIn: session_id }))
}

const tell = async (object: string, say: () => Promise<unknown>): Promise<boolean> => {
  try {
    await say()
    return true
  } catch (error) {
    logError({ event: 'withdrawal_untold', object, error: errorText(error) })
    return false
  }
}

/** For the cron: sign-ins that ended a moment ago. */
export const withdrawEndedSessions = async (env: SignInObjects, now: number): Promise<void> => {
  const untold = await untoldRevocations(env.KERNEL_DB, now - againAfterMs)
  for (const [appId, sessions] of Map.groupBy(untold, ({ app_id }) => app_id)) {
    const app = await findApp(env.KERNEL_DB, appId)
    const ended: SessionId[] = sessions.map(({ session_id }) => session_id)
    if (app === null || (await withdrawSignIns(env, app, ended))) await markTold(env.KERNEL_DB, ended, now)
  }
}
