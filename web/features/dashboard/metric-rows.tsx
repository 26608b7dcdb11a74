/** The two rows of numbers: who, and what they do. */
import type { MetricsSnapshot } from '../../../contract/metrics.ts'
import { Stat, StatRow } from '../../ui/stat.tsx'

export function MetricRows({ snapshot }: { readonly snapshot: MetricsSnapshot }) {
  return (
    <>
      <StatRow title="Users">
        <Stat name="online_now" label="Online now" value={snapshot.online_now} size="lead" />
        <Stat name="active_users_1h" label="Active, 1 h" value={snapshot.active_users_1h} size="wide" />
        <Stat name="active_users_24h" label="Active, 24 h" value={snapshot.active_users_24h} size="wide" />
        <Stat name="total_users" label="Users ever" value={snapshot.total_users} size="wide" />
      </StatRow>
      <StatRow title="Activity">
        <Stat name="events_per_minute" label="Events per minute" value={snapshot.events_per_minute} size="lead" />
        <Stat name="active_sessions" label="Sessions now" value={snapshot.active_sessions} />
        <Stat name="total_sessions" label="Sessions ever" value={snapshot.total_sessions} />
        <Stat name="events_24h" label="Events, 24 h" value={snapshot.events_24h} />
        <Stat name="total_events" label="Events ever" value={snapshot.total_events} />
        <Stat name="interactions_24h" label="Interactions, 24 h" value={snapshot.interactions_24h} />
        <Stat name="total_interactions" label="Interactions ever" value={snapshot.total_interactions} />
      </StatRow>
    </>
  )
}
