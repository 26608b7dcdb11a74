/**
 * The kernel database: who exists and what they may do. Apps, their keys, the people of each app's realm, their ways in and
 * sessions, roles, the audit chain, and the dead letters of the queues. Events never live here. What must be read back in
 * plain (mails, provider secrets, signing keys) is sealed with the identity secret; everything else secret is a digest.
 * Migrations are generated from this file into `d1-migrations/kernel` (`npm run generate`).
 */
import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

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
  /** JSON array: what the app defined over its own events (`contract/measures.ts`). */
  measures: text({ mode: 'json' }).$type<readonly unknown[]>().notNull().default([]),
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
    rotated_at: at('rotated_at'),
    revoked_at: at('revoked_at'),
  },
  (t) => [uniqueIndex('app_keys_public').on(t.public_key), index('app_keys_app').on(t.app_id)],
)

/**
 * What follows from a change of an app and has to be done outside this database, written with the change: closing sockets of a key that
 * ended or of the whole app (`subject` is its id), counting interactions anew. A row leaves when it was done after every isolate knows of the change.
 */
export const appFollowUps = sqliteTable(
  'app_follow_ups',
  {
    app_id: text()
      .notNull()
      .references(() => apps.app_id),
    kind: text({ enum: ['close_sockets', 'recount_interactions', 'tell_action'] }).notNull(),
    subject: text().notNull().default(''),
    /** When the change was made. */
    since: at('since').notNull(),
    /** When it is tried next. */
    due_at: at('due_at').notNull(),
    attempts: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.app_id, t.kind, t.subject] }), index('app_follow_ups_due').on(t.due_at)],
)

