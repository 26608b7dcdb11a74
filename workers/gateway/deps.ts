/** What the routes stand on; composed in `index.ts`, and in tests with fakes. */
import type { AppSettings } from '../../contract/keys.ts'
import type { DenialGate } from '../../domain/audit/denials.ts'
import type { KeyDirectory } from '../../domain/credentials/key-directory.ts'
import type { EventStoreReader } from '../../domain/events/event-store.ts'
import type { Passwords } from '../../domain/identity/passwords.ts'
import type { RateLimiter } from '../../domain/limits/rate-limiter.ts'
import type { Authority } from './access/authority.ts'
import type { GatewayBindings } from './bindings.ts'
import type { Freshness } from './telemetry/freshness.ts'
import type { Readiness } from './readiness.ts'
import type { Signers } from './sign-in/signers.ts'

export type GatewayDeps = {
  readonly directory: KeyDirectory
  /** The one door to an app's facts; the app comes from the credential. */
  readonly reader: (env: GatewayBindings, app: AppSettings) => EventStoreReader
  readonly freshness: Freshness
  readonly readiness: Readiness
  /** Who tokens, realms and roles are. */
  readonly authority: Authority
  /** Who signs access tokens. */
  readonly signers: Signers
  /** Limits by key, person and address, as this isolate counts them. */
  readonly limiter: RateLimiter
  /** How many denials are noted one by one. */
  readonly denials: DenialGate
  /** Hashing, a few at once. */
  readonly passwords: Passwords
  readonly now: () => number
}
