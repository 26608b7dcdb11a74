/** What moderators of an app read and do: reports, actions, appeals. */
import type { AppealId, AppId, MessageId, ModerationActionId, ReportId, RoomId, UserId } from '../../../contract/ids.ts'
import type {
  ActionExplanation,
  ActionKind,
  AppealState,
  ModerationAction,
  NewActionInput,
  ReportReason,
  ReportState,
  ReviewedAppeal,
  ReviewedReport,
  Severity,
} from '../../../contract/moderation.ts'
import { call } from '../session/call.ts'
import type { Answer } from '../session/http.ts'
import type { Json, Page } from '../session/reading.ts'
import {
  flagAt,
  listAt,
  numberAt,
  objectAt,
  objectOrNullAt,
  pageReader,
  reader,
  textAt,
  textOrNullAt,
  timeAt,
  timeOrNullAt,
  wordAt,
} from '../session/reading.ts'

export const reportStates = ['open', 'actioned', 'dismissed', 'withdrawn'] as const satisfies readonly ReportState[]
export const appealStates = ['open', 'upheld', 'lifted'] as const satisfies readonly AppealState[]
export const actionKinds = ['warn', 'mute', 'kick', 'quarantine', 'ban'] as const satisfies readonly ActionKind[]
const severities = ['low', 'medium', 'high', 'critical'] as const satisfies readonly Severity[]
export const reasonNames = [
  'minor_safety',
  'violence',
  'self_harm',
  'sexual_content',
  'hate',
  'harassment',
  'impersonation',
  'spam',
  'other',
] as const satisfies readonly ReportReason[]

/** Ids are what the platform says they are: the brand is the contract's. */
const userAt = (json: Json, name = 'user_id'): UserId => textAt(json, name) as UserId
const userOrNullAt = (json: Json, name: string): UserId | null => textOrNullAt(json, name) as UserId | null
const sessionAt = (json: Json): RoomId | null => textOrNullAt(json, 'session_id') as RoomId | null
const actionIdOrNull = (json: Json): ModerationActionId | null => textOrNullAt(json, 'action_id') as ModerationActionId | null

const evidenceOf = (json: Json) => ({ text: textAt(json, 'text'), at: timeAt(json, 'at') })

const reportOf = (json: Json): ReviewedReport => {
  const evidence = objectOrNullAt(json, 'evidence')
  return {
    id: textAt(json, 'id') as ReportId,
    user_id: userAt(json),
    session_id: sessionAt(json),
    message_id: textOrNullAt(json, 'message_id') as MessageId | null,
    reason: wordAt(json, 'reason', reasonNames),
    created_at: timeAt(json, 'created_at'),
    reporter_id: userOrNullAt(json, 'reporter_id'),
    severity: wordAt(json, 'severity', severities),
    evidence: evidence && evidenceOf(evidence),
    note: textOrNullAt(json, 'note'),
    state: wordAt(json, 'state', reportStates),
    open_about_user: numberAt(json, 'open_about_user'),
    action_id: actionIdOrNull(json),
  }
}

const explanationOf = (json: Json): ActionExplanation => ({
  rule: wordAt(json, 'rule', ['repeated_reports']),
  within_s: numberAt(json, 'within_s'),
  reporters: numberAt(json, 'reporters'),
  min_reporters: numberAt(json, 'min_reporters'),
  weight: numberAt(json, 'weight'),
  min_weight: numberAt(json, 'min_weight'),
  reports: [
    ...listAt(json, 'reports', (each) => ({
      id: textAt(each, 'id') as ReportId,
      reason: wordAt(each, 'reason', reasonNames),
      severity: wordAt(each, 'severity', severities),
      weight: numberAt(each, 'weight'),
      counted: flagAt(each, 'counted'),
    })),
  ],
})

