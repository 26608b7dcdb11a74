/** The board's own routes of the stand-in platform: the live stream, telemetry sessions, the newest event, and whether the platform is well. */
import type { ServerResponse } from 'node:http'
import { measuresAnswer } from '../../contract/measures.ts'
import { metricsSnapshot } from '../../contract/metrics.ts'
import { readiness } from '../../contract/operations/platform.ts'
import { telemetrySession } from '../../contract/telemetry-sessions.ts'
import type { TelemetrySession } from '../../contract/telemetry-sessions.ts'
import { isoAt, now } from './admin-clock.ts'
import type { Route } from './admin-routes.ts'
import type { Asked } from './admin-server.ts'
import { paged } from './admin-routes-apps.ts'
import type { World } from './admin-world.ts'

const inApp = (rest: string): RegExp => new RegExp(`^/v1/apps/([^/]+)${rest}$`)

export const sessionOf = (number: number, more: Partial<TelemetrySession> = {}): TelemetrySession => ({
  id: `session-${number}`,
  actor_id: `user-${number}`,
  device_id: `phone-${number}`,
  feature: 'lobby',
  bot: false,
  started_at: '2026-11-21T10:00:00.000Z',
  last_seen_at: '2026-11-21T10:05:00.000Z',
  ended_at: null,
  end_reason: null,
  duration_s: 300,
  state: 'live',
  ...more,
})

const fits =
  ({ query }: Asked) =>
  (session: TelemetrySession): boolean =>
    (query.get('state') ?? session.state) === session.state && (query.get('actor_id') ?? session.actor_id) === session.actor_id

export const boardRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: inApp('/telemetry/sessions'),
    reply: (world, asked) => paged(telemetrySession, world.telemetrySessions.filter(fits(asked)), asked),
  },
  {
    method: 'GET',
    path: /^\/readyz$/,
    open: true,
    reply: ({ health }) => ({ schema: readiness, body: health, status: health.status === 'down' ? 503 : 200 }),
  },
  {
    method: 'GET',
    path: inApp('/metrics/measures'),
    reply: (world) => ({ schema: measuresAnswer, body: { as_of: isoAt(now()), data: world.measures, next_cursor: null } }),
  },
  { method: 'GET', path: inApp('/metrics/live'), reply: (world) => (world.live === 'up' ? { stream: speak } : 'rate_limited') },
]

/** Looks at the world often, so that tests need not wait: says what moved, and a sign of life each second. */
const lookMs = 50
const looksPerSign = 20

function speak(world: World, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  let said = ''
  let looks = 0
  const look = (): void => {
    if (world.api !== 'up' || world.live !== 'up') return void response.destroy()
    const body = metricsSnapshot.parse({ as_of: isoAt(now() - world.lagMs), ...world.counts })
    const text = JSON.stringify(world.counts)
    if (text !== said) response.write(`event: metrics\nid: ${body.as_of}\ndata: ${JSON.stringify(body)}\n\n`)
    else if (++looks % looksPerSign === 0) response.write(`: nothing new\nid: ${body.as_of}\n\n`)
    said = text
  }
  const timer = setInterval(look, lookMs)
  response.on('close', () => clearInterval(timer))
  look()
}
