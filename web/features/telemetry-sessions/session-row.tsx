/** One telemetry session: whose, since when, how long, why it ended, and the way to its events. */
import type { AppId } from '../../../contract/ids.ts'
import type { TelemetrySession } from '../../../contract/telemetry-sessions.ts'
import { Link } from '../../app/router.tsx'
import { age, momentOf } from '../../ui/format.ts'
import { queryFor } from '../../lib/filter-query.ts'
import { Row } from '../../ui/rows.tsx'
import { Tag } from '../../ui/tag.tsx'
import { appPath } from '../apps/app-paths.ts'
import { words } from './words.ts'

type SessionRowProps = {
  readonly app: AppId
  readonly session: TelemetrySession
  /** Ms since the list was read: what is live has lasted so much longer. */
  readonly since: number
}

export function SessionRow({ app, session, since }: SessionRowProps) {
  const { id, actor_id, state, bot } = session
  return (
    <Row
      title={<span className="break">{actor_id}</span>}
      tags={
        <>
          {state === 'live' ? <Tag tone="good">{words.live}</Tag> : <Tag>{endOf(session)}</Tag>}
          {bot && <Tag tone="warn">{words.bot}</Tag>}
        </>
      }
      over={state === 'ended'}
      actions={
        <>
          <Link
            className="button button-quiet"
            href={`${appPath(app, 'events')}?${new URLSearchParams({ session_id: id })}`}
            aria-label={words.eventsOf(id)}
          >
            {words.events}
          </Link>
          <Link
            className="button button-quiet"
            href={appPath(app, 'sessions') + queryFor({ actor_id })}
            aria-label={words.onlyActorOf(actor_id)}
          >
            {words.onlyActor}
          </Link>
        </>
      }
    >
      <Facts session={session} since={since} />
    </Row>
  )
}

const endOf = ({ end_reason }: TelemetrySession): string => (end_reason === null ? words.endedOtherwise : words.ended[end_reason])

function Facts({ session, since }: { readonly session: TelemetrySession; readonly since: number }) {
  const isLive = session.state === 'live'
  const lasted = session.duration_s * 1_000 + (isLive ? since : 0)
  return (
    <dl className="session-facts">
      <Fact name={isLive ? words.running : words.duration}>{age(lasted)}</Fact>
      <Fact name={words.started}>{momentOf(session.started_at)}</Fact>
      {session.ended_at === null ? (
        <Fact name={words.lastSeen}>{momentOf(session.last_seen_at)}</Fact>
      ) : (
        <Fact name={words.endedAt}>{momentOf(session.ended_at)}</Fact>
      )}
      {session.feature !== null && <Fact name={words.feature}>{session.feature}</Fact>}
      {session.device_id !== null && <Fact name={words.device}>{session.device_id}</Fact>}
      <Fact name={words.id}>{session.id}</Fact>
    </dl>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="break">{children}</dd>
    </div>
  )
}
