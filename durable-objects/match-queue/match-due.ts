/** What a queue does by itself: it wakes when the next ticket is due, and not at all when nobody waits, is matched or cools down. */
import type { TicketId } from '../../contract/ids.ts'
import { assertNever } from '../../contract/assert-never.ts'
import { matchLimits } from '../../domain/matching/match-rules.ts'
import { neighbourOf } from '../../domain/matching/regions.ts'
import type { MatchState } from './match-state.ts'
import { arrange, isIn, put, rowOf, tell } from './match-run.ts'
import type { In, Run } from './match-run.ts'
import { afterCooldown, leave, missed, seek } from './match-steps.ts'

/** Epoch ms; null: not at all. What comes due within a moment is done together. */
export const matchDueAt = ({ deadlines: { next } }: MatchState): number | null =>
  next === null ? null : Math.ceil(next / matchLimits.graceMs) * matchLimits.graceMs

/** Tickets whose last sign of life a tick now has to know. */
export const wantsSigns = ({ deadlines }: MatchState, now: number): TicketId[] => deadlines.dueBy(now)

export const tick = (run: Run, signs: ReadonlyMap<TicketId, number>): void => {
  const { state, now } = run
  const due = state.deadlines.dueBy(now)
  for (const id of due) state.seenAt.set(id, Math.max(state.seenAt.get(id) ?? 0, signs.get(id) ?? 0))
  // First those who are gone, so that nobody is matched with them.
  for (const id of due) leaveIfSilent(run, id)
  for (const id of due) {
    // One before it may have moved it.
    const at = state.deadlines.at(id)
    if (at !== null && at <= now) lookAt(run, id)
  }
}

const leaveIfSilent = (run: Run, id: TicketId): void => {
  const row = rowOf(run.state, id)
  const isSilent = (run.state.seenAt.get(id) ?? run.now) + matchLimits.silentMs <= run.now
  if (isSilent && isIn(row, 'waiting', 'matched', 'cooldown')) leave(run, row, 'silent')
}

const lookAt = (run: Run, id: TicketId): void => {
  const row = rowOf(run.state, id)
  if (!isIn(row, 'waiting', 'matched', 'cooldown')) return
  switch (row.standing.state) {
    case 'waiting':
      return waitOn(run, row as In<'waiting'>)
    case 'matched':
      return row.standing.confirmBy <= run.now ? missed(run, row as In<'matched'>) : arrange(run, row)
    case 'cooldown':
      return row.standing.until <= run.now ? afterCooldown(run, row as In<'cooldown'>) : arrange(run, row)
    default:
      return assertNever(row.standing)
  }
}

/** Wishes that waiting has worn off are dropped; where few wait, one goes where more do. */
const waitOn = (run: Run, row: In<'waiting'>): void => {
  const { state, now } = run
  if ((state.overflowAt.get(row.id) ?? 0) <= now) {
    const to = neighbourOf(state.region)
    if (to !== null && state.waiting.size <= state.rules.overflowUpTo) return moveOn(run, row, to)
    state.overflowAt.set(row.id, now + state.rules.overflowMs)
  }
  arrange(run, row)
  seek(run, row)
}

const moveOn = (run: Run, row: In<'waiting'>, to: NonNullable<ReturnType<typeof neighbourOf>>): void => {
  const { since } = row.standing
  put(run, { ...row, standing: { state: 'moved', to, at: run.now, since } })
  run.state.seenAt.delete(row.id)
  tell(run, { to: 'queue', region: to, say: { type: 'adopt', row: { ...row, version: row.version + 1 } } })
  run.effects.push({ type: 'close', ticket: row.id, moved: true })
}
