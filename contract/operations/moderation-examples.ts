/** Values that the examples of trust and safety share. */
import { exampleTime } from './examples.ts'

export const exampleReportId = '01939b7e-0000-7000-8000-00000000f001'
export const exampleActionId = '01939b7e-0000-7000-8000-00000000f002'
export const exampleAppealId = '01939b7e-0000-7000-8000-00000000f003'
export const examplePersonId = '01939b7e-0000-7000-8000-00000000b002'
const exampleOperatorId = '01939b7e-0000-7000-8000-00000000b009'
const exampleReporterId = '01939b7e-0000-7000-8000-00000000b001'
const exampleSessionId = '01939b7e-0000-7000-8000-00000000e001'

export const exampleReport = {
  id: exampleReportId,
  user_id: examplePersonId,
  session_id: exampleSessionId,
  message_id: null,
  reason: 'harassment',
  created_at: exampleTime,
}

export const exampleReviewedReport = {
  ...exampleReport,
  reporter_id: exampleReporterId,
  severity: 'medium',
  evidence: null,
  note: 'Would not stop.',
  state: 'open',
  open_about_user: 2,
  action_id: null,
}

export const exampleAction = {
  id: exampleActionId,
  user_id: examplePersonId,
  kind: 'mute',
  session_id: null,
  reason: 'harassment',
  note: null,
  appeal_note: 'Be kind. You can appeal.',
  by: exampleOperatorId,
  created_at: exampleTime,
  expires_at: '2026-11-20T13:00:00.000Z',
  lifted_at: null,
  lifted_by: null,
  explanation: null,
}

export const exampleOwnAction = {
  id: exampleActionId,
  kind: 'mute',
  session_id: null,
  reason: 'harassment',
  appeal_note: 'Be kind. You can appeal.',
  created_at: exampleTime,
  expires_at: '2026-11-20T13:00:00.000Z',
  lifted_at: null,
  is_automatic: false,
  appeal: null,
}

export const exampleAppeal = {
  id: exampleAppealId,
  action_id: exampleActionId,
  user_id: examplePersonId,
  text: 'It was not me.',
  state: 'open',
  created_at: exampleTime,
  decided_at: null,
  answer: null,
}

export const exampleReviewedAppeal = { ...exampleAppeal, decided_by: null, action: exampleAction }
