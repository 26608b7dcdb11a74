/** What the routes stand on; composed in `index.ts`, and in tests with fakes. */
import type { AppSettings } from '../../contract/keys.ts'
import type { KeyDirectory } from '../../domain/credentials/key-directory.ts'
import type { EventStoreReader } from '../../domain/events/event-store.ts'
import type { GatewayBindings } from './bindings.ts'
import type { Freshness } from './freshness.ts'
import type { Readiness } from './readiness.ts'

export type GatewayDeps = {
  readonly directory: KeyDirectory
  /** The one door to an app's facts; the app comes from the credential. */
  readonly reader: (env: GatewayBindings, app: AppSettings) => EventStoreReader
  readonly freshness: Freshness
  readonly readiness: Readiness
  readonly now: () => number
}
