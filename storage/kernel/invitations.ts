/**
 * Invitations of e-mails that have no account: making, withdrawing, and taking them up. A token opens all invitations of its e-mail, because
 * whoever holds one reads that mailbox. In the console's own app an invitation gives no role: it only lets somebody become an operator.
 */
import * as z from 'zod'
import { invitedMember } from '../../contract/apps.ts'
import type { InvitedMember } from '../../contract/apps.ts'
import type { AuditNote } from '../../contract/audit.ts'
import type { Failure, Result } from '../../contract/errors.ts'
import { appId, userId } from '../../contract/ids.ts'
import type { AppId, UserId } from '../../contract/ids.ts'
import { role } from '../../contract/roles.ts'
import type { Role } from '../../contract/roles.ts'
import { appRules } from '../../domain/apps/app-rules.ts'
import { dealingRefusal } from '../../domain/apps/role-rules.ts'
import { noted, notedIfChanged } from './audit-outbox.ts'
import { timeColumn } from './columns.ts'
import { placesTaken, tooManyMembers } from './members.ts'
import type { MemberAct } from './members.ts'

const notHere: Failure = { code: 'not_found', detail: 'There is no such route or object.' }

const columns = `'invited' AS status, invitation_id, email, role, created_at, expires_at`
const row = z.object({ ...invitedMember.shape, created_at: timeColumn, expires_at: timeColumn })
/** What whoever asks is; what an open invitation of the e-mail would make; how many places are taken. */
const standingRow = z.object({ actor: role.nullable(), open: role.nullable(), taken: z.int() })
const withdrawableRow = z.object({ ...row.shape, actor: role.nullable() })

const values = `INSERT INTO invitations (app_id, invited_by, created_at, email, role, token_hash, expires_at, invitation_id)`
const replaces = `ON CONFLICT (app_id, email) DO UPDATE SET invitation_id = excluded.invitation_id, role = excluded.role, token_hash = excluded.token_hash,
  invited_by = excluded.invited_by, created_at = excluded.created_at, expires_at = excluded.expires_at RETURNING ${columns}`

/** ?1 the app, ?2 whoever asks, ?4 the e-mail. */
const actor = '(SELECT role FROM members WHERE app_id = ?1 AND user_id = ?2)'
const openRole = '(SELECT role FROM invitations WHERE app_id = ?1 AND email = ?4 AND expires_at > ?3)'

export type NewInvitation = {
  readonly id: string
  readonly email: string
  readonly role: Role
  readonly tokenHash: string
  /** Queues the mail if the statements before it in the batch changed a row. */
  readonly mail: D1PreparedStatement
}

export class AppInvitations {
  readonly #db: D1Database
  readonly #app: AppId

  constructor(db: D1Database, app: AppId) {
    this.#db = db
    this.#app = app
  }

