/** What waits in a room's outboxes, parsed when it is taken out again: letters to other objects, and facts as events of the app. */
import * as z from 'zod'
import { roomId, userId } from '../../contract/ids.ts'
import { modeEvent } from '../../contract/manifest.ts'
import { region } from '../../domain/matching/regions.ts'
import type { RoomMessage } from './room-protocol.ts'
import { consentFacts, consentRow, pairOfUsers, sessionSpec } from './room-rows.ts'

const toRoom = z.object({
  to: z.literal('room'),
  room: roomId,
  say: z.discriminatedUnion('type', [
    z.object({ type: z.literal('create_child'), spec: sessionSpec }),
    z.object({ type: z.literal('consent_moved'), consent: consentFacts }),
  ]),
})

const toPair = z.object({
  to: z.literal('pair'),
  users: pairOfUsers,
  say: z.object({ type: z.literal('consent_release'), session: roomId }),
})

const toPerson = z.object({
  to: z.literal('person'),
  user: userId,
  say: z.discriminatedUnion('type', [
    z.object({ type: z.enum(['entered', 'left']), room: roomId, mode: z.string().nullable(), at: z.int() }),
    z.object({ type: z.literal('consent'), consent: consentRow, peer: userId }),
  ]),
})

const toQueue = z.object({
  to: z.literal('queue'),
  queue: z.string(),
  region,
  say: z.object({ type: z.literal('session_over'), session: roomId, users: z.array(userId), gone: z.array(userId) }),
})

/** A row of the outbox `tell`. */
export const roomMessage = z.discriminatedUnion('to', [toRoom, toPair, toPerson, toQueue]) satisfies z.ZodType<RoomMessage>

/** A row of the outbox `fact`: an event as `POST /v1/events` would take it. */
export const factEvent = z.object({
  id: z.string(),
  type: modeEvent,
  actor_id: userId,
  occurred_at: z.string(),
  data: z.record(z.string(), z.unknown()),
})
export type FactEvent = z.infer<typeof factEvent>
