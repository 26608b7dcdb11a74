/** Apps, their keys, members and people as the API shows them, and what may be sent about them. Shapes only; who may is in `operations/`. */
import * as z from 'zod'
import { email, user } from './identity.ts'
import { appId, keyId, publicKey, userId } from './ids.ts'
import { appSettings, scope } from './keys.ts'
import { appLimits } from './limits.ts'
import { measures } from './measures.ts'
import { role } from './roles.ts'

/** `https://example.com`, and without TLS only a machine's own: what a browser sends as `Origin`, letter by letter. */
const isBrowserOrigin = (text: string): boolean => {
  const url = URL.parse(text)
  if (url === null || url.origin !== text) return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname))
}

export const browserOrigin = z
  .string()
  .max(300)
  .refine(isBrowserOrigin, { error: 'is not an origin such as https://example.com (http only for localhost)' })

/** A type of events, or the beginning of one and `*`. */
export const interactionPattern = z
  .string()
  .max(120)
  .regex(/^(?:[a-z0-9_]+(?:\.[a-z0-9_]+){0,7}|(?:[a-z0-9_]+\.){0,7}[a-z0-9_]*\*)$/, {
    error: 'is neither an event type nor the beginning of one with * at its end',
  })

const distinct = (items: readonly string[]): boolean => new Set(items).size === items.length
const noRepetition = { error: 'names something twice' }

const name = z.string().trim().min(1).max(80)

/** What its owners and administrators choose for an app. */
const settings = {
  origins: z
    .array(browserOrigin)
    .max(50)
    .refine(distinct, noRepetition)
    .meta({ description: 'Browser origins that may call with the public half of a key alone.' }),
  session_ttl_s: appSettings.shape.session_ttl_s.meta({
    description: 'Seconds without a sign of life after which a telemetry session ends.',
  }),
  interaction_patterns: z.array(interactionPattern).min(1).max(50).refine(distinct, noRepetition).meta({
    description: 'Event types that count as interactions; `*` at the end takes all that begin so. A change counts all events anew.',
  }),
  limits: z.strictObject(appLimits.shape).meta({ description: 'Limits that differ from the defaults, all of them each time.' }),
  measures: measures.meta({ description: 'Numbers over the app’s own events, for its dashboard: all of them each time.' }),
}

export const newAppInput = z.strictObject({ name, ...z.object(settings).partial().shape })
export type NewAppInput = z.infer<typeof newAppInput>

export const appChanges = z.strictObject({ name, ...settings }).partial()
export type AppChanges = z.infer<typeof appChanges>

export const app = z.object({
  id: appId,
  name: z.string(),
  kind: z.enum(['tenant', 'console']).describe('`console` is the app of operators.'),
  session_ttl_s: z.int(),
  interaction_patterns: z.array(z.string()),
  origins: z.array(z.string()),
  limits: appLimits,
  measures,
  created_at: z.string(),
  archived_at: z.string().nullable(),
  role: role.describe('Yours.'),
})
export type App = z.infer<typeof app>

export const newKeyInput = z.strictObject({
  name: name.default('key'),
  scopes: z
    .array(scope)
    .min(1)
    .refine(distinct, noRepetition)
    .default(['telemetry'])
    .meta({ description: 'What may be done with it; they never change.' }),
})
export type NewKeyInput = z.infer<typeof newKeyInput>

/** A day. */
export const maxOverlapS = 86_400

export const rotateKeyInput = z
  .strictObject({
    overlap_s: z
      .int()
      .min(0)
      .max(maxOverlapS)
      .default(maxOverlapS)
      .meta({ description: 'For how many seconds the secret until now still opens; with 0 it ends at once.' }),
  })
  .default({ overlap_s: maxOverlapS })

export const key = z.object({
  id: keyId,
  name: z.string(),
  key: publicKey.describe('The public half; no secret.'),
  scopes: z.array(scope),
  created_at: z.string(),
  rotated_at: z.string().nullable(),
  previous_expires_at: z.string().nullable().describe('Until then the secret before the last rotation opens too; null when there is none.'),
  revoked_at: z.string().nullable(),
})
export type Key = z.infer<typeof key>

/** At creation and rotation, and never again. */
export const keyWithSecret = key.extend({ secret: z.string().describe('Shown this once: only its hash is kept.') })
export type KeyWithSecret = z.infer<typeof keyWithSecret>

export const memberInput = z.strictObject({ email, role })
export type MemberInput = z.infer<typeof memberInput>

export const roleInput = z.strictObject({ role })

export const activeMember = z.object({
  status: z.literal('active'),
  user_id: userId,
  email: z.string(),
  display_name: z.string(),
  role,
  created_at: z.string(),
})
export type ActiveMember = z.infer<typeof activeMember>

export const invitedMember = z.object({
  status: z.literal('invited'),
  invitation_id: z.uuid(),
  email: z.string(),
  role,
  created_at: z.string(),
  expires_at: z.string(),
})
export type InvitedMember = z.infer<typeof invitedMember>

export const member = z.discriminatedUnion('status', [activeMember, invitedMember])
export type Member = z.infer<typeof member>

/** Somebody who is asked to become an operator, without any app yet. */
export const operatorInput = z.strictObject({ email, display_name: name.optional() })
export const operatorInvitation = invitedMember.omit({ role: true })
export type OperatorInvitation = z.infer<typeof operatorInvitation>

/** One of an app's people, as its server and its operators see them. */
export const person = user.extend({ disabled_at: z.string().nullable().describe('Since when they can not sign in; null when they can.') })
export type Person = z.infer<typeof person>
