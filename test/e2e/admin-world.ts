/** What the stand-in platform of the page's tests knows: an operator, their apps, and two sets of numbers. Tests change it while the page looks on. */
import type { ListedAuditEntry } from '../../contract/audit-entry.ts'
import type { App, Key, Member } from '../../contract/apps.ts'
import type { ErrorCode, Issue } from '../../contract/errors.ts'
import type { QuarantinedEvent, Receipt, StoredEvent } from '../../contract/events.ts'
import type { AuthSession, User } from '../../contract/identity.ts'
import type { AppId, KeyId, PublicKey, SessionId, UserId } from '../../contract/ids.ts'
import type { MeasureValue } from '../../contract/measures.ts'
import type { MetricsSnapshot } from '../../contract/metrics.ts'
import type { Provider } from '../../contract/oauth.ts'
import type { Readiness } from '../../contract/operations/platform.ts'
import type { Passkey } from '../../contract/passkeys.ts'
import type { Role } from '../../contract/roles.ts'
import type { ChannelWorld } from './admin-world-channel.ts'
import { someEvents, someQuarantine } from './admin-world-events.ts'
import type { ModerationWorld } from './admin-world-moderation.ts'
import { someModeration } from './admin-world-moderation.ts'
import type { TelemetrySession } from '../../contract/telemetry-sessions.ts'

export type Refusal = {
  readonly code: ErrorCode
  /** Only of calls whose path ends so. */
  readonly of?: string
  readonly headers?: Record<string, string>
  readonly errors?: readonly Issue[]
}

export type World = {
  /** `down` breaks the connection, `held` never answers. */
  api: 'up' | 'down' | 'held'
  /** What the first page shows; null: this deployment has no channel. */
  channel: ChannelWorld | null
  series: 'up' | 'down'
  /** Whether numbers are also spoken as they move. */
  live: 'up' | 'none'
  telemetrySessions: TelemetrySession[]
  health: Readiness
  refusal: Refusal | null
  counts: Omit<MetricsSnapshot, 'as_of'>
  /** What the app's own measures say; asked for only where the app has any. */
  measures: MeasureValue[]
  /** How far `as_of` lags behind the server's clock. */
  lagMs: number
  /** Events in the minute that began `back` minutes ago; 0 is the one under way. */
  eventsAt: (back: number) => number
  user: User
  password: string
  /** The refresh token that is due; null when nobody is signed in. */
  refresh: string | null
  /** Access tokens that still open. */
  access: string[]
  accessTtlS: number
  providers: string[]
  /** What the app's own people sign in with. */
  appProviders: Provider[]
  apps: App[]
  keys: Key[]
  members: Member[]
  entries: ListedAuditEntry[]
  moderation: ModerationWorld
  faults: { seq: number; kind: 'altered' | 'missing'; detail: string }[]
  sessions: AuthSession[]
  passkeys: Passkey[]
  /** Newest first. */
  events: StoredEvent[]
  quarantine: QuarantinedEvent[]
  /** Of a well-formed event that is sent again. */
  verdict: Receipt['status']
}

export const busyCounts: World['counts'] = {
  total_users: 18_204,
  active_users_24h: 3_911,
  active_users_1h: 742,
  online_now: 318,
  total_sessions: 96_377,
  active_sessions: 341,
  total_events: 12_480_903,
  events_24h: 184_220,
  events_per_minute: 152,
  total_interactions: 4_310_077,
  interactions_24h: 61_904,
  users_by_feature: { chat: 97, random: 141, party: 52, channel: 23, settings: 4, 'profile.photos.upload': 1 },
}

export const emptyCounts: World['counts'] = {
  total_users: 0,
  active_users_24h: 0,
  active_users_1h: 0,
  online_now: 0,
  total_sessions: 0,
  active_sessions: 0,
  total_events: 0,
  events_24h: 0,
  events_per_minute: 0,
  total_interactions: 0,
  interactions_24h: 0,
  users_by_feature: {},
}

export const busyMinutes = (back: number): number => (back === 0 ? 61 : Math.round(140 + 45 * Math.sin(back / 7) + ((back * 37) % 29)))

const made = '2026-10-02T08:30:00.000Z'
const used = '2026-11-20T17:05:41.000Z'
/** `kind` is one hexadecimal digit. */
export const idOf = (kind: string, number: number): string => `01939b7e-0000-7000-8000-0000000${kind}${String(number).padStart(4, '0')}`

export const appOf = (number: number, name: string, role: Role = 'owner'): App => ({
  id: idOf('a', number) as AppId,
  name,
  kind: 'tenant',
  session_ttl_s: 60,
  interaction_patterns: ['interaction.*'],
  origins: ['https://moonbar.example'],
  limits: {},
  measures: [],
  created_at: made,
  archived_at: null,
  role,
})

