/** The keys of an app. A secret is in the answers of making and rotating, and nowhere else. */
import type { Key, KeyWithSecret } from '../../../contract/apps.ts'
import type { AppId, KeyId, PublicKey } from '../../../contract/ids.ts'
import type { Scope } from '../../../contract/keys.ts'
import { call } from '../session/call.ts'
import type { Answer } from '../session/http.ts'
import type { Json, Page } from '../session/reading.ts'
import { pageReader, reader, textAt, textsAt, timeAt, timeOrNullAt } from '../session/reading.ts'

export const everyScope = ['telemetry', 'identity', 'audit', 'realtime', 'billing', 'agents'] as const satisfies readonly Scope[]

/** A scope that this page does not know is left out. */
const scopesOf = (json: Json): Scope[] => {
  const named = textsAt(json, 'scopes')
  return everyScope.filter((scope) => named.includes(scope))
}

const keyOf = (json: Json): Key => ({
  id: textAt(json, 'id') as KeyId,
  name: textAt(json, 'name'),
  key: textAt(json, 'key') as PublicKey,
  scopes: scopesOf(json),
  created_at: timeAt(json, 'created_at'),
  rotated_at: timeOrNullAt(json, 'rotated_at'),
  previous_expires_at: timeOrNullAt(json, 'previous_expires_at'),
  revoked_at: timeOrNullAt(json, 'revoked_at'),
})

const readKey = reader(keyOf)
const readKeys = pageReader(keyOf)
const readKeyWithSecret = reader((json): KeyWithSecret => ({ ...keyOf(json), secret: textAt(json, 'secret') }))

const base = (app: AppId): string => `/v1/apps/${app}/keys`

export function listKeys(app: AppId, cursor: string | null, signal?: AbortSignal): Promise<Answer<Page<Key>>> {
  const query = new URLSearchParams({ limit: '50', ...(cursor !== null && { cursor }) })
  return call({ path: `${base(app)}?${query}`, read: readKeys, ...(signal && { signal }) })
}

export const createKey = (app: AppId, name: string, scopes: readonly Scope[], attempt: string): Promise<Answer<KeyWithSecret>> =>
  call({ method: 'POST', path: base(app), json: { name, scopes }, read: readKeyWithSecret, attempt })

export const rotateKey = (app: AppId, key: KeyId, overlap_s: number, attempt: string): Promise<Answer<KeyWithSecret>> =>
  call({ method: 'POST', path: `${base(app)}/${key}/rotate`, json: { overlap_s }, read: readKeyWithSecret, attempt })

export const revokeKey = (app: AppId, key: KeyId): Promise<Answer<Key>> =>
  call({ method: 'DELETE', path: `${base(app)}/${key}`, read: readKey })
