/** What a door that knows people needs of its environment, and what its requests carry. Each such Worker is bound to more. */
import type { Caller } from './access/caller.ts'
import type { EdgeVariables } from './request-context.ts'

export type DoorBindings = {
  readonly KERNEL_DB: D1Database
  /** Only doors with operations for whoever runs the platform have one. */
  readonly OPS_TOKEN?: string
  /** The public address, such as `https://example.com`; empty: where the request came in. */
  readonly PUBLIC_URL: string
}

export type DoorEnv<B extends DoorBindings> = {
  Bindings: B
  Variables: Omit<EdgeVariables, 'caller'> & {
    /** Set by the guard; operations open to everyone have none. */
    caller: Caller
    /** The body of a write as text, read once by `readBody`; empty when there was none. */
    bodyText: string
    /** Of a write with an `Idempotency-Key`, where the door says so: the id of what it makes. */
    newId?: string
  }
}
