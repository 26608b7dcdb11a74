/** The port through which media are granted, negotiated and withdrawn. Adapters are beside it; whether somebody may is decided before. */
import type { Result } from '../../contract/errors.ts'
import type { AppId, RoomId, UserId } from '../../contract/ids.ts'
import type { MediaProfile } from '../../contract/manifest.ts'
import type { MediaGrant, MediaHandle, MediaNegotiation, MediaProviderName, MediaStep } from '../../contract/media.ts'
import type { MediaRole } from './profiles.ts'

export type MediaAsk = {
  readonly app: AppId
  readonly session: RoomId
  readonly user: UserId
  readonly profile: MediaProfile
  readonly role: MediaRole
  /** Epoch ms. */
  readonly now: number
}

export type NegotiationAsk = MediaAsk & {
  readonly handle: MediaHandle
  readonly step: MediaStep
  /** The grants of the other members of the same room, and of nobody else: only theirs can be subscribed to. */
  readonly others: ReadonlyMap<UserId, MediaHandle>
}

/** `again`: the person has a newer grant of the same session, which stays. */
export type WithdrawAsk = Pick<MediaAsk, 'app' | 'session' | 'user' | 'now'> & { readonly handle: MediaHandle; readonly again?: boolean }

/**
 * `unavailable`: the service does not answer; later it may. `refused`: it says no, which is a fault of ours or of its settings. `unreadable`:
 * it says something else than it should. `unsupported`: nothing for this provider. `not_allowed`: not within the grant.
 */
export type MediaFailure = {
  readonly code: 'unavailable' | 'refused' | 'unreadable' | 'unsupported' | 'not_allowed'
  /** A stable word for facts and logs; nothing of what was sent. */
  readonly reason: string
  readonly retryAfterMs?: number
}

/** `relayFailure`: why a relay that is configured is not among it; the grant is good without. */
export type Granted = { readonly grant: MediaGrant; readonly handle: MediaHandle; readonly relayFailure: MediaFailure | null }

/** Never throws: what fails is answered. */
export interface MediaProvider {
  readonly name: MediaProviderName
  grant(ask: MediaAsk): Promise<Result<Granted, MediaFailure>>
  negotiate(ask: NegotiationAsk): Promise<Result<MediaNegotiation, MediaFailure>>
  /** Ends what the person sends and receives by this grant, as far as the service can. Withdrawing again is withdrawing once. */
  withdraw(ask: WithdrawAsk): Promise<Result<null, MediaFailure>>
}

export const mediaFailure = (code: MediaFailure['code'], reason: string): { readonly ok: false; readonly error: MediaFailure } => ({
  ok: false,
  error: { code, reason },
})
