/** `/` of a deployment with a channel: the picture, what is on, what comes next, and the ways in. Nobody has to be signed in. */
import '../../ui/button.css'
import './channel.css'
import { Suspense, useEffect, useRef } from 'react'
import type { ChannelState } from '../../../contract/channel.ts'
import { Link } from '../../app/router.tsx'
import { lazyPage } from '../../i18n/lazy-page.ts'
import { ChannelFrame } from './channel-frame.tsx'
import { coverOf, isLost, isWatching, nextOf, shownState } from './channel-view.ts'
import { Chip } from './chip.tsx'
import { sentenceOf } from './cover.tsx'
import { PlayerFrame } from './player-frame.tsx'
import type { Shown } from './player.ts'
import { headlineOf, ProgrammeNow } from './programme-now.tsx'
import { ProgrammesNext } from './programmes-next.tsx'
import { useClock } from './use-clock.ts'
import { usePlayer } from './use-player.ts'
import { usePresence } from './use-presence.ts'
import type { Status } from './use-status.ts'
import { useStatus } from './use-status.ts'
import { airing, words } from './words.ts'

type ChannelPageProps = {
  readonly channel: string
  /** Of the app whose people meet here; null: nobody does. */
  readonly appKey: string | null
}

export function ChannelPage({ channel, appKey }: ChannelPageProps) {
  const used = usePlayer(channel)
  const status = useStatus(channel)
  const { shown } = used
  useAskWhenThePictureChanges(shown, status.askNow)
  usePresence(channel, { isWatching: shown !== null && isWatching(shown.state), sample: status.last?.value.presence_sample ?? 1 })

  const state = status.last && shownState(status.last.value.state, shown?.source ?? null)
  useTitle(status, state)
  const name = status.last?.value.name ?? words.platform
  return (
    <ChannelFrame picture={<PlayerFrame used={used} name={name} chip={state && <Chip state={state} />} />}>
      <Below status={status} state={state} shown={shown} appKey={appKey} />
      <output className="unseen">{announcementOf(status, state, shown)}</output>
    </ChannelFrame>
  )
}

type BelowProps = {
  readonly status: Status
  readonly state: ChannelState | null
  readonly shown: Shown | null
  readonly appKey: string | null
}

function Below({ status, state, shown, appKey }: BelowProps) {
  const here = useClock()
  const { last, failures, isGone } = status
  if (last === null || state === null)
    return (
      <div className="channel-now">
        <h1>{isGone ? words.gone : words.platform}</h1>
        <p className="channel-detail">{isGone ? words.goneDetail : failures > 0 ? words.noAnswer : words.opening}</p>
      </div>
    )
  const now = here + skewOf(last)
  return (
    <>
      <ProgrammeNow
        status={last.value}
        state={state}
        now={now}
        agedMs={Math.max(0, here - last.receivedAt)}
        isLost={shown !== null && isLost(failures, shown.state)}
      />
      <div className="channel-side">
        <ProgrammesNext next={nextOf(last.value, now)} now={now} />
        <Ways appKey={appKey} />
      </div>
    </>
  )
}

const ModeWays = lazyPage(() => import('../modes/mode-ways.tsx').then((module) => ({ default: module.ModeWays })))

function Ways({ appKey }: { readonly appKey: string | null }) {
  return (
    <div className="channel-ways">
      {appKey !== null && (
        <div className="buttons">
          <Suspense fallback={null}>
            <ModeWays appKey={appKey} />
          </Suspense>
        </div>
      )}
      <p className="small quiet">{words.waysLead}</p>
      <div className="buttons">
        <Link className="button" href="/register">
          {words.register}
        </Link>
        <Link className="button" href="/admin">
          {words.signIn}
        </Link>
      </div>
    </div>
  )
}

/** How far the platform's clock is ahead of this one. Its header has whole seconds: less than a few is nothing. */
function skewOf({ serverAt, receivedAt }: NonNullable<Status['last']>): number {
  const skew = serverAt === null ? 0 : serverAt - receivedAt
  return Math.abs(skew) < 5_000 ? 0 : skew
}

/** What a screen reader hears when it changes. */
function announcementOf({ last, failures }: Status, state: ChannelState | null, shown: Shown | null): string {
  if (last === null || state === null || shown === null) return ''
  const trouble = sentenceOf(coverOf(shown.state))
  if (trouble !== '') return trouble
  return isLost(failures, shown.state) ? airing.lost : `${airing[state].chip}: ${headlineOf(last.value, state)}`
}

/** The picture tells first that the source was switched; why is in the status. */
function useAskWhenThePictureChanges(shown: Shown | null, ask: () => void): void {
  const source = shown?.source ?? null
  const before = useRef(source)
  useEffect(() => {
    if (before.current !== null && source !== null && before.current !== source) ask()
    before.current = source
  }, [source, ask])
}

function useTitle({ last }: Status, state: ChannelState | null): void {
  const title = last === null || state === null ? null : words.title(headlineOf(last.value, state), last.value.name)
  useEffect(() => {
    if (title !== null) document.title = title
  }, [title])
}
