/**
 * The signs of life that are newer than the rows of their sessions: all of them in one row of SQLite (a few when they are
 * many), because a row per session and sweep is what presence would cost most. Owns that table; the sessions are in
 * `session-store.ts`. What is left of a session that was saved or ended since does no harm: a reader takes the newer of both.
 */
import * as z from 'zod'
import { limits } from './limits.ts'
import type { LiveSession, Session } from './session.ts'
import { pairKey, sessionKey } from './session.ts'

/** `[actor_id, session_id, last_seen_at, reported_at, version]`: all that a sweep moves of a session that lives on. */
const sign = z.tuple([z.string(), z.string(), z.int(), z.int(), z.int()])
type Sign = z.infer<typeof sign>
const signs = z.array(sign)

export class SignsOfLife {
  readonly #sql: SqlStorage
  /** By session key, as JSON text. */
  readonly #newer = new Map<string, string>()
  #chunks = 0
  #stale = false

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** The live sessions as they were last seen, and anew what is newer than their rows. */
  merge(rows: readonly LiveSession[]): LiveSession[] {
    const stored = this.#read()
    this.#newer.clear()
    const merged = rows.map((row) => {
      const known = stored.get(sessionKey(row))
      const session = known ? newest(row, known) : row
      if (session !== row) this.#note(session)
      return session
    })
    this.#stale = this.#newer.size < stored.size
    return merged
  }

  /** Persists the signs of these sessions, together with all that are still newer than their rows. */
  save(sessions: Iterable<LiveSession>): void {
    for (const session of sessions) this.#note(session)
    this.#write()
  }

  /** The row of this session is as new as it is, or the session is gone. */
  settle(session: Session): void {
    if (this.#newer.delete(sessionKey(session))) this.#stale = true
  }

  /** Forgets what is kept of sessions that were settled. */
  prune(): void {
    if (this.#stale) this.#write()
  }

  #note(s: LiveSession): void {
    const text: Sign = [s.actorId, s.sessionId, s.lastSeenAt, s.reportedAt, s.version]
    this.#newer.set(sessionKey(s), JSON.stringify(text))
  }

  #read(): Map<string, Sign> {
    const rows = this.#sql.exec<{ signs: string }>('SELECT signs FROM signs_of_life').toArray()
    this.#chunks = rows.length
    return new Map(rows.flatMap((row) => signs.parse(JSON.parse(row.signs))).map((one) => [pairKey(one[0], one[1]), one]))
  }

  #write(): void {
    const chunks = inChunks(this.#newer.values())
    chunks.forEach((chunk, i) =>
      this.#sql.exec('INSERT INTO signs_of_life (chunk, signs) VALUES (?, ?) ON CONFLICT DO UPDATE SET signs = excluded.signs', i, chunk),
    )
    if (chunks.length < this.#chunks) this.#sql.exec('DELETE FROM signs_of_life WHERE chunk >= ?', chunks.length)
    this.#chunks = chunks.length
    this.#stale = false
  }
}

const newest = (row: LiveSession, [, , lastSeenAt, reportedAt, version]: Sign): LiveSession =>
  lastSeenAt <= row.lastSeenAt && version <= row.version
    ? row
    : {
        ...row,
        lastSeenAt: Math.max(lastSeenAt, row.lastSeenAt),
        reportedAt: Math.max(reportedAt, row.reportedAt),
        version: Math.max(version, row.version),
      }

const inChunks = (texts: Iterable<string>): string[] => {
  const chunks: string[][] = []
  let room = 0
  for (const text of texts) {
    const last = chunks.at(-1)
    if (last === undefined || text.length > room) {
      chunks.push([text])
      room = limits.signsChunkLength
    } else last.push(text)
    room -= text.length + 1
  }
  return chunks.map((chunk) => `[${chunk.join(',')}]`)
}
