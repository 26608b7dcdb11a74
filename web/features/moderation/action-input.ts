/** What a moderator chose, as the API takes it. Plain functions; the server judges everything again. */
import type { ActionKind, NewActionInput, ReviewedReport } from '../../../contract/moderation.ts'
import { actionKinds, reasonNames } from './moderation-api.ts'

/** `''`: as usual for the kind; `none`: until somebody lifts it. Seconds else. */
export const durations = ['', '3600', '86400', '604800', '2592000', 'none'] as const
export type Duration = (typeof durations)[number]

/** A kick is out of a session: without one there is none. A warning has no length. */
export const kindsFor = ({ session_id }: Pick<ReviewedReport, 'session_id'>): readonly ActionKind[] =>
  actionKinds.filter((kind) => kind !== 'kick' || session_id !== null)

export type Chosen = Readonly<Record<'kind' | 'duration' | 'where' | 'reason' | 'note' | 'appeal_note', string>>

const durationOf = (text: string, kind: ActionKind): Pick<NewActionInput, 'duration_s'> => {
  if (text === '' || kind === 'warn') return {}
  return { duration_s: text === 'none' ? null : Number(text) }
}

export function actionOn(report: ReviewedReport, chosen: Chosen): NewActionInput {
  const kind = actionKinds.find((each) => each === chosen.kind) ?? 'warn'
  const isThere = kind === 'kick' || chosen.where === 'session'
  return {
    user_id: report.user_id,
    kind,
    reason: reasonNames.find((each) => each === chosen.reason) ?? report.reason,
    report_ids: report.state === 'open' ? [report.id] : [],
    ...durationOf(chosen.duration, kind),
    ...(isThere && report.session_id !== null && { session_id: report.session_id }),
    ...(chosen.note.trim() !== '' && { note: chosen.note.trim() }),
    ...(chosen.appeal_note.trim() !== '' && { appeal_note: chosen.appeal_note.trim() }),
  }
}

/** Whether it holds somebody now. `now`: epoch ms. */
export const isInForce = (
  { kind, lifted_at, expires_at }: { readonly kind: ActionKind; readonly lifted_at: string | null; readonly expires_at: string | null },
  now: number,
): boolean => kind !== 'warn' && lifted_at === null && (expires_at === null || Date.parse(expires_at) > now)
