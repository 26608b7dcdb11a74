/**
 * What one public operation is, as data: the doors take their schemas from here, the OpenAPI document is generated from here,
 * and the tests call every operation listed here. Owns the form and what is common to all; each area's operations are in `operations/`.
 */
import * as z from 'zod'
import { idempotencyKey } from './idempotency.ts'
import type { ErrorCode } from './errors.ts'
import type { Scope } from './keys.ts'

export type Method = 'get' | 'post' | 'put' | 'options'

/** Who may call. `public_key`: the public half is enough. `secret_key`: 401 without the secret. `ops`: the operations token. */
export type Access =
  | { readonly by: 'none' }
  | { readonly by: 'public_key'; readonly scope: Scope }
  | { readonly by: 'secret_key'; readonly scope: Scope }
  | { readonly by: 'ops' }

/** One media type of a request or an answer. */
export type Content = { readonly schema: z.ZodType; readonly example: unknown }

export type Answer = { readonly description: string; readonly content: Readonly<Record<string, Content>> }

export type Operation = {
  readonly operationId: string
  readonly method: Method
  /** With `{name}` for each path parameter. */
  readonly path: `/${string}`
  readonly summary: string
  readonly description?: string
  readonly tag: 'Events' | 'Quarantine' | 'Metrics' | 'Actors' | 'Telemetry socket' | 'Operations' | 'Platform'
  readonly access: Access
  /** The Worker that answers. The gateway forwards what is the ingest door's. */
  readonly door: 'gateway' | 'ingest'
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

const always = ['internal_error', 'temporarily_unavailable'] as const satisfies readonly ErrorCode[]
const keyed = [...always, 'app_id_forbidden', 'invalid_credentials', 'insufficient_scope'] as const satisfies readonly ErrorCode[]

/** What every operation of an access can fail with. */
export const commonErrors = {
  none: ['internal_error'],
  public_key: [...keyed, 'origin_forbidden'],
  secret_key: keyed,
  ops: [...always, 'app_id_forbidden', 'invalid_credentials'],
} as const satisfies Record<Access['by'], readonly ErrorCode[]>

/** All codes an operation can answer, each once. */
export const errorsOf = (operation: Operation): ErrorCode[] => [...new Set([...commonErrors[operation.access.by], ...operation.errors])]

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
