/** Requests a second at the door, against an empty Worker that reads the same body: same runtime, same load, rounds in turn. */
import { whole } from '../../scripts/replay/table.ts'
import { cannon, type RoundReport } from '../support/autocannon.ts'
import { loadEvents } from '../support/events.ts'
import { totalEvents, untilQueryable } from '../support/metrics.ts'
import { addApp, type BenchApp, headersOf, type Runtime } from '../support/runtime.ts'
import type { Section } from '../support/section.ts'
import { median, ratio } from '../support/statistics.ts'
import type { Plan } from './plan.ts'

const connections = 16
const contenders = ['empty', 'ingest', 'gateway'] as const
type Contender = (typeof contenders)[number]
type Rounds = Record<Contender, RoundReport[]>

/** Real events; autocannon puts a fresh id into each request, so that every event is new. */
export const bodyOf = async (file: string, size: number): Promise<string> => {
  const events = (await loadEvents(file)).slice(0, size)
  const fresh = events.map((event, i) => ({ ...event.value, id: `[<id>]-${i}`, occurred_at: new Date().toISOString() }))
  return JSON.stringify(size === 1 ? fresh[0] : fresh)
}

/** One round; then the backlog is let drain, so that it is not paid for by the next contender. */
const oneRound = async (runtime: Runtime, app: BenchApp, contender: Contender, body: string, seconds: number, size: number) => {
  const stored = await totalEvents(runtime, app)
  const report = await cannon({ url: runtime[contender], headers: headersOf(app), body, connections, seconds })
  if (contender !== 'empty') await untilQueryable(runtime, app, stored + report.requests * size)
  return report
}

const measure = async (runtime: Runtime, file: string, plan: Plan, size: number): Promise<Rounds> => {
  const app = await addApp(runtime)
  const body = await bodyOf(file, size)
  for (const contender of contenders) await oneRound(runtime, app, contender, body, 2, size)
  const rounds: Rounds = { empty: [], ingest: [], gateway: [] }
  for (let round = 0; round < plan.rounds; round++)
    for (const contender of contenders) rounds[contender].push(await oneRound(runtime, app, contender, body, plan.roundSeconds, size))
  return rounds
}

const labels: Record<Contender, string> = { empty: 'empty Hono Worker', ingest: 'POST /v1/events', gateway: '  through the local gateway' }

const summary = (rounds: Rounds, size: number) =>
  contenders.map((contender) => ({
    contender,
    events_per_request: size,
    requests_per_s: median(rounds[contender].map((r) => r.perSecond)),
    mean_ms: median(rounds[contender].map((r) => r.mean)),
    p50_ms: median(rounds[contender].map((r) => r.p50)),
    p99_ms: median(rounds[contender].map((r) => r.p99)),
    failures: rounds[contender].flatMap((r) => (r.failed > 0 ? [r.failures] : [])),
    /** The middle of the ratios round by round: neighbours in time are compared. */
    ratio: median(rounds[contender].map((r, i) => r.perSecond / (rounds.empty[i]?.perSecond ?? Number.NaN))),
  }))

export const doors = async (runtime: Runtime, file: string, plan: Plan): Promise<Section> => {
  const figures = []
  for (const size of [1, 25]) figures.push(...summary(await measure(runtime, file, plan, size), size))
  return {
    name: 'doors',
    title: 'The door: requests a second against an empty Worker (target: ≥ 0.5)',
    head: ['', 'events/request', 'requests/s', 'events/s', 'mean ms', 'p50 ms', 'p99 ms', 'ratio'],
    rows: figures.map((f) => [
      labels[f.contender],
      String(f.events_per_request),
      whole(f.requests_per_s),
      f.contender === 'empty' ? '' : whole(f.requests_per_s * f.events_per_request),
      f.mean_ms.toFixed(1),
      whole(f.p50_ms),
      whole(f.p99_ms),
      ratio(f.ratio),
    ]),
    notes: [
      ...figures.flatMap((f) =>
        f.failures.length > 0 ? [`FAILED at ${f.contender}, ${f.events_per_request} a request: ${f.failures.join('; ')}`] : [],
      ),
      `autocannon, ${connections} connections, ${plan.rounds} × ${plan.roundSeconds} s each in turn; every event is new`,
      'one local process runs ingest, objects, queue, rollup and D1: the door shares it with the storing of what it accepted',
    ],
    figures,
  }
}
