/** Where people of one app may sign in with an account they have elsewhere. Secrets come and go sealed; what seals them is the caller's. */
import * as z from 'zod'
import type { AuditNote } from '../../contract/audit.ts'
import type { AppId } from '../../contract/ids.ts'
import { notedIfChanged } from './audit-outbox.ts'
import { jsonColumn, timeColumn } from './columns.ts'

export const maxProviders = 10

const columns = 'provider, issuer, client_id, client_secret_sealed, scopes, created_at, updated_at'

const row = z.object({
  provider: z.string(),
  issuer: z.string(),
  client_id: z.string(),
  client_secret_sealed: z.string().nullable(),
  scopes: jsonColumn(z.array(z.string())),
  created_at: timeColumn,
  updated_at: timeColumn,
})
export type StoredProvider = z.infer<typeof row>
export type NewProvider = Pick<StoredProvider, 'provider' | 'issuer' | 'client_id' | 'client_secret_sealed' | 'scopes'>

type Act = { readonly now: number; readonly note: AuditNote }

export class IdentityProviders {
  readonly #db: D1Database
  readonly #app: AppId

  constructor(db: D1Database, app: AppId) {
    this.#db = db
    this.#app = app
  }

  /** By name. */
  async list(): Promise<StoredProvider[]> {
    const { results } = await this.#db
      .prepare(`SELECT ${columns} FROM identity_providers WHERE app_id = ? ORDER BY provider`)
      .bind(this.#app)
      .all()
    return results.map((found) => row.parse(found))
  }

  async find(provider: string): Promise<StoredProvider | null> {
    const found = await this.#db
      .prepare(`SELECT ${columns} FROM identity_providers WHERE app_id = ? AND provider = ?`)
      .bind(this.#app, provider)
      .first()
    return found === null ? null : row.parse(found)
  }

  /** Null when the app has as many others as it may. */
  async put(
    { provider, issuer, client_id, client_secret_sealed, scopes }: NewProvider,
    { now, note }: Act,
  ): Promise<StoredProvider | null> {
    const [put] = await this.#db.batch([
      this.#db
        .prepare(
          `INSERT INTO identity_providers (app_id, provider, issuer, client_id, client_secret_sealed, scopes, created_at, updated_at)
           SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7
           WHERE (SELECT count(*) FROM identity_providers WHERE app_id = ?1 AND provider <> ?2) < ${maxProviders}
           ON CONFLICT (app_id, provider) DO UPDATE SET issuer = excluded.issuer, client_id = excluded.client_id,
             client_secret_sealed = excluded.client_secret_sealed, scopes = excluded.scopes, updated_at = excluded.updated_at
           RETURNING ${columns}`,
        )
        .bind(this.#app, provider, issuer, client_id, client_secret_sealed, JSON.stringify(scopes), now),
      notedIfChanged(this.#db, this.#app, note),
    ])
    const [found] = put?.results ?? []
    return found === undefined ? null : row.parse(found)
  }

  /** Null when there is none of this name. */
  async remove(provider: string, { note }: Omit<Act, 'now'>): Promise<StoredProvider | null> {
    const [removed] = await this.#db.batch([
      this.#db.prepare(`DELETE FROM identity_providers WHERE app_id = ? AND provider = ? RETURNING ${columns}`).bind(this.#app, provider),
      notedIfChanged(this.#db, this.#app, note),
    ])
    const [found] = removed?.results ?? []
    return found === undefined ? null : row.parse(found)
  }
}
