/** The channels of one app, as its operators manage them. What they are right now is their objects' to say; so are their LABs' secrets. */
import * as z from 'zod'
import type { AuditNote } from '../../contract/audit.ts'
import { channel as channelShape, channelSettings } from '../../contract/channel.ts'
import type { Channel, ChannelSettings } from '../../contract/channel.ts'
import type { AppId, ChannelId } from '../../contract/ids.ts'
import { appRules } from '../../domain/apps/app-rules.ts'
import type { Page } from '../../domain/events/event-store.ts'
import { notedIfChanged } from './audit-outbox.ts'
import { jsonColumn, listPage, timeColumn } from './columns.ts'
import type { PageInput } from './columns.ts'

const columns = 'channel_id AS id, name, settings, created_at, archived_at'

const row = z.object({
  ...channelShape.shape,
  settings: jsonColumn(channelSettings),
  created_at: timeColumn,
  archived_at: timeColumn.nullable(),
})
const channelOf = (found: unknown): Channel => row.parse(found)

export type NewChannel = { readonly id: ChannelId; readonly name: string; readonly settings: ChannelSettings }
export type ChannelEdit = { readonly name: string; readonly settings: ChannelSettings }
type Act = { readonly now: number; readonly note: AuditNote }

export class AppChannels {
  readonly #db: D1Database
  readonly #app: AppId

  constructor(db: D1Database, app: AppId) {
    this.#db = db
    this.#app = app
  }

  /** Null when the app has as many as it may. */
  create({ id, name, settings }: NewChannel, { now, note }: Act): Promise<Channel | null> {
    const insert = this.#db
      .prepare(
        `INSERT INTO channels (app_id, channel_id, name, settings, created_at) SELECT ?1, ?2, ?3, ?4, ?5
         WHERE (SELECT count(*) FROM channels WHERE app_id = ?1 AND archived_at IS NULL) < ${appRules.channels} RETURNING ${columns}`,
      )
      .bind(this.#app, id, name, JSON.stringify(settings), now)
    return this.#written(insert, note)
  }

  async isFull(): Promise<boolean> {
    const counted = this.#db.prepare('SELECT count(*) AS live FROM channels WHERE app_id = ? AND archived_at IS NULL').bind(this.#app)
    return ((await counted.first<number>('live')) ?? 0) >= appRules.channels
  }

  /** Live ones, latest first. Null when the cursor is not one of this list. */
  list(page: PageInput): Promise<Page<Channel> | null> {
    const rows = ([created, id]: readonly [number, string], limit: number): D1PreparedStatement =>
      this.#db
        .prepare(
          `SELECT ${columns} FROM channels WHERE app_id = ? AND archived_at IS NULL AND (created_at, channel_id) < (?, ?)
           ORDER BY created_at DESC, channel_id DESC LIMIT ?`,
        )
        .bind(this.#app, created, id, limit)
    return listPage(page, rows, channelOf)
  }

  /** Archived ones too. */
  async find(id: ChannelId): Promise<Channel | null> {
    const found = await this.#db.prepare(`SELECT ${columns} FROM channels WHERE app_id = ? AND channel_id = ?`).bind(this.#app, id).first()
    return found === null ? null : channelOf(found)
  }

  /** Null when there is no live channel of this id. */
  change(id: ChannelId, { name, settings }: ChannelEdit, { note }: Act): Promise<Channel | null> {
    const update = this.#db
      .prepare(
        `UPDATE channels SET name = ?, settings = ? WHERE app_id = ? AND channel_id = ? AND archived_at IS NULL RETURNING ${columns}`,
      )
      .bind(name, JSON.stringify(settings), this.#app, id)
    return this.#written(update, note)
  }

  /** The channel as archived, also when it was before; null when there is none. */
  async archive(id: ChannelId, { now, note }: Act): Promise<Channel | null> {
    await this.#db.batch([
      this.#db
        .prepare('UPDATE channels SET archived_at = ? WHERE app_id = ? AND channel_id = ? AND archived_at IS NULL')
        .bind(now, this.#app, id),
      notedIfChanged(this.#db, this.#app, note),
    ])
    return this.find(id)
  }

  async #written(write: D1PreparedStatement, note: AuditNote): Promise<Channel | null> {
    const [written] = await this.#db.batch([write, notedIfChanged(this.#db, this.#app, note)])
    const [found] = written?.results ?? []
    return found === undefined ? null : channelOf(found)
  }
}
