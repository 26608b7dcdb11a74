/**
 * A session: people in a mode, with one intent. Changing the mode makes a new session, child of the one before. How its state moves is
 * `domain/realtime/session-states.ts`. Times are RFC 3339 UTC with milliseconds.
 */
import * as z from 'zod'
import { storableText } from './events.ts'
import { consentId, roomId, userId } from './ids.ts'
import { modeId } from './manifest.ts'
import { audience } from './policy.ts'

export const sessionState = z.enum(['creating', 'active', 'ending', 'ended', 'failed'])
export type SessionState = z.infer<typeof sessionState>

/**
 * Why a session ended or failed. `requested` by who may; `transition` it led to another; `empty` nobody came or came back; `left` one of
 * two went; `skipped` one of two wanted another; `consent` it stood on a consent that stands no more; `moderation`; `app_ended` its app is archived; `timeout` it hung half-way.
 */
export const endReason = z.enum(['requested', 'transition', 'empty', 'left', 'skipped', 'consent', 'moderation', 'app_ended', 'timeout'])
export type EndReason = z.infer<typeof endReason>

export const session = z.object({
  id: roomId,
  mode: modeId,
  audience,
  state: sessionState,
  /** Who opened it. */
  owner: userId,
  /** The only people who may come in; null when the audience decides. */
  parties: z.array(userId).nullable(),
  /** The session that led here. */
  parent_session_id: roomId.nullable(),
  /** Where it led to, when it ended by a transition. */
  child_session_id: roomId.nullable(),
  /** The consent it stands on. */
  consent_id: consentId.nullable(),
  members: z.int().nonnegative(),
  created_at: z.string(),
  ended_at: z.string().nullable(),
  end_reason: endReason.nullable(),
  /** What the caller said about the end. */
  end_note: z.string().nullable(),
})
export type Session = z.infer<typeof session>

/** What the members of a room hear of its session. */
export const sessionNotice = session.pick({
  id: true,
  mode: true,
  audience: true,
  state: true,
  owner: true,
  parent_session_id: true,
  child_session_id: true,
  consent_id: true,
  end_reason: true,
})
export type SessionNotice = z.infer<typeof sessionNotice>

export const newSessionInput = z.strictObject({
  mode: modeId,
  audience: audience.optional().meta({ description: 'One that the mode offers; without it the first of them.' }),
})
export type NewSessionInput = z.infer<typeof newSessionInput>

export const entryInput = z.strictObject({ mode: modeId })
export type EntryInput = z.infer<typeof entryInput>

export const transitionInput = z.strictObject({
  from_session_id: roomId,
  to_mode: modeId,
  consent_id: consentId.optional().meta({ description: 'For a mode that stands on a consent: only its two people move.' }),
})
export type TransitionInput = z.infer<typeof transitionInput>

export const endSessionInput = z.strictObject({ reason: storableText(200).optional() }).default({})
export type EndSessionInput = z.infer<typeof endSessionInput>
