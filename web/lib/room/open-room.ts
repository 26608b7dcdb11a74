/** The link to the room of a session, as a page opens it. */
import type { RoomId } from '../../../contract/ids.ts'
import { send } from '../../features/session/http.ts'
import { reader, wordAt } from '../../features/session/reading.ts'
import { endReasons } from './room-frames.ts'
import type { Barred, RoomLink } from './room-link.ts'
import { openLink } from './room-link.ts'

const readState = reader((json) => ({
  isOver: wordAt(json, 'state', ['creating', 'active', 'ending', 'ended', 'failed']) === 'ended' || json['state'] === 'failed',
  why: endReasons.find((reason) => reason === json['end_reason']) ?? null,
  next: typeof json['child_session_id'] === 'string' ? (json['child_session_id'] as RoomId) : null,
}))

const kinds = ['banned', 'quarantined', 'consent_required', 'not_a_member', 'not_available'] as const

/** The socket does not say why it did not open; the session does. */
const whyNot = async (sessionId: RoomId, token: string | null): Promise<Barred> => {
  if (token === null) return null
  const answer = await send({ path: `/v1/sessions/${sessionId}`, read: readState }, { token })
  if (answer.ok) return answer.value.isOver ? { at: 'ended', why: answer.value.why, next: answer.value.next } : null
  if (answer.failure.kind !== 'problem') return null
  const { status, code } = answer.failure
  if (status === 410) return { at: 'ended', why: null, next: null }
  if (status === 403) return { at: 'refused', code: kinds.find((kind) => kind === code) ?? 'policy_denied' }
  return status === 404 ? { at: 'refused', code: 'not_found' } : null
}

type Wanted = { readonly sessionId: RoomId; readonly token: () => Promise<string | null> }

export const openRoom = ({ sessionId, token }: Wanted): RoomLink =>
  openLink({ path: `/v1/rooms/${sessionId}`, token, whyNot: async () => whyNot(sessionId, await token()) })
