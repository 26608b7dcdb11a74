/**
 * The kernel database: who exists and what they may do. Apps, their keys, the people of each app's realm,
 * roles, and the dead letters of the queues. Events never live here.
 * Migrations are generated from this file into `d1-migrations/kernel` (`npm run generate`).
 */
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

/** Times are epoch milliseconds, UTC. */
const at = (name: string) => integer(name, { mode: 'number' })

export const apps = sqliteTable('apps', {
  app_id: text().primaryKey(),
  name: text().notNull(),
  /** `console` is the built-in app of operators. */
  kind: text({ enum: ['tenant', 'console'] })
    .notNull()
    .default('tenant'),
  session_ttl_s: integer().notNull().default(60),
  /** JSON array of exact types or prefixes ending in `*`. */
  interaction_patterns: text({ mode: 'json' }).$type<string[]>().notNull().default(['interaction.*']),
  /** JSON array of browser origins that may use the public key alone. */
  origins: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
  /** JSON object of limits that differ from the defaults of CONTRACT §1. */
  limits: text({ mode: 'json' }).$type<Record<string, number>>().notNull().default({}),
  event_shard: integer().notNull(),
  telemetry_region: text().notNull().default('global'),
  telemetry_shards: integer().notNull().default(1),
  created_at: at('created_at').notNull(),
  archived_at: at('archived_at'),
})

export const appKeys = sqliteTable(
  'app_keys',
  {
    key_id: text().primaryKey(),
    app_id: text()
      .notNull()
      .references(() => apps.app_id),
    name: text().notNull(),
    public_key: text().notNull(),
    /** SHA-256 of the secret, hex. Secrets have 256 random bits, so a fast hash is enough. */
    secret_hash: text().notNull(),
    previous_secret_hash: text(),
    previous_expires_at: at('previous_expires_at'),
    scopes: text({ mode: 'json' }).$type<string[]>().notNull(),
    created_at: at('created_at').notNull(),
    revoked_at: at('revoked_at'),
  },
  (t) => [uniqueIndex('app_keys_public').on(t.public_key), index('app_keys_app').on(t.app_id)],
)

/** People, each in the realm of one app: the same e-mail in two apps is two users. */
export const users = sqliteTable(
  'users',
  {
    user_id: text().primaryKey(),
    app_id: text()
      .notNull()
      .references(() => apps.app_id),
    /** Lower-cased. */
    email: text().notNull(),
    email_verified_at: at('email_verified_at'),
    display_name: text().notNull(),
    /** `scrypt$N$r$p$salt$hash`, base64; null for people who only use passkeys or a provider. */
    password_hash: text(),
    created_at: at('created_at').notNull(),
    disabled_at: at('disabled_at'),
  },
  (t) => [uniqueIndex('users_email').on(t.app_id, t.email)],
)

/** Roles of operators (users of the console app) in apps. */
export const members = sqliteTable(
  'members',
  {
    app_id: text()
      .notNull()
      .references(() => apps.app_id),
    user_id: text()
      .notNull()
      .references(() => users.user_id),
    role: text({ enum: ['owner', 'admin', 'analyst', 'moderator', 'agent'] }).notNull(),
    created_at: at('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.app_id, t.user_id] }), index('members_user').on(t.user_id)],
)

/** Answers of writes that carried an `Idempotency-Key`, kept for 24 h. */
export const idempotency = sqliteTable(
  'idempotency',
  {
    app_id: text().notNull(),
    key: text().notNull(),
    /** SHA-256 of method, path and body, hex. */
    request_hash: text().notNull(),
    /** Null while the first request is still under way. */
    status: integer(),
    body: text(),
    expires_at: at('expires_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.app_id, t.key] })],
)

/** Queue messages that kept failing, readable and replayable. */
export const deadLetters = sqliteTable('dead_letters', {
  id: text().primaryKey(),
  queue: text().notNull(),
  /** Null when the body could not even be parsed. */
  app_id: text(),
  body: text().notNull(),
  error: text().notNull(),
  attempts: integer().notNull(),
  first_sent_at: at('first_sent_at').notNull(),
  stored_at: at('stored_at').notNull(),
  replayed_at: at('replayed_at'),
})
