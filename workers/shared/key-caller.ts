/**
 * Who a request is from when it comes with an app key, at any door. What the caller may do on a route is the door's guard's.
 */
import type { Failure, Result } from '../../contract/errors.ts'
import type { Scope, StoredKey } from '../../contract/keys.ts'
import type { KeyDirectory, Presented } from '../../domain/credentials/key-directory.ts'
import { findStoredKey } from '../../storage/kernel/key-lookup.ts'
import type { Caller } from './caller.ts'
import { errorText, logError } from './log.ts'
import type { RequestMark } from './log.ts'
import { couldBeKey } from './presented.ts'

/** The same words for an unknown key and a wrong secret. */
export const refused: Failure = { code: 'invalid_credentials', detail: 'The app key is unknown or its secret is wrong.' }
export const keyMissing: Failure = { code: 'invalid_credentials', detail: 'Send X-Prost-App-Key and X-Prost-App-Secret, or HTTP Basic.' }
export const secretNeeded: Failure = { code: 'invalid_credentials', detail: 'This route needs the secret of the key.' }
export const foreignOrigin: Failure = { code: 'origin_forbidden', detail: 'Add this origin to the origins of the app to call from it.' }

/** The caller behind a presented key. Also for doors that carry it elsewhere than in headers (WebSocket subprotocols). */
export const identify = async (
  presented: Presented,
  directory: KeyDirectory,
  kernel: D1Database,
  mark: RequestMark,
): Promise<Result<Caller>> => {
  const find = (name: string) => (couldBeKey(name) ? findStoredKey(kernel, name) : Promise.resolve(null))
  const checked = await directory.check(presented, { find }, Date.now)
  if (checked.ok) return { ok: true, value: callerOf(checked.value, presented) }
  if (checked.error.kind === 'refused') return { ok: false, error: refused }
  logError({ event: 'kernel_unavailable', ...mark, error: errorText(checked.error.cause) })
  return { ok: false, error: { code: 'temporarily_unavailable', detail: 'Keys can not be checked right now.', retryAfterSeconds: 2 } }
}

const callerOf = (key: StoredKey, presented: Presented): Caller => ({
  kind: presented.secret === null ? 'public' : 'secret',
  key_id: key.key_id,
  app: key.app,
  scopes: key.scopes,
})

/** A browser may use the public key alone only from where the app said so. */
export const mayCallFrom = (caller: Caller, origin: string): boolean => caller.app.origins.includes(origin)

/** 403 unless the key carries the scope. */
export const lacksScope = (caller: Caller, scope: Scope): Failure | null =>
  caller.scopes.includes(scope) ? null : { code: 'insufficient_scope', detail: `The key needs the scope ${scope}.` }
