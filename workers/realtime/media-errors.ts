/** What clients say went wrong with their media: a fact of the app, when the session's mode tells such. */
import type { Context } from 'hono'
import type { Failure, Result } from '../../contract/errors.ts'
import type { MediaError, MediaErrorInput, MediaErrorReport } from '../../contract/media.ts'
import { emits } from '../../domain/modes/mode-registry.ts'
import { mediaOf } from '../../durable-objects/room/deployed-media.ts'
import { asDoer } from '../../durable-objects/room/room-policy.ts'
import { failureOf } from './answers.ts'
import { tellFact } from './facts.ts'
import { idToMake } from './idempotent.ts'
import { roomOf, visitorOf } from './people.ts'
import { paceFailure } from './rates.ts'
import type { RealtimeDeps, RealtimeHono } from './realtime-env.ts'

const noMedia: Failure = { code: 'policy_denied', detail: 'The session has no media.' }

export const takeMediaError = async (
  c: Context<RealtimeHono>,
  deps: RealtimeDeps,
  { session_id, code, reason = code }: MediaErrorInput,
): Promise<Result<MediaErrorReport>> => {
  const visitor = await visitorOf(c, deps)
  const { answer, session } = await roomOf(c, session_id).read(asDoer(visitor))
  const mode = session === null ? null : deps.modes.find(session.mode)
  const profile = mode?.room.media?.profile
  if (mode === null || profile === undefined) return { ok: false, error: failureOf(answer) ?? noMedia }
  const tooOften = await paceFailure(c, visitor, 'media.token', mode)
  if (tooOften !== null) return { ok: false, error: tooOften }
  const id = idToMake(c)
  const provider = mediaOf(c.env).of(profile)?.name ?? null
  const data: MediaError = { mode: mode.mode_id, session_id, provider, action: 'connect', code, reason }
  if (emits(mode, 'media_error')) await tellFact(c, deps, { id, type: 'media_error', actor: visitor.user, data })
  return { ok: true, value: { id, session_id, code, reason } }
}
