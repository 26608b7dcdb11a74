/** One step of a room under way: its state, its moment, and the effects so far. How frames, rows, facts and refusals come about is here alone. */
import type { ErrorCode } from '../../contract/errors.ts'
import { errorTable } from '../../contract/errors.ts'
import type { ConnectionId, UserId } from '../../contract/ids.ts'
import type { ModeEvent } from '../../contract/manifest.ts'
import { roomLimits } from '../../domain/realtime/room-limits.ts'
import type { Connection, Member } from '../../domain/realtime/people.ts'
import { placeConnection } from '../../domain/realtime/people.ts'
import type { RoomFrame } from '../../contract/socket.ts'
import type { Attachment, RoomAnswer, RoomEffect } from './room-protocol.ts'
import type { RoomSession, RoomState } from './room-state.ts'
import { toRoomRow } from './room-rows.ts'

export type Run = {
  readonly state: RoomState
  readonly now: number
  readonly effects: RoomEffect[]
  /** The room's own row is written once, at the end of the step. */
  isRoomMoved: boolean
}

type Unsequenced<F> = F extends RoomFrame ? Omit<F, 'epoch' | 'seq'> : never

export const done: RoomAnswer = { type: 'done' }

export const refused = (code: ErrorCode, detail = `${errorTable[code].title}.`, retryAfterMs: number | null = null): RoomAnswer => ({
  type: 'refused',
  code,
  detail,
  retryAfterMs,
})

/** The next frame of the room, for everyone. Its number. */
export const publish = ({ state, effects }: Run, frame: Unsequenced<RoomFrame>): number => {
  state.seq += 1
  state.usage.rowsWritten += 1
  state.usage.framesOut += state.people.connections.size
  effects.push({ type: 'publish', frame: { ...frame, epoch: state.epoch, seq: state.seq } })
  return state.seq
}

type SendEffect = Extract<RoomEffect, { type: 'send' }>

export const send = ({ state, effects }: Run, to: readonly ConnectionId[], frame: SendEffect['frame']): void => {
  if (to.length === 0) return
  state.usage.framesOut += to.length
  effects.push({ type: 'send', to, frame })
}

export const close = (run: Run, connection: ConnectionId, code: number, reason: string): void => {
  run.effects.push({ type: 'close', connection, code, reason })
}

export const toAttachment = ({ id, user, signIn, bad, showing }: Connection, seenAt: number): Attachment => ({
  connection: id,
  user,
  sign_in: signIn,
  seen_at: seenAt,
  bad,
  showing,
})

/** A connection moved in a way that has to survive hibernation. */
export const noteConnection = (run: Run, connection: Connection): void => {
  placeConnection(run.state.people, connection)
  run.effects.push({ type: 'note', attachment: toAttachment(connection, run.now) })
}

export const saveMember = (run: Run, member: Member): void => {
  run.state.people.members.set(member.user, member)
  run.state.usage.rowsWritten += 1
  run.effects.push({ type: 'save_member', row: member })
}

export const saveSession = (run: Run, session: RoomSession): void => {
  run.state.purpose = { kind: 'session', session }
  run.state.usage.rowsWritten += 1
  run.effects.push({ type: 'save_session', row: session })
}

export const saveRoom = (run: Run): void => {
  run.isRoomMoved = true
}

/** What waits in an outbox is written, and deleted when it was taken. */
const letterRows = 2
const letterTypes: ReadonlySet<RoomEffect['type']> = new Set(['tell', 'fact', 'evidence', 'audit'])

/** The end of a step. Counts of frames are stored with what is stored anyway, and once in a while: an eviction loses few of them. */
export const finish = (run: Run): void => {
  const { state, effects } = run
  const { usage } = state
  let letters = 0
  for (const { type } of effects) if (letterTypes.has(type)) letters += 1
  usage.letters += letters
  usage.rowsWritten += letters * letterRows
  if (!run.isRoomMoved && usage.framesIn - state.savedFrames < roomLimits.uncountedFrames) return
  usage.rowsWritten += 1
  state.savedFrames = usage.framesIn
  effects.push({ type: 'save_room', row: toRoomRow(state) })
}

export const sessionOf = ({ purpose }: RoomState): RoomSession | null => (purpose.kind === 'session' ? purpose.session : null)

/** A mode says what is told about it; denials always are. */
export const fact = (run: Run, type: ModeEvent, actor: UserId, data: Readonly<Record<string, unknown>>): void => {
  const session = sessionOf(run.state)
  const isWanted = type === 'policy_denied' || session?.mode.analytics_events.includes(type) === true
  const of = session === null ? {} : { session_id: run.state.id }
  if (isWanted) run.effects.push({ type: 'fact', fact: { type, actor, data: { ...of, ...data } } })
}

/** Somebody moved: sweeps go on for a while, and a room that slept is looked through at once. */
export const moved = (run: Run): void => {
  const { state, now } = run
  const until = now + roomLimits.livelyMs
  if (until > state.livelyUntil + roomLimits.livelySlackMs) {
    state.livelyUntil = until
    saveRoom(run)
  }
  const isAsleep = Number.isFinite(state.sweepAt) && state.sweepAt > now + roomLimits.silentMs
  if (isAsleep) state.sweepAt = now + roomLimits.wakeSweepMs
}
