/**
 * A room after its object was away: evicted while it slept (its sockets are still open), or dead (they are gone). What was in memory alone
 * is made so that nobody is lost and nobody stays: who has no open connection is waited for, once.
 */
import type { AppId, RoomId } from '../../contract/ids.ts'
import { closeCodes } from '../../contract/socket.ts'
import { unused } from '../../domain/limits/gcra.ts'
import { placeConnection } from '../../domain/realtime/people.ts'
import { nextSweep } from './connection-steps.ts'
import { lose, placeKeptMs } from './presence-steps.ts'
import type { Attachment, RoomStep } from './room-protocol.ts'
import type { RoomRow, RoomRows } from './room-rows.ts'
import type { Run } from './room-run.ts'
import { close, done, finish, saveMember } from './room-run.ts'
import type { Purpose, RoomState } from './room-state.ts'
import { newRoom } from './room-state.ts'

/** A socket that outlived the object's memory, and its last raw ping. */
export type OpenSocket = { readonly attachment: Attachment; readonly pingedAt: number | null }

export const restore = (app: AppId, id: RoomId, rows: RoomRows, sockets: readonly OpenSocket[], now: number): RoomStep => {
  const state: RoomState = {
    ...newRoom(app, id),
    seq: rows.seq,
    purpose: purposeOf(rows),
    ...(rows.room === null ? {} : ofRoom(rows.room, rows.uncounted)),
  }
  const run: Run = { state, now, effects: [], isRoomMoved: false }
  for (const member of rows.members) state.people.members.set(member.user, member)
  for (const socket of sockets) reattach(run, socket)
  for (const member of rows.members) settle(run, member)
  const seen = [...state.people.connections.values()].map(({ seenAt }) => seenAt)
  state.sweepAt = nextSweep(state, Math.min(...seen), now)
  finish(run)
  return { state, effects: run.effects, answer: done }
}

const ofRoom = (row: RoomRow, uncounted: number): Partial<RoomState> => ({
  epoch: row.epoch,
  slowModeS: row.slow_mode_s,
  counting: row.counting,
  // The last number may have been on its way.
  countStale: row.counting,
  livelyUntil: row.lively_until,
  emptySince: row.empty_since,
  usage: { ...row.usage, messages: row.usage.messages + uncounted },
  savedFrames: row.usage.framesIn,
})

const purposeOf = ({ room, session, consents }: RoomRows): Purpose => {
  if (session !== null) return { kind: 'session', session }
  const pair = room?.pair ?? null
  return pair === null ? { kind: 'nothing' } : { kind: 'pair', users: pair.users, blocked: pair.blocked, consents }
}

const reattach = (run: Run, { attachment, pingedAt }: OpenSocket): void => {
  const { connection: id, user, sign_in: signIn, seen_at, bad, showing } = attachment
  const { people } = run.state
  if (!people.members.has(user)) return close(run, id, closeCodes.done, 'not_in_the_room')
  placeConnection(people, { id, user, signIn, seenAt: Math.max(seen_at, pingedAt ?? 0), bad, showing, frames: unused })
}

const settle = (run: Run, { user, lostUntil }: RoomRows['members'][number]): void => {
  const { state, now } = run
  const member = state.people.members.get(user)
  if (member === undefined) return
  if (state.people.byUser.has(user)) {
    if (lostUntil !== null) saveMember(run, { ...member, lostUntil: null })
  } else if (lostUntil === null) lose(run, user, now + placeKeptMs(state))
  else state.lostAt = Math.min(state.lostAt, lostUntil)
}
