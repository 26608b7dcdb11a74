/** What the stand-in platform of the page's tests knows, and two apps to show: one that is busy, one that sent nothing. */
import type { ErrorCode } from '../../contract/errors.ts'
import type { MetricsSnapshot } from '../../contract/metrics.ts'

export const pair = { key: `pq_pk_${'Kx7'.repeat(10)}q2`, secret: `pq_sk_${'s3cReT'.repeat(7)}` } as const

/** What the API says now. Tests change it while the page looks on. */
export type World = {
  /** `down` breaks the connection, `held` never answers. */
  api: 'up' | 'down' | 'held'
  series: 'up' | 'down'
  failure: { readonly code: ErrorCode; readonly headers?: Record<string, string> } | null
  counts: Omit<MetricsSnapshot, 'as_of'>
  /** How far `as_of` lags behind the server's clock. */
  lagMs: number
  /** Events in the minute that began `back` minutes ago; 0 is the one under way. */
  eventsAt: (back: number) => number
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

export const busyWorld: World = { api: 'up', series: 'up', failure: null, counts: busyCounts, lagMs: 400, eventsAt: busyMinutes }
