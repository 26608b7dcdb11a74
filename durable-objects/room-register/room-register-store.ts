/** SQLite of a register: a row a room that lives. Times are epoch ms. */
import * as z from 'zod'
import { roomId } from '../../contract/ids.ts'
import type { RoomId } from '../../contract/ids.ts'
import type { Migration } from '../runtime/migrations.ts'

/** Append only. `version` rises when a room says that it lives: what was learnt of it before then is old. */
export const registerMigrations: readonly Migration[] = [
  {
    id: 1,
    sql: `
CREATE TABLE rooms (room TEXT PRIMARY KEY, look_at INTEGER NOT NULL, version INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX rooms_by_look ON rooms (look_at);
CREATE TABLE app_ended (at INTEGER NOT NULL);
`,
  },
]

const dueRow = z.object({ room: roomId, version: z.int() })
export type DueRoom = Readonly<z.infer<typeof dueRow>>

export class RoomRegisterStore {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  expect(room: RoomId, lookAt: number): void {
    this.#sql.exec(
      `INSERT INTO rooms (room, look_at, version) VALUES (?, ?, 1)
       ON CONFLICT (room) DO UPDATE SET look_at = min(look_at, excluded.look_at), version = version + 1`,
      room,
      lookAt,
    )
  }

  due(now: number, limit: number): DueRoom[] {
    return this.#rows('SELECT room, version FROM rooms WHERE look_at <= ? ORDER BY look_at LIMIT ?', now, limit)
  }

  after(room: RoomId | null, limit: number): DueRoom[] {
    return this.#rows('SELECT room, version FROM rooms WHERE room > ? ORDER BY room LIMIT ?', room ?? '', limit)
  }

  /** `lookAt` null: no more. Nothing when the room said something since. */
  settle({ room, version }: DueRoom, lookAt: number | null): void {
    if (lookAt === null) this.#sql.exec('DELETE FROM rooms WHERE room = ? AND version = ?', room, version)
    else this.#sql.exec('UPDATE rooms SET look_at = ? WHERE room = ? AND version = ?', lookAt, room, version)
  }

  /** Null when no room lives. */
  nextLook(): number | null {
    return this.#sql.exec<{ at: number | null }>('SELECT min(look_at) AS at FROM rooms').one().at
  }

  /** Every room is due. */
  endApp(now: number): void {
    if (!this.hasEnded()) this.#sql.exec('INSERT INTO app_ended (at) VALUES (?)', now)
    this.#sql.exec('UPDATE rooms SET look_at = ?', now)
  }

  countDue(now: number): number {
    return this.#sql.exec<{ n: number }>('SELECT count(*) AS n FROM rooms WHERE look_at <= ?', now).one().n
  }

  hasEnded(): boolean {
    return this.#sql.exec('SELECT at FROM app_ended').toArray().length > 0
  }

  #rows(query: string, ...of: readonly (string | number)[]): DueRoom[] {
    return this.#sql
      .exec(query, ...of)
      .toArray()
      .map((row) => dueRow.parse(row))
  }
}
