/** SQLite of a Channel: the machine's state, what the doors said of the channel, and the outbox. Synchronous; transactions are the object's. */
import * as z from 'zod'
import type { AuditNote } from '../../contract/audit.ts'
import { channelSettings } from '../../contract/channel.ts'
import type { ChannelSetup } from '../../contract/channel.ts'
import { appId, channelId } from '../../contract/ids.ts'
import { slot } from '../../domain/channel/timeline.ts'
import { channelHead } from './channel-state.ts'
import type { ChannelState } from './channel-state.ts'

const setupShape = z.object({ app_id: appId, channel_id: channelId, name: z.string(), settings: channelSettings })

export type WaitingNote = { readonly entryId: string; readonly note: string; readonly sentAt: number | null }

export class ChannelStore {
  readonly #sql: SqlStorage
  /** The numbers of the slots that are stored; null when there are none. */
  #stored: { readonly first: number; readonly last: number } | null

  constructor(sql: SqlStorage) {
    this.#sql = sql
    this.#stored = storedRange(sql)
  }

  /** Null when nothing was ever saved. Throws when what was saved is not what this version knows. */
  state(): ChannelState | null {
    const [row] = this.#sql.exec<{ head: string }>('SELECT head FROM head').toArray()
    if (row === undefined) return null
    const slots = this.#sql.exec<{ slot: string }>('SELECT slot FROM slots ORDER BY msn').toArray()
    return { head: channelHead.parse(JSON.parse(row.head)), slots: slots.map((each) => slot.parse(JSON.parse(each.slot))) }
  }

  /** Slots never change: new ones are added, dropped ones leave. */
  saveState({ head, slots }: ChannelState): void {
    this.#sql.exec('INSERT OR REPLACE INTO head (id, head) VALUES (1, ?)', JSON.stringify(head))
    const [first, last] = [slots.at(0)?.msn ?? 0, slots.at(-1)?.msn ?? 0]
    if (this.#stored !== null && this.#stored.first < first) this.#sql.exec('DELETE FROM slots WHERE msn < ?', first)
    const known = this.#stored?.last ?? -1
    for (const each of slots) {
      if (each.msn > known) this.#sql.exec('INSERT INTO slots (msn, slot) VALUES (?, ?)', each.msn, JSON.stringify(each))
    }
    this.#stored = { first, last }
  }

  /** After a transaction that was rolled back. */
  reload(): void {
    this.#stored = storedRange(this.#sql)
  }

  setup(): ChannelSetup | null {
    const kept = this.#meta('setup')
    return kept === null ? null : setupShape.parse(JSON.parse(kept))
  }

  saveSetup(setup: ChannelSetup): void {
    this.#setMeta('setup', JSON.stringify(setup))
  }

  /** Whether there may be public objects of it. */
  isPublished(): boolean {
    return this.#meta('published') === 'true'
  }

  savePublished(published: boolean): void {
    this.#setMeta('published', String(published))
  }

  sample(): number {
    return z
      .number()
      .positive()
      .max(1)
      .parse(JSON.parse(this.#meta('sample') ?? '1'))
  }

  saveSample(sample: number): void {
    this.#setMeta('sample', JSON.stringify(sample))
  }

  addNote(note: AuditNote): void {
    this.#sql.exec('INSERT INTO outbox (entry_id, note) VALUES (?, ?)', note.entry_id, JSON.stringify(note))
  }

  /** Oldest first. */
  notes(limit: number): WaitingNote[] {
    return this.#sql
      .exec<{ entryId: string; note: string; sentAt: number | null }>(
        'SELECT entry_id AS entryId, note, sent_at AS sentAt FROM outbox ORDER BY entry_id LIMIT ?',
        limit,
      )
      .toArray()
  }

  noteSent(entryId: string, at: number): void {
    this.#sql.exec('UPDATE outbox SET sent_at = ? WHERE entry_id = ?', at, entryId)
  }

  dropNote(entryId: string): void {
    this.#sql.exec('DELETE FROM outbox WHERE entry_id = ?', entryId)
  }

  #meta(key: string): string | null {
    return this.#sql.exec<{ value: string }>('SELECT value FROM meta WHERE key = ?', key).toArray()[0]?.value ?? null
  }

  #setMeta(key: string, value: string): void {
    this.#sql.exec('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)', key, value)
  }
}

const storedRange = (sql: SqlStorage): { first: number; last: number } | null => {
  const { first, last } = sql
    .exec<{ first: number | null; last: number | null }>('SELECT min(msn) AS first, max(msn) AS last FROM slots')
    .one()
  return first === null || last === null ? null : { first, last }
}