  /** A new one replaces the open one of the same e-mail. */
  async make(
    { id, email, role: wanted, tokenHash, mail }: NewInvitation,
    { actor: by, now, note }: MemberAct,
  ): Promise<Result<InvitedMember>> {
    const standing = this.#db.prepare(`SELECT ${actor} AS actor, ${openRole} AS open, ${placesTaken} AS taken`)
    const first = standingRow.parse(await standing.bind(this.#app, by, now, email).first())
    const refusal = dealingRefusal(first.actor, wanted) ?? dealingRefusal(first.actor, first.open ?? wanted)
    if (refusal !== null) return { ok: false, error: refusal }
    if (first.open === null && first.taken >= appRules.members) return { ok: false, error: tooManyMembers }
    const [made] = await this.#db.batch([
      this.#db
        .prepare(
          `${values} SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE ${actor} = 'owner'
             OR (${actor} = 'admin' AND ?5 <> 'owner' AND ${openRole} IS NOT 'owner') ${replaces}`,
        )
        .bind(this.#app, by, now, email, wanted, tokenHash, now + appRules.invitationMs, id),
      notedIfChanged(this.#db, this.#app, note),
      mail,
    ])
    const [invitation] = made?.results ?? []
    return invitation === undefined ? { ok: false, error: notHere } : { ok: true, value: row.parse(invitation) }
  }

  /** Asks somebody to become an operator, on behalf of whoever runs the platform. For the console's app. */
  async makeOperator(
    { id, email, tokenHash, mail }: Omit<NewInvitation, 'role'>,
    { now, note }: Omit<MemberAct, 'actor'>,
  ): Promise<InvitedMember> {
    const [made] = await this.#db.batch([
      this.#db
        .prepare(`${values} VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ${replaces}`)
        .bind(this.#app, 'operations', now, email, 'agent', tokenHash, now + appRules.invitationMs, id),
      noted(this.#db, this.#app, note),
      mail,
    ])
    return row.parse(made?.results[0])
  }

  async withdraw(invitation: string, { actor: by, note }: MemberAct): Promise<Result<InvitedMember>> {
    const [found] = await this.#db.batch([
      this.#db
        .prepare(`SELECT ${columns}, ${actor} AS actor FROM invitations WHERE app_id = ?1 AND invitation_id = ?3`)
        .bind(this.#app, by, invitation),
      this.#db
        .prepare(
          `DELETE FROM invitations WHERE app_id = ?1 AND invitation_id = ?3 AND (${actor} = 'owner' OR (${actor} = 'admin' AND role <> 'owner'))`,
        )
        .bind(this.#app, by, invitation),
      notedIfChanged(this.#db, this.#app, note),
    ])
    const stood = withdrawableRow.nullable().parse(found?.results[0] ?? null)
    if (stood === null) return { ok: false, error: notHere }
    const { actor: standsAs, ...withdrawn } = stood
    const refusal = dealingRefusal(standsAs, withdrawn.role)
    return refusal === null ? { ok: true, value: withdrawn } : { ok: false, error: refusal }
  }
}

const openRow = z.object({ invitation_id: z.uuid(), app_id: appId, email: z.string(), role })
export type OpenInvitation = z.infer<typeof openRow>

const open = `SELECT i.invitation_id, i.app_id, i.email, i.role FROM invitations i JOIN apps a USING (app_id) WHERE a.archived_at IS NULL`

/** All open invitations of the e-mail that a token was mailed to; empty when the token is none. Spans apps: it comes before anybody is known. */
export const invitationsOfToken = async (db: D1Database, tokenHash: string, now: number): Promise<OpenInvitation[]> => {
  const { results } = await db
    .prepare(
      `${open} AND i.expires_at > ?2 AND i.email = (SELECT email FROM invitations t JOIN apps ta USING (app_id)
         WHERE t.token_hash = ?1 AND t.expires_at > ?2 AND ta.archived_at IS NULL)`,
    )
    .bind(tokenHash, now)
    .all()
  return results.map((result) => openRow.parse(result))
}

/** The same for a person whose e-mail was just proved in another way. */
export const invitationsOfEmail = async (db: D1Database, email: string, now: number): Promise<OpenInvitation[]> => {
  const { results } = await db.prepare(`${open} AND i.expires_at > ? AND i.email = ?`).bind(now, email).all()
  return results.map((result) => openRow.parse(result))
}

/**
 * For the batch that makes the person, after the INSERT: the memberships, each with its note, and the invitations are gone. What was
 * withdrawn meanwhile gives nothing. The person must be of the console's realm and have the e-mail that was invited.
 */
export const takingUp = (
  db: D1Database,
  invitations: readonly OpenInvitation[],
  { user, now, noteOf }: { readonly user: UserId; readonly now: number; readonly noteOf: (invitation: OpenInvitation) => AuditNote },
): D1PreparedStatement[] =>
  invitations.flatMap((invitation) => [
    db
      .prepare(
        `INSERT INTO members (app_id, user_id, role, created_at) SELECT i.app_id, u.user_id, i.role, ?3
         FROM invitations i JOIN apps a ON a.app_id = i.app_id AND a.kind = 'tenant' AND a.archived_at IS NULL
           JOIN users u ON u.user_id = ?2 AND u.email = i.email JOIN apps c ON c.app_id = u.app_id AND c.kind = 'console'
         WHERE i.invitation_id = ?1 AND i.expires_at > ?3 ON CONFLICT DO NOTHING`,
      )
      .bind(invitation.invitation_id, user, now),
    notedIfChanged(db, invitation.app_id, noteOf(invitation)),
    db
      .prepare('DELETE FROM invitations WHERE invitation_id = ? AND email = (SELECT email FROM users WHERE user_id = ?)')
      .bind(invitation.invitation_id, user),
  ])

const operatorRow = z.object({ user_id: userId, verified: z.int() })

/** The operator with an e-mail, and whether they proved that it is theirs. */
export const operatorOfEmail = async (
  db: D1Database,
  email: string,
): Promise<{ readonly user: UserId; readonly verified: boolean } | null> => {
  const found = await db
    .prepare(
      `SELECT u.user_id, u.email_verified_at IS NOT NULL AS verified FROM users u JOIN apps c ON c.app_id = u.app_id AND c.kind = 'console'
       WHERE u.email = ? AND u.disabled_at IS NULL`,
    )
    .bind(email)
    .first()
  if (found === null) return null
  const { user_id, verified } = operatorRow.parse(found)
  return { user: user_id, verified: verified === 1 }
}
