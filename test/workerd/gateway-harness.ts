/** What the gateway's tests share: calls through the public door, and facts put where the rollup puts them. */
import { env, exports } from 'cloudflare:workers'
import { batchId, newId } from '../../contract/ids.ts'
import type { EventRow, QuarantineRow, SessionRow } from '../../contract/facts.ts'
import type { AppSettings } from '../../contract/keys.ts'
import { D1EventStore } from '../../storage/events/d1-event-store.ts'

export const origin = 'https://prost.test'

export type CallOptions = { auth?: Record<string, string>; headers?: Record<string, string>; body?: string | Uint8Array; json?: unknown }

/** One request through the Worker that composes all doors. */
export const call = (method: string, path: string, { auth = {}, headers = {}, body, json }: CallOptions = {}): Promise<Response> => {
  const sent = json === undefined ? body : JSON.stringify(json)
  const type: Record<string, string> = json === undefined ? {} : { 'Content-Type': 'application/json' }
  return exports.default.fetch(
    new Request(`${origin}${path}`, {
      method,
      headers: { ...type, ...auth, ...headers },
      redirect: 'manual',
      ...(sent === undefined ? {} : { body: sent }),
    }),
  )
}

export const opsAuth = { Authorization: 'Bearer test-ops-token' }

export type TestEvent = Partial<{
  id: string
  type: string
  actor_id: string
  session_id: string
  received_at: number
  data: Record<string, unknown>
}>

/** Stores events as the rollup does, one message per minute. */
export const storeEvents = async (app: AppSettings, events: readonly TestEvent[]): Promise<void> => {
  const rows = events.map(eventRow)
  const minutes = Map.groupBy(rows, (row) => Math.floor(row[2] / 60_000) * 60_000)
  const messages = [...minutes].map(([minute, group]) => ({
    header: header(app, minute, { events: group.length, quarantined: 0 }),
    events: JSON.stringify(group),
    quarantine: '[]',
    sessions: '[]',
  }))
  await new D1EventStore(env).apply(app, messages, Date.now())
}

const eventRow = (event: TestEvent): EventRow => {
  const received = event.received_at ?? Date.now()
  return [
    0,
    event.id ?? newId(),
    received,
    event.type ?? 'interaction.like',
    event.actor_id ?? 'actor-1',
    event.session_id ?? null,
    { occurred_at: received, ...(event.data === undefined ? {} : { data: event.data }) },
  ]
}

export type TestQuarantined = { id: string; raw: string; truncated?: boolean; received_at?: number }

export const storeQuarantine = async (app: AppSettings, rows: readonly TestQuarantined[]): Promise<void> => {
  const quarantine = rows.map(({ id, raw, truncated, received_at }): QuarantineRow => [
    id,
    received_at ?? Date.now(),
    'validation_failed',
    [{ path: 'type', code: 'invalid_format', message: 'Invalid' }],
    raw,
    truncated === true ? 1 : 0,
  ])
  const minute = Math.floor(Date.now() / 60_000) * 60_000
  const message = {
    header: header(app, minute, { events: 0, quarantined: rows.length }),
    events: '[]',
    quarantine: JSON.stringify(quarantine),
    sessions: '[]',
  }
  await new D1EventStore(env).apply(app, [message], Date.now())
}

export type TestSession = Partial<{
  id: string
  actor_id: string
  device_id: string
  feature: string
  started_at: number
  ended_at: number
}>

export const storeSessions = async (app: AppSettings, sessions: readonly TestSession[]): Promise<void> => {
  const rows = sessions.map((session): SessionRow => {
    const { id = newId(), actor_id = 'user-17', device_id = null, feature = null, ended_at = null } = session
    const started = session.started_at ?? Date.now()
    return [id, actor_id, device_id, feature, 0, started, started, ended_at, ended_at === null ? null : 'ended', started]
  })
  const minute = Math.floor(Date.now() / 60_000) * 60_000
  const message = {
    header: { ...header(app, minute, { events: 0, quarantined: 0 }), sessions: rows.length },
    events: '[]',
    quarantine: '[]',
    sessions: JSON.stringify(rows),
  }
  await new D1EventStore(env).apply(app, [message], Date.now())
}

const header = (app: AppSettings, minute: number, counts: { events: number; quarantined: number }) => ({
  v: 1 as const,
  id: batchId.parse(newId()),
  app_id: app.app_id,
  source: { object: 'test', seqs: [] },
  minute,
  sessions: 0,
  live: null,
  ...counts,
})

export const idsOf = async (answer: Response): Promise<string[]> => {
  const { data } = await answer.json<{ data: { id: string }[] }>()
  return data.map(({ id }) => id)
}
