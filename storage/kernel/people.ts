/**
 * The people of one app's realm, with what their passwords are checked against. Writes are statements for a batch, so that an act, its
 * mail and its audit note are one. An e-mail is stored lower-cased.
 */
import * as z from 'zod'
import type { User } from '../../contract/identity.ts'
import { userId } from '../../contract/ids.ts'
import type { AppId, UserId } from '../../contract/ids.ts'

export const userColumns = 'user_id, email, email_verified_at, display_name, created_at'

const userFields = z.object({
  user_id: userId,
  email: z.string(),
  email_verified_at: z.int().nullable(),
  display_name: z.string(),
  created_at: z.int(),
})

const asUser = (row: z.infer<typeof userFields>): User => ({
  id: row.user_id,
  email: row.email,
  email_verified: row.email_verified_at !== null,
  display_name: row.display_name,
  created_at: new Date(row.created_at).toISOString(),
})

/** A row of `userColumns` as the API shows a person. */
export const userRow = userFields.transform(asUser)

/** A person with the stored password hash; null for who only uses other ways in. */
export type Credentials = { readonly user: User; readonly passwordHash: string | null; readonly disabled: boolean }

const credentialsRow = userFields
  .extend({ password_hash: z.string().nullable(), disabled_at: z.int().nullable() })
  .transform((row): Credentials => ({ user: asUser(row), passwordHash: row.password_hash, disabled: row.disabled_at !== null }))

export type NewPerson = {
  readonly id: UserId
  readonly email: string
  readonly display_name: string
  readonly passwordHash: string | null
  /** Whether the mailbox is proved already. */
  readonly verified: boolean
}

export class People {
  readonly #db: D1Database
  readonly #app: AppId

  constructor(db: D1Database, app: AppId) {
    this.#db = db
    this.#app = app
  }

  async find(user: UserId): Promise<User | null> {
    const found = await this.#db.prepare(`SELECT ${userColumns} FROM users WHERE app_id = ? AND user_id = ?`).bind(this.#app, user).first()
    return found === null ? null : userRow.parse(found)
  }

  async credentialsByEmail(email: string): Promise<Credentials | null> {
    return this.#credentials('email = ?', email)
  }

  async credentialsOf(user: UserId): Promise<Credentials | null> {
    return this.#credentials('user_id = ?', user)
  }

  async #credentials(condition: 'email = ?' | 'user_id = ?', value: string): Promise<Credentials | null> {
    const found = await this.#db
      .prepare(`SELECT ${userColumns}, password_hash, disabled_at FROM users WHERE app_id = ? AND ${condition}`)
      .bind(this.#app, value)
      .first()
    return found === null ? null : credentialsRow.parse(found)
  }

  /** For a batch: changes no row when the e-mail is taken. */
  adding({ id, email, display_name, passwordHash, verified }: NewPerson, now: number): D1PreparedStatement {
    return this.#db
      .prepare(
        `INSERT INTO users (user_id, app_id, email, email_verified_at, display_name, password_hash, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      )
      .bind(id, this.#app, email, verified ? now : null, display_name, passwordHash, now)
  }

  renaming(user: UserId, displayName: string): D1PreparedStatement {
    return this.#db
      .prepare('UPDATE users SET display_name = ? WHERE app_id = ? AND user_id = ? AND display_name <> ?')
      .bind(displayName, this.#app, user, displayName)
  }

  settingPassword(user: UserId, hash: string): D1PreparedStatement {
    return this.#db.prepare('UPDATE users SET password_hash = ? WHERE app_id = ? AND user_id = ?').bind(hash, this.#app, user)
  }

  /** For a batch, right after the link was used up: only if it was good. The mail proved the mailbox too. */
  resettingPassword(user: UserId, hash: string, now: number): D1PreparedStatement {
    return this.#db
      .prepare(
        `UPDATE users SET password_hash = ?, email_verified_at = coalesce(email_verified_at, ?)
         WHERE app_id = ? AND user_id = ? AND changes() > 0`,
      )
      .bind(hash, now, this.#app, user)
  }

  /** For a batch, right after the link was used up: only if it was good. */
  provingEmail(user: UserId, now: number): D1PreparedStatement {
    return this.#db
      .prepare('UPDATE users SET email_verified_at = coalesce(email_verified_at, ?) WHERE app_id = ? AND user_id = ? AND changes() > 0')
      .bind(now, this.#app, user)
  }

  /** Replaces a hash by one of the same password; not one that was set meanwhile. */
  async rehash(user: UserId, before: string, after: string): Promise<void> {
    await this.#db
      .prepare('UPDATE users SET password_hash = ? WHERE app_id = ? AND user_id = ? AND password_hash = ?')
      .bind(after, this.#app, user, before)
      .run()
  }
}
