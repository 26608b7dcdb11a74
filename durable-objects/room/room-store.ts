/** SQLite of a Room: rows, log, chat. Synchronous; transactions are the object's. */
import * as z from 'zod'
import type { ChatMessage } from '../../contract/chat.ts'
import { messageId, userId } from '../../contract/ids.ts'
import type { ConsentId, MessageId, RoomId, UserId } from '../../contract/ids.ts'
import { appSettings } from '../../contract/keys.ts'
import type { AppSettings } from '../../contract/keys.ts'
import type { RoomFrame } from '../../contract/socket.ts'
import type { MessageFacts } from './room-protocol.ts'
import type { ConsentRow, MemberRow, RoomRow, RoomRows, SessionRow } from './room-rows.ts'
import { consentRow, memberRow, roomRow, sessionRow } from './room-rows.ts'

type RowName = 'room' | 'session' | 'app' | 'resume_key'

const messageRow = z.object({
  id: messageId,
  seq: z.int(),
  from: userId,
  text: z.string(),
  at: z.int(),
  deleted: z.int().transform((deleted) => deleted === 1),
})

const messageOf = (thread: RoomId, found: unknown): ChatMessage => {
  const row = messageRow.parse(found)
  return { ...row, thread_id: thread, at: new Date(row.at).toISOString() }
}

export class RoomStore {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  rows(): RoomRows {
    const all = <T>(schema: z.ZodType<T>, query: string): T[] =>
      this.#sql
        .exec<{ row: string }>(query)
        .toArray()
        .map(({ row }) => schema.parse(JSON.parse(row)))
    const room = this.#row('room', roomRow)
    return {
      room,
      session: this.#row('session', sessionRow),
      members: all(memberRow, 'SELECT row FROM members ORDER BY since, user'),
      consents: all(consentRow, 'SELECT row FROM consents ORDER BY requested_at, id'),
      seq: this.#sql.exec<{ seq: number | null }>('SELECT max(seq) AS seq FROM log').one().seq ?? 0,
      uncounted: this.#messagesAfter(room?.usage_seq ?? null),
    }
  }

  /** What the doors last said of the app; null before any did. */
  app(): AppSettings | null {
    return this.#row('app', appSettings)
  }

  saveApp(app: AppSettings): void {
    this.#save('app', app)
  }

  /** Made when it is first asked for. */
  resumeKey(): Uint8Array {
    const kept = this.#row('resume_key', z.string())
    if (kept !== null) return Buffer.from(kept, 'base64url')
    const made = crypto.getRandomValues(new Uint8Array(32))
    this.#save('resume_key', Buffer.from(made).toString('base64url'))
    return made
  }

  saveRoom(row: RoomRow): void {
    this.#save('room', row)
  }

  saveSession(row: SessionRow): void {
    this.#save('session', row)
  }

  saveMember(row: MemberRow): void {
    this.#sql.exec('INSERT OR REPLACE INTO members (user, since, row) VALUES (?, ?, ?)', row.user, row.since, JSON.stringify(row))
  }

  dropMember(user: UserId): void {
    this.#sql.exec('DELETE FROM members WHERE user = ?', user)
  }

  saveConsent(row: ConsentRow): void {
    const text = JSON.stringify(row)
    this.#sql.exec('INSERT OR REPLACE INTO consents (id, requested_at, row) VALUES (?, ?, ?)', row.id, row.requestedAt, text)
  }

  /** The text of a frame is kept as it is sent. */
  append(frame: RoomFrame, text: string, now: number): void {
    this.#sql.exec('INSERT INTO log (seq, at, frame) VALUES (?, ?, ?)', frame.seq, now, text)
    if (frame.t !== 'chat.message') return
    const { seq, id, from, client_id, text: said } = frame
    this.#sql.exec(
      'INSERT INTO messages (seq, id, sender, client_id, text, at) VALUES (?, ?, ?, ?, ?, ?)',
      seq,
      id,
      from,
      client_id,
      said,
      now,
    )
  }

  wipe(seq: number): void {
    this.#sql.exec(`UPDATE messages SET text = '', deleted = 1 WHERE seq = ?`, seq)
    this.#sql.exec(`UPDATE log SET frame = json_set(frame, '$.text', '') WHERE seq = ?`, seq)
  }

  prune(before: number): void {
    this.#sql.exec('DELETE FROM log WHERE at < ? AND seq < (SELECT max(seq) FROM log)', before)
  }

  /** The oldest frame that is there with all after it; null when there is none. */
  oldest(): number | null {
    return this.#sql.exec<{ seq: number | null }>('SELECT min(seq) AS seq FROM log').one().seq
  }

  /** Frames after `from`, up to and with `to`, as text. */
  frames(from: number, to: number): string[] {
    return this.#sql
      .exec<{ frame: string }>('SELECT frame FROM log WHERE seq > ? AND seq <= ? ORDER BY seq', from, to)
      .toArray()
      .map(({ frame }) => frame)
  }

  /** The message that this sender sent under this name; null when there is none. */
  earlier(user: UserId, clientId: string): MessageFacts['earlier'] {
    const [found] = this.#sql
      .exec('SELECT id, seq, sender AS "from", text, at, deleted FROM messages WHERE sender = ? AND client_id = ?', user, clientId)
      .toArray()
    if (found === undefined) return null
    const { id, seq, at } = messageRow.parse(found)
    return { id, seq, at }
  }

  wroteAt(user: UserId): number | null {
    return this.#sql.exec<{ at: number | null }>('SELECT max(at) AS at FROM messages WHERE sender = ?', user).one().at
  }

  /** Latest first, those before `before`. */
  messages(thread: RoomId, before: number, limit: number): ChatMessage[] {
    return this.#sql
      .exec('SELECT id, seq, sender AS "from", text, at, deleted FROM messages WHERE seq < ? ORDER BY seq DESC LIMIT ?', before, limit)
      .toArray()
      .map((found) => messageOf(thread, found))
  }

  /** Null when there is none of this id. A scan: it is asked for seldom, and an index would be written with every message. */
  message(thread: RoomId, id: MessageId): ChatMessage | null {
    const [found] = this.#sql.exec('SELECT id, seq, sender AS "from", text, at, deleted FROM messages WHERE id = ?', id).toArray()
    return found === undefined ? null : messageOf(thread, found)
  }

  consent(id: ConsentId): ConsentRow | null {
    const [found] = this.#sql.exec<{ row: string }>('SELECT row FROM consents WHERE id = ?', id).toArray()
    return found === undefined ? null : consentRow.parse(JSON.parse(found.row))
  }

  #messagesAfter(seq: number | null): number {
    if (seq === null) return 0
    return this.#sql.exec<{ count: number }>('SELECT count(*) AS count FROM messages WHERE seq > ?', seq).one().count
  }

  #row<T>(name: RowName, schema: z.ZodType<T>): T | null {
    const [found] = this.#sql.exec<{ row: string }>('SELECT row FROM rows WHERE name = ?', name).toArray()
    return found === undefined ? null : schema.parse(JSON.parse(found.row))
  }

  #save(name: RowName, row: unknown): void {
    this.#sql.exec('INSERT OR REPLACE INTO rows (name, row) VALUES (?, ?)', name, JSON.stringify(row))
  }
}
