/** The upgrade request as a door hands it over: who comes, and where from. Our headers are believed, the client's query is not. */
import * as z from 'zod'
import { sessionId, userId } from '../../contract/ids.ts'
import { appSettings } from '../../contract/keys.ts'
import { restriction, tier } from '../../contract/policy.ts'
import { openerHeader } from './room-rpc.ts'
import type { RoomOpener } from './room-rpc.ts'

const visitor = z.object({
  user: userId,
  name: z.string(),
  tier,
  restrictions: z.array(restriction),
  blocked: z.array(userId),
  signIn: sessionId,
})
const opener = z.object({ app: appSettings, user: userId, signIn: sessionId, visitor: visitor.nullable() }) satisfies z.ZodType<RoomOpener>

/** Throws for what no door of ours sends. */
export const openerOf = (headers: Headers): RoomOpener => opener.parse(JSON.parse(headers.get(openerHeader) ?? ''))

const count = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
const come = z.object({ resume: z.string().max(512), epoch: count, seq: count })
export type ComeBack = z.infer<typeof come>

/** Null when the client begins anew. What is there and can not be read is somebody who comes back with nothing. */
export const comeBackOf = (url: string): ComeBack | null => {
  const { searchParams } = new URL(url)
  if (!searchParams.has('resume')) return null
  const read = come.safeParse(Object.fromEntries(searchParams))
  return read.success ? read.data : { resume: '', epoch: 0, seq: 0 }
}

/** Why there is no socket, for the door to say. */
export const barred = z.object({ code: z.string(), detail: z.string(), retryAfterMs: z.number().nullable() })
