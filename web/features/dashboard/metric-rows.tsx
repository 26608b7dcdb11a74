/** The two rows of numbers: who, and what they do; with how they moved against the day before, where that can be known. */
import type { MetricsSnapshot } from '../../../contract/metrics.ts'
import { signedCount, signedPercent } from '../../ui/format.ts'
import { Stat, StatRow } from '../../ui/stat.tsx'
import type { Change, Trends } from './trends.ts'
import { metricWords, words } from './words.ts'

/** Of a number that counts a day. */
function againstBefore(change: Change | undefined): string | null {
  if (change === undefined || change.before === null || (change.before === 0 && change.now === 0)) return null
  if (change.before === 0) return words.trendNone
  const ratio = change.now / change.before - 1
  return Math.abs(ratio) < 0.005 ? words.trendSame : words.trend(signedPercent(ratio))
}

/** Of a number that only grows. */
const added = (change: Change | undefined): string | null =>
  change === undefined || change.now === 0 ? null : words.trendAdded(signedCount(change.now))

type MetricRowsProps = { readonly snapshot: MetricsSnapshot; readonly trends: Trends }

export function MetricRows({ snapshot, trends: { events, interactions, sessions, new_users: newUsers } }: MetricRowsProps) {
  const of = (name: keyof typeof metricWords) => ({ name, label: metricWords[name], value: snapshot[name] })
  return (
    <>
      <StatRow title={words.users}>
        <Stat {...of('online_now')} size="lead" />
        <Stat {...of('active_users_1h')} size="wide" />
        <Stat {...of('active_users_24h')} size="wide" />
        <Stat {...of('total_users')} size="wide" trend={added(newUsers)} />
      </StatRow>
      <StatRow title={words.activity}>
        <Stat {...of('events_per_minute')} size="lead" />
        <Stat {...of('active_sessions')} />
        <Stat {...of('total_sessions')} trend={added(sessions)} />
        <Stat {...of('events_24h')} trend={againstBefore(events)} />
        <Stat {...of('total_events')} trend={added(events)} />
        <Stat {...of('interactions_24h')} trend={againstBefore(interactions)} />
        <Stat {...of('total_interactions')} trend={added(interactions)} />
      </StatRow>
    </>
  )
}
