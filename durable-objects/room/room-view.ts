/** What is told of a room's session over HTTP. */
import type { ConsentId } from '../../contract/ids.ts'
import type { Session } from '../../contract/session.ts'
import { sessionOf } from './room-run.ts'
import type { RoomState } from './room-state.ts'
import { childOf } from './session-steps.ts'

/** Null when the room is not a session's. */
export const sessionView = (state: RoomState): Session | null => {
  const session = sessionOf(state)
  if (session === null) return null
  const isOver = session.state === 'ended' || session.state === 'failed'
  return {
    id: state.id,
    mode: session.mode.mode_id,
    audience: session.audience,
    state: session.state,
    owner: session.owner,
    parties: session.parties === null ? null : [...session.parties],
    parent_session_id: session.parent,
    child_session_id: childOf(session),
    consent_id: session.consent === null ? null : (session.consent.id as ConsentId),
    members: state.people.members.size,
    created_at: new Date(session.createdAt).toISOString(),
    ended_at: isOver ? new Date(session.endedAt).toISOString() : null,
    end_reason: 'end' in session ? session.end.reason : null,
    end_note: 'end' in session ? session.end.note : null,
  }
}
