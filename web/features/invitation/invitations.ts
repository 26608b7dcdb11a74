/**
 * The invitations of a room's page: hears what the room tells, asks the platform, and goes to the call that both agreed to. What is known and shown is
 * `invitation-state.ts`'s; `view()` is a new object at each change.
 */
import type { Consent } from '../../../contract/consent.ts'
import type { ConsentId, RoomId, UserId } from '../../../contract/ids.ts'
import type { RoomLink } from '../../lib/room/room-link.ts'
import type { Account } from '../session/account.ts'
import type { Answer, ApiFailure } from '../session/http.ts'
import type { Invitations } from './invitation-state.ts'
import { aside, changesAt, forgotten, noInvitations, ours, toEnter, toldAt, withConsent } from './invitation-state.ts'
import { answerConsent, goTogether, listConsents, requestConsent } from './invitations-api.ts'

export type InvitationsView = {
  readonly state: Invitations
  /** What did not work last. */
  readonly failure: ApiFailure | null
  /** An answer of the platform is on its way. */
  readonly isBusy: boolean
}

export type InvitationDesk = {
  readonly view: () => InvitationsView
  readonly subscribe: (listener: () => void) => () => void
  readonly request: (person: UserId) => Promise<boolean>
  readonly answer: (id: ConsentId, act: 'grant' | 'deny' | 'revoke') => Promise<boolean>
  readonly enter: (id: ConsentId) => Promise<void>
  /** Puts one aside, or takes it out again. */
  readonly aside: (id: ConsentId, isAside: boolean) => void
  readonly close: () => void
}

export type DeskOptions = {
  readonly link: RoomLink
  readonly me: UserId
  readonly account: Account
  /** Where private calls are; null: nowhere from here. */
  readonly callMode: () => string | null
  readonly goTo: (session: { readonly id: RoomId; readonly mode: string }) => void
}

export function openDesk({ link, me, account, callMode, goTo }: DeskOptions): InvitationDesk {
  let view: InvitationsView = { state: noInvitations(me), failure: null, isBusy: false }
  let timer: ReturnType<typeof setTimeout> | undefined
  let isClosed = false
  const listeners = new Set<() => void>()
  /** Calls that this page is on its way to, so that it goes once. */
  const going = new Set<ConsentId>()

  const put = (change: Partial<InvitationsView>): void => {
    if (isClosed) return
    view = { ...view, ...change }
    for (const listener of listeners) listener()
    arm()
  }

  /** What is over by itself is drawn anew when it is. */
  const arm = (): void => {
    clearTimeout(timer)
    const due = changesAt(view.state, Date.now())
    if (due !== null) timer = setTimeout(() => put({}), Math.min(due - Date.now() + 20, 2 ** 31 - 1))
  }

  const take = (consent: Consent, serverNow: number): void => {
    put({ state: withConsent(view.state, consent, serverNow, Date.now()) })
    const next = toEnter(view.state, Date.now())
    if (next !== null) void enter(next.id)
  }

  const enter = async (id: ConsentId): Promise<void> => {
    const consent = view.state.known.find((each) => each.id === id)
    const mode = callMode()
    const from = link.view().session?.id
    if (consent === undefined || mode === null || from === undefined || going.has(id)) return
    going.add(id)
    const answer = await goTogether(account, from, mode, id)
    if (answer.ok) return goTo(answer.value)
    going.delete(id)
    // The other one was first, and the room moves this page too.
    const movedTo = link.view().movedTo
    if (movedTo?.consent_id === id) return goTo(movedTo)
    if (consent.session_id !== null) return goTo({ id: consent.session_id, mode })
    return put({ failure: answer.failure, state: forgotten(view.state, id) })
  }

  /** One at a time: what is asked twice by a nervous hand is asked once. */
  const asking = async (ask: () => Promise<Answer<Consent>>, isOurs: boolean): Promise<boolean> => {
    if (view.isBusy) return false
    put({ isBusy: true, failure: null })
    const answer = await ask()
    put({ isBusy: false })
    if (!answer.ok) {
      put({ failure: answer.failure })
      return false
    }
    const { value } = answer
    const known = withConsent(view.state, value, toldAt(value), Date.now())
    put({ state: isOurs ? ours(known, value.id) : known })
    take(value, toldAt(value))
    return true
  }

  const load = async (): Promise<void> => {
    const answer = await listConsents(account)
    if (!answer.ok) return
    for (const consent of answer.value.data) take(consent, answer.serverAt ?? answer.receivedAt)
  }
  let wasLive = false
  /** What the room told while it was away is not told again. */
  const follow = (): void => {
    const isLive = link.view().connection.at === 'live'
    if (isLive && !wasLive) void load()
    wasLive = isLive
  }

  const unheard = [link.onConsent(({ consent }) => take(consent, toldAt(consent))), link.subscribe(follow)]
  follow()

  return {
    view: () => view,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    request: (person) => asking(() => requestConsent(account, person), true),
    answer: (id, act) => asking(() => answerConsent(account, id, act), act === 'grant'),
    enter,
    aside: (id, isAside) => put({ state: aside(view.state, id, isAside), failure: null }),
    close: () => {
      isClosed = true
      clearTimeout(timer)
      for (const stop of unheard) stop()
    },
  }
}
