/**
 * The consents of two people, oldest first: request → grant | deny | expire | revoke, in both directions. Pure; the object that serialises the
 * two people's acts is what makes glare simple: of two requests that cross, the first is the consent, and the second is its grant, for
 * who asks for the same thing has said yes to it. Times are epoch ms.
 */
import type { ConsentPurpose, ConsentState } from '../../contract/consent.ts'
import type { ConsentId, RoomId, UserId } from '../../contract/ids.ts'

export const consentLimits = {
  /** How long a request can be answered. */
  requestMs: 60_000,
  /** How long a grant waits for its session. */
  unusedMs: 300_000,
  /** How long a session may stand on it. */
  usedMs: 12 * 3_600_000,
  /** After a denial the same person asks again no sooner. */
  afterDenialMs: 30_000,
  /** Consents that are over and still kept, so that answering again is answered the same. */
  kept: 32,
} as const

export type ConsentRecord = {
  readonly id: ConsentId
  readonly from: UserId
  readonly to: UserId
  readonly purpose: ConsentPurpose
  readonly state: ConsentState
  readonly requestedAt: number
  readonly decidedAt: number | null
  readonly expiresAt: number
  readonly revokedBy: UserId | null
  /** The one session that stands on it. */
  readonly session: RoomId | null
}

export type ConsentChain = readonly ConsentRecord[]

/** `changed`: what is new in the chain, to be kept; empty when the act was done before. */
export type ConsentStep =
  | { readonly ok: true; readonly chain: ConsentChain; readonly changed: readonly ConsentRecord[]; readonly consent: ConsentRecord }
  | { readonly ok: false; readonly reason: 'unknown' | 'not_yours' | 'settled' | 'too_soon'; readonly retryAfterMs: number }

export type ConsentRequest = Pick<ConsentRecord, 'id' | 'from' | 'to' | 'purpose'>

/** What may follow a state. */
export const consentMoves = {
  requested: ['granted', 'denied', 'expired', 'revoked'],
  granted: ['expired', 'revoked'],
  denied: [],
  expired: [],
  revoked: [],
} as const satisfies Record<ConsentState, readonly ConsentState[]>

/** Whether a session may stand on it now. */
export const isStanding = ({ state, expiresAt }: ConsentRecord, now: number): boolean => state === 'granted' && now < expiresAt

const isOpen = ({ state, expiresAt }: ConsentRecord, now: number): boolean => state === 'requested' && now < expiresAt

export const requestConsent = (chain: ConsentChain, { id, from, to, purpose }: ConsentRequest, now: number): ConsentStep => {
  const ofPurpose = chain.filter((each) => each.purpose === purpose)
  const there = ofPurpose.findLast((each) => isStanding(each, now) || (isOpen(each, now) && each.from === from))
  if (there !== undefined) return unchanged(chain, there)
  const crossing = ofPurpose.findLast((each) => isOpen(each, now) && each.to === from)
  if (crossing !== undefined) return replaced(chain, granted(crossing, now))
  const denied = ofPurpose.findLast((each) => each.state === 'denied' && each.from === from)
  const again = denied === undefined ? now : (denied.decidedAt ?? now) + consentLimits.afterDenialMs
  if (again > now) return { ok: false, reason: 'too_soon', retryAfterMs: again - now }
  const consent: ConsentRecord = {
    id,
    from,
    to,
    purpose,
    state: 'requested',
    requestedAt: now,
    decidedAt: null,
    revokedBy: null,
    session: null,
    expiresAt: now + consentLimits.requestMs,
  }
  return { ok: true, chain: trimmed([...chain, consent]), changed: [consent], consent }
}

export const grantConsent = (chain: ConsentChain, id: ConsentId, by: UserId, now: number): ConsentStep =>
  answered(chain, id, by, now, 'granted', (consent) => granted(consent, now))

export const denyConsent = (chain: ConsentChain, id: ConsentId, by: UserId, now: number): ConsentStep =>
  answered(chain, id, by, now, 'denied', (consent) => ({ ...consent, state: 'denied', decidedAt: now }))

