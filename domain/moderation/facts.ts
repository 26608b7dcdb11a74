/** What was done about a person, as an event of their app: one when it was done, one when it was lifted, each with a name of its own. Pure. */
import type { ActionRecord } from './action-rules.ts'

type ModerationFact = {
  readonly id: string
  readonly type: 'person_moderated' | 'moderation_lifted'
  /** Whom it is about: who acted is the audit trail's to say. */
  readonly actor_id: string
  readonly occurred_at: string
  readonly data: Readonly<Record<string, string | boolean | null>>
}

const iso = (ms: number): string => new Date(ms).toISOString()

/** Of its last move. */
export const moderationFact = (action: ActionRecord): ModerationFact => {
  const { id, user, kind, session, reason, at, expiresAt, liftedAt, explanation } = action
  const about = { action_id: id, kind, reason, session_id: session, is_automatic: explanation !== null }
  if (liftedAt !== null) return { id: `${id}.lifted`, type: 'moderation_lifted', actor_id: user, occurred_at: iso(liftedAt), data: about }
  const data = { ...about, expires_at: expiresAt === null ? null : iso(expiresAt) }
  return { id, type: 'person_moderated', actor_id: user, occurred_at: iso(at), data }
}
