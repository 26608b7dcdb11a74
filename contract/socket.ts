/**
 * Frames of the sockets of rooms and threads, subprotocol `prost.v1` (CONTRACT §4). A text frame of a client is one JSON object of at most
 * 16 KiB; a frame of the server is one, or an array of them. The raw text `ping` is answered `pong` and is not a frame.
 * Frames with a `seq` change the state of the room: it rises by exactly one, for everyone in the same order. The others are for one alone.
 */
import * as z from 'zod'
import { chatMessage, chatTextLength, clientId } from './chat.ts'
import { consent, consentPurpose } from './consent.ts'
import { errorCode } from './errors.ts'
import { connectionId, consentId, messageId, roomId, userId } from './ids.ts'
import { storableText } from './events.ts'
import { warning } from './moderation.ts'
import { member, presenceStatus, presenceWindow } from './presence.ts'
import { sessionNotice } from './session.ts'

export const socketProtocol = 'prost.v1'
export const socketFrameBytes = 16_384
/** How often a client sends `ping`. */
export const heartbeatS = 15

/** Close codes of RFC 6455 §7.4 that a room uses. */
export const closeCodes = {
  /** The session ended, or the client left. */
  done: 1000,
  /** Bad frames, or the person may not be here any more. */
  refused: 1008,
  tooLarge: 1009,
  /** The server restarts; the reason is `retry_after_ms=N`: come back then, with the resume token. */
  restart: 1012,
  /** Many come at once, or this person too often: come again when the reason says, `retry_after_ms=N`. */
  later: 1013,
} as const

/** Text that people write: some of it is not just blanks. */
const chatText = storableText(chatTextLength).refine((text) => text.trim() !== '', { error: 'says nothing' })

export const clientFrame = z.discriminatedUnion('t', [
  z.strictObject({ t: z.literal('chat.send'), client_id: clientId, text: chatText }),
  z.strictObject({ t: z.literal('presence.set'), status: presenceStatus }),
  /** In large rooms: answered by `presence.part`, and again as it changes. `null`: no more. */
  z.strictObject({ t: z.literal('presence.show'), part: presenceWindow.nullable() }),
  /** To every device of a member, or to the one that is named. */
  z.strictObject({ t: z.literal('signal'), to: userId, to_connection: connectionId.optional(), data: z.json() }),
  z.strictObject({ t: z.literal('consent.request'), to_user_id: userId, purpose: consentPurpose }),
  z.strictObject({ t: z.literal('consent.grant'), consent_id: consentId }),
  z.strictObject({ t: z.literal('consent.deny'), consent_id: consentId }),
  z.strictObject({ t: z.literal('consent.revoke'), consent_id: consentId }),
  z.strictObject({ t: z.literal('typing'), on: z.boolean().default(true) }),
  z.strictObject({ t: z.literal('leave') }),
])
export type ClientFrame = z.infer<typeof clientFrame>
export type ClientFrameType = ClientFrame['t']
export const clientFrameType = z.enum(clientFrame.options.map((option) => option.shape.t.value) as [ClientFrameType, ...ClientFrameType[]])

const sequenced = { epoch: z.int().positive(), seq: z.int().positive() }

/** Frames that everyone in the room gets, once and in order; kept for those who come back. */
export const roomFrame = z.discriminatedUnion('t', [
  chatMessage
    .omit({ thread_id: true, deleted: true, seq: true })
    .extend({ t: z.literal('chat.message'), ...sequenced, client_id: clientId }),
  member.extend({ t: z.literal('presence.join'), ...sequenced }),
  z.object({ t: z.literal('presence.update'), ...sequenced, user_id: userId, status: presenceStatus }),
  z.object({ t: z.literal('presence.leave'), ...sequenced, user_id: userId }),
  /** Large rooms: how many there are now. From the first one on, joins and leaves are not told. */
  z.object({ t: z.literal('presence.count'), ...sequenced, count: z.int().nonnegative() }),
  /** Small again: everyone who is there. From then on joins and leaves are told. */
  z.object({ t: z.literal('presence.all'), ...sequenced, members: z.array(member) }),
  z.object({ t: z.literal('session.state'), ...sequenced, session: sessionNotice }),
  z.object({ t: z.literal('moderation.mute'), ...sequenced, user_id: userId, until: z.string().nullable() }),
  z.object({ t: z.literal('moderation.unmute'), ...sequenced, user_id: userId }),
  /** The person was sent out; a `presence.leave` follows in small rooms. */
  z.object({ t: z.literal('moderation.remove'), ...sequenced, user_id: userId }),
  z.object({ t: z.literal('moderation.delete'), ...sequenced, message_id: messageId, message_seq: z.int().positive() }),
  z.object({ t: z.literal('moderation.slow_mode'), ...sequenced, slow_mode_s: z.int().nonnegative() }),
])
export type RoomFrame = z.infer<typeof roomFrame>

