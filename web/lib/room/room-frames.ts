/**
 * From the text of a socket to the frames of `prost.v1`. By hand, as every answer that a page reads (`features/session/reading.ts`). A frame
 * that this page does not know is left out, but if it has a number it counts: the next one is not a hole.
 */
import type { ChatMessage } from '../../../contract/chat.ts'
import type { Consent } from '../../../contract/consent.ts'
import type { ErrorCode } from '../../../contract/errors.ts'
import type { ConnectionId, ConsentId, MessageId, RoomId, UserId } from '../../../contract/ids.ts'
import type { Audience } from '../../../contract/policy.ts'
import type { Member } from '../../../contract/presence.ts'
import type { EndReason, SessionNotice, SessionState } from '../../../contract/session.ts'
import type { ClientFrameType, ConsentFrame, DirectFrame, RoomFrame, ServerFrame } from '../../../contract/socket.ts'
import type { Json } from '../../features/session/reading.ts'
import {
  flagAt,
  isObject,
  listAt,
  numberAt,
  objectAt,
  objectOrNullAt,
  reader,
  textAt,
  textOrNullAt,
  timeAt,
  timeOrNullAt,
  wordAt,
} from '../../features/session/reading.ts'

/** A frame of a newer server that moved the room's numbers. */
export type UnknownFrame = { readonly t: 'unknown'; readonly epoch: number; readonly seq: number }
export type HeardFrame = ServerFrame | UnknownFrame

/** The frames of one message of the socket, in their order. Text that is no frame is none. */
export function readFrames(text: string): readonly HeardFrame[] {
  const json = jsonOf(text)
  return (Array.isArray(json) ? json : [json]).flatMap((each: unknown) => {
    const frame = readFrame(each) ?? readNumber(each)
    return frame === null ? [] : [frame]
  })
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    // Such as the raw `pong`.
    return null
  }
}

type FrameOf<T extends ServerFrame['t']> = Extract<ServerFrame, { t: T }>
type Read = { readonly [T in ServerFrame['t']]: (json: Json) => Omit<FrameOf<T>, 't'> }

const sessionStates = ['creating', 'active', 'ending', 'ended', 'failed'] as const satisfies readonly SessionState[]
const audiences = ['public', 'unlisted', 'private'] as const satisfies readonly Audience[]
const statuses = ['available', 'busy', 'away'] as const
const consentStates = ['requested', 'granted', 'denied', 'expired', 'revoked'] as const
export const endReasons = [
  'requested',
  'transition',
  'empty',
  'left',
  'skipped',
  'consent',
  'moderation',
  'app_ended',
  'timeout',
] as const satisfies readonly EndReason[]

// The one place of the page where ids of rooms are branded.
const userAt = (json: Json, name: string): UserId => textAt(json, name) as UserId
const roomAt = (json: Json, name: string): RoomId => textAt(json, name) as RoomId
const roomOrNullAt = (json: Json, name: string): RoomId | null => textOrNullAt(json, name) as RoomId | null
const messageAt = (json: Json, name: string): MessageId => textAt(json, name) as MessageId
const connectionAt = (json: Json, name: string): ConnectionId => textAt(json, name) as ConnectionId

const numbered = (json: Json) => ({ epoch: numberAt(json, 'epoch'), seq: numberAt(json, 'seq') })

export const memberOf = (json: Json): Member => ({
  user_id: userAt(json, 'user_id'),
  display_name: textAt(json, 'display_name'),
  status: wordAt(json, 'status', statuses),
  since: timeAt(json, 'since'),
})

export const noticeOf = (json: Json): SessionNotice => ({
  id: roomAt(json, 'id'),
  mode: textAt(json, 'mode'),
  audience: wordAt(json, 'audience', audiences),
  state: wordAt(json, 'state', sessionStates),
  owner: userAt(json, 'owner'),
  parent_session_id: roomOrNullAt(json, 'parent_session_id'),
  child_session_id: roomOrNullAt(json, 'child_session_id'),
  consent_id: textOrNullAt(json, 'consent_id') as ConsentId | null,
  end_reason: json['end_reason'] === null ? null : wordAt(json, 'end_reason', endReasons),
})

export const messageOf = (json: Json): ChatMessage => ({
  id: messageAt(json, 'id'),
  thread_id: roomAt(json, 'thread_id'),
  from: userAt(json, 'from'),
  text: textAt(json, 'text'),
  seq: numberAt(json, 'seq'),
  at: timeAt(json, 'at'),
  deleted: flagAt(json, 'deleted'),
})

export const consentOf = (json: Json): Consent => ({
  id: textAt(json, 'id') as ConsentId,
  from: userAt(json, 'from'),
  to: userAt(json, 'to'),
  purpose: wordAt(json, 'purpose', ['private_call']),
  state: wordAt(json, 'state', consentStates),
  requested_at: timeAt(json, 'requested_at'),
  decided_at: timeOrNullAt(json, 'decided_at'),
  expires_at: timeAt(json, 'expires_at'),
  revoked_by: textOrNullAt(json, 'revoked_by') as UserId | null,
  session_id: roomOrNullAt(json, 'session_id'),
})

const youOf = (json: Json) => ({ user_id: userAt(json, 'user_id'), connection_id: connectionAt(json, 'connection_id') })
const aboutPerson = (json: Json) => ({ ...numbered(json), user_id: userAt(json, 'user_id') })
const consentIn = (json: Json) => ({ consent: consentOf(objectAt(json, 'consent')) })