export const keyOf = (number: number, name: string, more: Partial<Key> = {}): Key => ({
  id: idOf('c', number) as KeyId,
  name,
  key: `pq_pk_${'Kx7'.repeat(10)}q${number}` as PublicKey,
  scopes: ['telemetry', 'audit'],
  created_at: made,
  rotated_at: null,
  previous_expires_at: null,
  revoked_at: null,
  ...more,
})

const ada: User = {
  id: idOf('b', 1) as UserId,
  email: 'ada@moonbar.example',
  email_verified: true,
  display_name: 'Ada Lovelace',
  created_at: made,
}

export const memberOf = (number: number, display_name: string, role: Role): Member => ({
  status: 'active',
  user_id: idOf('b', number) as UserId,
  email: `${display_name.split(' ')[0]?.toLowerCase()}@moonbar.example`,
  display_name,
  role,
  created_at: made,
})

const entryOf = (seq: number, action: string, more: Partial<ListedAuditEntry> = {}): ListedAuditEntry => ({
  id: idOf('d', seq),
  seq,
  at: new Date(Date.parse(used) + seq * 61_000).toISOString(),
  actor: { kind: 'operator', id: ada.id },
  action,
  object: null,
  outcome: 'done',
  reason: null,
  incident: null,
  request_id: idOf('e', seq),
  data: {},
  prev_hash: String(seq - 1).padStart(64, '0'),
  hash: String(seq).padStart(64, '0'),
  intact: true,
  ...more,
})

const sessionOf = (number: number, more: Partial<AuthSession>): AuthSession => ({
  id: idOf('f', number) as SessionId,
  current: false,
  method: 'password',
  user_agent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0',
  created_at: made,
  refreshed_at: used,
  expires_at: '2026-12-20T12:00:00.000Z',
  ...more,
})

const macChrome = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36'

/** Nobody is signed in yet; the operator owns one app. */
export const newWorld = (): World => ({
  api: 'up',
  channel: null,
  series: 'up',
  live: 'up',
  telemetrySessions: [],
  health: { status: 'ok', components: [{ name: 'kernel_db', status: 'ok', age_s: 0 }] },
  refusal: null,
  counts: busyCounts,
  lagMs: 400,
  measures: [],
  moderation: someModeration(),
  eventsAt: busyMinutes,
  user: ada,
  password: 'a long walk by the sea',
  refresh: null,
  access: [],
  accessTtlS: 600,
  providers: [],
  appProviders: [
    {
      provider: 'google',
      issuer: 'https://accounts.google.com',
      client_id: '731904626-moonbar.apps.googleusercontent.com',
      has_secret: true,
      scopes: ['openid', 'email', 'profile'],
      redirect_uri: 'https://prost.example/v1/auth/oauth/google/callback',
      created_at: made,
      updated_at: used,
    },
  ],
  apps: [appOf(1, 'Moonbar')],
  keys: [
    keyOf(2, 'web page', { scopes: ['telemetry'] }),
    keyOf(1, 'server'),
    keyOf(3, 'old server', { revoked_at: used, rotated_at: made }),
  ],
  members: [
    memberOf(2, 'Grace Hopper', 'analyst'),
    memberOf(1, 'Ada Lovelace', 'owner'),
    {
      status: 'invited',
      invitation_id: idOf('8', 1),
      email: 'katherine.johnson.of.the.long.address@moonbar.example',
      role: 'admin',
      created_at: used,
      expires_at: '2026-11-27T17:05:41.000Z',
    },
  ],
  entries: [
    entryOf(6, 'session.ended', {
      actor: { kind: 'system', id: null },
      outcome: 'decided',
      reason: 'refresh_reuse',
      object: { kind: 'session', id: idOf('f', 9) },
      incident: 'refresh-reuse-1',
    }),
    entryOf(5, 'access.denied', {
      outcome: 'denied',
      reason: 'insufficient_role',
      actor: { kind: 'operator', id: idOf('b', 2) },
      data: { method: 'DELETE' },
    }),
    entryOf(4, 'key.revoked', { object: { kind: 'key', id: idOf('c', 3) }, data: { name: 'old server' } }),
    entryOf(3, 'member.added', { object: { kind: 'user', id: idOf('b', 2) }, data: { role: 'analyst' } }),
    entryOf(2, 'key.created', { object: { kind: 'key', id: idOf('c', 1) }, data: { name: 'server', scopes: ['telemetry', 'audit'] } }),
    entryOf(1, 'app.created', { object: { kind: 'app', id: idOf('a', 1) }, data: { name: 'Moonbar' } }),
  ],
  faults: [],
  events: someEvents(),
  quarantine: someQuarantine(),
  verdict: 'accepted',
  sessions: [sessionOf(1, { current: true, user_agent: macChrome }), sessionOf(2, {}), sessionOf(3, { user_agent: null, method: 'oauth' })],
  passkeys: [
    {
      id: 'cGFzc2tleQ',
      name: 'Laptop',
      rp_id: 'localhost',
      backed_up: true,
      transports: ['internal'],
      created_at: made,
      last_used_at: used,
    },
  ],
})
