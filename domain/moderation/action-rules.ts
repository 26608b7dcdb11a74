/** What a moderator's action has to be, how long it holds, and which restriction it is. Pure. */
import type { Failure, Result } from '../../contract/errors.ts'
import type { MessageId, ModerationActionId, ReportId, RoomId, UserId } from '../../contract/ids.ts'
import type { ActionExplanation, ActionKind, NewActionInput, ReportEvidence, ReportReason } from '../../contract/moderation.ts'
import type { Restriction } from '../../contract/policy.ts'

const hour = 3_600_000

/** How long an action holds when nothing is said. Null: it has no end. */
const defaultMs = {
  warn: null,
  mute: hour,
  kick: hour,
  quarantine: 24 * hour,
  ban: null,
} as const satisfies Record<ActionKind, number | null>

/** Times are epoch ms. */
export type ActionRecord = {
  readonly id: ModerationActionId
  readonly user: UserId
  readonly kind: ActionKind
  readonly session: RoomId | null
  readonly reason: ReportReason
  readonly note: string | null
  readonly appealNote: string | null
  /** The operator; null: the app's server, or the platform by itself, which then explains itself. */
  readonly by: UserId | null
  readonly at: number
  readonly expiresAt: number | null
  readonly liftedAt: number | null
  readonly liftedBy: UserId | null
  readonly explanation: ActionExplanation | null
}

export type ReportRecord = {
  readonly id: ReportId
  /** Null: the platform, by its word list. */
  readonly reporter: UserId | null
  readonly subject: UserId
  readonly session: RoomId | null
  readonly message: MessageId | null
  readonly reason: ReportReason
  readonly note: string | null
  readonly evidence: ReportEvidence | null
  /** What it counts towards an automatic quarantine. */
  readonly weight: number
  readonly at: number
}

/** An action as it will be kept, or what is wrong with it. */
export const newAction = (
  input: NewActionInput,
  { id, by, now }: { readonly id: ModerationActionId; readonly by: UserId | null; readonly now: number },
): Result<ActionRecord> => {
  const refusal = inputRefusal(input)
  if (refusal !== null) return { ok: false, error: refusal }
  const durationMs = input.duration_s === undefined ? defaultMs[input.kind] : msOf(input.duration_s)
  const record = {
    id,
    user: input.user_id,
    kind: input.kind,
    session: input.session_id ?? null,
    reason: input.reason,
    note: input.note ?? null,
    appealNote: input.appeal_note ?? null,
    by,
    at: now,
    expiresAt: durationMs === null ? null : now + durationMs,
    liftedAt: null,
    liftedBy: null,
    explanation: null,
  }
  return { ok: true, value: record }
}

const msOf = (seconds: number | null): number | null => (seconds === null ? null : seconds * 1_000)

const inputRefusal = ({ kind, session_id, duration_s }: NewActionInput): Failure | null => {
  if (kind === 'kick' && session_id === undefined) return wrong('session_id', 'a kick is out of a session')
  if (kind === 'warn' && typeof duration_s === 'number') return wrong('duration_s', 'a warning is told and over')
  return null
}

const wrong = (path: string, message: string): Failure => ({
  code: 'validation_failed',
  detail: 'The action does not hang together.',
  errors: [{ path, code: 'custom', message }],
})

type Holding = Pick<ActionRecord, 'id' | 'kind' | 'session' | 'expiresAt' | 'liftedAt'>

/** The restriction that an action is; null for a warning and for one that was lifted or is over. */
export const restrictionOfAction = ({ id, kind, session, expiresAt, liftedAt }: Holding, now: number): Restriction | null =>
  kind === 'warn' || liftedAt !== null || (expiresAt !== null && expiresAt <= now)
    ? null
    : { kind, action_id: id, session_id: session, expires_at: expiresAt }

/** What holds a person now. */
export const restrictionsInForce = (actions: readonly Holding[], now: number): Restriction[] =>
  actions.flatMap((action) => restrictionOfAction(action, now) ?? [])
