/** What is on: the state in a word, who watches, the title, how far it is; and when it is not on, what happened and since when. */
import type { ChannelState, ChannelStatus } from '../../../contract/channel.ts'
import { age, clockTime } from '../../ui/format.ts'
import { isOnAir, progressOf } from './channel-view.ts'
import { Chip } from './chip.tsx'
import { airing, words } from './words.ts'

type NowProps = {
  readonly status: ChannelStatus
  readonly state: ChannelState
  /** The platform's clock; epoch ms. */
  readonly now: number
  /** How old `status` is. */
  readonly agedMs: number
  readonly isLost: boolean
}

export const headlineOf = ({ now_playing }: ChannelStatus, state: ChannelState): string =>
  isOnAir(state) && now_playing !== null ? now_playing.title : airing[state].line

export function ProgrammeNow({ status, state, now, agedMs, isLost }: NowProps) {
  const playing = isOnAir(state) ? status.now_playing : null
  const detail = detailOf(status, state, agedMs)
  return (
    <div className="channel-now">
      <p className="channel-meta">
        <Chip state={state} />
        <span>{status.name}</span>
        {isOnAir(state) && (status.viewers ?? 0) > 0 && <span>{words.watching(status.viewers ?? 0)}</span>}
      </p>
      <h1>{headlineOf(status, state)}</h1>
      {playing?.description !== undefined && <p className="channel-detail">{playing.description}</p>}
      {detail !== '' && <p className="channel-detail">{detail}</p>}
      {isLost && <p className="channel-lost">{airing.lost}</p>}
      {playing && <Progress playing={playing} now={now} />}
    </div>
  )
}

function detailOf(status: ChannelStatus, state: ChannelState, agedMs: number): string {
  const { detail } = airing[state]
  if (state === 'unknown') {
    const heard = status.lab_age_s === null ? airing.never : airing.heard(age(status.lab_age_s * 1_000 + agedMs))
    return `${detail} ${heard}`
  }
  return state === 'off_air' ? `${detail} ${airing.since(clockTime(Date.parse(status.since)))}` : detail
}

type ProgressProps = { readonly playing: NonNullable<ChannelStatus['now_playing']>; readonly now: number }

function Progress({ playing, now }: ProgressProps) {
  const progress = progressOf(playing, now)
  if (playing.ends_at === undefined) return null
  return (
    <p className="channel-progress">
      {progress !== null && <progress aria-label={words.progress} max="100" value={Math.round(progress * 100)} />}
      <span>{words.until(clockTime(Date.parse(playing.ends_at)))}</span>
    </p>
  )
}
