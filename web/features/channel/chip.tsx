/** What the channel does, in a word: the same on the picture and beside it. */
import type { ChannelState } from '../../../contract/channel.ts'
import { isOnAir } from './channel-view.ts'
import { airing } from './words.ts'

export function Chip({ state }: { readonly state: ChannelState }) {
  return <span className={isOnAir(state) ? 'chip chip-live' : 'chip'}>{airing[state].chip}</span>
}
