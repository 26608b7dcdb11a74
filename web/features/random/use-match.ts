/** The page's link to the queue of its mode: in it while the page looks for company, and its session in the address while there is one. */
import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react'
import { go, usePath, useQuery } from '../../app/router.tsx'
import type { Ticket } from '../../../contract/match.ts'
import type { MatchLink } from '../../lib/match/match-link.ts'
import { openMatch } from '../../lib/match/match-link.ts'
import type { MatchState } from '../../lib/match/match-machine.ts'
import { notLooking } from '../../lib/match/match-machine.ts'
import { readTicket } from '../../lib/match/ticket-reading.ts'
import { sharedFor } from '../../lib/shared-for.ts'
import { useModeRoom } from '../modes/mode-room.ts'
import { sessionIn } from '../modes/use-session-room.ts'
import type { Account } from '../session/account.ts'
import { sessionOf } from './vox-facts.ts'
import { keptWishes, preferencesOf } from './wishes.ts'

export type UsedMatch = {
  readonly link: MatchLink | null
  readonly state: MatchState
  /** Whether it is known if the person was in the queue already. */
  readonly isKnown: boolean
}

/** A link, and whether it is known if the person was in the queue already. */
type Opened = { readonly link: MatchLink; readonly isKnown: () => boolean; readonly subscribe: (listener: () => void) => () => void }

const links = sharedFor<Account, Opened>(({ link }) => link.end())

/** Somebody is there, or was found: a page that was loaded again goes on with them. Who only waited says again whether they want to. */
const isMet = ({ state, queue }: Ticket, of: string): boolean => queue === of && (state === 'confirmed' || state === 'matched')

function open(account: Account, queue: string): Opened {
  const token = async (): Promise<string | null> => (await account.freshToken())?.text ?? null
  const link = openMatch({ queue, call: account.call, token })
  const listeners = new Set<() => void>()
  let isKnown = false
  const look = async (): Promise<void> => {
    const answer = await account.call({ path: '/v1/match', read: readTicket })
    if (answer.ok && isMet(answer.value, queue)) link.start(preferencesOf(keptWishes()))
    isKnown = true
    for (const listener of listeners) listener()
  }
  void look()
  return {
    link,
    isKnown: () => isKnown,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

const deaf = (): (() => void) => () => {}
const nothing = (): MatchState => notLooking
const notKnown = (): boolean => false

export function useMatch(): UsedMatch {
  const { account, mode } = useModeRoom()
  useEffect(() => links.hold(account, () => open(account, mode.mode_id)), [account, mode.mode_id])
  const opened = links.useShared(account)
  const link = opened?.link ?? null
  const isKnown = useSyncExternalStore(opened?.subscribe ?? deaf, opened?.isKnown ?? notKnown)
  const state = useSyncExternalStore(link?.subscribe ?? deaf, link?.view ?? nothing)
  useAddress(state, isKnown)
  return useMemo(() => ({ link, state, isKnown }), [link, state, isKnown])
}

/** The session of the two in the address, so that the page's room is theirs; nothing there when there is none. */
function useAddress(state: MatchState, isKnown: boolean): void {
  const [path, query] = [usePath(), useQuery()]
  const named = sessionIn(query)
  const session = sessionOf(state.ticket)
  const isOpen = state.wants === 'in' && state.ticket === null
  const put = useCallback(
    (to: string | null) => go(to === null ? path : `${path}?${new URLSearchParams({ session: to })}`, { replace: true }),
    [path],
  )
  useEffect(() => {
    // Until the queue was heard the address may be right.
    if (isKnown && !isOpen && named !== session) put(session)
  }, [isKnown, isOpen, named, session, put])
}
