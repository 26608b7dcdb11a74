/**
 * Who has which role in one app. What `domain/apps/role-rules.ts` decides is part of each write too, and what it decides by is read in the
 * same transaction: two owners that unmake each other at once leave one.
 */
import * as z from 'zod'
import { activeMember, member as memberShape } from '../../contract/apps.ts'
import type { ActiveMember, Member } from '../../contract/apps.ts'
import type { AuditNote } from '../../contract/audit.ts'
import type { Failure, Result } from '../../contract/errors.ts'
import type { AppId, UserId } from '../../contract/ids.ts'
import { role } from '../../contract/roles.ts'
import type { Role } from '../../contract/roles.ts'
import { appRules } from '../../domain/apps/app-rules.ts'
import { changeRefusal, dealingRefusal } from '../../domain/apps/role-rules.ts'
import type { Page } from '../../domain/events/event-store.ts'
import { notedIfChanged } from './audit-outbox.ts'
import { listPage, timeColumn } from './columns.ts'
import type { PageInput } from './columns.ts'

const notHere: Failure = { code: 'not_found', detail: 'There is no such route or object.' }
export const tooManyMembers: Failure = { code: 'too_many', detail: `An app has at most ${appRules.members} members and open invitations.` }

const memberRow = z.object({ ...activeMember.shape, created_at: timeColumn })
const standingRow = z.object({ ...memberRow.shape, actor: role.nullable(), otherOwners: z.int() })
const roomRow = z.object({ actor: role.nullable(), taken: z.int() })

/** ?1 the app, ?2 whoever asks. */
const actor = '(SELECT role FROM members WHERE app_id = ?1 AND user_id = ?2)'

/** ?1 the app, ?3 the moment. */
export const placesTaken = `((SELECT count(*) FROM members WHERE app_id = ?1) + (SELECT count(*) FROM invitations WHERE app_id = ?1 AND expires_at > ?3))`

/** ?3 the member. */
const otherOwners = `(SELECT count(*) FROM members o JOIN users ou USING (user_id)
  WHERE o.app_id = ?1 AND o.role = 'owner' AND o.user_id <> ?3 AND ou.disabled_at IS NULL)`

const standing = `
  SELECT 'active' AS status, m.user_id, u.email, u.display_name, m.role, m.created_at, ${actor} AS actor, ${otherOwners} AS otherOwners
  FROM members m JOIN users u USING (user_id) WHERE m.app_id = ?1 AND m.user_id = ?3`

/** ?4 what they become, null when they go. */
const mayChange = `(${actor} = 'owner' OR (${actor} = 'admin' AND role <> 'owner' AND ?4 IS NOT 'owner'))
  AND (role <> 'owner' OR ?4 IS 'owner' OR ${otherOwners} > 0)`

/** Who asks, when, and what is noted of it. */
export type MemberAct = { readonly actor: UserId; readonly now: number; readonly note: AuditNote }

export class AppMembers {
  readonly #db: D1Database
  readonly #app: AppId

  constructor(db: D1Database, app: AppId) {
    this.#db = db
    this.#app = app
  }

  /** Members and open invitations, latest first. Null when the cursor is not one of this list. */
  list(page: PageInput, now: number): Promise<Page<Member> | null> {
    const rows = ([created, id]: readonly [number, string], limit: number): D1PreparedStatement =>
      this.#db.prepare(listed).bind(this.#app, created, id, limit, now)
    return listPage(page, rows, (row) => listedRow.parse(row))
  }

  async find(user: UserId): Promise<ActiveMember | null> {
    const found = await this.#db.prepare(standing).bind(this.#app, user, user).first()
    return found === null ? null : memberRow.parse(found)
  }

