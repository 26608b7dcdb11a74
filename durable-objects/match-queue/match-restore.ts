/** A queue after its object was away. Everybody who waits is looked at once more, and has a fresh start to show a sign of life. */
import type { MatchRules } from '../../domain/matching/match-rules.ts'
import type { Region } from '../../domain/matching/regions.ts'
import { arrange, isOver } from './match-run.ts'
import { newMatchState } from './match-state.ts'
import type { MatchState, TicketRow } from './match-state.ts'

export const restoreMatch = (region: Region, rules: MatchRules, rows: readonly TicketRow[], now: number): MatchState => {
  const state = newMatchState(region, rules)
  const overAt = ({ standing }: TicketRow): number => ('at' in standing ? standing.at : 0)
  const inOrder = [...rows.filter(isOver).toSorted((a, b) => overAt(a) - overAt(b)), ...rows.filter((row) => !isOver(row))]
  for (const row of inOrder) {
    state.tickets.set(row.id, row)
    state.byUser.set(row.user, row.id)
    if (isOver(row)) {
      state.over.push(row.id)
      continue
    }
    state.seenAt.set(row.id, now)
    arrange({ state, now, effects: [], newRoom: noRoom }, row)
    if (row.standing.state === 'waiting') state.deadlines.set(row.id, now)
  }
  return state
}

const noRoom = (): never => {
  throw new Error('nobody is matched while a queue is read')
}
