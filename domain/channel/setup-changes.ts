/** What a new channel is set up as, and what it is after a change. Pure. */
import { channelSettings } from '../../contract/channel.ts'
import type { Channel, ChannelChanges, ChannelSettings } from '../../contract/channel.ts'

type Wanted = NonNullable<ChannelChanges['settings']>
type Setup = Pick<Channel, 'name' | 'settings'>

/** What is left out is as of a new channel. */
export const newSettings = (wanted: Wanted): ChannelSettings => channelSettings.parse(wanted)

/** Null when nothing of it is a change. */
export const changedSetup = (before: Setup, { name, settings }: ChannelChanges): Setup | null => {
  const after = { name: name ?? before.name, settings: channelSettings.parse({ ...before.settings, ...settings }) }
  const isSame = after.name === before.name && JSON.stringify(after.settings) === JSON.stringify(channelSettings.parse(before.settings))
  return isSame ? null : after
}
