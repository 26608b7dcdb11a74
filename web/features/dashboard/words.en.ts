/** Every text of the board. */
import type { MetricsSnapshot, SeriesInterval } from '../../../contract/metrics.ts'
import { amountOf, fullCount } from '../../ui/format.ts'
import type { Freshness } from './live-state.ts'
import type { SeriesMetric, Span } from './series-view.ts'

export const words = {
  title: 'Live metrics',
  streamed: (zone: string) => `Numbers come as they move, while this tab is seen. Times are in ${zone}.`,
  polled: (zone: string) => `Asked for every 3 s while this tab is seen. Times are in ${zone}.`,
  asOf: 'as of',
  ago: (age: string) => `${age} ago`,
  stale: 'These values are stale.',
  staleDetail: (age: string) =>
    `Prost answers, but its numbers have not moved for ${age}. What was accepted since is kept and will be counted.`,
  lastValues: (age: string) => `You see the last values, ${age} old. Trying again by itself.`,
  users: 'Users',
  activity: 'Activity',
  chart: (metric: SeriesMetric, interval: SeriesInterval, span: Span) =>
    `${seriesWords[metric].title} per ${intervalWords[interval].one}, ${spanWords[span]}`,
  chartLabel: (title: string, summary: string) => `${title}. ${summary}.`,
  chartWhat: 'The chart',
  chartTrouble: (why: string) => `The chart was not refreshed. ${why}`,
  what: 'What',
  span: 'Time',
  interval: 'By',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  earlier: 'Earlier',
  later: 'Later',
  wholeSpan: 'Show all',
  zoomTools: 'What the chart shows',
  zoomed: (from: string, to: string) => `${from} to ${to}`,
  dragHint: 'Drag over the chart to zoom in.',
  csv: 'CSV',
  csvLabel: 'Download what is shown as CSV',
  utcDays: 'Days begin at midnight UTC.',
  asTable: 'As a table',
  tableLabel: (title: string) => `${title}, as a table`,
  soFar: ' so far',
  loading: 'Loading',
  noBucket: 'Nothing is over yet',
  summary: (peak: string, at: string, mean: string) => `Peak ${peak} at ${at}, mean ${mean}`,
  notOver: (bucket: string, amount: string) => `${bucket} is not over: ${amount} so far`,
  features: 'Users by feature',
  featuresNow: 'in a live session now',
  noFeature: 'Nobody with a live session is in a feature.',

  measures: 'Own measures',
  measureNone: 'none yet',
  measureSpread: (p95: string, events: number) => `median; p95 ${p95}, ${amountOf(events, 'event', 'events')}`,
  measureOf: (events: number) => `of ${fullCount(events)}`,
  measureRate: (events: number) => `a minute, ${amountOf(events, 'event', 'events')}`,

  health: 'Health of the platform',
  trend: (percent: string) => `${percent} vs day before`,
  trendSame: 'as the day before',
  trendNone: 'none the day before',
  trendAdded: (count: string) => `${count} in 24 h`,
} as const

export const freshnessWords = {
  live: 'Live',
  refreshing: 'Refreshing',
  stale: 'Stale',
  failing: 'Not refreshing',
} as const satisfies Record<Freshness, string>

export const metricWords = {
  online_now: 'Online now',
  active_users_1h: 'Active, 1 h',
  active_users_24h: 'Active, 24 h',
  total_users: 'Users ever',
  events_per_minute: 'Events per minute',
  active_sessions: 'Sessions now',
  total_sessions: 'Sessions ever',
  events_24h: 'Events, 24 h',
  total_events: 'Events ever',
  interactions_24h: 'Interactions, 24 h',
  total_interactions: 'Interactions ever',
} as const satisfies Record<Exclude<keyof MetricsSnapshot, 'as_of' | 'users_by_feature'>, string>

export const seriesWords = {
  events: { title: 'Events', amount: (value: number) => amountOf(value, 'event', 'events') },
  interactions: { title: 'Interactions', amount: (value: number) => amountOf(value, 'interaction', 'interactions') },
  sessions: { title: 'Sessions begun', amount: (value: number) => amountOf(value, 'session', 'sessions') },
  new_users: { title: 'New users', amount: (value: number) => amountOf(value, 'new user', 'new users') },
} as const satisfies Record<SeriesMetric, { readonly title: string; readonly amount: (value: number) => string }>

export const intervalWords = {
  minute: { one: 'minute', name: 'Minute' },
  hour: { one: 'hour', name: 'Hour' },
  day: { one: 'day', name: 'Day' },
} as const satisfies Record<SeriesInterval, { readonly one: string; readonly name: string }>

export const spanWords = {
  '1h': 'last hour',
  '24h': 'last 24 hours',
  '7d': 'last 7 days',
  '30d': 'last 30 days',
} as const satisfies Record<Span, string>

export const spanChoices = { '1h': '1 hour', '24h': '24 hours', '7d': '7 days', '30d': '30 days' } as const satisfies Record<Span, string>
