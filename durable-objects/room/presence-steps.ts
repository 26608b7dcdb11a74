/** Members come and go, and how the others hear of it: one by one, or in large rooms as numbers. */
import { coalesceAbove, detailAgainAt } from '../../contract/presence.ts'
import type { Member as MemberView, PresenceStatus, PresenceWindow } from '../../contract/presence.ts'
import type { RoomSettings } from '../../contract/manifest.ts'
import type { ConnectionId, UserId } from '../../contract/ids.ts'
import { roomLimits } from '../../domain/realtime/room-limits.ts'
import type { Connection, Member, Visitor } from '../../domain/realtime/people.ts'
import { connectionsOf, firstMembers, memberView, placeConnection, removeConnection } from '../../domain/realtime/people.ts'
import type { RoomState } from './room-state.ts'
import type { Run } from './room-run.ts'
import { close, fact, noteConnection, publish, saveMember, saveRoom, send, sessionOf } from './room-run.ts'

/** Somebody is there, newly or again; what is known of the person is what the door knows now. */
export const enter = (run: Run, visitor: Visitor): void => {
  const before = run.state.people.members.get(visitor.user)
  const { user, name, tier, restrictions, blocked } = visitor
  const known = { user, name, tier, restrictions, blocked }
  if (before === undefined) return join(run, { ...known, status: 'available', since: run.now, lostUntil: null })
  const isSame = before.lostUntil === null && before.name === name && before.tier === tier
  const after: Member = { ...before, ...known, lostUntil: null }
  const isAsKnown = sameList(before.blocked, blocked) && JSON.stringify(before.restrictions) === JSON.stringify(restrictions)
  if (!isSame || !isAsKnown) saveMember(run, after)
  // Which of the two is newer only the person's object knows: it says so again.
  if (!isAsKnown) tellPerson(run, user, 'entered', before.since)
}

const sameList = (a: readonly UserId[], b: readonly UserId[]): boolean => a.length === b.length && a.every((each, i) => each === b[i])

const join = (run: Run, member: Member): void => {
  const { state } = run
  saveMember(run, member)
  state.usage.joins += 1
  state.usage.peakMembers = Math.max(state.usage.peakMembers, state.people.members.size)
  state.emptySince = null
  if (state.people.members.size > coalesceAbove) state.counting = true
  saveRoom(run)
  if (state.counting) countMoved(run)
  else publish(run, { t: 'presence.join', ...memberView(member) })
  const mode = sessionOf(state)?.mode.mode_id ?? null
  fact(run, 'mode_entered', member.user, { mode, members: state.people.members.size })
  tellPerson(run, member.user, 'entered', member.since)
  run.effects.push({ type: 'report_presence' })
}

/** The member is gone: its connections, if any are left, are closed. */
export const removeMember = (run: Run, member: Member, code: number, reason: string): void => {
  const { state } = run
  for (const id of connectionsOf(state.people, member.user)) drop(run, id, code, reason)
  state.people.members.delete(member.user)
  state.people.wroteAt.delete(member.user)
  state.usage.rowsWritten += 1
  run.effects.push({ type: 'drop_member', user: member.user })
  if (state.people.members.size === 0) {
    state.emptySince = run.now
    saveRoom(run)
  }
  if (state.counting) countMoved(run)
  else publish(run, { t: 'presence.leave', user_id: member.user })
  exited(run, member)
}

export const exited = (run: Run, member: Member): void => {
  const mode = sessionOf(run.state)?.mode.mode_id ?? null
  fact(run, 'mode_exited', member.user, { mode, duration_ms: run.now - member.since })
  tellPerson(run, member.user, 'left', member.since)
  run.effects.push({ type: 'report_presence' })
}

/** Of the words of a room the newest counts, and a clock may have been set back since the stay began: none is older than that. */
const tellPerson = (run: Run, user: UserId, type: 'entered' | 'left', since: number): void => {
  const at = Math.max(run.now, since)
  const mode = sessionOf(run.state)?.mode.mode_id ?? null
  run.effects.push({ type: 'tell', message: { to: 'person', user, say: { type, room: run.state.id, mode, at } } })
}

