/** Driving one TelemetryShard in tests: a clock that only tests move, and a queue that records instead of delivering. */
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import type { ControlType } from '../../contract/events.ts'
import type { FactMessage, SessionRow } from '../../contract/facts.ts'
import { decodeFacts, eventRow, quarantineRow, sessionRow } from '../../contract/facts.ts'
import type { AppId } from '../../contract/ids.ts'
import { appId, newId } from '../../contract/ids.ts'
import type { AcceptAnswer, AcceptItem, Allowance } from '../../contract/telemetry.ts'
import type { TelemetryShard } from '../../durable-objects/telemetry-shard/telemetry-shard.ts'

/** Real alarms are set an hour ahead of the real clock, so only `alarm()` runs them. */
export const useShardClock = (): void => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })

export const passTime = (ms: number): void => void vi.setSystemTime(Date.now() + ms)

/** Everything that objects send, instead of the real queue. */
export const recordQueue = () => {
  const sent: FactMessage[] = []
  const state = { failing: false, calls: 0 }
  const take = (bodies: readonly unknown[]): QueueSendResponse => {
    state.calls++
    if (state.failing) throw new Error('the queue is down')
    for (const body of bodies) {
      const decoded = decodeFacts(body)
      if (!decoded.ok) throw new Error(decoded.error)
      sent.push(decoded.value)
    }
    return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } }
  }
  const queue = Object.getPrototypeOf(env.EVENTS_QUEUE) as Queue
  vi.spyOn(queue, 'send').mockImplementation(async (body) => take([body]))
  vi.spyOn(queue, 'sendBatch').mockImplementation(async (messages) => take(Array.from(messages, (m) => m.body)))
  return { sent, state, drain: () => sent.splice(0) }
}

export const eventsIn = (messages: readonly FactMessage[]) => messages.flatMap((m) => eventRow.array().parse(JSON.parse(m.events)))
export const quarantineIn = (messages: readonly FactMessage[]) =>
  messages.flatMap((m) => quarantineRow.array().parse(JSON.parse(m.quarantine)))
export const sessionsIn = (messages: readonly FactMessage[]): SessionRow[] =>
  messages.flatMap((m) => sessionRow.array().parse(JSON.parse(m.sessions)))
export const seqsIn = (messages: readonly FactMessage[]): number[] => messages.flatMap((m) => m.header.source.seqs)
export const liveIn = (messages: readonly FactMessage[]) => messages.flatMap((m) => m.header.live ?? []).at(-1) ?? null

/** More than any test sends in a moment that does not pass. */
export const plenty: Allowance = { requests_per_s: 1e9, events_per_s: 1e9, share: 1 }

export class Shard {
  readonly app: AppId = appId.parse(newId())
  readonly name = `telemetry/${this.app}/global/0`

  /** A new stub each time: an old one breaks with its instance. */
  get stub(): DurableObjectStub<TelemetryShard> {
    return env.TELEMETRY_SHARD.getByName(this.name)
  }

  accept(items: readonly AcceptItem[], ttlS = 60): Promise<AcceptAnswer> {
    return this.stub.accept({ app_id: this.app, session_ttl_s: ttlS, received_at: Date.now(), allowance: plenty, items: [...items] })
  }

  /** Runs the alarm now if one is set. */
  alarm(): Promise<boolean> {
    return runDurableObjectAlarm(this.stub)
  }

  /** Lets the flush delay pass and runs the alarm. */
  async flush(): Promise<boolean> {
    passTime(250)
    return this.alarm()
  }

  alarmAt(): Promise<number | null> {
    return runInDurableObject(this.stub, (_instance, state) => state.storage.getAlarm())
  }

  sql<T extends Record<string, SqlStorageValue>>(query: string, ...bindings: SqlStorageValue[]): Promise<T[]> {
    return runInDurableObject(this.stub, (_instance, state) => state.storage.sql.exec<T>(query, ...bindings).toArray())
  }
}

export const fact = (id: string, actorId = 'ann', type = 'a.b'): AcceptItem => {
  const now = Date.now()
  return { kind: 'event', id, actor_id: actorId, bot: false, row: rowText(id, type, actorId, null, now), control: null }
}

type ControlOptions = { readonly id?: string; readonly device?: string; readonly feature?: string; readonly bot?: boolean }

export const control = (type: ControlType, actorId: string, sessionId: string, options: ControlOptions = {}): AcceptItem => {
  const id = options.id ?? newId()
  const bot = options.bot ?? false
  const moves = { type, actor_id: actorId, session_id: sessionId, device_id: options.device ?? null, feature: options.feature ?? null }
  if (type === 'session.ping') return { kind: 'ping', id, actor_id: actorId, bot, control: moves }
  return { kind: 'event', id, actor_id: actorId, bot, row: rowText(id, type, actorId, sessionId, Date.now()), control: moves }
}

const rowText = (id: string, type: string, actorId: string, sessionId: string | null, at: number): string =>
  JSON.stringify([id, at, type, actorId, sessionId, { occurred_at: at }]).slice(1, -1)
