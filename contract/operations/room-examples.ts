/** Values that the examples of sessions, chat, presence and consents share. */
import { exampleTime } from './examples.ts'

export const exampleSessionId = '01939b7e-0000-7000-8000-00000000e001'
export const exampleThreadId = exampleSessionId
export const exampleConsentId = '01939b7e-0000-7000-8000-00000000f001'
export const exampleAnn = '01939b7e-0000-7000-8000-00000000b001'
export const exampleBen = '01939b7e-0000-7000-8000-00000000b002'

export const exampleSession = {
  id: exampleSessionId,
  mode: 'party',
  audience: 'public',
  state: 'active',
  owner: exampleAnn,
  parties: null,
  parent_session_id: null,
  child_session_id: null,
  consent_id: null,
  members: 2,
  created_at: exampleTime,
  ended_at: null,
  end_reason: null,
  end_note: null,
}

export const exampleConsent = {
  id: exampleConsentId,
  from: exampleAnn,
  to: exampleBen,
  purpose: 'private_call',
  state: 'requested',
  requested_at: exampleTime,
  decided_at: null,
  expires_at: '2026-11-20T12:01:00.000Z',
  revoked_by: null,
  session_id: null,
}

/** What the policy engine can answer whoever asks for something in a room. */
export const policyErrors = ['policy_denied', 'banned', 'quarantined'] as const