/** Takes a connection away and closes its socket; its member stays. */
export const drop = (run: Run, id: ConnectionId, code: number, reason: string): void => {
  const connection = run.state.people.connections.get(id)
  if (connection === undefined) return
  removeConnection(run.state.people, connection)
  if (run.state.people.connections.size === 0) run.state.sweepAt = Number.POSITIVE_INFINITY
  close(run, id, code, reason)
}

/** The last connection of a member broke: its place is kept for a while. */
export const lose = (run: Run, user: UserId, lostUntil: number): void => {
  const member = run.state.people.members.get(user)
  if (member === undefined || connectionsOf(run.state.people, user).length > 0) return
  saveMember(run, { ...member, lostUntil })
  run.state.lostAt = Math.min(run.state.lostAt, lostUntil)
}

/** How long a mode keeps the place of somebody whose last connection broke. */
export const placeKeptMs = (state: RoomState): number => {
  const session = sessionOf(state)
  return session === null ? roomLimits.lostMs : session.mode.room.place_kept_s * 1_000
}

/** How long the place of somebody last seen then is kept. */
export const lostUntil = (state: RoomState, seenAt: number, now: number): number =>
  Math.min(now + placeKeptMs(state), Math.max(seenAt + roomLimits.silentMs, now + roomLimits.lostMinMs))

export const setStatus = (run: Run, member: Member, status: PresenceStatus): void => {
  if (member.status === status) return
  saveMember(run, { ...member, status })
  if (run.state.counting) run.state.partsStale = true
  else publish(run, { t: 'presence.update', user_id: member.user, status })
  run.effects.push({ type: 'report_presence' })
}

export const show = (run: Run, connection: Connection, part: PresenceWindow | null): void => {
  noteConnection(run, { ...connection, showing: part })
  if (part !== null) sendPart(run, [connection.id], part)
}

const detailOf = (state: RoomState): RoomSettings['presence_detail'] => sessionOf(state)?.mode.room.presence_detail ?? 'members'

/** Those a member may see by name. */
export const seenMembers = (state: RoomState, from: number, count: number): MemberView[] =>
  detailOf(state) === 'members' ? firstMembers(state.people, from, count) : []

const countMoved = (run: Run): void => {
  if (detailOf(run.state) === 'none') return
  run.state.countStale = true
  run.state.partsStale = true
  tellCount(run)
}

/** Told now if the last number is old enough; otherwise when it is (`room-due.ts`). */
export const tellCount = (run: Run): void => {
  const { state, now } = run
  if (!state.counting || !state.countStale || now < state.countedAt + roomLimits.countMs) return
  state.countStale = false
  state.countedAt = now
  const count = state.people.members.size
  if (count > detailAgainAt || detailOf(state) !== 'members') {
    publish(run, { t: 'presence.count', count })
    return
  }
  state.counting = false
  state.partsStale = false
  saveRoom(run)
  publish(run, { t: 'presence.all', members: firstMembers(state.people, 0, count) })
}

/** One text for all who show the same part. */
export const tellParts = (run: Run): void => {
  const { state, now } = run
  if (!state.partsStale || state.people.showing.size === 0 || now < state.partsAt + roomLimits.partsMs) return
  state.partsStale = false
  state.partsAt = now
  const parts = new Map<string, { part: PresenceWindow; to: ConnectionId[] }>()
  for (const id of state.people.showing) {
    const part = state.people.connections.get(id)?.showing
    if (part === undefined || part === null) continue
    const key = `${part.from} ${part.count}`
    const entry = parts.get(key)
    if (entry === undefined) parts.set(key, { part, to: [id] })
    else entry.to.push(id)
  }
  for (const { part, to } of parts.values()) sendPart(run, to, part)
}

const sendPart = (run: Run, to: readonly ConnectionId[], part: PresenceWindow): void => {
  const { people } = run.state
  send(run, to, { t: 'presence.part', ...part, member_count: people.members.size, members: seenMembers(run.state, part.from, part.count) })
}

/** A sign of life. */
export const heard = (run: Run, connection: Connection, at: number): void => {
  if (at > connection.seenAt) placeConnection(run.state.people, { ...connection, seenAt: at })
}
