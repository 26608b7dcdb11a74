/**
 * What one public operation is, as data: the doors take their schemas from here, the OpenAPI document is generated from here,
 * and the tests call every operation listed here. Owns the form and what is common to all; each area's operations are in `operations/`.
 */
import * as z from 'zod'
import { idempotencyKey } from './idempotency.ts'
import type { ErrorCode } from './errors.ts'
import type { Scope } from './keys.ts'
import type { Role } from './roles.ts'

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete' | 'options'

/** Who may call. The gateway's guard and the tests read it here and nowhere else. */
export type Access =
  | { readonly by: 'none' }
  /** The public half of a key is enough; browsers only from the origins of the app. */
  | { readonly by: 'public_key'; readonly scope: Scope }
  /** 401 without the secret. Operators with one of `roles` call the same under `/v1/apps/{app_id}`. */
  | { readonly by: 'secret_key'; readonly scope: Scope; readonly roles?: readonly Role[] }
  /** The public half of a key with the scope `identity` says whose people are meant; without any key it is the console's. */
  | { readonly by: 'realm' }
  /** A signed-in person of any app, for what is the person's own. */
  | { readonly by: 'user' }
  /** A signed-in operator. */
  | { readonly by: 'console' }
  /** An operator with one of the roles in the app that the path names; for others there is no such app. */
  | { readonly by: 'operator'; readonly roles: readonly Role[] }
  /** The LAB of a channel, by its signature over the body. */
  | { readonly by: 'lab' }
  /** The operations token. */
  | { readonly by: 'ops' }

/** One media type of a request or an answer. */
export type Content = { readonly schema: z.ZodType; readonly example: unknown }

export type Answer = { readonly description: string; readonly content: Readonly<Record<string, Content>> }

export type Tag =
  | 'Events'
  | 'Quarantine'
  | 'Metrics'
  | 'Actors'
  | 'Telemetry socket'
  | 'Telemetry sessions'
  | 'Sign-in'
  | 'Account'
  | 'Passkeys'
  | 'Providers'
  | 'Apps'
  | 'Keys'
  | 'Members'
  | 'Channel'
  | 'Channels'
  | 'Sessions'
  | 'Chat'
  | 'Presence'
  | 'Consents'
  | 'Matching'
  | 'Media'
  | 'Safety'
  | 'Moderation'
  | 'People'
  | 'Audit'
  | 'Operations'
  | 'Platform'

export type Operation = {
  readonly operationId: string
  readonly method: Method
  /** With `{name}` for each path parameter. */
  readonly path: `/${string}`
  readonly summary: string
  readonly description?: string
  readonly tag: Tag
  readonly access: Access
  /** Open paths that the edge caches, and health: not counted against the caller's address. */
  readonly unlimited?: true
  /** Open, and for pages of apps too: the token in the body says whose, and the handler judges the page's origin by that app. */
  readonly fromPages?: true
  /** The Worker that answers. The gateway forwards what is another's. */
  readonly door: 'gateway' | 'ingest' | 'sync' | 'realtime'
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly headers?: z.ZodObject
  readonly body?: { readonly required: boolean; readonly content: Readonly<Record<string, Content>> }
  readonly answers: Readonly<Record<number, Answer>>
  /** What this operation can fail with beyond `commonErrors` of its access. */
  readonly errors: readonly ErrorCode[]
  /** Path parameters and query of a call that works, for the document and for the tests that call everything. */
  readonly example?: { readonly params?: Readonly<Record<string, string>>; readonly query?: Readonly<Record<string, string>> }
}

const always = ['internal_error', 'temporarily_unavailable', 'rate_limited'] as const satisfies readonly ErrorCode[]
const named = [...always, 'app_id_forbidden', 'invalid_credentials'] as const satisfies readonly ErrorCode[]
const keyed = [...named, 'insufficient_scope'] as const satisfies readonly ErrorCode[]

/** What every operation of an access can fail with. */
export const commonErrors = {
  none: ['internal_error', 'app_id_forbidden'],
  public_key: [...keyed, 'origin_forbidden'],
  secret_key: keyed,
  realm: [...keyed, 'origin_forbidden'],
  user: [...named, 'origin_forbidden'],
  console: [...named, 'insufficient_role'],
  operator: [...named, 'insufficient_role', 'not_found'],
  lab: [...always, 'app_id_forbidden', 'invalid_signature'],
  ops: named,
} as const satisfies Record<Access['by'], readonly ErrorCode[]>

/** All codes an operation can answer, each once. Open ones are counted against the caller's address, unless said otherwise. */
export const errorsOf = (operation: Operation): ErrorCode[] => {
  const isCounted = operation.access.by === 'none' && operation.door === 'gateway' && operation.unlimited !== true
  return [...new Set([...commonErrors[operation.access.by], ...(isCounted ? (['rate_limited'] as const) : []), ...operation.errors])]
}

/** An id in a path: text that the stores can hold. Anything else names nothing. */
export const pathId = z.string().min(1).max(128)

/** `?limit=&cursor=` of every list. */
export const pageQuery = {
  limit: z
    .string()
    .regex(/^\d{1,4}$/, { error: 'is not a whole number' })
    .transform(Number)
    .pipe(z.int().min(1).max(200))
    .default(50)
    .meta({ description: 'How many at most.', override: { type: 'integer', minimum: 1, maximum: 200, default: 50 } }),
  cursor: z.string().max(1_024).optional().meta({ description: '`next_cursor` of the page before.' }),
}

/** A page of a list. `next_cursor` is null on the last one. */
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ data: z.array(item), next_cursor: z.string().nullable() })

/** For writes: the same key and body give the stored answer for 24 h. */
export const idempotencyHeader = z.object({
  'Idempotency-Key': idempotencyKey.optional().meta({
    description:
      'A key of your choice. The same key and body within 24 h give the stored answer; with another body, or while the first is under way, 409 `idempotency_conflict`.',
  }),
})

export const json = (schema: z.ZodType, example: unknown) => ({ 'application/json': { schema, example } })
