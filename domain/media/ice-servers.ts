/**
 * Where browsers find out how they are reached (STUN), and what relays for those who are not (TURN, with credentials that end soon). A relay
 * that can not be had does not keep people from trying without it: the answer says so.
 */
import { createHmac } from 'node:crypto'
import * as z from 'zod'
import { assertNever } from '../../contract/assert-never.ts'
import type { Result } from '../../contract/errors.ts'
import type { UserId } from '../../contract/ids.ts'
import { iceServer } from '../../contract/media.ts'
import type { IceServer, MediaConfiguration, MediaGrant, TurnConfiguration } from '../../contract/media.ts'
import type { MediaFailure } from './media-provider.ts'
import type { OutsideService } from './outside-service.ts'

export type IceAnswer = {
  readonly servers: IceServer[]
  readonly relay: MediaGrant['relay']
  /** What names the credential when it is to be revoked; null when nothing can be. */
  readonly turnUsername: string | null
  /** Epoch ms. */
  readonly expiresAt: number
  /** Why there is no relay, for a `media_error` fact. */
  readonly failure: MediaFailure | null
}

type Turn<Kind extends TurnConfiguration['kind']> = Extract<TurnConfiguration, { kind: Kind }>

/** Without a relay nothing ends; a client asks again after this long all the same. */
const withoutRelayMs = 3_600_000

export class IceServers {
  readonly #configuration: Pick<MediaConfiguration, 'stun' | 'turn'>
  readonly #turn: OutsideService

  constructor(configuration: Pick<MediaConfiguration, 'stun' | 'turn'>, turn: OutsideService) {
    this.#configuration = configuration
    this.#turn = turn
  }

  async for(user: UserId, now: number): Promise<IceAnswer> {
    const { stun, turn } = this.#configuration
    const servers: IceServer[] = stun.length === 0 ? [] : [{ urls: [...stun] }]
    const none = { servers, turnUsername: null, expiresAt: now + withoutRelayMs, failure: null }
    if (turn === null) return { ...none, relay: 'not_configured' }
    const relay = await this.#relay(turn, user, now)
    if (!relay.ok) return { ...none, relay: 'unavailable', failure: relay.error }
    const turnUsername = relay.value.find(({ username }) => username !== undefined)?.username ?? null
    return { servers: [...servers, ...relay.value], relay: 'available', turnUsername, expiresAt: now + turn.ttl_s * 1_000, failure: null }
  }

  async #relay(turn: TurnConfiguration, user: UserId, now: number): Promise<Result<IceServer[], MediaFailure>> {
    switch (turn.kind) {
      case 'shared_secret':
        return { ok: true, value: [sharedSecretServer(turn, user, now)] }
      case 'cloudflare':
        return this.#generated(turn)
      default:
        return assertNever(turn)
    }
  }

  /** https://developers.cloudflare.com/realtime/turn/generate-credentials/ */
  async #generated(turn: Turn<'cloudflare'>): Promise<Result<IceServer[], MediaFailure>> {
    const url = `${keyUrl(turn)}/credentials/generate-ice-servers`
    const answer = await this.#turn.call({ method: 'POST', url, token: turn.api_token, body: { ttl: turn.ttl_s } }, generatedServers)
    if (!answer.ok) return answer
    const relays = (answer.value?.iceServers ?? []).flatMap(usable)
    return relays.length === 0 ? { ok: false, error: { code: 'unreadable', reason: 'no_relay' } } : { ok: true, value: relays }
  }

  /** Only Cloudflare's can be revoked; credentials of a shared secret end by themselves. */
  async revoke(turnUsername: string | null): Promise<Result<null, MediaFailure>> {
    const { turn } = this.#configuration
    if (turnUsername === null || turn?.kind !== 'cloudflare') return { ok: true, value: null }
    const url = `${keyUrl(turn)}/credentials/${encodeURIComponent(turnUsername)}/revoke`
    const answer = await this.#turn.call({ method: 'POST', url, token: turn.api_token, fine: [404] }, z.unknown())
    return answer.ok ? { ok: true, value: null } : answer
  }
}

const generatedServers = z.object({ iceServers: z.array(iceServer).max(16) })

const keyUrl = ({ url, key_id }: Turn<'cloudflare'>): string => `${url}/turn/keys/${encodeURIComponent(key_id)}`

/** Relays alone, since STUN is configured; not on port 53, which browsers block and then wait for. */
const usable = ({ urls, ...credentials }: IceServer): IceServer[] => {
  const relays = urls.filter((each) => /^turns?:/.test(each) && !/:53(\?|$)/.test(each))
  return relays.length === 0 || credentials.username === undefined ? [] : [{ urls: relays, ...credentials }]
}

/** The REST way (draft-uberti-behave-turn-rest-00 §2.2): `expiry:user`, and its HMAC-SHA1 under the secret that the servers share. */
const sharedSecretServer = ({ urls, secret, ttl_s }: Turn<'shared_secret'>, user: UserId, now: number): IceServer => {
  const username = `${Math.floor(now / 1_000) + ttl_s}:${user}`
  return { urls: [...urls], username, credential: createHmac('sha1', secret).update(username).digest('base64') }
}
