/** Sockets come and go: admission, resume, loss, silence, and what takes a person out of a room. */
import { assertNever } from '../../contract/assert-never.ts'
import type { ConnectionId, UserId } from '../../contract/ids.ts'
import { closeCodes, heartbeatS } from '../../contract/socket.ts'
import type { WelcomeFrame } from '../../contract/socket.ts'
import { unused } from '../../domain/limits/gcra.ts'
import { admit, restartSlots } from '../../domain/realtime/admission.ts'
import type { Connection, Member } from '../../domain/realtime/people.ts'
import { connectionsOf, memberView, placeConnection, removeConnection } from '../../domain/realtime/people.ts'
import { decideResume } from '../../domain/realtime/resume.ts'
import { roomLimits } from '../../domain/realtime/room-limits.ts'
import { drop, enter, heard, lose, lostUntil, placeKeptMs, removeMember, seenMembers } from './presence-steps.ts'
import type { RoomAnswer, RoomInput } from './room-protocol.ts'
import { forgetPaces, takePace } from './room-pace.ts'
import { asDoer, denial } from './room-policy.ts'
import type { Run } from './room-run.ts'
import { close, done, moved, refused, saveMember, send, sessionOf, toAttachment } from './room-run.ts'
import type { RoomState } from './room-state.ts'
import { end, endIfLeft, learnConsent, noticeOf } from './session-steps.ts'

type Input<T extends RoomInput['type']> = Extract<RoomInput, { type: T }>
type Connect = Input<'connect'>

const admissionRate = { limit: roomLimits.admissionsPerS, periodMs: 1_000 } as const

export const connect = (run: Run, input: Connect): RoomAnswer => {
  const { state, now } = run
  // An attempt counts, also one that the room has no time for: who comes at every moment but the own slot has soon used up the budget.
  const wait = takePace(state, input.visitor, 'connect', now)
  if (wait !== null) return refused('rate_limited', 'This person came too often; come again later.', wait)
  const { state: admission, retryAfterMs } = admit(state.admission, admissionRate, roomLimits.slotMs, now)
  state.admission = admission
  if (retryAfterMs !== null) return refused('rate_limited', 'Many come at once; come again then.', retryAfterMs)
  const barred = mayNotEnter(run, input)
  if (barred !== null) return barred
  const connection: Connection = {
    id: input.connection,
    user: input.visitor.user,
    signIn: input.visitor.signIn,
    seenAt: now,
    bad: 0,
    showing: null,
    frames: unused,
  }
  moved(run)
  goOnFrom(run, input)
  enter(run, input.visitor)
  const oldest = connectionsOf(state.people, connection.user)
  if (oldest.length >= roomLimits.connectionsPerUser && oldest[0] !== undefined)
    drop(run, oldest[0], closeCodes.refused, 'too_many_connections')
  placeConnection(state.people, connection)
  state.sweepAt = Math.min(state.sweepAt, now + roomLimits.silentMs)
  run.effects.push({ type: 'attach', attachment: toAttachment(connection, now) })
  greet(run, connection, input)
  return done
}

const mayNotEnter = (run: Run, { visitor, consent }: Connect): RoomAnswer | null => {
  const { purpose } = run.state
  switch (purpose.kind) {
    case 'nothing':
      return refused('not_found')
    case 'pair':
      return denial(run, { by: asDoer(visitor), action: 'chat.open' })
    case 'session':
      learnConsent(run, consent)
      return denial(run, { by: asDoer(visitor), action: 'room.join', consent })
    default:
      return assertNever(purpose)
  }
}

/** The connection that this one takes the place of, if its socket is not closed yet: it is the same client. */
const goOnFrom = (run: Run, { resume, visitor }: Connect): void => {
  const before = resume === null ? undefined : run.state.people.connections.get(resume.connection)
  if (before?.user === visitor.user) drop(run, before.id, closeCodes.done, 'replaced')
}

/** What everyone heard up to now is told in one frame, or as it was told to the others. */
const greet = (run: Run, { id, user }: Connection, { resume }: Connect): void => {
  const { state } = run
  const you = { user_id: user, connection_id: id }
  const decision = resume === null ? null : decideResume(resume, state)
  state.usage.framesOut += 1
  state.usage.connects += 1
  if (decision?.ok === true) {
    const { from, to } = decision
    const frame = { t: 'resumed', epoch: state.epoch, from, to, you, heartbeat_s: heartbeatS } as const
    run.effects.push({ type: 'resumed', to: id, frame })
  } else run.effects.push({ type: 'welcome', to: id, frame: { ...welcome(state, you), ...(decision === null ? {} : { gap: true }) } })
}

const welcome = (state: RoomState, you: WelcomeFrame['you']): Omit<WelcomeFrame, 'resume_token'> => {
  const session = sessionOf(state)
  const { members } = state.people
  const first = seenMembers(state, 0, state.counting ? roomLimits.welcomeMembers : members.size)
  const own = members.get(you.user_id)
  const isListed = own === undefined || first.some(({ user_id }) => user_id === you.user_id)
  return {
    t: 'welcome',
    epoch: state.epoch,
    seq: state.seq,
    session: session === null ? null : noticeOf(state, session),
    thread_id: state.id,
    you,
    members: isListed ? first : [memberView(own), ...first],
    member_count: members.size,
    counting: state.counting,
    slow_mode_s: state.slowModeS,
    heartbeat_s: heartbeatS,
  }
}

