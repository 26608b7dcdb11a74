/** The consents of a person that are asked for or stand, as far as the person's object heard: the pair of each knows better. */
import type { ConsentId, UserId } from '../../contract/ids.ts'
import { consentMoves } from '../../domain/realtime/consent-chain.ts'
import type { PersonState } from './person-state.ts'

export type OwnConsent = { readonly id: ConsentId; readonly peer: UserId }

/** Latest first: ids rise with time. */
export const openConsentsOf = ({ consents }: PersonState, now: number): OwnConsent[] =>
  [...consents.values()]
    .filter(({ state, expiresAt }) => consentMoves[state].length > 0 && expiresAt > now)
    .map(({ id, peer }) => ({ id, peer }))
    .toSorted((a, b) => (a.id < b.id ? 1 : -1))
