/**
 * The second line behind the alarms of channels: each minute a bounded part of them is woken, and those that ended lately, or whose app did,
 * are told so once more. Which part is told by the minute's number; nothing is kept.
 */
import { channelName } from '../../../durable-objects/names.ts'
import { channelsOfRound } from '../../../storage/kernel/channel-lookup.ts'
import type { ChannelOfRound } from '../../../storage/kernel/channel-lookup.ts'
import { errorText, logError } from '../../shared/log.ts'
import type { RollupBindings } from '../bindings.ts'

const channelsPerRound = 200
const atOnce = 25
/** Long enough that everything that was away is back. */
const toldForMs = 86_400_000

export const wakeChannels = async (scheduledTime: number, env: Pick<RollupBindings, 'KERNEL_DB' | 'CHANNEL'>): Promise<void> => {
  const round = await channelsOfRound(env.KERNEL_DB, Math.floor(scheduledTime / 60_000), channelsPerRound, scheduledTime - toldForMs)
  for (let i = 0; i < round.length; i += atOnce) await Promise.all(round.slice(i, i + atOnce).map((channel) => tell(env, channel)))
}

const tell = async ({ CHANNEL }: Pick<RollupBindings, 'CHANNEL'>, { app_id, channel_id, ended }: ChannelOfRound): Promise<void> => {
  const object = channelName(app_id, channel_id)
  try {
    await (ended ? CHANNEL.getByName(object).close() : CHANNEL.getByName(object).wake())
  } catch (error) {
    logError({ event: ended ? 'channel_unended' : 'wake_failed', object, error: errorText(error) })
  }
}
