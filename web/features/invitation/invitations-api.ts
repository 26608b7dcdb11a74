/** What invitations ask of the platform. */
import type { Consent } from '../../../contract/consent.ts'
import type { ConsentId, RoomId, UserId } from '../../../contract/ids.ts'
import { consentOf } from '../../lib/room/room-frames.ts'
import type { Account } from '../session/account.ts'
import type { Answer } from '../session/http.ts'
import { newAttempt } from '../session/http.ts'
import type { Page } from '../session/reading.ts'
import { pageReader, reader, textAt } from '../session/reading.ts'

const readConsent = reader(consentOf)

export const listConsents = ({ call }: Account): Promise<Answer<Page<Consent>>> =>
  call({ path: '/v1/consents', read: pageReader(consentOf) })

export const requestConsent = ({ call }: Account, person: UserId): Promise<Answer<Consent>> =>
  call({
    method: 'POST',
    path: '/v1/consents',
    json: { to_user_id: person, purpose: 'private_call' },
    read: readConsent,
    attempt: newAttempt(),
  })

export const answerConsent = ({ call }: Account, id: ConsentId, act: 'grant' | 'deny' | 'revoke'): Promise<Answer<Consent>> =>
  call({ method: 'POST', path: `/v1/consents/${id}/${act}`, read: readConsent, attempt: newAttempt() })

type Place = { readonly id: RoomId; readonly mode: string }

/** Moves the two of the consent; the same for both, whoever comes first. */
export const goTogether = ({ call }: Account, from: RoomId, mode: string, consent: ConsentId): Promise<Answer<Place>> =>
  call({
    method: 'POST',
    path: '/v1/sessions/transition',
    json: { from_session_id: from, to_mode: mode, consent_id: consent },
    read: reader((json) => ({ id: textAt(json, 'id') as RoomId, mode: textAt(json, 'mode') })),
    attempt: newAttempt(),
  })
