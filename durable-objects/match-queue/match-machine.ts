/**
 * The queue of a mode in a region: who waits is matched with the first who fits, at once. Rules [MQ…] are in `../SPEC.md`. No clock, randomness
 * or I/O: time comes in, and so do new ids (`newRoom`).
 */
import { assertNever } from '../../contract/assert-never.ts'
import type { RoomId, TicketId } from '../../contract/ids.ts'
import { restrictionOf } from '../../domain/policy/facts.ts'
import { asRemembered } from '../../domain/matching/history.ts'
import type { MatchAnswer, MatchInput, MatchStep } from './match-protocol.ts'
import type { MatchState, TicketRow, Word } from './match-state.ts'
import { tick } from './match-due.ts'
import { forget, isIn, isOver, put, rowOf, tell } from './match-run.ts'
import type { Run } from './match-run.ts'
import { confirm, leave, personMoved, seek, sessionOver, skip } from './match-steps.ts'
import { answerFor, refused } from './match-view.ts'

type Input<T extends MatchInput['type']> = Extract<MatchInput, { type: T }>

/** The state is moved in place. */
export const stepMatch = (state: MatchState, input: MatchInput, now: number, newRoom: () => RoomId): MatchStep => {
  const run: Run = { state, now, effects: [], newRoom }
  const answer = dispatch(run, input)
  forget(run)
  return { effects: run.effects, answer }
}

const dispatch = (run: Run, input: MatchInput): MatchAnswer => {
  switch (input.type) {
    case 'join':
      return join(run, input)
    case 'confirm':
    case 'skip':
    case 'leave':
      return act(run, input)
    case 'seen':
      seen(run, input.ticket)
      return answerFor(run, input.ticket)
    case 'session_over':
      over(run, input)
      return { type: 'done' }
    case 'person_moved':
      hear(run, input)
      return { type: 'done' }
    case 'adopt':
      adopt(run, input)
      return { type: 'done' }
    case 'tick':
      tick(run, input.signs)
      return { type: 'done' }
    default:
      return assertNever(input)
  }
}

const seen = ({ state, now }: Run, ticket: TicketId): void => {
  const row = rowOf(state, ticket)
  if (row !== undefined && !isOver(row)) state.seenAt.set(ticket, now)
}

const join = (run: Run, input: Input<'join'>): MatchAnswer => {
  const { state, now } = run
  const known = rowOf(state, input.ticket)
  const live = rowOf(state, state.byUser.get(input.user) ?? input.ticket)
  if (known !== undefined) {
    seen(run, known.id)
    return answerFor(run, known.id)
  }
  // A person's object gives out one ticket at a time; whatever happens to it, there are never two here.
  if (live !== undefined && !isOver(live)) return answerFor(run, live.id)
  const row = newTicket({ ...input, history: asRemembered(input.history, state.rules) }, now)
  state.seenAt.set(row.id, now)
  put(run, withWord(row, state.words.get(row.user)))
  state.words.delete(row.user)
  settle(run, row.id)
  return answerFor(run, row.id)
}

const newTicket = ({ ticket: id, user, tier, restrictions, blocked, asOf, wishes, history }: Input<'join'>, now: number): TicketRow => ({
  id,
  user,
  tier,
  restrictions: [...restrictions],
  blocked: [...blocked],
  asOf,
  languages: [...wishes.languages],
  interests: [...wishes.interests],
  history,
  misses: 0,
  version: 0,
  waitedMs: 0,
  standing:
    history.cooldownUntil > now ? { state: 'cooldown', until: history.cooldownUntil } : { state: 'waiting', since: now, isFront: false },
  attempt: { joinedAt: now, matches: 0, sessions: 0, skips: 0, rowsWritten: 0, framesOut: 0 },
})

const withWord = (row: TicketRow, word: Omit<Word, 'heardAt'> | undefined): TicketRow =>
  word === undefined || word.asOf < row.asOf
    ? row
    : { ...row, restrictions: [...word.restrictions], blocked: [...word.blocked], asOf: word.asOf }

/** A ticket that is new here: banned people are out of the queue at once, all others look for somebody. */
const settle = (run: Run, id: TicketId): void => {
  const row = rowOf(run.state, id)
  if (row === undefined || isOver(row)) return
  if (restrictionOf('ban', row.restrictions, null, run.now) !== null) leave(run, row, 'banned')
  else seek(run, row)
}

const act = (run: Run, { type, ticket, user }: Input<'confirm' | 'skip' | 'leave'>): MatchAnswer => {
  const row = rowOf(run.state, ticket)
  if (row?.user !== user) return refused('not_found')
  seen(run, ticket)
  if (isIn(row, 'moved')) return answerFor(run, ticket)
  switch (type) {
    case 'confirm':
      if (isIn(row, 'matched')) confirm(run, row)
      else if (!isIn(row, 'confirmed')) return refused('invalid_transition')
      break
    case 'skip':
      if (isIn(row, 'matched', 'confirmed')) skip(run, row)
      break
    case 'leave':
      if (!isIn(row, 'left')) leave(run, row, 'left')
      break
    default:
      return assertNever(type)
  }
  return answerFor(run, ticket)
}

/** A session that no ticket is in any more says nothing. */
const over = (run: Run, { session, users, gone }: Input<'session_over'>): void => {
  for (const user of users) {
    const row = rowOf(run.state, run.state.byUser.get(user) ?? ('' as TicketId))
    if (isIn(row, 'matched', 'confirmed') && row.standing.session === session) sessionOver(run, row, new Set(gone))
  }
}

const hear = (run: Run, input: Input<'person_moved'>): void => {
  const { state, now } = run
  const { user, restrictions, blocked, asOf } = input
  const id = state.byUser.get(user)
  const row = id === undefined ? undefined : rowOf(state, id)
  if (isIn(row, 'moved')) return tell(run, { to: 'queue', region: row.standing.to, say: input })
  if (row === undefined || isOver(row)) {
    const known = state.words.get(user)
    if (known !== undefined && known.asOf > asOf) return
    state.words.delete(user)
    state.words.set(user, { restrictions, blocked, asOf, heardAt: now })
    return
  }
  if (asOf < row.asOf) return
  const moved = withWord(row, input)
  if (restrictionOf('ban', restrictions, null, now) !== null) leave(run, moved, 'banned')
  else personMoved(run, moved)
}

/** Whoever comes from another region brings the waiting along. */
const adopt = (run: Run, { row }: Input<'adopt'>): void => {
  const { state, now } = run
  if (rowOf(state, row.id) !== undefined) return
  state.seenAt.set(row.id, now)
  put(run, withWord(row, state.words.get(row.user)))
  state.words.delete(row.user)
  tell(run, { to: 'person', user: row.user, say: { type: 'match_moved', ticket: row.id, region: state.region } })
  settle(run, row.id)
}
