/** Two people in a private call, made as people make one. */
import { consent } from '../../contract/consent.ts'
import type { Consent } from '../../contract/consent.ts'
import { session } from '../../contract/session.ts'
import type { Session } from '../../contract/session.ts'
import { makeSession, post, told } from './room-client.ts'
import type { Guest } from './room-client.ts'

export type Call = { readonly party: Session; readonly consent: Consent; readonly session: Session }

export const grantedConsent = async (from: Guest, to: Guest): Promise<Consent> => {
  const asked = await told(await post(from, '/v1/consents', { to_user_id: to.id, purpose: 'private_call' }), 201, consent)
  return told(await post(to, `/v1/consents/${asked.id}/grant`), 200, consent)
}

export const makeCall = async (from: Guest, to: Guest): Promise<Call> => {
  const party = await makeSession(from)
  const granted = await grantedConsent(from, to)
  const lead = { from_session_id: party.id, to_mode: 'private-call', consent_id: granted.id }
  const made = await told(await post(from, '/v1/sessions/transition', lead), 201, session)
  return { party, consent: granted, session: made }
}
