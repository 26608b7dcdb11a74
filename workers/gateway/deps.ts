/** What the routes stand on; composed in `index.ts`, and in tests with fakes. */
import type { AppSettings } from '../../contract/keys.ts'
import type { EventStoreReader } from '../../domain/events/event-store.ts'
import type { Passwords } from '../../domain/identity/passwords.ts'
import type { GuardDeps } from '../shared/access/guard-deps.ts'
import type { GatewayBindings } from './bindings.ts'
import type { Freshness } from './telemetry/freshness.ts'
import type { Readiness } from './readiness.ts'
import type { Signers } from './sign-in/signers.ts'

export type GatewayDeps = GuardDeps & {
  /** The one door to an app's facts; the app comes from the credential. */
  readonly reader: (env: GatewayBindings, app: AppSettings) => EventStoreReader
  readonly freshness: Freshness
  readonly readiness: Readiness
  /** Who signs access tokens. */
  readonly signers: Signers
  /** Hashing, a few at once. */
  readonly passwords: Passwords
}
