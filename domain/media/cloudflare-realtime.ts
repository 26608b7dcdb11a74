/**
 * Media through Cloudflare's forwarding unit, over its HTTPS API (https://developers.cloudflare.com/realtime/sfu/https-api/). It knows
 * sessions and tracks, no rooms and no people: which session is whose, and who may hear whom, is decided here and in the room. Clients
 * never learn a media session, so they can not name another's.
 */
import * as z from 'zod'
import { assertNever } from '../../contract/assert-never.ts'
import type { Result } from '../../contract/errors.ts'
import type { MediaConfiguration, MediaNegotiation, MediaStep } from '../../contract/media.ts'
import type { UserId } from '../../contract/ids.ts'
import type { IceServers } from './ice-servers.ts'
import { mediaFailure } from './media-provider.ts'
import type { Granted, MediaAsk, MediaFailure, MediaProvider, NegotiationAsk, WithdrawAsk } from './media-provider.ts'
import { stepRefusal } from './negotiation-rules.ts'
import type { OutsideRequest, OutsideService } from './outside-service.ts'
import { boundsOf } from './profiles.ts'

type Settings = NonNullable<MediaConfiguration['cloudflare_realtime']>

/** Errors come in answers that succeeded, too. */
const errorFields = { errorCode: z.string().optional() }
const description = z.object({ type: z.enum(['offer', 'answer']), sdp: z.string() })
const newSession = z.object({ ...errorFields, sessionId: z.string().min(1).max(128).optional() })
const track = z.object({ ...errorFields, mid: z.string().optional(), sessionId: z.string().optional(), trackName: z.string().optional() })
const tracksAnswer = z.object({ ...errorFields, sessionDescription: description.optional(), tracks: z.array(track).optional() })
type TracksAnswer = z.infer<typeof tracksAnswer>

/** Of a track that is to be closed: it was closed already. */
const alreadyClosed = 'close_track_error'

export class CloudflareRealtime implements MediaProvider {
  readonly name = 'cloudflare-realtime'
  readonly #settings: Settings
  readonly #service: OutsideService
  readonly #ice: IceServers

  constructor(settings: Settings, service: OutsideService, ice: IceServers) {
    this.#settings = settings
    this.#service = service
    this.#ice = ice
  }

  async grant({ session, user, profile, role, now }: MediaAsk): Promise<Result<Granted, MediaFailure>> {
    const made = await this.#call({ method: 'POST', path: '/sessions/new' }, newSession)
    if (!made.ok) return made
    const { sessionId } = made.value ?? {}
    if (sessionId === undefined) return mediaFailure('unreadable', 'no_session')
    const ice = await this.#ice.for(user, now)
    const grant = {
      provider: this.name,
      session_id: session,
      ...boundsOf(profile, role),
      ice_servers: ice.servers,
      relay: ice.relay,
      expires_at: new Date(ice.expiresAt).toISOString(),
    } as const
    return { ok: true, value: { grant, handle: { media_session: sessionId, turn_username: ice.turnUsername }, relayFailure: ice.failure } }
  }

  async negotiate(ask: NegotiationAsk): Promise<Result<MediaNegotiation, MediaFailure>> {
    const own = ask.handle.media_session
    if (own === null) return mediaFailure('not_allowed', 'no_session')
    const refusal = stepRefusal(ask)
    if (refusal !== null) return mediaFailure('not_allowed', refusal)
    const answer = await this.#call(stepRequest(own, ask), tracksAnswer)
    return answer.ok ? { ok: true, value: negotiationOf(answer.value, ask) } : answer
  }

  /** Closes every track of the session by force, and takes the relay away. */
  async withdraw({ handle }: WithdrawAsk): Promise<Result<null, MediaFailure>> {
    const closed = handle.media_session === null ? ({ ok: true, value: null } as const) : await this.#close(handle.media_session)
    const revoked = await this.#ice.revoke(handle.turn_username)
    return closed.ok ? revoked : closed
  }

