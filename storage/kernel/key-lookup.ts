/**
 * One key with its app, for authentication. Plain SQL: the ingest door must stay small, so no ORM here.
 * Revoked keys and keys of archived apps do not exist as far as this answers.
 */
import * as z from 'zod'
import { storedKey } from '../../contract/keys.ts'
import type { StoredKey } from '../../contract/keys.ts'

const query = `
  SELECT k.key_id, k.public_key, k.secret_hash, k.previous_secret_hash, k.previous_expires_at, k.scopes,
         a.app_id, a.name, a.session_ttl_s, a.interaction_patterns, a.origins, a.event_shard, a.telemetry_region, a.telemetry_shards,
         a.limits
  FROM app_keys k JOIN apps a ON a.app_id = k.app_id
  WHERE k.public_key = ? AND k.revoked_at IS NULL AND a.archived_at IS NULL`

/** A row as D1 gives it: flat, JSON columns as text. */
const row = z
  .looseObject({ scopes: z.string(), interaction_patterns: z.string(), origins: z.string(), limits: z.string() })
  .transform(({ scopes, interaction_patterns, origins, limits, ...rest }) => ({
    ...rest,
    scopes: JSON.parse(scopes),
    app: { ...rest, interaction_patterns: JSON.parse(interaction_patterns), origins: JSON.parse(origins), limits: JSON.parse(limits) },
  }))
  .pipe(storedKey)

/** Null when there is no such key. Throws when the database does, or when a row is not what the schema says. */
export const findStoredKey = async (db: D1Database, publicKey: string): Promise<StoredKey | null> => {
  const found = await db.prepare(query).bind(publicKey).first()
  return found === null ? null : row.parse(found)
}
