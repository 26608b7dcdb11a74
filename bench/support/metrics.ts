/** Waiting until the platform shows what it accepted. */
import { setTimeout as sleep } from 'node:timers/promises'
import { metricsSnapshot } from '../../contract/metrics.ts'
import { type BenchApp, headersOf, type Runtime } from './runtime.ts'

export const totalEvents = async (runtime: Runtime, app: BenchApp): Promise<number> => {
  const answer = await fetch(`${runtime.gateway}/v1/metrics`, { headers: headersOf(app) })
  if (!answer.ok) throw new Error(`/v1/metrics answered ${answer.status}: ${await answer.text()}`)
  return metricsSnapshot.parse(await answer.json()).total_events
}

/** Epoch ms at which at least `events` were seen in the metrics. Throws when nothing moves for a minute. */
export const untilQueryable = async (runtime: Runtime, app: BenchApp, events: number): Promise<number> => {
  let [best, movedAt] = [-1, Date.now()]
  for (;;) {
    const seen = await totalEvents(runtime, app)
    if (seen >= events) return Date.now()
    if (seen > best) [best, movedAt] = [seen, Date.now()]
    if (Date.now() - movedAt > 60_000) throw new Error(`${events} events were accepted, the metrics stay at ${seen}`)
    await sleep(50)
  }
}
