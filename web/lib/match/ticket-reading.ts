/** Reads tickets, over HTTP and as frames of the socket. */
import type { RoomId, TicketId, UserId } from '../../../contract/ids.ts'
import type { Ticket } from '../../../contract/match.ts'
import type { Json } from '../../features/session/reading.ts'
import { flagAt, isObject, numberAt, reader, textAt, timeAt, wordAt } from '../../features/session/reading.ts'

const ticketOf = (json: Json): Ticket => {
  const has = (name: string): boolean => json[name] !== undefined
  return {
    id: textAt(json, 'id') as TicketId,
    version: numberAt(json, 'version'),
    queue: textAt(json, 'queue'),
    state: wordAt(json, 'state', ['waiting', 'matched', 'confirmed', 'cooldown', 'left']),
    waited_ms: numberAt(json, 'waited_ms'),
    ...(has('session_id') && { session_id: textAt(json, 'session_id') as RoomId }),
    ...(has('partner_id') && { partner_id: textAt(json, 'partner_id') as UserId }),
    ...(has('confirm_by') && { confirm_by: timeAt(json, 'confirm_by') }),
    ...(has('has_confirmed') && { has_confirmed: flagAt(json, 'has_confirmed') }),
    ...(has('cooldown_until') && { cooldown_until: timeAt(json, 'cooldown_until') }),
    ...(has('estimate_ms') && { estimate_ms: numberAt(json, 'estimate_ms') }),
  }
}

export const readTicket = reader(ticketOf)

/** Null for what is no ticket: an error, a pong, the word of a newer server. */
export function ticketIn(text: string): Ticket | null {
  if (!text.startsWith('{')) return null
  const json: unknown = JSON.parse(text)
  return isObject(json) && json['t'] === 'ticket' ? readTicket(json) : null
}
