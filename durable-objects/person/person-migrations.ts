/**
 * The tables of a Person. Append only; never edit one that has landed. JSON is parsed by `person-state.ts` when it is read.
 * - rows: a row of its kind (block, restriction, consent, place) by what it is about; `n` keeps the order in which they came.
 * - outbox: `runtime/outbox.ts`.
 * - answers: `kept-answers.ts`.
 */
import { outboxTable } from '../runtime/outbox.ts'
import type { Migration } from '../runtime/migrations.ts'
import { answersTable } from './kept-answers.ts'

export const personMigrations: readonly Migration[] = [
  {
    id: 1,
    sql: `
CREATE TABLE rows (n INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, row TEXT NOT NULL);
CREATE UNIQUE INDEX rows_by_id ON rows (kind, id);
${outboxTable}
`,
  },
  { id: 2, sql: answersTable },
]
