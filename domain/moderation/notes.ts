/** What the audit chain says of trust and safety. Who reported is not in it: the chain is read by more people than the queue. */
import { newAuditNote } from '../../contract/audit.ts'
import type { AuditActor, AuditNote } from '../../contract/audit.ts'
import { assertNever } from '../../contract/assert-never.ts'
import type { AppealId, ReportId } from '../../contract/ids.ts'
import type { ActionKind, AppealDecision } from '../../contract/moderation.ts'
import type { ActionRecord } from './action-rules.ts'

export type Act = { readonly actor: AuditActor; readonly requestId: string | null; readonly now: number }

const verbOf = (kind: ActionKind): string => {
  switch (kind) {
    case 'warn':
      return 'warned'
    case 'mute':
      return 'muted'
    case 'kick':
      return 'kicked'
    case 'ban':
      return 'banned'
    case 'quarantine':
      return 'quarantined'
    default:
      return assertNever(kind)
  }
}

const dataOf = ({ id, session, reason, expiresAt, explanation }: ActionRecord): AuditNote['data'] => ({
  action_id: id,
  session_id: session,
  reason,
  expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  ...(explanation === null ? {} : { explanation }),
})

/** `person.muted` and the like; what the platform does by itself is `decided`, with its explanation. */
export const actionNote = (action: ActionRecord, { actor, requestId, now }: Act): AuditNote =>
  newAuditNote({
    at: now,
    actor,
    action: `person.${verbOf(action.kind)}`,
    object: { kind: 'user', id: action.user },
    outcome: action.explanation === null ? 'done' : 'decided',
    reason: action.explanation?.rule ?? action.reason,
    request_id: requestId,
    data: dataOf(action),
  })

/** Of an automatic quarantine: nobody asked for it. */
export const quarantineNote = (action: ActionRecord): AuditNote =>
  actionNote(action, { actor: { kind: 'system', id: null }, requestId: null, now: action.at })

export const liftNote = (action: ActionRecord, { actor, requestId, now }: Act): AuditNote =>
  newAuditNote({
    at: now,
    actor,
    action: 'moderation_action.lifted',
    object: { kind: 'moderation_action', id: action.id },
    request_id: requestId,
    data: { user_id: action.user, kind: action.kind },
  })

export const reportNote = (report: ReportId, state: 'dismissed' | 'open', { actor, requestId, now }: Act): AuditNote =>
  newAuditNote({
    at: now,
    actor,
    action: state === 'dismissed' ? 'report.dismissed' : 'report.reopened',
    object: { kind: 'report', id: report },
    request_id: requestId,
  })

/** Taken back by whoever made it, who is not in it, nor what would lead to them. */
export const withdrawalNote = (report: ReportId, now: number): AuditNote =>
  newAuditNote({ at: now, actor: { kind: 'user', id: null }, action: 'report.withdrawn', object: { kind: 'report', id: report } })

export const appealNote = (appeal: AppealId, decision: AppealDecision['state'] | 'opened', { actor, requestId, now }: Act): AuditNote =>
  newAuditNote({ at: now, actor, action: `appeal.${decision}`, object: { kind: 'appeal', id: appeal }, request_id: requestId })