/** A socket is gone. One that was replaced or removed before says nothing new. */
export const closed = (run: Run, { connection: id, clean, seenAt }: Input<'closed'>): RoomAnswer => {
  const connection = run.state.people.connections.get(id)
  if (connection === undefined) return done
  moved(run)
  if (clean) leave(run, connection)
  else detach(run, connection, Math.max(connection.seenAt, seenAt ?? 0))
  return done
}

/** This connection goes for good, and its member with it if it was the last. */
export const leave = (run: Run, connection: Connection): void => {
  drop(run, connection.id, closeCodes.done, 'left')
  const member = run.state.people.members.get(connection.user)
  if (member === undefined || connectionsOf(run.state.people, member.user).length > 0) return
  removeMember(run, member, closeCodes.done, 'left')
  endIfLeft(run, [member.user])
}

/** This connection broke: its client may come back. */
const detach = (run: Run, connection: Connection, seenAt: number): void => {
  removeConnection(run.state.people, connection)
  if (run.state.people.connections.size === 0) run.state.sweepAt = Number.POSITIVE_INFINITY
  lose(run, connection.user, lostUntil(run.state, seenAt, run.now))
}

/** One that misuses the protocol. */
export const expel = (run: Run, connection: Connection, reason: string): void => {
  close(run, connection.id, closeCodes.refused, reason)
  detach(run, connection, run.now)
}

/** Members whose time to come back is over. */
export const lostDue = (run: Run): void => {
  const { state, now } = run
  if (now < state.lostAt) return
  const gone: Member[] = []
  state.lostAt = Number.POSITIVE_INFINITY
  for (const member of state.people.members.values()) {
    if (member.lostUntil === null) continue
    if (member.lostUntil <= now) gone.push(member)
    else state.lostAt = Math.min(state.lostAt, member.lostUntil)
  }
  for (const member of gone) removeMember(run, member, closeCodes.done, 'lost')
  const left = gone.map(({ user }) => user)
  if (left.length > 0) endIfLeft(run, left)
}

/** Looks at every open connection; those that are silent are gone, at once. */
export const sweepDue = (run: Run, signs: ReadonlyMap<ConnectionId, number>): void => {
  const { state, now } = run
  if (now < state.sweepAt) return
  let earliest = Number.POSITIVE_INFINITY
  const silent: Connection[] = []
  for (const connection of state.people.connections.values()) {
    const seenAt = Math.max(connection.seenAt, signs.get(connection.id) ?? 0)
    if (seenAt + roomLimits.silentMs <= now) silent.push(connection)
    else {
      earliest = Math.min(earliest, seenAt)
      heard(run, connection, seenAt)
    }
  }
  for (const connection of silent) gone(run, connection)
  const left = silent.map(({ user }) => user).filter((user) => !state.people.members.has(user))
  if (left.length > 0) endIfLeft(run, left)
  state.sweepAt = nextSweep(state, earliest, now)
  forgetPaces(state, now)
  run.effects.push({ type: 'prune_log', before: now - roomLimits.logMs }, { type: 'report_presence' })
}

const gone = (run: Run, connection: Connection): void => {
  drop(run, connection.id, closeCodes.done, 'silent')
  const member = run.state.people.members.get(connection.user)
  if (member !== undefined && connectionsOf(run.state.people, member.user).length === 0)
    removeMember(run, member, closeCodes.done, 'silent')
}

/** While people move about, when the most silent would be too silent; else far away. */
export const nextSweep = ({ people, livelyUntil }: RoomState, earliestSeen: number, now: number): number => {
  if (people.connections.size === 0) return Number.POSITIVE_INFINITY
  return now < livelyUntil ? Math.max(now + 1_000, earliestSeen + roomLimits.silentMs) : now + roomLimits.idleSweepMs
}

/** Everyone is sent away with a moment of their own to come back; their places are kept until then. */
export const restart = (run: Run, { afterMs }: Input<'restart'>): RoomAnswer => {
  const { people } = run.state
  const connections = [...people.connections.values()]
  const slots = restartSlots(connections.length, admissionRate, roomLimits.slotMs)
  const last = new Map<UserId, number>()
  connections.forEach((connection, i) => {
    const slot = afterMs + (slots[i] ?? 0)
    send(run, [connection.id], { t: 'restart', retry_after_ms: slot })
    drop(run, connection.id, closeCodes.restart, `retry_after_ms=${slot}`)
    last.set(connection.user, Math.max(last.get(connection.user) ?? 0, slot))
  })
  for (const [user, slot] of last) {
    const member = people.members.get(user)
    if (member === undefined) continue
    const until = run.now + slot + placeKeptMs(run.state)
    saveMember(run, { ...member, lostUntil: until })
    run.state.lostAt = Math.min(run.state.lostAt, until)
  }
  return done
}

/** Whatever the room is for: nobody stays. */
export const appEnded = (run: Run): RoomAnswer => {
  if (sessionOf(run.state) !== null) end(run, { reason: 'app_ended', note: null })
  else for (const member of run.state.people.members.values()) removeMember(run, member, closeCodes.refused, 'app_ended')
  return done
}
