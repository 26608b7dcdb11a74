/** The golden rule in bodies: the app is resolved from the credential; an envelope that names one is refused as a whole. */
import type { Failure } from '../../contract/errors.ts'
import type { JsonObject } from './json-value.ts'
import { isJsonObject } from './json-value.ts'

const refusal: Failure = { code: 'app_id_forbidden', detail: 'The body names an app; leave it out, the key says which app it is.' }

/** Refuses `app_id` and `tenant_id` as keys of an object, even with the caller's own app in them. */
export const appNamedIn = (value: JsonObject): Failure | null =>
  Object.hasOwn(value, 'app_id') || Object.hasOwn(value, 'tenant_id') ? refusal : null

/** The same for an event and its context. Inside `data` these are words like any other. */
export const appNamedInEvent = (event: unknown): Failure | null => {
  if (!isJsonObject(event)) return null
  return appNamedIn(event) ?? (isJsonObject(event['context']) ? appNamedIn(event['context']) : null)
}
