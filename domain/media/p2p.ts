/** Media between two browsers. The room relays their signals; from here come only the servers that help them find each other. */
import type { Result } from '../../contract/errors.ts'
import type { MediaNegotiation } from '../../contract/media.ts'
import type { IceServers } from './ice-servers.ts'
import { mediaFailure } from './media-provider.ts'
import type { Granted, MediaAsk, MediaFailure, MediaProvider, WithdrawAsk } from './media-provider.ts'
import { boundsOf } from './profiles.ts'

export class PeerToPeer implements MediaProvider {
  readonly name = 'p2p'
  readonly #ice: IceServers

  constructor(ice: IceServers) {
    this.#ice = ice
  }

  async grant({ session, user, profile, role, now }: MediaAsk): Promise<Result<Granted, MediaFailure>> {
    const ice = await this.#ice.for(user, now)
    const grant = {
      provider: this.name,
      session_id: session,
      ...boundsOf(profile, role),
      ice_servers: ice.servers,
      relay: ice.relay,
      expires_at: new Date(ice.expiresAt).toISOString(),
    } as const
    return { ok: true, value: { grant, handle: { media_session: null, turn_username: ice.turnUsername }, relayFailure: ice.failure } }
  }

  negotiate(): Promise<Result<MediaNegotiation, MediaFailure>> {
    return Promise.resolve(mediaFailure('unsupported', 'peers_negotiate_in_the_room'))
  }

  /** What goes from browser to browser nobody here can stop: the room closes, and tells both. The relay is taken away. */
  withdraw({ handle }: WithdrawAsk): Promise<Result<null, MediaFailure>> {
    return this.#ice.revoke(handle.turn_username)
  }
}
