/** The quarantine that follows from reports, whenever what they say has changed. When it is due is `auto-quarantine.ts`'s; storage is the caller's. */
import type { ModerationActionId, UserId } from '../../contract/ids.ts'
import type { ReportPolicy } from '../../contract/policy.ts'
import type { ActionRecord } from './action-rules.ts'
import { quarantineFor } from './auto-quarantine.ts'
import type { Quarantine, WeighedReport } from './auto-quarantine.ts'

export interface QuarantineKeeper {
  /** Open reports about a person since then, and when a quarantine of theirs was last lifted. */
  about(subject: UserId, since: number): Promise<{ readonly reports: readonly WeighedReport[]; readonly reviewedAt: number | null }>
  /** Lays a quarantine, unless one holds. Whether it was laid. */
  quarantine(action: ActionRecord): Promise<boolean>
}

/** `id`: of the action, if there is one. */
type Judging = { readonly policy: ReportPolicy; readonly id: ModerationActionId; readonly now: number }

/** What was laid, for whoever tells the person's object; null when nothing was. */
export const quarantineIfDue = async (
  keeper: QuarantineKeeper,
  subject: UserId,
  { policy, id, now }: Judging,
): Promise<ActionRecord | null> => {
  const { reports, reviewedAt } = await keeper.about(subject, now - policy.within_s * 1_000)
  const due = quarantineFor(reports, policy, { now, reviewedAt })
  if (due === null) return null
  const action = quarantineRecord(subject, id, due, now)
  return (await keeper.quarantine(action)) ? action : null
}

const quarantineRecord = (
  user: UserId,
  id: ModerationActionId,
  { expiresAt, reason, explanation }: Quarantine,
  at: number,
): ActionRecord => ({
  id,
  user,
  kind: 'quarantine',
  session: null,
  reason,
  note: null,
  appealNote: null,
  by: null,
  at,
  expiresAt,
  liftedAt: null,
  liftedBy: null,
  explanation,
})