  async #close(session: string): Promise<Result<null, MediaFailure>> {
    const found = await this.#call({ method: 'GET', path: `/sessions/${encodeURIComponent(session)}`, fine: [404, 410] }, tracksAnswer)
    if (!found.ok) return found
    const mids = (found.value?.tracks ?? []).flatMap(({ mid }) => mid ?? [])
    if (mids.length === 0) return { ok: true, value: null }
    const closed = await this.#call(stepRequest(session, { step: { step: 'close', mids }, others: new Map() }), tracksAnswer)
    if (!closed.ok) return closed
    const left = (closed.value?.tracks ?? []).find(({ errorCode }) => errorCode !== undefined && errorCode !== alreadyClosed)
    return left === undefined ? { ok: true, value: null } : mediaFailure('unavailable', wordOf(left.errorCode))
  }

  async #call<T extends { errorCode?: string | undefined }>(
    { method, path, body, fine }: StepRequest,
    schema: z.ZodType<T>,
  ): Promise<Result<T | null, MediaFailure>> {
    const { url, sfu_id, sfu_secret } = this.#settings
    const request = { method, url: `${url}/apps/${encodeURIComponent(sfu_id)}${path}`, token: sfu_secret }
    const answer = await this.#service.call(
      { ...request, ...(body === undefined ? {} : { body }), ...(fine === undefined ? {} : { fine }) },
      schema,
    )
    return answer.ok && answer.value?.errorCode !== undefined ? mediaFailure('refused', wordOf(answer.value.errorCode)) : answer
  }
}

type StepRequest = Pick<OutsideRequest, 'method' | 'body' | 'fine'> & { readonly path: string }

const stepRequest = (session: string, { step, others }: Pick<NegotiationAsk, 'step' | 'others'>): StepRequest => {
  const path = `/sessions/${encodeURIComponent(session)}`
  switch (step.step) {
    case 'publish':
      return { method: 'POST', path: `${path}/tracks/new`, body: publishBody(step) }
    case 'subscribe':
      return { method: 'POST', path: `${path}/tracks/new`, body: { tracks: step.tracks.map((each) => remoteTrack(each, others)) } }
    case 'answer':
      return { method: 'PUT', path: `${path}/renegotiate`, body: { sessionDescription: { type: 'answer', sdp: step.answer } } }
    case 'close':
      return { method: 'PUT', path: `${path}/tracks/close`, body: { tracks: step.mids.map((mid) => ({ mid })), force: true } }
    default:
      return assertNever(step)
  }
}

/** The name of a track is its kind: a person sends one of each. */
const publishBody = ({ offer, tracks }: Extract<MediaStep, { step: 'publish' }>): object => ({
  sessionDescription: { type: 'offer', sdp: offer },
  tracks: tracks.map(({ mid, kind }) => ({ location: 'local', mid, trackName: kind })),
})

type Wanted = Extract<MediaStep, { step: 'subscribe' }>['tracks'][number]

const remoteTrack = ({ user_id, kind }: Wanted, others: NegotiationAsk['others']): object => ({
  location: 'remote',
  sessionId: others.get(user_id)?.media_session,
  trackName: kind,
})

/** The service’s words, turned back into people and kinds. */
const negotiationOf = (answer: TracksAnswer | null, { step, user, others }: NegotiationAsk): MediaNegotiation => {
  const ownerOf = new Map([...others].map(([id, { media_session }]) => [media_session, id] as const))
  const isOwn = step.step === 'publish'
  return {
    description: answer?.sessionDescription ?? null,
    tracks: (answer?.tracks ?? []).map(({ mid, sessionId, trackName, errorCode }) => ({
      mid: mid ?? null,
      user_id: isOwn ? user : ownerIn(ownerOf, sessionId),
      kind: trackName === 'audio' || trackName === 'video' ? trackName : null,
      error: errorCode === undefined || (step.step === 'close' && errorCode === alreadyClosed) ? null : wordOf(errorCode),
    })),
  }
}

const ownerIn = (owners: ReadonlyMap<string | null, UserId>, session: string | undefined): UserId | null =>
  session === undefined ? null : (owners.get(session) ?? null)

const wordOf = (code: string | undefined): string => (code !== undefined && /^[a-z0-9_]{1,64}$/.test(code) ? code : 'unnamed_error')
