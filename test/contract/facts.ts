/** Facts for tests: messages as a telemetry object sends them, and seeded randomness. */
import { appId, batchId, newId } from '../../contract/ids.ts'
import type { AppId } from '../../contract/ids.ts'
import type { EventRow, FactMessage, LiveCounters, QuarantineRow, SessionRow } from '../../contract/facts.ts'
import type { AppSettings } from '../../contract/keys.ts'

/** The minute most tests happen in; a fixed, past time, so that nothing depends on the clock. */
export const minute0 = Date.UTC(2026, 10, 3, 9, 30)

export const settingsOf = (changes: Partial<AppSettings> = {}): AppSettings => ({
  app_id: appId.parse(newId()),
  name: 'test app',
  session_ttl_s: 60,
  interaction_patterns: ['interaction.*'],
  origins: [],
  event_shard: 0,
  telemetry_region: 'global',
  telemetry_shards: 1,
  limits: {},
  ...changes,
})

export type EventOptions = {
  id?: string
  at?: number
  type?: string
  actor?: string
  session?: string | null
  bot?: 0 | 1
  body?: Partial<EventRow[6]>
}

export const eventOf = (options: EventOptions = {}): EventRow => {
  const { id = newId(), at = minute0, type = 'app.opened', actor = 'ann', session = null, bot = 0, body = {} } = options
  return [bot, id, at, type, actor, session, { occurred_at: at, ...body }]
}

export type SessionOptions = Partial<{
  session: string
  actor: string
  bot: 0 | 1
  seen: number
  ended: number
  reason: 'ended' | 'timeout'
  version: number
  started: number
  device: string
  feature: string
}>

export const sessionOf = (options: SessionOptions = {}): SessionRow => {
  const { session = newId(), actor = 'ann', bot = 0, seen = minute0, ended = null, reason = null, version = 1, started = minute0 } = options
  const { device = null, feature = null } = options
  return [session, actor, device, feature, bot, started, seen, ended, reason, version]
}

export type MessageParts = {
  id?: string
  minute?: number
  events?: readonly EventRow[]
  quarantine?: readonly QuarantineRow[]
  sessions?: readonly SessionRow[]
  live?: LiveCounters | null
  shard?: number
  seqs?: number[]
}

/** One message; its minute is that of its first event unless told. */
export const messageOf = (app: AppId, parts: MessageParts): FactMessage => {
  const { events = [], quarantine = [], sessions = [], live = null, shard = 0, seqs = [1], id = newId() } = parts
  const minute = parts.minute ?? floorMinute(events[0]?.[2] ?? minute0)
  return {
    header: {
      v: 1,
      id: batchId.parse(id),
      app_id: app,
      source: { object: `telemetry/${app}/global/${shard}`, seqs },
      minute,
      events: events.length,
      quarantined: quarantine.length,
      sessions: sessions.length,
      live,
    },
    events: JSON.stringify(events),
    quarantine: JSON.stringify(quarantine),
    sessions: JSON.stringify(sessions),
  }
}

export const floorMinute = (at: number): number => Math.floor(at / 60_000) * 60_000

/** Messages of at most `size` events, each of one minute, in order of the events. */
export const messagesOf = (app: AppId, events: readonly EventRow[], size: number): FactMessage[] =>
  Array.from(Map.groupBy(events, (event) => floorMinute(event[2])).values()).flatMap((ofMinute) =>
    Array.from({ length: Math.ceil(ofMinute.length / size) }, (_, i) =>
      messageOf(app, { events: ofMinute.slice(i * size, (i + 1) * size) }),
    ),
  )

/** Mulberry32: a small seeded generator, so that a failing run can be repeated. */
export const seeded = (seed: number) => {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (n: number): number => Math.floor(next() * n)
  const shuffled = <T>(items: readonly T[]): T[] =>
    items
      .map((item) => ({ item, order: next() }))
      .toSorted((a, b) => a.order - b.order)
      .map(({ item }) => item)
  return { next, below, shuffled }
}
export type Random = ReturnType<typeof seeded>

const types = ['app.opened', 'interaction.click', 'interaction.like', 'nav.page', 'interactions', 'message.sent']

/** A crowd over some minutes: some bots, some actors with both labels. */
export const crowd = (random: Random, count: number, minutes: number): EventRow[] =>
  Array.from({ length: count }, (_, i) => {
    const actor = `actor-${random.below(40)}`
    const bot = actor.endsWith('7') || (actor.endsWith('3') && random.below(2) === 0) ? 1 : 0
    return eventOf({
      id: `e-${i}-${random.below(1e6)}`,
      at: minute0 + random.below(minutes * 60_000),
      type: types[random.below(types.length)] ?? 'app.opened',
      actor,
      session: `s-${random.below(60)}`,
      bot,
    })
  })
