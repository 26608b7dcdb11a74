/** The part of a page that finds somebody: before, while looking, and what one does about the one who was found. A report outlasts the match. */
import './random.css'
import { useCallback, useEffect, useSyncExternalStore } from 'react'
import { useNow } from '../../lib/use-now.ts'
import type { Call, CallView } from '../call/call.ts'
import { useCall } from '../call/use-call.ts'
import { useModeRoom } from '../modes/mode-room.ts'
import type { QuickReport } from '../safety/quick-report.ts'
import { QuickReportCard } from '../safety/quick-report-card.tsx'
import { useQuickReport } from '../safety/use-quick-report.ts'
import { anything } from '../session/reading.ts'
import { MatchBar } from './match-bar.tsx'
import { MatchStart } from './match-start.tsx'
import { MatchWait } from './match-wait.tsx'
import { isHungUp, shownOf } from './random-view.ts'
import { useMatch } from './use-match.ts'
import { usePreview } from './use-preview.ts'
import { useVox } from './use-vox.ts'
import { sessionOf } from './vox-facts.ts'
import type { Wishes } from './wishes.ts'
import { keepWishes, preferencesOf } from './wishes.ts'

const deaf = (): (() => void) => () => {}
const nothing = (): null => null
const useMaybeCall = (call: Call | null): CallView | null =>
  useSyncExternalStore<CallView | null>(call?.subscribe ?? deaf, call?.view ?? nothing)

export function MatchPanel() {
  const { account } = useModeRoom()
  const quick = useQuickReport(account)
  return (
    <>
      <Matching quick={quick} />
      <QuickReportCard quick={quick} />
    </>
  )
}

function Matching({ quick }: { readonly quick: QuickReport }) {
  const { account, view, nameOf } = useModeRoom()
  const call = useCall()?.call ?? null
  const callView = useMaybeCall(call)
  const { link, state, isKnown } = useMatch()
  const vox = useVox(state, callView)
  const shown = shownOf(state, useNow())
  const { preview, ask } = usePreview(shown.at !== 'together')
  const session = sessionOf(state.ticket)
  const partner = state.ticket?.partner_id ?? null

  const hasFailed = callView?.state.media.at === 'failed'
  useEffect(() => {
    // The queue gives both of them back, to be matched with others.
    if (hasFailed && session !== null)
      void account.call({ method: 'POST', path: `/v1/sessions/${session}/end`, json: { reason: 'ice_failure' }, read: anything })
  }, [hasFailed, session, account])

  const start = (wishes: Wishes): void => {
    keepWishes(wishes)
    link?.start(preferencesOf(wishes))
  }
  const next = (): void => {
    vox?.skip()
    link?.skip()
  }
  const report = (): void => {
    if (partner !== null && session !== null) quick.press({ person: partner, name: nameOf(partner), session })
  }
  const stop = useCallback((): void => {
    vox?.because('left')
    link?.stop()
  }, [vox, link])
  const hasHungUp = callView !== null && isHungUp(callView.state, view)
  useEffect(() => {
    if (hasHungUp) stop()
  }, [hasHungUp, stop])

  if (!isKnown || link === null) return null
  switch (shown.at) {
    case 'out':
      return <MatchStart preview={preview} onAsk={ask} onStart={start} trouble={state.trouble} />
    case 'together':
      return <MatchBar call={call} partner={partner} onReport={report} onNext={next} onStop={stop} />
    case 'joining':
    case 'waiting':
    case 'found':
    case 'cooldown':
    case 'away':
    case 'leaving':
      return <MatchWait shown={shown} preview={preview} trouble={state.trouble} onStop={stop} />
    default:
      return shown satisfies never
  }
}
