/** Who is there: in a room (members), and in a mode (the lobby). A member is a person, on however many devices. Times are RFC 3339 UTC. */
import * as z from 'zod'
import { storableText } from './events.ts'
import { roomId, userId } from './ids.ts'
import { modeId } from './manifest.ts'

/** What people say of themselves; whether they are there is not theirs to say. */
export const presenceStatus = z.enum(['available', 'busy', 'away'])
export type PresenceStatus = z.infer<typeof presenceStatus>

/** Whether one is in the list of a mode. In a room everyone sees who is there: nobody watches unseen. */
export const visibility = z.enum(['visible', 'hidden'])
export type Visibility = z.infer<typeof visibility>

export const member = z.object({
  user_id: userId,
  display_name: z.string(),
  status: presenceStatus,
  /** When this stay began. */
  since: z.string(),
})
export type Member = z.infer<typeof member>

/** The part of the list of members that a client shows. */
export const presenceWindow = z.object({ from: z.int().min(0).max(100_000), count: z.int().min(1).max(50) })
export type PresenceWindow = z.infer<typeof presenceWindow>

/** From this many members on, joins and leaves are told as numbers; and as people again from the second number downwards. */
export const coalesceAbove = 200
export const detailAgainAt = 150

/** A lease of 45 s: set it again every 20 s. In a room nobody needs it, the room says who is there. */
export const presenceInput = z.strictObject({
  status: presenceStatus,
  mode: modeId,
  visibility: visibility.default('visible'),
  /** Tells the devices of one person apart: the last that is away makes the person away. */
  device: storableText(64).default('default'),
  /** Ends this device's lease at once. */
  leaving: z.boolean().default(false),
})
export type PresenceInput = z.infer<typeof presenceInput>

export const presenceLease = z.object({ status: presenceStatus, mode: modeId, visibility, expires_at: z.string() })
export type PresenceLease = z.infer<typeof presenceLease>

export const lobbyEntry = member.extend({
  /** A session of the mode that the person is in and anyone may enter; null when there is none. */
  session_id: roomId.nullable(),
})
export type LobbyEntry = z.infer<typeof lobbyEntry>

/** A session of a mode that anyone may enter. */
export const openSession = z.object({ session_id: roomId, members: z.int().nonnegative() })
export type OpenSession = z.infer<typeof openSession>

/** Of a lobby's open sessions, so many are named. */
export const openSessionsNamed = 20

/** `GET /v1/presence/party`: the visible people of a mode, by name of nobody else; and how many there are in all. */
export const lobby = z.object({
  as_of: z.string(),
  mode: modeId,
  /** Everyone who is there, also who is hidden. */
  total: z.int().nonnegative(),
  visible: z.int().nonnegative(),
  by_status: z.object({ available: z.int().nonnegative(), busy: z.int().nonnegative(), away: z.int().nonnegative() }),
  /** The fullest first; of many, the first ones. */
  sessions: z.array(openSession).max(openSessionsNamed),
  data: z.array(lobbyEntry),
  next_cursor: z.string().nullable(),
})
export type Lobby = z.infer<typeof lobby>
