/** What the running channel did since it was last asked. */
import type { ChannelCounters } from '../metered/sync.ts'
import type { Stand } from './stand.ts'

export const readMeter = async ({ runtime }: Stand): Promise<ChannelCounters> => {
  const answer = await fetch(`${runtime.sync}/__meter`)
  const counters: ChannelCounters = await answer.json()
  return counters
}
