/** A ticket as its owner sees it. */
import { assertNever } from '../../contract/assert-never.ts'
import type { TicketId } from '../../contract/ids.ts'
import type { MatchAnswer } from './match-protocol.ts'
import type { MatchState, TicketRow } from './match-state.ts'
import { rowOf } from './match-run.ts'
import type { Run } from './match-run.ts'

export type TicketView = Extract<MatchAnswer, { type: 'ticket' }>['ticket']

export const refused = (code: Extract<MatchAnswer, { type: 'refused' }>['code']): MatchAnswer => ({ type: 'refused', code })

export const answerFor = ({ state, now }: Pick<Run, 'state' | 'now'>, id: TicketId): MatchAnswer => {
  const row = rowOf(state, id)
  if (row === undefined) return refused('not_found')
  const ticket = ticketView(state, row, now)
  return row.standing.state === 'moved' ? { type: 'elsewhere', region: row.standing.to, ticket } : { type: 'ticket', ticket }
}

const iso = (at: number): string => new Date(at).toISOString()

export const ticketView = ({ waitEstimate }: MatchState, { id, version, standing, waitedMs }: TicketRow, now: number): TicketView => {
  const of = { id, version }
  switch (standing.state) {
    case 'waiting':
    case 'moved': {
      const estimate = waitEstimate === null ? {} : { estimate_ms: waitEstimate }
      return { ...of, state: 'waiting', waited_ms: Math.max(0, now - standing.since), ...estimate }
    }
    case 'matched': {
      const { session, partner, confirmBy, hasConfirmed } = standing
      const pair = { session_id: session, partner_id: partner, confirm_by: iso(confirmBy), has_confirmed: hasConfirmed }
      return { ...of, state: 'matched', ...pair, waited_ms: waitedMs }
    }
    case 'confirmed':
      return { ...of, state: 'confirmed', session_id: standing.session, partner_id: standing.partner, waited_ms: waitedMs }
    case 'cooldown':
      return { ...of, state: 'cooldown', cooldown_until: iso(standing.until), waited_ms: waitedMs }
    case 'left':
      return { ...of, state: 'left', waited_ms: waitedMs }
    default:
      return assertNever(standing)
  }
}
