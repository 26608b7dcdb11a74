/**
 * Identifiers. Every id that crosses a boundary is branded here and nowhere else.
 * New ids are UUIDv7 (RFC 9562), so that they sort by creation.
 */
import { v7 } from 'uuid'
import * as z from 'zod'

export const appId = z.uuid().brand<'AppId'>()
export type AppId = z.infer<typeof appId>

export const keyId = z.uuid().brand<'KeyId'>()
export type KeyId = z.infer<typeof keyId>

/** A person in the realm of one app. */
export const userId = z.uuid().brand<'UserId'>()
export type UserId = z.infer<typeof userId>

/** A person's sign-in; not the telemetry session of an app. */
export const sessionId = z.uuid().brand<'SessionId'>()
export type SessionId = z.infer<typeof sessionId>

/** Public half of an app key: `pq_pk_` + 32 base62 characters. Not a secret. */
export const publicKey = z
  .string()
  .regex(/^pq_pk_[A-Za-z0-9]{32}$/)
  .brand<'PublicKey'>()
export type PublicKey = z.infer<typeof publicKey>

/** A queue message of facts; also the name of the batch it becomes in D1. */
export const batchId = z.uuid().brand<'BatchId'>()
export type BatchId = z.infer<typeof batchId>

/** A new UUIDv7 as text. */
export const newId = (): string => v7()

/** A 24/7 channel of an app. */
export const channelId = z.uuid().brand<'ChannelId'>()
export type ChannelId = z.infer<typeof channelId>

/** A session of people (CONTRACT §4), and the room it happens in; or the room of two people: its thread. Not a sign-in (`sessionId`). */
export const roomId = z.uuid().brand<'RoomId'>()
export type RoomId = z.infer<typeof roomId>

export const consentId = z.uuid().brand<'ConsentId'>()
export type ConsentId = z.infer<typeof consentId>

export const messageId = z.uuid().brand<'MessageId'>()
export type MessageId = z.infer<typeof messageId>

/** One socket in one room. UUIDv7, so it is also the generation of a connection: the newer one sorts behind. */
export const connectionId = z.uuid().brand<'ConnectionId'>()
export type ConnectionId = z.infer<typeof connectionId>

/** What somebody reported about somebody. */
export const reportId = z.uuid().brand<'ReportId'>()
export type ReportId = z.infer<typeof reportId>

/** What a moderator, or the platform by itself, did about somebody. */
export const moderationActionId = z.uuid().brand<'ModerationActionId'>()
export type ModerationActionId = z.infer<typeof moderationActionId>

/** What somebody says against such an action. */
export const appealId = z.uuid().brand<'AppealId'>()
export type AppealId = z.infer<typeof appealId>

/** Somebody's place in a queue for a match. */
export const ticketId = z.uuid().brand<'TicketId'>()
export type TicketId = z.infer<typeof ticketId>
