/** Accounts elsewhere that open an account here: finding whose one is, linking it, and making an account for it. */
import * as z from 'zod'
import type { AuditNote } from '../../contract/audit.ts'
import { userId } from '../../contract/ids.ts'
import type { AppId, UserId } from '../../contract/ids.ts'
import { notedIfChanged } from './audit-outbox.ts'
import { People } from './people.ts'
import type { NewPerson } from './people.ts'

/** Whom a provider vouches for. The issuer and its subject are the account; the provider's name here is only what it is called. */
export type Account = { readonly issuer: string; readonly subject: string; readonly provider: string }

const row = z.object({ user_id: userId })

type Act = { readonly now: number; readonly note: AuditNote }

export class Identities {
  readonly #db: D1Database
  readonly #app: AppId

  constructor(db: D1Database, app: AppId) {
    this.#db = db
    this.#app = app
  }

  async personOf({ issuer, subject }: Account): Promise<UserId | null> {
    const found = await this.#db
      .prepare('SELECT user_id FROM identities WHERE app_id = ? AND issuer = ? AND subject = ?')
      .bind(this.#app, issuer, subject)
      .first()
    return found === null ? null : row.parse(found).user_id
  }

  /** Links an account to a person whose e-mail is verified. Whoever was first keeps it: the answer is whose it is now, null for nobody's. */
  async link(account: Account, user: UserId, { now, note }: Act): Promise<UserId | null> {
    await this.#db.batch([this.#linking(account, user, now, 'email_verified_at IS NOT NULL'), notedIfChanged(this.#db, this.#app, note)])
    return this.personOf(account)
  }

  /**
   * Makes a person for an account, in one batch with what comes right after (only if that made them) and what comes last. The answer is
   * whose the account is now; null when the e-mail was taken.
   */
  async register(
    account: Account,
    person: NewPerson,
    { now, note }: Act,
    [rightAfter, last]: readonly [readonly D1PreparedStatement[], readonly D1PreparedStatement[]],
  ): Promise<UserId | null> {
    await this.#db.batch([
      new People(this.#db, this.#app).adding(person, now),
      ...rightAfter,
      notedIfChanged(this.#db, this.#app, note),
      this.#linking(account, person.id, now, '1'),
      ...last,
    ])
    return this.personOf(account)
  }

  #linking({ issuer, subject, provider }: Account, user: UserId, now: number, condition: string): D1PreparedStatement {
    return this.#db
      .prepare(
        `INSERT INTO identities (app_id, issuer, subject, user_id, provider, created_at)
         SELECT app_id, ?, ?, user_id, ?, ? FROM users WHERE app_id = ? AND user_id = ? AND ${condition} ON CONFLICT DO NOTHING`,
      )
      .bind(issuer, subject, provider, now, this.#app, user)
  }
}
