/** The keys of one app, as its operators manage them. Of secrets only hashes come here; whether a key opens is `key-lookup.ts`'s to find. */
import * as z from 'zod'
import { key as keyShape } from '../../contract/apps.ts'
import type { Key, NewKeyInput } from '../../contract/apps.ts'
import type { AuditNote } from '../../contract/audit.ts'
import type { AppId, KeyId, PublicKey } from '../../contract/ids.ts'
import { appRules } from '../../domain/apps/app-rules.ts'
import type { Page } from '../../domain/events/event-store.ts'
import { notedIfChanged } from './audit-outbox.ts'
import { jsonColumn, listPage, timeColumn } from './columns.ts'
import type { PageInput } from './columns.ts'
import { closingSocketsOfKey } from './follow-ups.ts'

const columns = 'key_id AS id, name, public_key AS "key", scopes, created_at, rotated_at, previous_expires_at, revoked_at'

const row = z.object({
  ...keyShape.shape,
  scopes: jsonColumn(keyShape.shape.scopes),
  created_at: timeColumn,
  rotated_at: timeColumn.nullable(),
  previous_expires_at: timeColumn.nullable(),
  revoked_at: timeColumn.nullable(),
})
const keyOf = (found: unknown): Key => row.parse(found)

export type NewKey = NewKeyInput & { readonly id: KeyId; readonly key: PublicKey; readonly secretHash: string }
export type Rotation = { readonly secretHash: string; readonly overlapMs: number }
type Act = { readonly now: number; readonly note: AuditNote }

export class AppKeys {
  readonly #db: D1Database
  readonly #app: AppId

  constructor(db: D1Database, app: AppId) {
    this.#db = db
    this.#app = app
  }

  /** Null when the app has as many as it may. */
  async create({ id, key, secretHash, name, scopes }: NewKey, { now, note }: Act): Promise<Key | null> {
    const insert = this.#db
      .prepare(
        `INSERT INTO app_keys (app_id, key_id, name, public_key, secret_hash, scopes, created_at) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
         WHERE (SELECT count(*) FROM app_keys WHERE app_id = ?1 AND revoked_at IS NULL) < ${appRules.liveKeys} RETURNING ${columns}`,
      )
      .bind(this.#app, id, name, key, secretHash, JSON.stringify(scopes), now)
    return this.#written(insert, note)
  }

  /** Latest first. Null when the cursor is not one of this list. */
  list(page: PageInput): Promise<Page<Key> | null> {
    const rows = ([created, id]: readonly [number, string], limit: number): D1PreparedStatement =>
      this.#db
        .prepare(
          `SELECT ${columns} FROM app_keys WHERE app_id = ? AND (created_at, key_id) < (?, ?) ORDER BY created_at DESC, key_id DESC LIMIT ?`,
        )
        .bind(this.#app, created, id, limit)
    return listPage(page, rows, keyOf)
  }

  async find(key: KeyId): Promise<Key | null> {
    const found = await this.#db.prepare(`SELECT ${columns} FROM app_keys WHERE app_id = ? AND key_id = ?`).bind(this.#app, key).first()
    return found === null ? null : keyOf(found)
  }

  /** Null when there is no live key of this id. Without an overlap nothing is kept of the secret before. */
  rotate(key: KeyId, { secretHash, overlapMs }: Rotation, { now, note }: Act): Promise<Key | null> {
    const update = this.#db
      .prepare(
        `UPDATE app_keys SET secret_hash = ?1, rotated_at = ?2, previous_secret_hash = CASE WHEN ?3 > ?2 THEN secret_hash END,
           previous_expires_at = CASE WHEN ?3 > ?2 THEN ?3 END
         WHERE app_id = ?4 AND key_id = ?5 AND revoked_at IS NULL RETURNING ${columns}`,
      )
      .bind(secretHash, now, now + overlapMs, this.#app, key)
    return this.#written(update, note)
  }

  /** The key with its revocation, also when that was before; null when there is none. */
  async revoke(key: KeyId, { now, note }: Act): Promise<Key | null> {
    await this.#db.batch([
      this.#db
        .prepare(
          `UPDATE app_keys SET revoked_at = ?, previous_secret_hash = NULL, previous_expires_at = NULL
           WHERE app_id = ? AND key_id = ? AND revoked_at IS NULL`,
        )
        .bind(now, this.#app, key),
      notedIfChanged(this.#db, this.#app, note),
      closingSocketsOfKey(this.#db, this.#app, key, now),
    ])
    return this.find(key)
  }

  async #written(write: D1PreparedStatement, note: AuditNote): Promise<Key | null> {
    const [written] = await this.#db.batch([write, notedIfChanged(this.#db, this.#app, note)])
    const [found] = written?.results ?? []
    return found === undefined ? null : keyOf(found)
  }
}
