/** How tickets move: into a pair, out of it, out of the queue. Both of a pair move in one step, or neither. */
import type { UserId } from '../../contract/ids.ts'
import { withPartner, withSkip } from '../../domain/matching/history.ts'
import { matchLimits } from '../../domain/matching/match-rules.ts'
import { goTogether } from '../../domain/matching/waiting-list.ts'
import type { LeftReason, TicketRow } from './match-state.ts'
import { asWaiting, isIn, keysNow, plus, poolNow, put, rowOf, tell } from './match-run.ts'
import type { In, Run } from './match-run.ts'

/** For somebody who waits: the first in order who goes with them. At once, so nobody waits beside somebody who fits. */
export const seek = (run: Run, row: TicketRow | undefined): void => {
  if (!isIn(row, 'waiting')) return
  const found = run.state.waiting.first(asWaiting(row), keysNow(run, row))
  const other = found === null ? undefined : rowOf(run.state, found.id)
  if (isIn(other, 'waiting')) pair(run, row, other)
}

const pair = (run: Run, a: In<'waiting'>, b: In<'waiting'>): void => {
  const session = run.newRoom()
  match(run, a, b, session)
  match(run, b, a, session)
  tell(run, { to: 'room', room: session, say: { type: 'match_made', pair: { session, parties: [a.user, b.user] } } })
}

const match = (run: Run, row: In<'waiting'>, other: TicketRow, session: In<'matched'>['standing']['session']): void => {
  const { state, now } = run
  const { since } = row.standing
  const waitedMs = Math.max(0, now - since)
  state.waitEstimate = state.waitEstimate === null ? waitedMs : Math.round(state.waitEstimate * 0.9 + waitedMs * 0.1)
  put(run, {
    ...row,
    waitedMs,
    history: withPartner(row.history, other.user, state.rules, now),
    standing: {
      state: 'matched',
      session,
      partner: other.user,
      partnerTicket: other.id,
      since,
      confirmBy: now + state.rules.confirmMs,
      hasConfirmed: false,
    },
    attempt: plus(row.attempt, { matches: 1 }),
  })
}

export const partnerOf = ({ state }: Run, { standing, id }: In<'matched' | 'confirmed'>): In<'matched' | 'confirmed'> => {
  const partner = rowOf(state, standing.partnerTicket)
  if (!isIn(partner, 'matched', 'confirmed') || partner.standing.partnerTicket !== id) throw new Error('half of a pair is not there')
  return partner
}

export const confirm = (run: Run, row: In<'matched'>): void => {
  const partner = partnerOf(run, row)
  if (row.standing.hasConfirmed) return
  if (!isIn(partner, 'matched') || !partner.standing.hasConfirmed)
    return put(run, { ...row, misses: 0, standing: { ...row.standing, hasConfirmed: true } })
  open(run, row)
  open(run, partner)
  tell(run, { to: 'room', room: row.standing.session, say: { type: 'match_confirmed' } })
}

const open = (run: Run, row: In<'matched'>): void => {
  const { session, partner, partnerTicket } = row.standing
  put(run, {
    ...row,
    misses: 0,
    standing: { state: 'confirmed', session, partner, partnerTicket },
    attempt: plus(row.attempt, { sessions: 1 }),
  })
}

/** Back to where one is served first; from a match that was not confirmed with the waiting of before. */
const goBack = (run: Run, { id }: TicketRow): void => {
  const row = rowOf(run.state, id)
  if (!isIn(row, 'matched', 'confirmed')) return
  if (row.standing.state === 'confirmed') run.state.seenAt.set(id, run.now)
  const since = row.standing.state === 'matched' ? row.standing.since : run.now
  put(run, { ...row, standing: { state: 'waiting', since, isFront: true } })
}

/** The pair is no more; the room hears why. What becomes of the one is said by `move`; the other goes back to the front. */
const split = (run: Run, row: In<'matched' | 'confirmed'>, skipped: boolean, move: () => void): void => {
  const partner = partnerOf(run, row)
  const { session: room, state } = row.standing
  const isOpen = state === 'confirmed'
  tell(run, { to: 'room', room, say: isOpen ? { type: 'match_ended', by: row.user, skipped } : { type: 'match_failed' } })
  move()
  goBack(run, partner)
  seek(run, rowOf(run.state, partner.id))
}

