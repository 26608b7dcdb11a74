/** What waits in a queue's outboxes, parsed when it is taken out again: letters to other objects, and facts as events of the app. */
import * as z from 'zod'
import { restriction } from '../../contract/policy.ts'
import { roomId, ticketId, userId } from '../../contract/ids.ts'
import { matchHistory } from '../../domain/matching/history.ts'
import { region } from '../../domain/matching/regions.ts'
import type { MatchMessage } from './match-protocol.ts'
import { matchedPair, ticketRow } from './match-state.ts'

const toRoom = z.object({
  to: z.literal('room'),
  room: roomId,
  say: z.discriminatedUnion('type', [
    z.object({ type: z.literal('match_made'), pair: matchedPair }),
    z.object({ type: z.enum(['match_confirmed', 'match_failed']) }),
    z.object({ type: z.literal('match_ended'), by: userId, skipped: z.boolean() }),
  ]),
})

const toPerson = z.object({
  to: z.literal('person'),
  user: userId,
  say: z.discriminatedUnion('type', [
    z.object({ type: z.literal('match_over'), ticket: ticketId, history: matchHistory }),
    z.object({ type: z.literal('match_moved'), ticket: ticketId, region }),
  ]),
})

const lists = { restrictions: z.array(restriction), blocked: z.array(userId), asOf: z.int() }
const toQueue = z.object({
  to: z.literal('queue'),
  region,
  say: z.discriminatedUnion('type', [
    z.object({ type: z.literal('adopt'), row: ticketRow }),
    z.object({ type: z.literal('person_moved'), user: userId, ...lists }),
    z.object({ type: z.literal('session_over'), session: roomId, users: z.array(userId), gone: z.array(userId) }),
  ]),
})

export const matchMessage = z.discriminatedUnion('to', [toRoom, toPerson, toQueue]) satisfies z.ZodType<MatchMessage>

export const matchFact = z.object({
  id: z.string(),
  type: z.literal('match_counted'),
  actor_id: userId,
  occurred_at: z.string(),
  data: z.record(z.string(), z.unknown()),
})
export type MatchFact = z.infer<typeof matchFact>
