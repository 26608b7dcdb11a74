/** A playlist, at once or when what was asked for is there: RFC 8216bis §6.2.5.2. Waits three target durations at most, then shows what there is. */
import type { PlaylistAnswer, PlaylistAsk } from '../../contract/channel.ts'
import { blockingVerdict } from '../../domain/channel/playlist.ts'
import { nextChangeAt } from './channel-machine.ts'
import type { ChannelState } from './channel-state.ts'
import { timelineOf } from './channel-views.ts'
import { renderedPlaylist } from './documents.ts'
import type { Waiters } from './waiters.ts'

type Deps = {
  readonly moved: (now: number) => ChannelState
  readonly waiters: Waiters
  readonly isLowLatency: boolean
}

/** Between two looks, when the channel says that something will change by itself. */
const leastWaitMs = 20

export const answerPlaylist = async (ask: PlaylistAsk, deps: Deps): Promise<PlaylistAnswer> => {
  const began = Date.now()
  let state = deps.moved(began)
  const deadline = began + 3_000 * timelineOf(state).targetDuration
  for (let now = began; now < deadline; now = Date.now()) {
    const verdict = verdictOf(ask, state, deps)
    if (verdict === 'ahead') return { ok: false, code: 'ahead' }
    if (verdict === 'ready') break
    const untilMs = Math.min(deadline, nextChangeAt(state)) - now
    if (!(await deps.waiters.moved(Math.max(leastWaitMs, untilMs)))) break
    state = deps.moved(Date.now())
  }
  const playlist = renderedPlaylist(state, ask.name, Date.now())
  return playlist === null ? { ok: false, code: 'unknown_rendition' } : { ok: true, ...playlist }
}

/** An unknown rendition waits for nothing. */
const verdictOf = ({ name, msn, part }: PlaylistAsk, state: ChannelState, { isLowLatency }: Deps): 'ready' | 'wait' | 'ahead' => {
  const timeline = timelineOf(state)
  if (!isLowLatency || msn === undefined || !Object.hasOwn(timeline.standIns, name)) return 'ready'
  return blockingVerdict(timeline, name, msn, part)
}