export const welcomeFrame = z.object({
  t: z.literal('welcome'),
  ...sequenced,
  /** The last frame of the room so far; 0 when there was none. */
  seq: z.int().nonnegative(),
  /** The session or, in a thread of two, null. */
  session: sessionNotice.nullable(),
  thread_id: roomId,
  you: z.object({ user_id: userId, connection_id: connectionId }),
  /** Everyone, you too; in large rooms the first ones. */
  members: z.array(member),
  member_count: z.int().nonnegative(),
  /** Whether joins and leaves are told as numbers alone. */
  counting: z.boolean(),
  slow_mode_s: z.int().nonnegative(),
  /** Opens the same place for 2 min after the connection was lost: `?resume=&epoch=&seq=`. */
  resume_token: z.string(),
  /** Send the raw text `ping` this often. */
  heartbeat_s: z.int().positive(),
  /** The client wanted to resume, and frames between are lost to it: what it knows of the room is to be read anew. */
  gap: z.literal(true).optional(),
})
export type WelcomeFrame = z.infer<typeof welcomeFrame>

export const resumedFrame = z.object({
  t: z.literal('resumed'),
  epoch: z.int().positive(),
  /** The frame the client had; every later one follows, up to and with `to`. */
  from: z.int().nonnegative(),
  to: z.int().nonnegative(),
  you: z.object({ user_id: userId, connection_id: connectionId }),
  resume_token: z.string(),
  heartbeat_s: z.int().positive(),
})
export type ResumedFrame = z.infer<typeof resumedFrame>

const consentFrame = <T extends string>(t: T) => z.object({ t: z.literal(t), consent })

/** What happened to a consent, for its two people. */
export const consentFrames = z.discriminatedUnion('t', [
  consentFrame('consent.requested'),
  consentFrame('consent.granted'),
  consentFrame('consent.denied'),
  consentFrame('consent.expired'),
  consentFrame('consent.revoked'),
])
export type ConsentFrame = z.infer<typeof consentFrames>

/** Frames for one connection; never kept. */
export const directFrame = z.discriminatedUnion('t', [
  welcomeFrame,
  resumedFrame,
  z.object({ t: z.literal('chat.ack'), client_id: clientId, id: messageId, seq: z.int().positive(), at: z.string() }),
  z.object({ t: z.literal('typing'), user_id: userId, on: z.boolean() }),
  z.object({ t: z.literal('signal'), from: userId, from_connection: connectionId, data: z.json() }),
  z.object({ t: z.literal('presence.part'), ...presenceWindow.shape, member_count: z.int().nonnegative(), members: z.array(member) }),
  /** To the two who leave a room for a private session: go there. */
  z.object({ t: z.literal('session.moved'), session: sessionNotice }),
  ...consentFrames.options,
  /** To every device of who is warned. */
  warning.extend({ t: z.literal('moderation.warn') }),
  /** A close with 1012 follows. */
  z.object({ t: z.literal('restart'), retry_after_ms: z.int().nonnegative() }),
  z.object({
    t: z.literal('error'),
    code: errorCode,
    detail: z.string(),
    /** The type of the frame that was refused, and of a message its name. */
    about: clientFrameType.optional(),
    client_id: clientId.optional(),
    retry_after_ms: z.int().nonnegative().optional(),
  }),
])
export type DirectFrame = z.infer<typeof directFrame>
export type ErrorFrame = Extract<DirectFrame, { t: 'error' }>

export const serverFrame = z.union([roomFrame, directFrame])
export type ServerFrame = z.infer<typeof serverFrame>
