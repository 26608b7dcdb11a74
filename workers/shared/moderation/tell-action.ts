/**
 * Telling a person's object what was done about them: at once by whoever did it, and again by the cron (`storage/kernel/follow-ups.ts`) when that
 * is settled. It is told what the kernel says now, so late or twice does no harm. The app has the fact of it as an event, once.
 */
import type { AppSettings } from '../../../contract/keys.ts'
import { restrictionOfAction } from '../../../domain/moderation/action-rules.ts'
import type { ActionRecord } from '../../../domain/moderation/action-rules.ts'
import { moderationFact } from '../../../domain/moderation/facts.ts'
import { personName, telemetryShardOf } from '../../../durable-objects/names.ts'
import type { PersonAct, PersonRpc } from '../../../durable-objects/person/person-rpc.ts'
import { sendFacts } from '../../../durable-objects/runtime/fact-sender.ts'
import type { TelemetryObjects } from '../../../durable-objects/runtime/fact-sender.ts'
import { errorText, logError } from '../log.ts'

export type ToldObjects = {
  readonly PERSON: { getByName(name: string): Pick<PersonRpc, 'act'> }
  readonly TELEMETRY_SHARD: TelemetryObjects
}

/** Throws when somebody could not be told. */
export const tellAction = async (
  { PERSON, TELEMETRY_SHARD }: ToldObjects,
  app: AppSettings,
  action: ActionRecord,
  now: number,
): Promise<void> => {
  await PERSON.getByName(personName(app.app_id, action.user)).act(wordOf(action, now))
  await sendFacts(TELEMETRY_SHARD, app, telemetryShardOf(app, action.user), [JSON.stringify(moderationFact(action))], now)
}

/** Before the answer, so that what was decided holds when the moderator hears so; with one retry. Who is away twice is told by the cron. */
export const tellActionAtOnce = async (env: ToldObjects, app: AppSettings, action: ActionRecord, now: number): Promise<void> => {
  if (!(await isTold(env, app, action, now))) await isTold(env, app, action, now)
}

const isTold = async (...[env, app, action, now]: Parameters<typeof tellAction>): Promise<boolean> => {
  try {
    await tellAction(env, app, action, now)
    return true
  } catch (error) {
    logError({ event: 'follow_up_failed', app_id: app.app_id, kind: 'tell_action', error: errorText(error) })
    return false
  }
}

const wordOf = (action: ActionRecord, now: number): PersonAct => {
  const restriction = restrictionOfAction(action, now)
  if (restriction !== null) return { type: 'restrict', restriction }
  const { id, kind, reason, appealNote, at, liftedAt } = action
  const isWarning = kind === 'warn' && liftedAt === null
  return isWarning ? { type: 'warn', warning: { action_id: id, reason, note: appealNote, at } } : { type: 'lift', action: id }
}
