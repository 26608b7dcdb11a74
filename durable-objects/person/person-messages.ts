/** What a Person tells other objects, at least once and in order for each. Kept as text in its outbox, so it is parsed when it goes. */
import * as z from 'zod'
import { roomId, sessionId, userId } from '../../contract/ids.ts'
import { modeId } from '../../contract/manifest.ts'
import { warning } from '../../contract/moderation.ts'
import { restriction } from '../../contract/policy.ts'
import { consentFrames } from '../../contract/socket.ts'
import { region } from '../../domain/matching/regions.ts'

const toRoom = z.discriminatedUnion('type', [
  z.object({ type: z.literal('person_moved'), user: userId, restrictions: z.array(restriction), blocked: z.array(userId) }),
  z.object({ type: z.literal('tell_member'), user: userId, frame: consentFrames }),
  z.object({ type: z.literal('warn'), user: userId, warning }),
  z.object({ type: z.literal('sign_in_ended'), signIn: sessionId }),
])

const toQueue = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('person_moved'),
    user: userId,
    restrictions: z.array(restriction),
    blocked: z.array(userId),
    asOf: z.int(),
  }),
  z.object({ type: z.literal('sign_in_ended'), signIn: sessionId }),
])

export const personMessage = z.discriminatedUnion('to', [
  z.object({
    to: z.literal('person'),
    user: userId,
    say: z.object({ type: z.literal('blocked_by'), peer: userId, blocked: z.boolean(), at: z.int() }),
  }),
  z.object({
    to: z.literal('pair'),
    users: z.tuple([userId, userId]).readonly(),
    say: z.object({ type: z.literal('block'), by: userId, blocked: z.boolean() }),
  }),
  z.object({ to: z.literal('room'), room: roomId, say: toRoom }),
  z.object({ to: z.literal('queue'), queue: modeId, region, say: toQueue }),
])
export type PersonMessage = z.infer<typeof personMessage>