/** A value of JSON as it came: what it means is for who asked for it. */
const dataAt = (json: Json, name: string) => json[name] as Extract<DirectFrame, { t: 'signal' }>['data']

/** Its reason is a word of the contract, or a newer one, which is shown without words of its own. */
const warningOf = (json: Json) => {
  const read = { reason: textAt(json, 'reason'), action_id: json['action_id'] ?? null, note: json['note'] ?? null }
  return read as unknown as Omit<FrameOf<'moderation.warn'>, 't'>
}

const place = (json: Json) => ({
  epoch: numberAt(json, 'epoch'),
  you: youOf(objectAt(json, 'you')),
  resume_token: textAt(json, 'resume_token'),
  heartbeat_s: numberAt(json, 'heartbeat_s'),
})

const roomReads = {
  'chat.message': (json) => ({
    ...numbered(json),
    id: messageAt(json, 'id'),
    from: userAt(json, 'from'),
    text: textAt(json, 'text'),
    at: timeAt(json, 'at'),
    client_id: textAt(json, 'client_id'),
  }),
  'presence.join': (json) => ({ ...numbered(json), ...memberOf(json) }),
  'presence.update': (json) => ({ ...aboutPerson(json), status: wordAt(json, 'status', statuses) }),
  'presence.leave': aboutPerson,
  'presence.count': (json) => ({ ...numbered(json), count: numberAt(json, 'count') }),
  'presence.all': (json) => ({ ...numbered(json), members: [...listAt(json, 'members', memberOf)] }),
  'session.state': (json) => ({ ...numbered(json), session: noticeOf(objectAt(json, 'session')) }),
  'moderation.mute': (json) => ({ ...aboutPerson(json), until: timeOrNullAt(json, 'until') }),
  'moderation.unmute': aboutPerson,
  'moderation.remove': aboutPerson,
  'moderation.delete': (json) => ({
    ...numbered(json),
    message_id: messageAt(json, 'message_id'),
    message_seq: numberAt(json, 'message_seq'),
  }),
  'moderation.slow_mode': (json) => ({ ...numbered(json), slow_mode_s: numberAt(json, 'slow_mode_s') }),
} satisfies Pick<Read, RoomFrame['t']>

const directReads = {
  welcome: (json) => {
    const session = objectOrNullAt(json, 'session')
    return {
      ...place(json),
      seq: numberAt(json, 'seq'),
      session: session && noticeOf(session),
      thread_id: roomAt(json, 'thread_id'),
      members: [...listAt(json, 'members', memberOf)],
      member_count: numberAt(json, 'member_count'),
      counting: flagAt(json, 'counting'),
      slow_mode_s: numberAt(json, 'slow_mode_s'),
      ...(json['gap'] === true && { gap: true as const }),
    }
  },
  resumed: (json) => ({ ...place(json), from: numberAt(json, 'from'), to: numberAt(json, 'to') }),
  'chat.ack': (json) => ({
    client_id: textAt(json, 'client_id'),
    id: messageAt(json, 'id'),
    seq: numberAt(json, 'seq'),
    at: timeAt(json, 'at'),
  }),
  typing: (json) => ({ user_id: userAt(json, 'user_id'), on: flagAt(json, 'on') }),
  signal: (json) => ({ from: userAt(json, 'from'), from_connection: connectionAt(json, 'from_connection'), data: dataAt(json, 'data') }),
  'presence.part': (json) => ({
    from: numberAt(json, 'from'),
    count: numberAt(json, 'count'),
    member_count: numberAt(json, 'member_count'),
    members: [...listAt(json, 'members', memberOf)],
  }),
  'session.moved': (json) => ({ session: noticeOf(objectAt(json, 'session')) }),
  'consent.requested': consentIn,
  'consent.granted': consentIn,
  'consent.denied': consentIn,
  'consent.expired': consentIn,
  'consent.revoked': consentIn,
  'moderation.warn': (json) => warningOf(json),
  restart: (json) => ({ retry_after_ms: numberAt(json, 'retry_after_ms') }),
  error: (json) => ({
    code: textAt(json, 'code') as ErrorCode,
    detail: textAt(json, 'detail'),
    ...(typeof json['about'] === 'string' && { about: json['about'] as ClientFrameType }),
    ...(typeof json['client_id'] === 'string' && { client_id: json['client_id'] }),
    ...(typeof json['retry_after_ms'] === 'number' && { retry_after_ms: json['retry_after_ms'] }),
  }),
} satisfies Pick<Read, DirectFrame['t']>

const reads: Readonly<Record<string, (json: Json) => object>> = { ...roomReads, ...directReads }

const readFrame = reader((json): ServerFrame | null => {
  const t = textAt(json, 't')
  const read = Object.hasOwn(reads, t) ? reads[t] : undefined
  // Each reader is held to the frame of its name by `Read`.
  return read === undefined ? null : ({ t, ...read(json) } as ServerFrame)
})

const readNumber = reader((json): UnknownFrame => ({ t: 'unknown', ...numbered(json) }))

export const isConsentFrame = (frame: HeardFrame): frame is ConsentFrame => isObject(frame) && frame.t.startsWith('consent.')
