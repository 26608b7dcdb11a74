/** The passkeys of one app's people. Adding, using and removing are each one transaction with their audit note. */
import * as z from 'zod'
import type { AuditNote } from '../../contract/audit.ts'
import { userId } from '../../contract/ids.ts'
import type { AppId, UserId } from '../../contract/ids.ts'
import { passkey as passkeyShape } from '../../contract/passkeys.ts'
import type { Passkey } from '../../contract/passkeys.ts'
import { notedIfChanged } from './audit-outbox.ts'
import { jsonColumn, timeColumn } from './columns.ts'

export const maxPasskeys = 20

const columns = 'credential_id AS id, name, rp_id, backed_up, transports, created_at, last_used_at'

const row = z.object({
  ...passkeyShape.shape,
  backed_up: z.int().transform((flag) => flag === 1),
  transports: jsonColumn(passkeyShape.shape.transports),
  created_at: timeColumn,
  last_used_at: timeColumn.nullable(),
})

const keyRow = z.object({ credential_id: z.string(), user_id: userId, rp_id: z.string(), public_key: z.string() })
export type StoredPasskey = z.infer<typeof keyRow>

export type NewPasskey = {
  readonly credential_id: string
  readonly user: UserId
  readonly rp_id: string
  /** COSE, base64url. */
  readonly public_key: string
  readonly counter: number
  readonly transports: readonly string[]
  readonly backed_up: boolean
  readonly name: string
}

/** What else opens the account that a passkey opens: a password, a provider that the app still has, another passkey. */
const otherWayIn = `(
  EXISTS (SELECT 1 FROM users u WHERE u.app_id = passkeys.app_id AND u.user_id = passkeys.user_id AND u.password_hash IS NOT NULL)
  OR EXISTS (SELECT 1 FROM identities i JOIN identity_providers p ON p.app_id = i.app_id AND p.provider = i.provider AND p.issuer = i.issuer
    WHERE i.app_id = passkeys.app_id AND i.user_id = passkeys.user_id)
  OR (SELECT count(*) FROM passkeys o WHERE o.app_id = passkeys.app_id AND o.user_id = passkeys.user_id) > 1)`

type Act = { readonly now: number; readonly note: AuditNote }

export class Passkeys {
  readonly #db: D1Database
  readonly #app: AppId

  constructor(db: D1Database, app: AppId) {
    this.#db = db
    this.#app = app
  }

  /** Latest first. */
  async list(user: UserId): Promise<Passkey[]> {
    const { results } = await this.#db
      .prepare(`SELECT ${columns} FROM passkeys WHERE app_id = ? AND user_id = ? ORDER BY passkeys.created_at DESC, credential_id`)
      .bind(this.#app, user)
      .all()
    return results.map((found) => row.parse(found))
  }

  async find(credential: string): Promise<StoredPasskey | null> {
    const found = await this.#db
      .prepare('SELECT credential_id, user_id, rp_id, public_key FROM passkeys WHERE app_id = ? AND credential_id = ?')
      .bind(this.#app, credential)
      .first()
    return found === null ? null : keyRow.parse(found)
  }

  /** For a batch: adds a passkey to a person of the app who has room for it. Changes nothing where the credential is known. */
  adding({ credential_id, user, rp_id, public_key, counter, ...rest }: NewPasskey, now: number): D1PreparedStatement {
    return this.#db
      .prepare(
        `INSERT INTO passkeys (app_id, credential_id, user_id, rp_id, public_key, counter, transports, backed_up, name, created_at)
         SELECT ?1, ?2, user_id, ?4, ?5, ?6, ?7, ?8, ?9, ?10 FROM users WHERE app_id = ?1 AND user_id = ?3
         AND (SELECT count(*) FROM passkeys WHERE app_id = ?1 AND user_id = ?3) < ${maxPasskeys}
         ON CONFLICT DO NOTHING RETURNING ${columns}`,
      )
      .bind(
        this.#app,
        credential_id,
        user,
        rp_id,
        public_key,
        counter,
        JSON.stringify(rest.transports),
        Number(rest.backed_up),
        rest.name,
        now,
      )
  }

  /** Null when the person has no room for it, or the credential is known. */
  async add(passkey: NewPasskey, { now, note }: Act): Promise<Passkey | null> {
    const [added] = await this.#db.batch([this.adding(passkey, now), notedIfChanged(this.#db, this.#app, note)])
    const [found] = added?.results ?? []
    return found === undefined ? null : row.parse(found)
  }

  /**
   * Keeps what a use told. False when the counter did not rise though it counts (WebAuthn Level 3 §6.1.1): another copy of the
   * passkey was used, and this use must open nothing.
   */
  async used(credential: string, { counter, backed_up }: { counter: number; backed_up: boolean }, now: number): Promise<boolean> {
    const kept = await this.#db
      .prepare(
        `UPDATE passkeys SET counter = ?1, backed_up = ?2, last_used_at = ?3
         WHERE app_id = ?4 AND credential_id = ?5 AND (counter < ?1 OR (counter = 0 AND ?1 = 0))`,
      )
      .bind(counter, Number(backed_up), now, this.#app, credential)
      .run()
    return kept.meta.changes > 0
  }

  /** `last`: nothing else would open the account. `none`: the person has no such passkey. */
  async remove(user: UserId, credential: string, { note }: Act): Promise<Passkey | 'last' | 'none'> {
    const its = 'app_id = ? AND user_id = ? AND credential_id = ?'
    const [removed, , left] = await this.#db.batch([
      this.#db.prepare(`DELETE FROM passkeys WHERE ${its} AND ${otherWayIn} RETURNING ${columns}`).bind(this.#app, user, credential),
      notedIfChanged(this.#db, this.#app, note),
      this.#db.prepare(`SELECT 1 FROM passkeys WHERE ${its}`).bind(this.#app, user, credential),
    ])
    const [found] = removed?.results ?? []
    if (found !== undefined) return row.parse(found)
    return left?.results.length === 0 ? 'none' : 'last'
  }
}
