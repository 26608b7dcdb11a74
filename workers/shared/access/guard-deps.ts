/** What the guard of a door stands on: one of each per isolate. */
import type { DenialGate } from '../../../domain/audit/denials.ts'
import type { KeyDirectory } from '../../../domain/credentials/key-directory.ts'
import type { RateLimiter } from '../../../domain/limits/rate-limiter.ts'
import type { Authority } from './authority.ts'

export type GuardDeps = {
  readonly directory: KeyDirectory
  /** Who tokens, realms and roles are. */
  readonly authority: Authority
  /** Limits by key, person and address, as this isolate counts them. */
  readonly limiter: RateLimiter
  /** How many denials are noted one by one. */
  readonly denials: DenialGate
  readonly now: () => number
}
