/** A key that asks, as a guard established it. Handlers take the app and the scopes from here and from nowhere else. */
import type { KeyId } from '../../contract/ids.ts'
import type { AppSettings, Scope } from '../../contract/keys.ts'

/** `secret`: an app server. `public`: a browser or a phone, which may only write telemetry and sign people in. */
export type Caller = {
  readonly kind: 'secret' | 'public'
  readonly key_id: KeyId
  readonly app: AppSettings
  readonly scopes: readonly Scope[]
}