/** 24/7 channels of apps. What they are right now, and the secrets of their LABs, is in their objects alone. */
export const channels = sqliteTable(
  'channels',
  {
    channel_id: text().primaryKey(),
    app_id: text()
      .notNull()
      .references(() => apps.app_id),
    name: text().notNull(),
    /** JSON of `ChannelSettings`. */
    settings: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    created_at: at('created_at').notNull(),
    archived_at: at('archived_at'),
  },
  (t) => [index('channels_app').on(t.app_id, t.created_at)],
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

/** E-mails that were asked to become members of an app, until they register or the invitation ends. */
export const invitations = sqliteTable(
  'invitations',
  {
    invitation_id: text().primaryKey(),
    app_id: text()
      .notNull()
      .references(() => apps.app_id),
    /** Lower-cased. */
    email: text().notNull(),
    role: text({ enum: ['owner', 'admin', 'analyst', 'moderator', 'agent'] }).notNull(),
    /** SHA-256 of the token in the mail, hex. */
    token_hash: text().notNull(),
    invited_by: text().notNull(),
    created_at: at('created_at').notNull(),
    expires_at: at('expires_at').notNull(),
  },
  (t) => [uniqueIndex('invitations_email').on(t.app_id, t.email), uniqueIndex('invitations_token').on(t.token_hash)],
)

/**
 * Sign-ins of people. No refresh token is stored: it is recomputed from the session, its generation and its nonce with the
 * identity secret, so that a reused older one is known for what it is.
 */
export const authSessions = sqliteTable(
  'auth_sessions',
  {
    session_id: text().primaryKey(),
    app_id: text()
      .notNull()
      .references(() => apps.app_id),
    user_id: text()
      .notNull()
      .references(() => users.user_id),
    /** 256 random bits, hex: part of what refresh tokens are made of. */
    nonce: text().notNull(),
    /** Rises by one with each refresh. */
    generation: integer().notNull().default(0),
    method: text({ enum: ['password', 'passkey', 'oauth', 'registration', 'reset'] }).notNull(),
    /** What the client called itself, cut; never an address. */
    user_agent: text(),
    created_at: at('created_at').notNull(),
    refreshed_at: at('refreshed_at').notNull(),
    /** Without a refresh until then the session is over; each refresh moves it. */
    expires_at: at('expires_at').notNull(),
    revoked_at: at('revoked_at'),
    revoke_reason: text(),
  },
  (t) => [index('auth_sessions_user').on(t.app_id, t.user_id), index('auth_sessions_expiry').on(t.expires_at)],
)

/** Sessions that ended while access tokens of theirs may still be valid: what isolates poll. Rows leave when none can be. */
export const revocations = sqliteTable(
  'revocations',
  {
    session_id: text().primaryKey(),
    app_id: text().notNull(),
    revoked_at: at('revoked_at').notNull(),
    /** When the objects that may hold its sockets were told. */
    told_at: at('told_at'),
  },
  (t) => [index('revocations_at').on(t.revoked_at)],
)

/** Keys that sign access tokens. Which is next, current and previous follows from the times. */
export const signingKeys = sqliteTable('signing_keys', {
  kid: text().primaryKey(),
  /** JSON Web Key, public part. */
  public_jwk: text().notNull(),
  /** The private JWK, sealed. */
  private_sealed: text().notNull(),
  created_at: at('created_at').notNull(),
  /** Signs from then on, until a later key does. */
  signs_from: at('signs_from').notNull(),
})

/** Things that work once: links in mails, sign-in codes, passkey challenges. Consumed by one conditional UPDATE. */
export const oneTimeTokens = sqliteTable(
  'one_time_tokens',
  {
    /** SHA-256, hex. */
    token_hash: text().primaryKey(),
    app_id: text().notNull(),
    purpose: text({
      enum: ['verify_email', 'reset_password', 'oauth_code', 'oauth_state', 'passkey_registration', 'passkey_login', 'passkey_signup'],
    }).notNull(),
    user_id: text(),
    /** JSON: what the purpose needs. */
    data: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull().default({}),
    created_at: at('created_at').notNull(),
    expires_at: at('expires_at').notNull(),
    used_at: at('used_at'),
  },
  (t) => [index('one_time_tokens_expiry').on(t.expires_at), index('one_time_tokens_user').on(t.app_id, t.user_id, t.purpose)],
)

/** Mails on their way. Without a provider (development) they stay and are the mailbox of `/dev/mail`. */
export const mails = sqliteTable(
  'mails',
  {
    mail_id: text().primaryKey(),
    app_id: text().notNull(),
    recipient: text().notNull(),
    /** JSON `{ subject, text }`, sealed: it may carry a link that works once. */
    content_sealed: text().notNull(),
    created_at: at('created_at').notNull(),
    attempts: integer().notNull().default(0),
    next_attempt_at: at('next_attempt_at').notNull(),
    sent_at: at('sent_at'),
    last_error: text(),
  },
  (t) => [index('mails_due').on(t.sent_at, t.next_attempt_at)],
)

/** Public-key credentials (WebAuthn) of people. */
export const passkeys = sqliteTable(
  'passkeys',
  {
    app_id: text().notNull(),
    /** Credential id, base64url. */
    credential_id: text().notNull(),
    user_id: text()
      .notNull()
      .references(() => users.user_id),
    /** Relying party id: the host it was made for. */
    rp_id: text().notNull(),
    /** COSE key, base64url. */
    public_key: text().notNull(),
    counter: integer().notNull(),
    transports: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
    backed_up: integer({ mode: 'boolean' }).notNull(),
    name: text().notNull(),
    created_at: at('created_at').notNull(),
    last_used_at: at('last_used_at'),
  },
  (t) => [primaryKey({ columns: [t.app_id, t.credential_id] }), index('passkeys_user').on(t.app_id, t.user_id)],
)

/** Where people of an app may sign in with an account they have elsewhere (OAuth 2.0 / OpenID Connect). */
export const identityProviders = sqliteTable(
  'identity_providers',
  {
    app_id: text()
      .notNull()
      .references(() => apps.app_id),
    /** The name in the path, such as `google`. */
    provider: text().notNull(),
    issuer: text().notNull(),
    client_id: text().notNull(),
    client_secret_sealed: text(),
    scopes: text({ mode: 'json' }).$type<string[]>().notNull(),
    created_at: at('created_at').notNull(),
    updated_at: at('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.app_id, t.provider] })],
)

/** Accounts elsewhere that open an account here. */
export const identities = sqliteTable(
  'identities',
  {
    app_id: text().notNull(),
    issuer: text().notNull(),
    subject: text().notNull(),
    user_id: text()
      .notNull()
      .references(() => users.user_id),
    provider: text().notNull(),
    created_at: at('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.app_id, t.issuer, t.subject] }), index('identities_user').on(t.app_id, t.user_id)],
)

/** What people of an app reported about each other. Kept for the queue of moderators, gravest first, and for automatic quarantine. */
export const reports = sqliteTable(
  'reports',
  {
    report_id: text().primaryKey(),
    app_id: text()
      .notNull()
      .references(() => apps.app_id),
    /** Null: the platform, by its word list. */
    reporter_id: text(),
    subject_id: text().notNull(),
    session_id: text(),
    message_id: text(),
    reason: text().notNull(),
    /** 0 the least, 3 the gravest; follows from the reason. */
    severity: integer().notNull(),
    /** What it counts towards an automatic quarantine. */
    weight: real().notNull(),
    note: text(),
    /** JSON of `ReportEvidence`: the message as it was when it was reported. */
    evidence: text(),
    state: text({ enum: ['open', 'actioned', 'dismissed', 'withdrawn'] })
      .notNull()
      .default('open'),
    /** The moderation action that settled it. */
    action_id: text(),
    created_at: at('created_at').notNull(),
  },
  (t) => [
    index('reports_again').on(t.app_id, t.reporter_id, t.subject_id, t.created_at),
    index('reports_subject').on(t.app_id, t.subject_id, t.created_at),
    index('reports_queue').on(t.app_id, t.state, t.severity, t.created_at),
  ],
)

/** What moderators, or the platform by itself, did about people. Never deleted; lifting is a mark on it. */
export const moderationActions = sqliteTable(
  'moderation_actions',
  {
    action_id: text().primaryKey(),
    app_id: text()
      .notNull()
      .references(() => apps.app_id),
    user_id: text().notNull(),
    kind: text({ enum: ['warn', 'mute', 'kick', 'ban', 'quarantine'] }).notNull(),
    /** Null: of the whole app. */
    session_id: text(),
    reason: text().notNull(),
    note: text(),
    /** What the person is told. */
    appeal_note: text(),
    /** The operator; null for the platform. */
    by_id: text(),
    created_at: at('created_at').notNull(),
    expires_at: at('expires_at'),
    lifted_at: at('lifted_at'),
    lifted_by: text(),
    /** JSON of `ActionExplanation`, of automatic ones. */
    explanation: text(),
  },
  (t) => [
    index('moderation_actions_user').on(t.app_id, t.user_id, t.created_at),
    index('moderation_actions_app').on(t.app_id, t.created_at),
  ],
)

/** What people say against actions about them: one an action. */
export const appeals = sqliteTable(
  'appeals',
  {
    appeal_id: text().primaryKey(),
    app_id: text()
      .notNull()
      .references(() => apps.app_id),
    action_id: text().notNull(),
    user_id: text().notNull(),
    text: text().notNull(),
    state: text({ enum: ['open', 'upheld', 'lifted'] })
      .notNull()
      .default('open'),
    created_at: at('created_at').notNull(),
    decided_at: at('decided_at'),
    decided_by: text(),
    answer: text(),
  },
  (t) => [uniqueIndex('appeals_action').on(t.app_id, t.action_id), index('appeals_queue').on(t.app_id, t.state, t.created_at)],
)

/** What apps decide for their modes, where it differs from the defaults. */
export const appPolicies = sqliteTable('app_policies', {
  app_id: text()
    .primaryKey()
    .references(() => apps.app_id),
  /** JSON of `AppPolicies`. */
  policies: text().notNull(),
  updated_at: at('updated_at').notNull(),
})

/** What must enter the audit chain: written in the same transaction as the act, moved into `audit` in order. */
export const auditOutbox = sqliteTable(
  'audit_outbox',
  {
    /** Names the entry for good; the same note twice is one entry. */
    entry_id: text().primaryKey(),
    app_id: text().notNull(),
    at: at('at').notNull(),
    /** JSON of `AuditNote`. */
    note: text().notNull(),
  },
  (t) => [index('audit_outbox_app').on(t.app_id, t.entry_id)],
)

/** The audit chain of each app: the hash of entry `seq` is of the hash of entry `seq - 1` and its content. Never updated, never deleted. */
export const audit = sqliteTable(
  'audit',
  {
    app_id: text().notNull(),
    /** 1, 2, 3 … per app without a gap. */
    seq: integer().notNull(),
    entry_id: text().notNull(),
    at: at('at').notNull(),
    /** Columns to find by; the content that is hashed is `entry`. */
    action: text().notNull(),
    actor_id: text(),
    object_id: text(),
    incident: text(),
    outcome: text().notNull(),
    /** Canonical JSON (RFC 8785) of the entry; its SHA-256, hex, is the content hash. */
    entry: text().notNull(),
    /** `hash` of entry `seq - 1`; 64 zeros for the first. */
    prev_hash: text().notNull(),
    /** SHA-256, hex, of `prev_hash`, newline, `seq` in decimal, newline, content hash. */
    hash: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.app_id, t.seq] }),
    uniqueIndex('audit_entry').on(t.app_id, t.entry_id),
    index('audit_action').on(t.app_id, t.action, t.seq),
    index('audit_at').on(t.app_id, t.at),
    index('audit_incident')
      .on(t.app_id, t.incident, t.seq)
      .where(sql`incident IS NOT NULL`),
  ],
)

/** Where each chain ends, under a code that only the identity secret can make: rows cut off its end are missed. */
export const auditHeads = sqliteTable('audit_heads', {
  app_id: text().primaryKey(),
  seq: integer().notNull(),
  hash: text().notNull(),
  mac: text().notNull(),
})

/** Signed statements of where a chain stood at the end of a day. */
export const auditAnchors = sqliteTable(
  'audit_anchors',
  {
    app_id: text().notNull(),
    /** `2026-11-21`, UTC. */
    day: text().notNull(),
    seq: integer().notNull(),
    hash: text().notNull(),
    /** Compact JWS of `{ app_id, day, seq, hash, at }`. */
    jws: text().notNull(),
    created_at: at('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.app_id, t.day] })],
)

/** Answers of writes that carried an `Idempotency-Key`, kept for 24 h. Answers that carry secrets are kept sealed. */
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