/** Out of the queue, and out of a pair if there is one. */
export const leave = (run: Run, row: TicketRow, reason: LeftReason): void => {
  if (isIn(row, 'matched', 'confirmed')) split(run, row, false, () => end(run, row, reason))
  else end(run, row, reason)
}

const end = (run: Run, row: TicketRow, reason: LeftReason): void => {
  const { state, now, effects } = run
  put(run, { ...row, standing: { state: 'left', reason, at: now } })
  state.seenAt.delete(row.id)
  tell(run, { to: 'person', user: row.user, say: { type: 'match_over', ticket: row.id, history: row.history } })
  const { joinedAt, matches, sessions, skips, rowsWritten, framesOut } = rowOf(state, row.id)?.attempt ?? row.attempt
  const counts = { matches, sessions, skips, rows_written: rowsWritten, frames_out: framesOut }
  effects.push({ type: 'fact', user: row.user, counted: { queue_region: state.region, reason, duration_ms: now - joinedAt, ...counts } })
  effects.push({ type: 'close', ticket: row.id, moved: false })
}

/** Out of the pair and, after a while, to the next. */
export const skip = (run: Run, row: In<'matched' | 'confirmed'>): void => {
  const history = withSkip(row.history, run.state.rules, run.now)
  run.state.seenAt.set(row.id, run.now)
  const skipped = { ...row, history, attempt: plus(row.attempt, { skips: 1 }) }
  split(run, row, true, () => put(run, { ...skipped, standing: { state: 'cooldown', until: history.cooldownUntil } }))
}

export const afterCooldown = (run: Run, row: In<'cooldown'>): void => {
  put(run, { ...row, standing: { state: 'waiting', since: run.now, isFront: false } })
  seek(run, rowOf(run.state, row.id))
}

/** Not confirmed in time: both go back, but not who did so again and again; and they do not meet again at once. */
export const missed = (run: Run, row: In<'matched'>): void => {
  const both = [row, partnerOf(run, row)]
  tell(run, { to: 'room', room: row.standing.session, say: { type: 'match_failed' } })
  for (const each of both) if (isIn(each, 'matched')) missedBy(run, each)
  for (const { id } of both) seek(run, rowOf(run.state, id))
}

const missedBy = (run: Run, row: In<'matched'>): void => {
  const misses = row.standing.hasConfirmed ? 0 : row.misses + 1
  if (misses >= matchLimits.misses) end(run, { ...row, misses }, 'unconfirmed')
  else put(run, { ...row, misses, standing: { state: 'waiting', since: row.standing.since, isFront: true } })
}

/** The room says so: who is still there goes on at once, before others. */
export const sessionOver = (run: Run, row: In<'matched' | 'confirmed'>, gone: ReadonlySet<UserId>): void => {
  const both = [row, partnerOf(run, row)]
  for (const each of both) if (gone.has(each.user)) end(run, each, 'gone')
  for (const each of both) goBack(run, each)
  for (const { id } of both) seek(run, rowOf(run.state, id))
}

/** Blocks or restrictions moved. Who is in a room is the room's to judge; before that, two who do not go together any more are no pair. */
export const personMoved = (run: Run, row: TicketRow): void => {
  if (isIn(row, 'matched')) {
    const partner = partnerOf(run, row)
    const isPair = !row.blocked.includes(partner.user) && poolsGoTogether(run, row, partner)
    if (isPair) return put(run, row)
    put(run, row)
    tell(run, { to: 'room', room: row.standing.session, say: { type: 'match_failed' } })
    goBack(run, row)
    goBack(run, partner)
    for (const { id } of [row, partner]) seek(run, rowOf(run.state, id))
    return
  }
  put(run, row)
  seek(run, row)
}

const poolsGoTogether = (run: Run, a: TicketRow, b: TicketRow): boolean =>
  (poolNow(run, a) === 'quarantined') === (poolNow(run, b) === 'quarantined') &&
  goTogether({ ...asWaiting(a), avoids: new Set(a.blocked) }, { ...asWaiting(b), avoids: new Set(b.blocked) })
