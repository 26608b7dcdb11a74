/** SQLite of a Person: rows by kind. Synchronous; transactions are the object's. */
import * as z from 'zod'
import { matchPlace } from '../../domain/matching/place.ts'
import { blockRow, consentIndexRow, placeRow, restrictionRow, warningRow } from './person-state.ts'
import type { PersonRows } from './person-state.ts'

export type PersonRowKind = 'block' | 'restriction' | 'warning' | 'loaded' | 'consent' | 'place' | 'match'

export class PersonStore {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  rows(): PersonRows {
    return {
      blocks: this.#all('block', blockRow),
      restrictions: this.#all('restriction', restrictionRow),
      isLoaded: this.#all('loaded', z.object({})).length > 0,
      warnings: this.#all('warning', warningRow),
      consents: this.#all('consent', consentIndexRow),
      places: this.#all('place', placeRow),
      matchPlace: this.#all('match', matchPlace)[0] ?? null,
    }
  }

  save(kind: PersonRowKind, id: string, row: object): void {
    const text = JSON.stringify(row)
    this.#sql.exec(
      'INSERT INTO rows (kind, id, row) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET row = excluded.row',
      kind,
      id,
      text,
    )
  }

  drop(kind: PersonRowKind, id: string): void {
    this.#sql.exec('DELETE FROM rows WHERE kind = ? AND id = ?', kind, id)
  }

  #all<T>(kind: PersonRowKind, schema: z.ZodType<T>): T[] {
    return this.#sql
      .exec<{ row: string }>('SELECT row FROM rows WHERE kind = ? ORDER BY n', kind)
      .toArray()
      .map(({ row }) => schema.parse(JSON.parse(row)))
  }
}
