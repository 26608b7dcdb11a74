/**
 * What a telemetry socket carries through hibernation: who it is, fully, and which sessions its raw `ping` keeps live.
 * A door authenticated it; its headers are trusted because only Workers of ours can reach the object.
 */
import * as z from 'zod'
import { appSettings } from '../../contract/keys.ts'
import { appLimits } from '../../contract/limits.ts'

/** The settings that frames need: an attachment has 16 KiB, so origins and names stay out. */
const socketApp = appSettings
  .pick({ app_id: true, session_ttl_s: true, telemetry_region: true, telemetry_shards: true })
  // Sockets that were opened before there were limits have none in their attachment.
  .extend({ limits: appLimits.default({}) })

export const socketAttachment = z.object({
  app: socketApp,
  /** The key or the sign-in that opened it. */
  opened_by: z.uuid(),
  /** The signed-in person whose events these are; null for an app. */
  actor_id: z.string().nullable(),
  /** The label of the client that opened it. */
  bot: z.boolean(),
  /** How many frames were bad. */
  bad: z.int(),
  /** Actor and session id of the sessions kept live, newest last. */
  bound: z.array(z.tuple([z.string(), z.string()])),
})
export type SocketAttachment = z.infer<typeof socketAttachment>

const trustedHeaders = z.object({
  app: z
    .string()
    .transform((text, check) => {
      try {
        return JSON.parse(text)
      } catch {
        check.addIssue('not JSON')
        return z.NEVER
      }
    })
    .pipe(socketApp),
  opened_by: z.uuid(),
  actor_id: z.string().nullable(),
  bot: z.enum(['0', '1']).transform((text) => text === '1'),
})

/** Reads what the door vouches for; null when it is not all there. */
export const attachmentFrom = (headers: Headers): SocketAttachment | null => {
  const parsed = trustedHeaders.safeParse({
    app: headers.get('x-prost-app'),
    opened_by: headers.get('x-prost-opened-by'),
    actor_id: headers.get('x-prost-actor'),
    bot: headers.get('x-prost-bot') ?? '0',
  })
  return parsed.success ? { ...parsed.data, bad: 0, bound: [] } : null
}
