/** The channel's picture in a room, with what is on below it. */
import './party.css'
import { ChannelStageEmpty } from './channel-empty.tsx'
import { shownState, isWatching } from '../channel/channel-view.ts'
import { Chip } from '../channel/chip.tsx'
import { PlayerFrame } from '../channel/player-frame.tsx'
import { headlineOf } from '../channel/programme-now.tsx'
import { usePlayer } from '../channel/use-player.ts'
import { usePresence } from '../channel/use-presence.ts'
import { useStatus } from '../channel/use-status.ts'
import { useChannelId } from '../home/use-channel-id.ts'
import { words } from './words.ts'

export function PlayerPart() {
  const { channel } = useChannelId()
  if (channel === null || channel === undefined) return <ChannelStageEmpty isNone={channel === null} />
  return <Picture channel={channel} />
}

function Picture({ channel }: { readonly channel: string }) {
  const used = usePlayer(channel)
  const { last } = useStatus(channel)
  const { shown } = used
  usePresence(channel, { isWatching: shown !== null && isWatching(shown.state), sample: last?.value.presence_sample ?? 1 })
  const state = last && shownState(last.value.state, shown?.source ?? null)
  return (
    <div className="party-channel">
      <div className="party-picture">
        <PlayerFrame used={used} name={last?.value.name ?? words.channel} chip={state && <Chip state={state} />} />
      </div>
      {last !== null && state !== null && <p className="party-on quiet small">{headlineOf(last.value, state)}</p>}
    </div>
  )
}