const actionOf = (json: Json): ModerationAction => {
  const explanation = objectOrNullAt(json, 'explanation')
  return {
    id: textAt(json, 'id') as ModerationActionId,
    user_id: userAt(json),
    kind: wordAt(json, 'kind', actionKinds),
    session_id: sessionAt(json),
    reason: wordAt(json, 'reason', reasonNames),
    note: textOrNullAt(json, 'note'),
    appeal_note: textOrNullAt(json, 'appeal_note'),
    by: userOrNullAt(json, 'by'),
    created_at: timeAt(json, 'created_at'),
    expires_at: timeOrNullAt(json, 'expires_at'),
    lifted_at: timeOrNullAt(json, 'lifted_at'),
    lifted_by: userOrNullAt(json, 'lifted_by'),
    explanation: explanation && explanationOf(explanation),
  }
}

const appealOf = (json: Json): ReviewedAppeal => ({
  id: textAt(json, 'id') as AppealId,
  action_id: textAt(json, 'action_id') as ModerationActionId,
  user_id: userAt(json),
  text: textAt(json, 'text'),
  state: wordAt(json, 'state', appealStates),
  created_at: timeAt(json, 'created_at'),
  decided_at: timeOrNullAt(json, 'decided_at'),
  answer: textOrNullAt(json, 'answer'),
  decided_by: userOrNullAt(json, 'decided_by'),
  action: actionOf(objectAt(json, 'action')),
})

const readReport = reader(reportOf)
const readAction = reader(actionOf)
const readAppeal = reader(appealOf)
const [readReports, readActions, readAppeals] = [pageReader(reportOf), pageReader(actionOf), pageReader(appealOf)]

const base = (app: AppId): string => `/v1/apps/${app}/moderation`
const queryOf = (filters: Readonly<Record<string, string>>, cursor: string | null): string =>
  `${new URLSearchParams({ limit: '50', ...filters, ...(cursor !== null && { cursor }) })}`

type Listing<T> = Promise<Answer<Page<T>>>

export const listReports = (app: AppId, state: ReportState, cursor: string | null, signal?: AbortSignal): Listing<ReviewedReport> =>
  call({ path: `${base(app)}/reports?${queryOf({ state }, cursor)}`, read: readReports, ...(signal && { signal }) })

export const decideReport = (app: AppId, id: ReportId, state: 'dismissed' | 'open', attempt: string): Promise<Answer<ReviewedReport>> =>
  call({ method: 'PATCH', path: `${base(app)}/reports/${id}`, json: { state }, read: readReport, attempt })

export const takeAction = (app: AppId, json: NewActionInput, attempt: string): Promise<Answer<ModerationAction>> =>
  call({ method: 'POST', path: `${base(app)}/actions`, json, read: readAction, attempt })

export const listActions = (app: AppId, user: string | null, cursor: string | null, signal?: AbortSignal): Listing<ModerationAction> =>
  call({
    path: `${base(app)}/actions?${queryOf(user === null ? {} : { user_id: user }, cursor)}`,
    read: readActions,
    ...(signal && { signal }),
  })

export const liftAction = (app: AppId, id: ModerationActionId, attempt: string): Promise<Answer<ModerationAction>> =>
  call({ method: 'POST', path: `${base(app)}/actions/${id}/lift`, json: {}, read: readAction, attempt })

export const listAppeals = (app: AppId, state: AppealState, cursor: string | null, signal?: AbortSignal): Listing<ReviewedAppeal> =>
  call({ path: `${base(app)}/appeals?${queryOf({ state }, cursor)}`, read: readAppeals, ...(signal && { signal }) })

type Decision = { readonly state: 'upheld' | 'lifted'; readonly answer?: string }

export const decideAppeal = (app: AppId, id: AppealId, json: Decision, attempt: string): Promise<Answer<ReviewedAppeal>> =>
  call({ method: 'POST', path: `${base(app)}/appeals/${id}/decide`, json, read: readAppeal, attempt })

const readName = reader((json) => textAt(json, 'display_name'))

/** Null when nobody is called so any more. */
export const nameOf = async (app: AppId, user: UserId, signal: AbortSignal): Promise<string | null> => {
  const answer = await call({ path: `/v1/apps/${app}/users/${user}`, read: readName, signal })
  return answer.ok ? answer.value : null
}
