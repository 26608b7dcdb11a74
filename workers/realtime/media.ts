/**
 * Media of a session: the room decides who may have them, whoever carries the mode's profile grants them, and the room keeps the handle, so
 * that it can take them away. No consent, restriction or membership is looked at here. A carrier that fails fails this one thing: 503.
 */
import type { Context } from 'hono'
import type { Failure, Result } from '../../contract/errors.ts'
import { newId } from '../../contract/ids.ts'
import type { RoomId, UserId } from '../../contract/ids.ts'
import type { MediaError, MediaGrant, MediaNegotiation, MediaNegotiationInput, MediaTokenInput } from '../../contract/media.ts'
import type { MediaAsk, MediaFailure, MediaProvider } from '../../domain/media/media-provider.ts'
import { emits } from '../../domain/modes/mode-registry.ts'
import type { Visitor } from '../../domain/realtime/people.ts'
import { mediaOf } from '../../durable-objects/room/deployed-media.ts'
import type { MediaAllowed, MediaHold } from '../../durable-objects/room/room-media.ts'
import { failureOf } from './answers.ts'
import { tellDenial, tellFact } from './facts.ts'
import { appOf, roomOf, visitorOf } from './people.ts'
import { paceFailure } from './rates.ts'
import type { RealtimeDeps, RealtimeHono } from './realtime-env.ts'

type C = Context<RealtimeHono>
type Asked = { readonly visitor: Visitor; readonly allowed: MediaAllowed; readonly provider: MediaProvider; readonly ask: MediaAsk }

const notNow: Failure = { code: 'temporarily_unavailable', detail: 'Media can not be had right now; ask again.', retryAfterSeconds: 2 }
const nothingToNegotiate: Failure = { code: 'invalid_transition', detail: 'This grant is not negotiated here; ask for a token first.' }

export const grantMedia = async (c: C, deps: RealtimeDeps, { session_id }: MediaTokenInput): Promise<Result<MediaGrant>> => {
  const asked = await allowedMedia(c, deps, session_id, [])
  if (!asked.ok) return asked
  const { visitor, allowed, provider, ask } = asked.value
  const tooOften = await paceFailure(c, visitor, 'media.token', deps.modes.find(allowed.mode))
  if (tooOften !== null) return { ok: false, error: tooOften }
  const granted = await provider.grant(ask)
  if (!granted.ok) return failed(c, deps, asked.value, 'grant', granted.error)
  const { grant, handle, relayFailure } = granted.value
  if (relayFailure !== null) await noteFailure(c, deps, asked.value, 'relay', relayFailure)
  const hold: MediaHold = { id: newId(), user: visitor.user, mode: allowed.mode, profile: allowed.profile, handle, at: deps.now() }
  // What stood when it was asked for may have ended meanwhile.
  const { answer } = await roomOf(c, session_id).media(appOf(c), { visitor, hold, others: [] })
  const failure = failureOf(answer)
  return failure === null ? { ok: true, value: grant } : { ok: false, error: failure }
}

export const negotiateMedia = async (
  c: C,
  deps: RealtimeDeps,
  { session_id, negotiation: step }: MediaNegotiationInput,
): Promise<Result<MediaNegotiation>> => {
  const wanted = step.step === 'subscribe' ? step.tracks.map(({ user_id }) => user_id) : []
  const asked = await allowedMedia(c, deps, session_id, wanted)
  if (!asked.ok) return asked
  const { allowed, provider, ask } = asked.value
  const handle = allowed.own
  if (handle === null) return { ok: false, error: nothingToNegotiate }
  const answer = await provider.negotiate({
    ...ask,
    handle,
    step,
    others: new Map(allowed.others.map(({ user, handle: theirs }) => [user, theirs])),
  })
  return answer.ok ? answer : failed(c, deps, asked.value, 'negotiate', answer.error)
}

const allowedMedia = async (c: C, deps: RealtimeDeps, session: RoomId, others: readonly UserId[]): Promise<Result<Asked>> => {
  const visitor = await visitorOf(c, deps)
  const { answer, allowed } = await roomOf(c, session).media(appOf(c), { visitor, hold: null, others })
  const failure = failureOf(answer)
  if (failure !== null || allowed === null) return { ok: false, error: failure ?? notNow }
  const { profile, role } = allowed
  const provider = mediaOf(c.env).of(profile)
  const ask = { app: appOf(c).app_id, session, user: visitor.user, profile, role, now: deps.now() }
  if (provider !== null) return { ok: true, value: { visitor, allowed, provider, ask } }
  const data: MediaError = {
    mode: allowed.mode,
    session_id: session,
    provider: null,
    action: 'grant',
    code: 'unsupported',
    reason: 'nobody_carries_it',
  }
  if (isTold(deps, allowed)) await tellFact(c, deps, { type: 'media_error', actor: visitor.user, data })
  return { ok: false, error: { code: 'temporarily_unavailable', detail: 'Nobody carries such media here.' } }
}

const failed = async (
  c: C,
  deps: RealtimeDeps,
  asked: Asked,
  action: 'grant' | 'negotiate',
  error: MediaFailure,
): Promise<{ readonly ok: false; readonly error: Failure }> => {
  switch (error.code) {
    case 'not_allowed':
      return { ok: false, error: await notWithinGrant(c, deps, asked, error) }
    case 'unsupported':
      return { ok: false, error: nothingToNegotiate }
    case 'unavailable':
    case 'refused':
    case 'unreadable': {
      await noteFailure(c, deps, asked, action, error)
      const wait = error.retryAfterMs === undefined ? {} : { retryAfterSeconds: Math.ceil(error.retryAfterMs / 1_000) }
      return { ok: false, error: { ...notNow, ...wait } }
    }
    default:
      return error.code satisfies never
  }
}

/** A kind that was not granted, or the tracks of somebody who is not there. */
const notWithinGrant = (c: C, deps: RealtimeDeps, { visitor, allowed }: Asked, { reason }: MediaFailure): Promise<Failure> => {
  const code = reason === 'not_a_member' ? 'peer_not_member' : 'forbidden_by_mode'
  const decision = { allow: false, code, rule: 'within_the_grant', facts: { reason } } as const
  const context = { mode: deps.modes.find(allowed.mode), to: null }
  return tellDenial(c, deps, visitor.user, { action: 'media.token', decision, context })
}

const noteFailure = async (
  c: C,
  deps: RealtimeDeps,
  { visitor, allowed, provider, ask }: Asked,
  action: MediaError['action'],
  { code, reason }: MediaFailure,
): Promise<void> => {
  if (!isTold(deps, allowed)) return
  const data: MediaError = { mode: allowed.mode, session_id: ask.session, provider: provider.name, action, code, reason }
  await tellFact(c, deps, { type: 'media_error', actor: visitor.user, data })
}

const isTold = ({ modes }: RealtimeDeps, { mode }: MediaAllowed): boolean => {
  const found = modes.find(mode)
  return found !== null && emits(found, 'media_error')
}
