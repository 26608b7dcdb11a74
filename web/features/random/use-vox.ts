/**
 * What happens on the page, told to the app as any tenant app would tell it ([V2]): over the public telemetry socket, as the events of the person
 * who is signed in. `vox-facts.ts` says which events those are.
 */
import { useEffect } from 'react'
import type { MatchState } from '../../lib/match/match-machine.ts'
import { sharedFor } from '../../lib/shared-for.ts'
import { openTelemetry } from '../../lib/telemetry/telemetry.ts'
import type { CallView } from '../call/call.ts'
import { useModeRoom } from '../modes/mode-room.ts'
import type { Account } from '../session/account.ts'
import type { VoxTeller } from './vox-teller.ts'
import { voxTeller } from './vox-teller.ts'

const tellers = sharedFor<Account, { readonly teller: VoxTeller; readonly end: () => void }>(({ end }) => end())

function open(account: Account) {
  const telemetry = openTelemetry(async () => (await account.freshToken())?.text ?? null)
  const teller = voxTeller(({ type, ...more }) => telemetry.say(type, more), Date.now)
  teller.enter()
  // A tab that is closed says so too, as far as the browser lets it.
  const closing = new AbortController()
  const end = (): void => {
    closing.abort()
    teller.leave()
    telemetry.end()
  }
  window.addEventListener('pagehide', end, { signal: closing.signal })
  return { teller, end }
}

/** Null for a moment, until there is somebody to tell. */
export function useVox({ wants, ticket }: MatchState, call: CallView | null): VoxTeller | null {
  const { account } = useModeRoom()
  useEffect(() => tellers.hold(account, () => open(account)), [account])
  const teller = tellers.useShared(account)?.teller ?? null
  const heard = wants === 'out' ? null : ticket
  useEffect(() => teller?.ticket(heard), [teller, heard])
  const isLive = call?.state.media.at === 'live'
  useEffect(() => {
    if (isLive) teller?.live()
  }, [teller, isLive])
  const failedAfter = call?.state.media.at === 'failed' ? (call.state.recovery?.tries ?? 0) : null
  useEffect(() => {
    if (failedAfter !== null) teller?.iceFailed(failedAfter)
  }, [teller, failedAfter])
  useMessages(teller)
  return teller
}

/** What one wrote and the room has; not what was said. */
function useMessages(teller: VoxTeller | null): void {
  const { view, user } = useModeRoom()
  const session = view.session?.id ?? null
  const { messages } = view.chat
  useEffect(() => {
    if (session === null) return
    const own = messages.filter(({ from }) => from === user.id).map(({ seq, text }) => ({ seq, length: text.length }))
    teller?.messages(session, own)
  }, [teller, session, messages, user.id])
}
