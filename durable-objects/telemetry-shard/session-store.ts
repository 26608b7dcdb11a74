/** SQLite of the sessions: live, ended, their aliases, and operators' labels. Synchronous; transactions are the object's. */
import * as z from 'zod'
import type { SessionSave } from './changes.ts'
import type { EndedSession, LiveSession, Session } from './session.ts'
import { SignsOfLife } from './signs-of-life.ts'
import type { Effect } from './telemetry-shard-machine.ts'

type CoreRecord = {
  actor_id: string
  session_id: string
  device_id: string | null
  feature: string | null
  auto_bot: number
  bot: number
  started_at: number
  last_seen_at: number
  reported_at: number
  version: number
  ttl_ms: number
  acted: string
  moved: string
}
type EndedRecord = CoreRecord & { ended_at: number; end_reason: string }
type AliasRecord = { alias: string }

const ids = z.array(z.string())
const endReason = z.enum(['ended', 'timeout'])

const columns =
  'actor_id, session_id, device_id, feature, auto_bot, bot, started_at, last_seen_at, reported_at, version, ttl_ms, acted, moved'

export class SessionStore {
  readonly #sql: SqlStorage
  readonly #signs: SignsOfLife

  constructor(sql: SqlStorage) {
    this.#sql = sql
    this.#signs = new SignsOfLife(sql)
  }

  live(): LiveSession[] {
    const aliases = this.#aliasesOfLive()
    const rows = this.#sql
      .exec<CoreRecord>('SELECT * FROM live_sessions')
      .toArray()
      .map((r): LiveSession => ({ ...core(r, aliases.get(`${r.actor_id}\u0000${r.session_id}`) ?? []), status: 'live' }))
    return this.#signs.merge(rows)
  }

  labels(): [string, boolean][] {
    return this.#sql
      .exec<{ actor_id: string; bot: number }>('SELECT actor_id, bot FROM labels')
      .toArray()
      .map((r) => [r.actor_id, r.bot === 1])
  }

  hasEnded(): boolean {
    return this.#sql.exec('SELECT 1 FROM ended_sessions LIMIT 1').toArray().length > 0
  }

  /** The ended session that an actor's session id means, by itself or as an alias. */
  ended(actorId: string, sessionId: string): EndedSession | null {
    const record = this.#sql
      .exec<EndedRecord>(
        `SELECT * FROM ended_sessions WHERE actor_id = ?1
         AND session_id = coalesce((SELECT session_id FROM aliases WHERE actor_id = ?1 AND alias = ?2), ?2)`,
        actorId,
        sessionId,
      )
      .toArray()[0]
    if (!record) return null
    const aliases = this.#sql
      .exec<AliasRecord>('SELECT alias FROM aliases WHERE actor_id = ? AND session_id = ? ORDER BY made_at', actorId, record.session_id)
      .toArray()
      .map((r) => r.alias)
    return { ...core(record, aliases), status: 'ended', endedAt: record.ended_at, endReason: endReason.parse(record.end_reason) }
  }

  save({ session, from }: SessionSave): void {
    const to = session.status
    if (from !== 'nowhere' && from !== to) this.#delete(from, session)
    const fields = coreFields(session)
    if (session.status === 'ended') fields.push(session.endedAt, session.endReason)
    const into = to === 'live' ? `live_sessions (${columns})` : `ended_sessions (${columns}, ended_at, end_reason)`
    this.#sql.exec(`INSERT OR REPLACE INTO ${into} VALUES (${fields.map(() => '?').join(', ')})`, ...fields)
    this.#signs.settle(session)
  }

  /** Sessions of which nothing changed but `lastSeenAt`, `reportedAt` and `version`. */
  saveSigns(sessions: Iterable<LiveSession>): void {
    this.#signs.save(sessions)
  }

  apply(effect: Extract<Effect, { type: 'alias' | 'unalias' | 'label' }>, now: number): void {
    switch (effect.type) {
      case 'alias':
        this.#sql.exec(
          'INSERT OR REPLACE INTO aliases (actor_id, alias, session_id, made_at) VALUES (?, ?, ?, ?)',
          effect.actorId,
          effect.alias,
          effect.sessionId,
          now,
        )
        break
      case 'unalias':
        this.#sql.exec('DELETE FROM aliases WHERE actor_id = ? AND alias = ?', effect.actorId, effect.alias)
        break
      case 'label':
        if (effect.bot === null) this.#sql.exec('DELETE FROM labels WHERE actor_id = ?', effect.actorId)
        else this.#sql.exec('INSERT OR REPLACE INTO labels (actor_id, bot) VALUES (?, ?)', effect.actorId, effect.bot ? 1 : 0)
        break
    }
  }

  /** Forgets at most `max` sessions that ended before `before`, then aliases of forgotten ones. True when all is done. */
  prune(before: number, max: number): boolean {
    this.#signs.prune()
    const gone = this.#sql
      .exec(
        `DELETE FROM ended_sessions WHERE (actor_id, session_id) IN
         (SELECT actor_id, session_id FROM ended_sessions WHERE ended_at < ? LIMIT ?) RETURNING 1`,
        before,
        max,
      )
      .toArray()
    if (gone.length >= max) return false
    this.#sql.exec(
      `DELETE FROM aliases WHERE (actor_id, session_id) NOT IN (SELECT actor_id, session_id FROM ended_sessions)
       AND (actor_id, session_id) NOT IN (SELECT actor_id, session_id FROM live_sessions)`,
    )
    return true
  }

  #delete(from: 'live' | 'ended', session: Session): void {
    this.#sql.exec(`DELETE FROM ${from}_sessions WHERE actor_id = ? AND session_id = ?`, session.actorId, session.sessionId)
  }

  #aliasesOfLive(): Map<string, string[]> {
    const byKey = new Map<string, string[]>()
    const rows = this.#sql.exec<{ actor_id: string; session_id: string; alias: string }>(
      'SELECT a.actor_id, a.session_id, a.alias FROM aliases a JOIN live_sessions s USING (actor_id, session_id) ORDER BY a.made_at',
    )
    for (const { actor_id, session_id, alias } of rows) {
      const key = `${actor_id}\u0000${session_id}`
      const list = byKey.get(key)
      if (list) list.push(alias)
      else byKey.set(key, [alias])
    }
    return byKey
  }
}

const core = (r: CoreRecord, aliases: readonly string[]) => ({
  actorId: r.actor_id,
  sessionId: r.session_id,
  deviceId: r.device_id,
  feature: r.feature,
  autoBot: r.auto_bot === 1,
  bot: r.bot === 1,
  startedAt: r.started_at,
  lastSeenAt: r.last_seen_at,
  reportedAt: r.reported_at,
  version: r.version,
  ttlMs: r.ttl_ms,
  acted: ids.parse(JSON.parse(r.acted)),
  moved: ids.parse(JSON.parse(r.moved)),
  aliases,
})

/** In the order of `columns`. */
const coreFields = (s: Session): (string | number | null)[] => [
  s.actorId,
  s.sessionId,
  s.deviceId,
  s.feature,
  s.autoBot ? 1 : 0,
  s.bot ? 1 : 0,
  s.startedAt,
  s.lastSeenAt,
  s.reportedAt,
  s.version,
  s.ttlMs,
  JSON.stringify(s.acted),
  JSON.stringify(s.moved),
]
