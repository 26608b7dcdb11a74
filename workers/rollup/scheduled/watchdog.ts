/**
 * The second line behind alarms: each minute a bounded part of all telemetry objects is woken, and as many registers of rooms, which look after
 * theirs, so that a deadline whose alarm was lost is met a little late and not never. Which part is told by the minute's number; nothing is kept.
 */
import { roomRegisterNames, telemetryShardNames } from '../../../durable-objects/names.ts'
import { objectsOfRound } from '../../../storage/kernel/app-directory.ts'
import { errorText, logError } from '../../shared/log.ts'
import type { RollupBindings } from '../bindings.ts'

const objectsPerRound = 500
const atOnce = 25

export const watchdog = async (scheduledTime: number, env: RollupBindings): Promise<void> => {
  const round = await objectsOfRound(env.KERNEL_DB, Math.floor(scheduledTime / 60_000), objectsPerRound)
  const wakes = round.flatMap(({ app, from, to }) => [
    ...telemetryShardNames(app)
      .slice(from, to)
      .map((name) => () => wake(name, env.TELEMETRY_SHARD)),
    ...roomRegisterNames(app)
      .slice(from, to)
      .map((name) => () => wake(name, env.ROOM_REGISTER)),
  ])
  for (let i = 0; i < wakes.length; i += atOnce) await Promise.all(wakes.slice(i, i + atOnce).map((each) => each()))
}

type Sleepers = { getByName(name: string): { wake(): Promise<unknown> } }

const wake = async (object: string, objects: Sleepers): Promise<void> => {
  try {
    await objects.getByName(object).wake()
  } catch (error) {
    logError({ event: 'wake_failed', object, error: errorText(error) })
  }
}
