/**
 * The tables of an AttemptLimiter. Append only; never edit one that has landed. Times are epoch ms.
 * - visitors: addresses (keyed digests) that tried lately: units of their own limit used as of at, and what they used of the shared ones.
 * - shared: by purpose, units used as of at.
 * - known: addresses that got in, and when last.
 */
import type { Migration } from '../runtime/migrations.ts'

export const attemptLimiterMigrations: readonly Migration[] = [
  {
    id: 1,
    sql: `
CREATE TABLE visitors (
  address TEXT PRIMARY KEY,
  used REAL NOT NULL,
  at INTEGER NOT NULL,
  per_minute INTEGER NOT NULL,
  guess INTEGER NOT NULL,
  request INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE shared (purpose TEXT PRIMARY KEY, used REAL NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE known (address TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
`,
  },
]
