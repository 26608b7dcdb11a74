/** What comes next on the channel, in a room. */
import { nextOf } from '../channel/channel-view.ts'
import { ProgrammesNext } from '../channel/programmes-next.tsx'
import { useStatus } from '../channel/use-status.ts'
import { useChannelId } from '../home/use-channel-id.ts'
import { useNow } from '../../lib/use-now.ts'

export function ProgrammePart() {
  const { channel } = useChannelId()
  return channel === null || channel === undefined ? null : <Next channel={channel} />
}

function Next({ channel }: { readonly channel: string }) {
  const { last } = useStatus(channel)
  const now = useNow()
  return last === null ? null : <ProgrammesNext next={nextOf(last.value, now)} now={now} />
}