  /** Makes an operator a member and their invitation void; who is one already stays what they are. */
  async add(user: UserId, wanted: Role, { actor: by, now, note }: MemberAct): Promise<Result<ActiveMember>> {
    const [room] = await this.#db.batch([
      this.#db.prepare(`SELECT ${actor} AS actor, ${placesTaken} AS taken`).bind(this.#app, by, now),
      this.#db
        .prepare(
          `INSERT INTO members (app_id, user_id, role, created_at)
           SELECT ?1, u.user_id, ?5, ?3 FROM users u JOIN apps c ON c.app_id = u.app_id AND c.kind = 'console'
           WHERE u.user_id = ?4 AND (${actor} = 'owner' OR (${actor} = 'admin' AND ?5 <> 'owner')) AND ${placesTaken} < ${appRules.members}
           ON CONFLICT DO NOTHING`,
        )
        .bind(this.#app, by, now, user, wanted),
      notedIfChanged(this.#db, this.#app, note),
      this.#db
        .prepare(
          `DELETE FROM invitations WHERE app_id = ?1 AND email = (SELECT email FROM users u JOIN members m USING (user_id)
             WHERE m.app_id = ?1 AND user_id = ?2)`,
        )
        .bind(this.#app, user),
    ])
    const { actor: standsAs, taken } = roomRow.parse(room?.results[0])
    const refusal = dealingRefusal(standsAs, wanted)
    if (refusal !== null) return { ok: false, error: refusal }
    const added = await this.find(user)
    if (added !== null) return { ok: true, value: added }
    return { ok: false, error: taken < appRules.members ? notHere : tooManyMembers }
  }

  /** The member as they are after. */
  async changeRole(user: UserId, wanted: Role, act: MemberAct): Promise<Result<ActiveMember>> {
    const update = this.#db.prepare(
      `UPDATE members SET role = ?4 WHERE app_id = ?1 AND user_id = ?3 AND role <> ?4 AND ${mayChange} RETURNING user_id`,
    )
    const before = await this.#change(user, wanted, act, update)
    return before.ok ? { ok: true, value: { ...before.value, role: wanted } } : before
  }

  /** The member as they were. */
  remove(user: UserId, act: MemberAct): Promise<Result<ActiveMember>> {
    const removal = this.#db.prepare(
      `DELETE FROM members WHERE app_id = ?1 AND user_id = ?3 AND ?4 IS NULL AND ${mayChange} RETURNING user_id`,
    )
    return this.#change(user, null, act, removal)
  }

  async #change(
    user: UserId,
    wanted: Role | null,
    { actor: by, note }: MemberAct,
    write: D1PreparedStatement,
  ): Promise<Result<ActiveMember>> {
    const [found] = await this.#db.batch([
      this.#db.prepare(standing).bind(this.#app, by, user),
      write.bind(this.#app, by, user, wanted),
      notedIfChanged(this.#db, this.#app, note),
    ])
    const stood = standingRow.nullable().parse(found?.results[0] ?? null)
    if (stood === null) return { ok: false, error: notHere }
    const { actor: standsAs, otherOwners: others, ...before } = stood
    const refusal = changeRefusal({ role: before.role, actor: standsAs, otherOwners: others }, wanted)
    return refusal === null ? { ok: true, value: before } : { ok: false, error: refusal }
  }
}

const listed = `
  SELECT * FROM (
    SELECT 'active' AS status, m.user_id AS id, m.user_id, NULL AS invitation_id, u.email, u.display_name, m.role, m.created_at, NULL AS expires_at
    FROM members m JOIN users u USING (user_id) WHERE m.app_id = ?1
    UNION ALL
    SELECT 'invited', invitation_id, NULL, invitation_id, email, NULL, role, created_at, expires_at
    FROM invitations WHERE app_id = ?1 AND expires_at > ?5)
  WHERE (created_at, id) < (?2, ?3) ORDER BY created_at DESC, id DESC LIMIT ?4`

const [active, invited] = memberShape.options
const listedRow = z.discriminatedUnion('status', [
  z.object({ ...active.shape, created_at: timeColumn }),
  z.object({ ...invited.shape, created_at: timeColumn, expires_at: timeColumn }),
])
