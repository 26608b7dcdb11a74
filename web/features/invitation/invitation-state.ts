/**
 * Invitations to a private call as one page knows them: who asked whom, what came of it, and what the page does and shows about it. Pure. `now` and
 * everything that is due are this machine's epoch ms: the server's times are turned into them when they come.
 */
import type { Consent } from '../../../contract/consent.ts'
import type { ConsentId, UserId } from '../../../contract/ids.ts'

type Known = Consent & {
  /** Until when it can be answered, or stands. */
  readonly until: number
  /** Asked or granted in this page: it goes to the call by itself. */
  readonly isOurs: boolean
  /** The person put it aside. */
  readonly isAside: boolean
}

export type Invitations = {
  readonly me: UserId
  readonly known: readonly Known[]
}

/** What a page shows of them, one of a kind, the oldest first. */
export type Shown = {
  /** To be answered. */
  readonly incoming: Known | null
  readonly isAside: boolean
  /** Asked and not answered. */
  readonly waiting: Known | null
  /** Of both, and nobody went yet, or the call goes on without this page. */
  readonly standing: Known | null
  /** What came of one that was asked here. */
  readonly refused: Known | null
}

export const noInvitations = (me: UserId): Invitations => ({ me, known: [] })

/** More than a person has at once, and a bound. */
const kept = 20

/** What may follow what, so that what comes late changes nothing. */
const rank = { requested: 0, granted: 1, denied: 2, expired: 2, revoked: 2 } as const satisfies Record<Consent['state'], number>

/** `serverNow` in epoch ms of the server: what the consent says is meant by that clock. */
export function withConsent(state: Invitations, consent: Consent, serverNow: number, now: number): Invitations {
  const before = state.known.find(({ id }) => id === consent.id)
  if (before !== undefined && rank[consent.state] < rank[before.state]) return state
  const until = now + Date.parse(consent.expires_at) - serverNow
  const next: Known = {
    ...consent,
    until,
    isOurs: before?.isOurs ?? false,
    isAside: before !== undefined && before.state === consent.state && before.isAside,
  }
  return { ...state, known: [...state.known.filter(({ id }) => id !== consent.id), next].slice(-kept) }
}

/** The moment the server told it: when it was asked, or decided. */
export const toldAt = ({ requested_at, decided_at }: Consent): number => Date.parse(decided_at ?? requested_at)

const changed = (state: Invitations, id: ConsentId, change: Partial<Known>): Invitations => ({
  ...state,
  known: state.known.map((each) => (each.id === id ? { ...each, ...change } : each)),
})

export const ours = (state: Invitations, id: ConsentId): Invitations => changed(state, id, { isOurs: true })
export const aside = (state: Invitations, id: ConsentId, isAside: boolean): Invitations => changed(state, id, { isAside })
export const forgotten = (state: Invitations, id: ConsentId): Invitations => ({
  ...state,
  known: state.known.filter((each) => each.id !== id),
})

export const otherOf = ({ me }: Invitations, { from, to }: Pick<Consent, 'from' | 'to'>): UserId => (from === me ? to : from)

const isOpen = ({ state, until }: Known, now: number): boolean => state === 'requested' && now < until

/** A call that this page has to go to by itself; null: none. */
export const toEnter = (state: Invitations, now: number): Known | null =>
  state.known.find(({ state: is, isOurs, until }) => is === 'granted' && isOurs && now < until) ?? null

/** What is open with somebody, or stands: one asks once at a time. */
export const openWith = (state: Invitations, person: UserId, now: number): Known | null =>
  state.known.find((each) => otherOf(state, each) === person && (isOpen(each, now) || (each.state === 'granted' && now < each.until))) ??
  null

export function shownOf({ me, known }: Invitations, now: number): Shown {
  const incoming = known.find((each) => each.to === me && isOpen(each, now)) ?? null
  const isNo = (each: Known): boolean =>
    each.state === 'denied' || each.state === 'expired' || (each.state === 'requested' && now >= each.until)
  return {
    incoming,
    isAside: incoming?.isAside === true,
    waiting: known.find((each) => each.from === me && isOpen(each, now)) ?? null,
    standing: known.find((each) => each.state === 'granted' && now < each.until) ?? null,
    // A grant that nobody used expires too: that is no refusal.
    refused: known.find((each) => each.from === me && each.isOurs && isNo(each) && each.session_id === null && !each.isAside) ?? null,
  }
}

/** When what is shown changes by itself; null: it does not. */
export function changesAt({ known }: Invitations, now: number): number | null {
  const due = known.filter(({ state, until }) => (state === 'requested' || state === 'granted') && until > now).map(({ until }) => until)
  return due.length === 0 ? null : Math.min(...due)
}