/** Who asked takes it back, who granted takes it back: from then on nothing stands on it. */
export const revokeConsent = (chain: ConsentChain, id: ConsentId, by: UserId, now: number): ConsentStep => {
  const consent = find(chain, id)
  if (consent === undefined) return refused('unknown')
  if (consent.from !== by && consent.to !== by) return refused('not_yours')
  if (consent.state === 'revoked') return unchanged(chain, consent)
  return isOpen(consent, now) || isStanding(consent, now) ? replaced(chain, revoked(consent, by, now)) : refused('settled')
}

/** A session is made on it. There is only ever one: who comes later hears which. */
export const useConsent = (chain: ConsentChain, id: ConsentId, session: RoomId, now: number): ConsentStep => {
  const consent = find(chain, id)
  if (consent === undefined) return refused('unknown')
  if (!isStanding(consent, now)) return refused('settled')
  if (consent.session !== null) return unchanged(chain, consent)
  return replaced(chain, { ...consent, session, expiresAt: now + consentLimits.usedMs })
}

type ConsentMany = { readonly chain: ConsentChain; readonly changed: readonly ConsentRecord[] }

/** The session is over, and with it what was consented to. */
export const releaseConsents = (chain: ConsentChain, session: RoomId, now: number): ConsentMany =>
  many(chain, (consent) => (consent.session === session && isStanding(consent, now) ? expired(consent, now) : consent))

/** One of the two blocked the other. */
export const revokeAll = (chain: ConsentChain, by: UserId, now: number): ConsentMany =>
  many(chain, (consent) => (isOpen(consent, now) || isStanding(consent, now) ? revoked(consent, by, now) : consent))

/** Time has passed. */
export const expireConsents = (chain: ConsentChain, now: number): ConsentMany =>
  many(chain, (consent) => (consentMoves[consent.state].length > 0 && now >= consent.expiresAt ? expired(consent, now) : consent))

/** When the next one expires; null when none does. */
export const consentDue = (chain: ConsentChain): number | null => {
  const due = chain.filter(({ state }) => consentMoves[state].length > 0).map(({ expiresAt }) => expiresAt)
  return due.length === 0 ? null : Math.min(...due)
}

const find = (chain: ConsentChain, id: ConsentId): ConsentRecord | undefined => chain.find((each) => each.id === id)

const granted = (consent: ConsentRecord, now: number): ConsentRecord => ({
  ...consent,
  state: 'granted',
  decidedAt: now,
  expiresAt: now + consentLimits.unusedMs,
})

const revoked = (consent: ConsentRecord, by: UserId, now: number): ConsentRecord => ({
  ...consent,
  state: 'revoked',
  decidedAt: now,
  revokedBy: by,
})

const expired = (consent: ConsentRecord, now: number): ConsentRecord => ({ ...consent, state: 'expired', decidedAt: now })

const answered = (
  chain: ConsentChain,
  id: ConsentId,
  by: UserId,
  now: number,
  state: 'granted' | 'denied',
  next: (consent: ConsentRecord) => ConsentRecord,
): ConsentStep => {
  const consent = find(chain, id)
  if (consent === undefined) return refused('unknown')
  if (consent.to !== by) return refused('not_yours')
  if (consent.state === state && now < consent.expiresAt) return unchanged(chain, consent)
  return isOpen(consent, now) ? replaced(chain, next(consent)) : refused('settled')
}

const refused = (reason: Exclude<Extract<ConsentStep, { ok: false }>['reason'], 'too_soon'>): ConsentStep => ({
  ok: false,
  reason,
  retryAfterMs: 0,
})

const unchanged = (chain: ConsentChain, consent: ConsentRecord): ConsentStep => ({ ok: true, chain, changed: [], consent })

const replaced = (chain: ConsentChain, consent: ConsentRecord): ConsentStep => ({
  ok: true,
  chain: chain.map((each) => (each.id === consent.id ? consent : each)),
  changed: [consent],
  consent,
})

const many = (chain: ConsentChain, next: (consent: ConsentRecord) => ConsentRecord): ConsentMany => {
  const after = chain.map(next)
  return { chain: after, changed: after.filter((consent, i) => consent !== chain[i]) }
}

/** Only what is over is forgotten, oldest first. */
const trimmed = (chain: ConsentChain): ConsentChain => {
  const over = chain.filter(({ state }) => consentMoves[state].length === 0)
  const gone = new Set(over.slice(0, Math.max(0, over.length - consentLimits.kept)))
  return gone.size === 0 ? chain : chain.filter((consent) => !gone.has(consent))
}
