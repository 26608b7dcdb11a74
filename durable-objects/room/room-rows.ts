/** The persisted form of a room: the shapes of its rows, and how they are made. `room-restore.ts` reads them. Times are epoch ms. */
import * as z from 'zod'
import { consentPurpose, consentState } from '../../contract/consent.ts'
import { connectionId, consentId, roomId, sessionId, userId } from '../../contract/ids.ts'
import { modeManifest } from '../../contract/manifest.ts'
import { appPolicies, audience, restriction, tier } from '../../contract/policy.ts'
import { presenceStatus, presenceWindow } from '../../contract/presence.ts'
import { endReason } from '../../contract/session.ts'
import type { ConsentRecord } from '../../domain/realtime/consent-chain.ts'
import { region } from '../../domain/matching/regions.ts'
import type { Member } from '../../domain/realtime/people.ts'
import type { ConsentFacts } from '../../domain/policy/facts.ts'
import type { Attachment } from './room-protocol.ts'
import type { RoomSession, RoomState, SessionSpec, Usage } from './room-state.ts'

export const pairOfUsers = z.tuple([userId, userId])

const usage = z.object({
  connects: z.int().default(0),
  framesIn: z.int(),
  framesOut: z.int(),
  rowsWritten: z.int(),
  letters: z.int().default(0),
  mediaAsks: z.int().default(0),
  messages: z.int(),
  joins: z.int(),
  peakMembers: z.int(),
}) satisfies z.ZodType<Usage>

/** One row. */
export const roomRow = z.object({
  epoch: z.int().positive(),
  /** Of a pair: the two, and who of them blocked the other. */
  pair: z.object({ users: pairOfUsers, blocked: z.array(userId) }).nullable(),
  slow_mode_s: z.int(),
  counting: z.boolean(),
  lively_until: z.int(),
  empty_since: z.int().nullable(),
  usage,
  /** The frame up to which `usage.messages` counts; null of a row that is older than this. */
  usage_seq: z.int().nullable().default(null),
})
export type RoomRow = z.infer<typeof roomRow>

export const consentFacts = z.object({
  id: z.string(),
  purpose: z.string(),
  from: userId,
  to: userId,
  state: consentState,
  expiresAt: z.int(),
}) satisfies z.ZodType<ConsentFacts>

export const sessionSpec = z.object({
  mode: modeManifest,
  policies: appPolicies,
  audience,
  owner: userId,
  parties: z.array(userId).nullable(),
  parent: roomId.nullable(),
  consent: consentFacts.nullable(),
  match: z.object({ queue: z.string(), region, comeBy: z.int().nullable() }).nullable().default(null),
}) satisfies z.ZodType<SessionSpec>

const sessionCore = sessionSpec.extend({
  createdAt: z.int(),
  children: z.array(z.object({ id: roomId, mode: z.string(), consent: consentId.nullable(), by: userId })),
})
const end = z.object({ reason: endReason, note: z.string().nullable() })

/** One row of a session's room. */
export const sessionRow = z.discriminatedUnion('state', [
  sessionCore.extend({ state: z.literal('creating'), deadline: z.int() }),
  sessionCore.extend({ state: z.literal('active') }),
  sessionCore.extend({ state: z.literal('ending'), deadline: z.int(), end }),
  sessionCore.extend({ state: z.enum(['ended', 'failed']), endedAt: z.int(), end }),
]) satisfies z.ZodType<RoomSession>
export type SessionRow = RoomSession

/** A row a member. */
export const memberRow = z.object({
  user: userId,
  name: z.string(),
  tier,
  restrictions: z.array(restriction),
  blocked: z.array(userId),
  status: presenceStatus,
  since: z.int(),
  lostUntil: z.int().nullable(),
}) satisfies z.ZodType<Member>
export type MemberRow = Member

/** A row a consent; of a pair. */
export const consentRow = z.object({
  id: consentId,
  from: userId,
  to: userId,
  purpose: consentPurpose,
  state: consentState,
  requestedAt: z.int(),
  decidedAt: z.int().nullable(),
  expiresAt: z.int(),
  revokedBy: userId.nullable(),
  session: roomId.nullable(),
}) satisfies z.ZodType<ConsentRecord>
export type ConsentRow = ConsentRecord

export const attachment = z.object({
  connection: connectionId,
  user: userId,
  sign_in: sessionId,
  seen_at: z.int(),
  bad: z.int(),
  showing: presenceWindow.nullable(),
}) satisfies z.ZodType<Attachment>

/** Everything an object reads when it starts. `consents`: at least those that are requested or granted, oldest first. */
export type RoomRows = {
  readonly room: RoomRow | null
  readonly session: SessionRow | null
  /** By `since`. */
  readonly members: readonly MemberRow[]
  readonly consents: readonly ConsentRow[]
  /** The newest frame of the log; 0 when there is none. */
  readonly seq: number
  /** Messages that came after `usage` was stored. */
  readonly uncounted: number
}

export const noRows: RoomRows = { room: null, session: null, members: [], consents: [], seq: 0, uncounted: 0 }

export const toRoomRow = (state: RoomState): RoomRow => ({
  epoch: state.epoch,
  pair: state.purpose.kind === 'pair' ? { users: [...state.purpose.users], blocked: [...state.purpose.blocked] } : null,
  slow_mode_s: state.slowModeS,
  counting: state.counting,
  lively_until: state.livelyUntil,
  empty_since: state.emptySince,
  usage: { ...state.usage },
  usage_seq: state.seq,
})
