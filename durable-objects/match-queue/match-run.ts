/** One step of a queue under way. Every move of a ticket goes through `put`, which keeps rows, order and deadlines in line with each other. */
import type { RoomId, TicketId, UserId } from '../../contract/ids.ts'
import { matchLimits } from '../../domain/matching/match-rules.ts'
import { nextRelaxation, keysOf, poolOf } from '../../domain/matching/wishes.ts'
import type { Pool } from '../../domain/matching/wishes.ts'
import type { Waiting } from '../../domain/matching/waiting-list.ts'
import type { MatchEffect, MatchMessage } from './match-protocol.ts'
import type { Attempt, MatchState, Standing, TicketRow } from './match-state.ts'

export type Run = {
  readonly state: MatchState
  readonly now: number
  readonly effects: MatchEffect[]
  /** A new id for the session of two who are matched. */
  readonly newRoom: () => RoomId
}

export type In<S extends Standing['state']> = TicketRow & { readonly standing: Extract<Standing, { state: S }> }

export const isIn = <S extends Standing['state']>(row: TicketRow | undefined, ...states: readonly S[]): row is In<S> =>
  row !== undefined && states.some((each) => each === row.standing.state)

export const isOver = ({ standing: { state } }: TicketRow): boolean => state === 'left' || state === 'moved'

export const rowOf = ({ tickets }: MatchState, id: TicketId): TicketRow | undefined => tickets.get(id)

/** The ticket as it is from here on: kept, in its place, and told to its owner. */
export const put = (run: Run, row: TicketRow): void => {
  const { state, effects } = run
  const version = (rowOf(state, row.id) ?? row).version + 1
  const kept: TicketRow = { ...row, version, attempt: plus(row.attempt, { rowsWritten: 1, framesOut: 1 }) }
  state.tickets.set(row.id, kept)
  state.byUser.set(row.user, row.id)
  if (isOver(kept)) state.over.push(row.id)
  arrange(run, kept)
  effects.push({ type: 'save', row: kept }, { type: 'push', ticket: row.id })
}

export const plus = (attempt: Attempt, more: Partial<Attempt>): Attempt => {
  const sum = { ...attempt }
  for (const [key, n] of Object.entries(more) as [keyof Attempt, number][]) sum[key] += n
  return sum
}

/** In the list of the waiting, or out of it, and when it is looked at again. */
export const arrange = (run: Run, row: TicketRow): void => {
  const { state, now } = run
  if (isIn(row, 'waiting')) {
    const { since, isFront } = row.standing
    if (!state.overflowAt.has(row.id)) state.overflowAt.set(row.id, now + state.rules.overflowMs)
    state.waiting.place(asWaiting(row), keysNow(run, row), { since, isFront })
  } else {
    state.waiting.remove(row.id)
    state.overflowAt.delete(row.id)
  }
  state.deadlines.set(row.id, deadlineOf(run, row))
}

export const poolNow = ({ now }: Run, { tier, restrictions }: TicketRow): Pool => poolOf(tier, restrictions, now)

export const keysNow = (run: Run, row: In<'waiting'>): string[] =>
  keysOf(poolNow(run, row), row, Math.max(0, run.now - row.standing.since), run.state.rules)

export const asWaiting = ({ id, user, blocked, history }: TicketRow): Waiting => ({
  id,
  user,
  avoids: new Set<UserId>([...blocked, ...history.recent.map((each) => each.user)]),
})

const silentAt = ({ state, now }: Run, id: TicketId): number => (state.seenAt.get(id) ?? now) + matchLimits.silentMs

const deadlineOf = (run: Run, row: TicketRow): number | null => {
  const { standing } = row
  switch (standing.state) {
    case 'waiting': {
      const waited = Math.max(0, run.now - standing.since)
      const relaxation = nextRelaxation(poolNow(run, row), row, waited, run.state.rules)
      const overflow = run.state.overflowAt.get(row.id) ?? Number.POSITIVE_INFINITY
      return Math.min(silentAt(run, row.id), overflow, relaxation === null ? Number.POSITIVE_INFINITY : standing.since + relaxation)
    }
    case 'matched':
      return Math.min(silentAt(run, row.id), standing.confirmBy)
    case 'cooldown':
      return Math.min(silentAt(run, row.id), standing.until)
    case 'confirmed':
    case 'left':
    case 'moved':
      return null
    default: {
      const never: never = standing
      return never
    }
  }
}

export const tell = ({ effects }: Run, message: MatchMessage): void => {
  effects.push({ type: 'tell', message })
}

/** Tickets that were over long enough are forgotten; so are words that nobody came for. */
export const forget = ({ state, now, effects }: Run): void => {
  for (let id = state.over[0]; id !== undefined; id = state.over[0]) {
    const row = state.tickets.get(id)
    if (isIn(row, 'left', 'moved') && row.standing.at + matchLimits.keptMs > now) break
    state.over.shift()
    if (row === undefined || !isOver(row)) continue
    state.tickets.delete(id)
    state.seenAt.delete(id)
    if (state.byUser.get(row.user) === id) state.byUser.delete(row.user)
    effects.push({ type: 'drop', ticket: id })
  }
  for (const [user, { heardAt }] of state.words) {
    if (heardAt + matchLimits.wordMs > now) break
    state.words.delete(user)
  }
}
