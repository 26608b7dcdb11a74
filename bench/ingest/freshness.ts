/** From the 202 to `GET /v1/metrics`: how old an event is when it shows, while 200 events a second come in, one a request. */
import { loadEvents, requestBody } from '../support/events.ts'
import { totalEvents } from '../support/metrics.ts'
import { addApp, headersOf, type Runtime } from '../support/runtime.ts'
import type { Section } from '../support/section.ts'
import { quantile } from '../support/statistics.ts'
import type { Plan } from './plan.ts'

const perSecond = 200
const pollMs = 20
const targetMs = 3_000

/** When each event was answered, in the order of the answers. */
type Answered = number[]

const pause = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms))

export const freshness = async (runtime: Runtime, file: string, plan: Plan): Promise<Section> => {
  const app = await addApp(runtime)
  const events = await loadEvents(file)
  const total = perSecond * plan.countSeconds
  const answered: Answered = []
  const headers = { ...headersOf(app), 'content-type': 'application/json' }
  const send = async (n: number): Promise<void> => {
    const answer = await fetch(`${runtime.gateway}/v1/events`, { method: 'POST', headers, body: requestBody(events, n, 1, 'fresh') })
    await answer.arrayBuffer()
    if (answer.status !== 202) throw new Error(`POST /v1/events answered ${answer.status}`)
    answered.push(performance.now())
  }
  const sending = sendAll(total, send)
  const ages = await watch(answered, total, () => totalEvents(runtime, app))
  await sending
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((q) => quantile(ages, q))
  const held = (p95 ?? Infinity) <= targetMs
  return {
    name: 'freshness',
    title: `Fresh: p95 from 202 to visible is ${(p95 ?? 0).toFixed(0)} ms at ${perSecond} events/s (target: ≤ ${targetMs} ms${held ? '' : ', missed'})`,
    head: ['', 'p50 ms', 'p95 ms', 'p99 ms'],
    rows: [['202 → GET /v1/metrics', ...[p50, p95, p99].map((age) => (age ?? 0).toFixed(0))]],
    notes: [`${total.toLocaleString('en')} events, one a request; metrics read every ${pollMs} ms, so up to that much is the ruler's`],
    figures: { events: total, per_second: perSecond, p50_ms: p50, p95_ms: p95, p99_ms: p99 },
  }
}

/** At a constant rate, whatever the answers take. */
const sendAll = async (total: number, send: (n: number) => Promise<void>): Promise<void> => {
  const startedAt = performance.now()
  const sent: Promise<void>[] = []
  for (let n = 0; n < total; n++) {
    const due = startedAt + (n * 1_000) / perSecond
    if (due > performance.now()) await pause(due - performance.now())
    sent.push(send(n))
  }
  await Promise.all(sent)
}

/** The age of each answered event at the first reading that counts it. */
const watch = async (answered: Answered, total: number, count: () => Promise<number>): Promise<number[]> => {
  const ages: number[] = []
  while (ages.length < total) {
    const shown = await count()
    const now = performance.now()
    while (ages.length < Math.min(shown, answered.length)) ages.push(now - (answered[ages.length] ?? now))
    await pause(pollMs)
  }
  return ages
}
