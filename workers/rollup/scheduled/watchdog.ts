/**
 * The second line behind alarms: each minute a bounded part of all telemetry objects is woken, so that a deadline whose
 * alarm was lost is met a little late and not never. Which part is told by the minute's number; nothing is kept.
 */
import { telemetryShardNames } from '../../../durable-objects/names.ts'
import { objectsOfRound } from '../../../storage/kernel/app-directory.ts'
import { errorText, logError } from '../../shared/log.ts'
import type { RollupBindings } from '../bindings.ts'

const objectsPerRound = 500
const atOnce = 25

export const watchdog = async (scheduledTime: number, env: RollupBindings): Promise<void> => {
  const round = await objectsOfRound(env.KERNEL_DB, Math.floor(scheduledTime / 60_000), objectsPerRound)
  const names = round.flatMap(({ app, from, to }) => telemetryShardNames(app).slice(from, to))
  for (let i = 0; i < names.length; i += atOnce) await Promise.all(names.slice(i, i + atOnce).map((name) => wake(env, name)))
}

const wake = async (env: RollupBindings, object: string): Promise<void> => {
  try {
    await env.TELEMETRY_SHARD.getByName(object).wake()
  } catch (error) {
    logError({ event: 'wake_failed', object, error: errorText(error) })
  }
}
