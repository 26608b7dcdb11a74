/**
 * Media through a LiveKit server: clients get an access token (https://docs.livekit.io/frontends/reference/tokens-grants/) and speak to it
 * themselves; it is asked only to put somebody out of a room, over its Twirp API. Its rooms carry the app in their name.
 */
import { SignJWT } from 'jose'
import * as z from 'zod'
import type { Result } from '../../contract/errors.ts'
import type { MediaConfiguration, MediaKind, MediaNegotiation } from '../../contract/media.ts'
import type { IceServers } from './ice-servers.ts'
import { mediaFailure } from './media-provider.ts'
import type { Granted, MediaAsk, MediaFailure, MediaProvider, WithdrawAsk } from './media-provider.ts'
import type { OutsideService } from './outside-service.ts'
import { boundsOf } from './profiles.ts'

type Settings = NonNullable<MediaConfiguration['livekit']>

/** To connect with; who is connected stays. */
const joinTokenS = 600
/** To call the API with, once. */
const adminTokenS = 60

const sourceOf = { audio: 'microphone', video: 'camera' } as const satisfies Record<MediaKind, string>

export class Livekit implements MediaProvider {
  readonly name = 'livekit'
  readonly #settings: Settings
  readonly #service: OutsideService
  readonly #ice: IceServers

  constructor(settings: Settings, service: OutsideService, ice: IceServers) {
    this.#settings = settings
    this.#service = service
    this.#ice = ice
  }

  async grant({ app, session, user, profile, role, now }: MediaAsk): Promise<Result<Granted, MediaFailure>> {
    const bounds = boundsOf(profile, role)
    const video = {
      room: roomName(app, session),
      roomJoin: true,
      canPublish: bounds.may_send.length > 0,
      canPublishSources: bounds.may_send.map((kind) => sourceOf[kind]),
      canSubscribe: bounds.may_receive,
      // Words go through the room, where they are moderated and kept.
      canPublishData: false,
    }
    const ice = await this.#ice.for(user, now)
    const expiresAt = Math.min(ice.expiresAt, now + joinTokenS * 1_000)
    const grant = {
      provider: this.name,
      session_id: session,
      ...bounds,
      ice_servers: ice.servers,
      relay: ice.relay,
      expires_at: new Date(expiresAt).toISOString(),
      url: this.#settings.url,
      token: await this.#token(user, video, joinTokenS, now),
    } as const
    return { ok: true, value: { grant, handle: { media_session: null, turn_username: ice.turnUsername }, relayFailure: ice.failure } }
  }

  negotiate(): Promise<Result<MediaNegotiation, MediaFailure>> {
    return Promise.resolve(mediaFailure('unsupported', 'clients_negotiate_with_the_server'))
  }

  /**
   * Puts the person out, and makes the tokens that were given out until now worthless (`revoke_token_ts` of the room service; a server that
   * is too old for it takes them until they end). The server knows people, not grants: who was granted anew is not put out.
   */
  async withdraw({ app, session, user, now, handle, again }: WithdrawAsk): Promise<Result<null, MediaFailure>> {
    if (again === true) return this.#ice.revoke(handle.turn_username)
    const room = roomName(app, session)
    const token = await this.#token('prost', { room, roomAdmin: true }, adminTokenS, now)
    const url = `${this.#settings.api_url}/twirp/livekit.RoomService/RemoveParticipant`
    const removed = await this.#service.call(
      { method: 'POST', url, token, body: { room, identity: user, revoke_token_ts: secondsOf(now) + 1 }, fine: [404] },
      z.unknown(),
    )
    const revoked = await this.#ice.revoke(handle.turn_username)
    return removed.ok ? revoked : removed
  }

  #token(identity: string, video: object, ttlS: number, now: number): Promise<string> {
    const from = secondsOf(now)
    return new SignJWT({ video })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(this.#settings.api_key)
      .setSubject(identity)
      .setNotBefore(from)
      .setExpirationTime(from + ttlS)
      .sign(new TextEncoder().encode(this.#settings.api_secret))
  }
}

const roomName = (app: string, session: string): string => `${app}/${session}`

const secondsOf = (ms: number): number => Math.floor(ms / 1_000)
