/** What replay reads of the platform: the export, the metrics, series and verification, all over the public API. */
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'
import { type MetricsSnapshot, metricsSnapshot, seriesAnswer } from '../../contract/metrics.ts'
import { storedEvent } from '../../contract/events.ts'
import { type Client, Refused } from './client.ts'

const exported = storedEvent.pick({ id: true, type: true, actor_id: true, session_id: true, device_id: true, bot: true, received_at: true })
export type ExportedEvent = z.infer<typeof exported>

/** An export of millions takes its time. */
const exportTimeoutMs = 600_000

const mismatchCount = z.object({ mismatches: z.int() })

const json =
  <T>(shape: z.ZodType<T>) =>
  async (answer: Response): Promise<T> =>
    shape.parse(await answer.json())

export class Platform {
  readonly #client: Client

  constructor(client: Client) {
    this.#client = client
  }

  /** Everything stored, oldest first. An export that breaks off is asked for again, whole. */
  exportEvents(): Promise<ExportedEvent[]> {
    return this.#client.request('/v1/events/export?format=ndjson', { timeoutMs: exportTimeoutMs }, async (answer) => {
      const events: ExportedEvent[] = []
      for await (const line of createInterface({ input: Readable.from(answer.body ?? []), crlfDelay: Infinity }))
        if (line !== '') events.push(exported.parse(JSON.parse(line)))
      return events
    })
  }

  metrics(): Promise<MetricsSnapshot> {
    return this.#client.request('/v1/metrics', {}, json(metricsSnapshot))
  }

  /** The metrics once everything accepted before `moment` is in; those of the deadline when it does not come. */
  async metricsAfter(moment: number, deadlineMs: number): Promise<MetricsSnapshot> {
    const deadline = Date.now() + deadlineMs
    for (;;) {
      const metrics = await this.metrics()
      if (Date.parse(metrics.as_of) >= moment || Date.now() > deadline) return metrics
      await sleep(250)
    }
  }

  /** Events of one type between two moments, summed over the days of the series. */
  async eventsOfType(type: string, from: Date, to: Date): Promise<number> {
    const query = new URLSearchParams({ metric: 'events', type, interval: 'day', from: from.toISOString(), to: to.toISOString() })
    const series = await this.#client.request(`/v1/metrics/series?${query}`, {}, json(seriesAnswer))
    return series.data.reduce((sum, bucket) => sum + bucket.value, 0)
  }

  /** Null when the key may not ask (no `audit` scope). */
  async mismatches(): Promise<number | null> {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }
    try {
      return (await this.#client.request('/v1/metrics/verify', init, json(mismatchCount))).mismatches
    } catch (error) {
      if (error instanceof Refused && error.message.includes('insufficient_scope')) return null
      throw error
    }
  }
}
