/** Events a second, accepted and until they can be queried, against Fastify and PostgreSQL doing the same job. Rounds in turn. */
import { whole } from '../../scripts/replay/table.ts'
import { type Postgres, postgresPrograms, startPostgres } from '../peers/postgres.ts'
import { type Driven, drive } from '../support/driver.ts'
import { totalEvents, untilQueryable } from '../support/metrics.ts'
import { addApp, type BenchApp, headersOf, type Runtime } from '../support/runtime.ts'
import type { Section } from '../support/section.ts'
import { median, quantile, ratio } from '../support/statistics.ts'
import type { Plan } from './plan.ts'

const connections = 16

type Contender = {
  readonly name: string
  readonly url: string
  stored(): Promise<number>
  /** Epoch ms at which so many events are seen by a reader. */
  queryable(events: number): Promise<number>
}
type Measured = {
  readonly accepted_per_s: number
  readonly queryable_per_s: number
  readonly p50_ms: number
  readonly p99_ms: number
  readonly retries: number
}

const platform = (runtime: Runtime, app: BenchApp): Contender => ({
  name: 'Prost',
  url: runtime.ingest,
  stored: () => totalEvents(runtime, app),
  queryable: (events) => untilQueryable(runtime, app, events),
})

/** Its answer comes after the commit: what is accepted can be queried. */
const peer = (postgres: Postgres): Contender => ({
  name: `Fastify + PostgreSQL ${postgres.version.split(' ')[0] ?? ''}`,
  url: postgres.url,
  stored: () => postgres.stored(),
  queryable: async (events) => {
    const stored = await postgres.stored()
    if (stored !== events) throw new Error(`the peer stored ${stored} of ${events} events`)
    return Date.now()
  },
})

const measured = (driven: Driven, queryableAt: number): Measured => ({
  accepted_per_s: driven.accepted / driven.seconds,
  queryable_per_s: driven.accepted / ((queryableAt - driven.startedAt) / 1_000),
  p50_ms: quantile(driven.latencies, 0.5),
  p99_ms: quantile(driven.latencies, 0.99),
  retries: driven.retries,
})

const oneRound = async (contender: Contender, app: BenchApp, file: string, volume: Plan['volumes'][number], run: string) => {
  const stored = await contender.stored()
  const job = { url: contender.url, headers: headersOf(app), file, ...volume, connections, requestsPerSecond: 0, run }
  const driven = await drive(job)
  const expected = volume.requests * volume.eventsPerRequest
  if (driven.accepted !== expected) throw new Error(`${contender.name} accepted ${driven.accepted} of ${expected} events`)
  return measured(driven, await contender.queryable(stored + expected))
}

const measureVolume = async (
  contenders: readonly Contender[],
  app: BenchApp,
  file: string,
  plan: Plan,
  volume: Plan['volumes'][number],
) => {
  const warm = { ...volume, requests: Math.ceil(volume.requests / 10) }
  for (const contender of contenders) await oneRound(contender, app, file, warm, `warm-${volume.eventsPerRequest}`)
  const rounds = contenders.map((): Measured[] => [])
  for (let round = 0; round < plan.rounds; round++)
    for (const [i, contender] of contenders.entries())
      rounds[i]?.push(await oneRound(contender, app, file, volume, `${round}-${volume.eventsPerRequest}`))
  const middle = (all: readonly Measured[], key: keyof Measured): number => median(all.map((m) => m[key]))
  const reference = rounds.at(-1) ?? []
  return contenders.map(({ name }, i) => {
    const all = rounds[i] ?? []
    const against = (key: keyof Measured): number => median(all.map((m, round) => m[key] / (reference[round]?.[key] ?? Number.NaN)))
    return {
      name,
      events_per_request: volume.eventsPerRequest,
      accepted_per_s: middle(all, 'accepted_per_s'),
      queryable_per_s: middle(all, 'queryable_per_s'),
      p50_ms: middle(all, 'p50_ms'),
      p99_ms: middle(all, 'p99_ms'),
      retries: all.reduce((sum, m) => sum + m.retries, 0),
      accepted_ratio: contenders.length > 1 ? against('accepted_per_s') : null,
      queryable_ratio: contenders.length > 1 ? against('queryable_per_s') : null,
    }
  })
}

const notes = (plan: Plan, hasPeer: boolean): string[] => [
  `${connections} connections, ${plan.rounds} rounds each in turn; new users and sessions come as in the file`,
  hasPeer
    ? 'the peer: one statement in one transaction per request does dedupe, counters per minute and type, users and sessions; 16 connections, 1 GB of buffers, fsync on'
    : 'no PostgreSQL found: `apt-get install -y postgresql` adds the peer',
  'the platform does it in a local stand-in of the edge: one process, one thread for ingest, object, queue, rollup and D1',
]

export const throughput = async (runtime: Runtime, file: string, plan: Plan): Promise<Section> => {
  const app = await addApp(runtime)
  const programs = postgresPrograms()
  const postgres = programs === null ? null : await startPostgres(programs, app)
  try {
    const contenders = [platform(runtime, app), ...(postgres ? [peer(postgres)] : [])]
    const figures = []
    for (const volume of plan.volumes) figures.push(...(await measureVolume(contenders, app, file, plan, volume)))
    return {
      name: 'throughput',
      title: 'The whole way: events a second (target against the peer: accepted ≥ 1.0 with 1, ≥ 1.5 with 100; queryable ≥ 1.0)',
      head: ['', 'events/request', 'accepted/s', 'ratio', 'queryable/s', 'ratio', 'p50 ms', 'p99 ms'],
      rows: figures.map((f) => [
        f.name,
        String(f.events_per_request),
        whole(f.accepted_per_s),
        f.accepted_ratio === null ? '–' : ratio(f.accepted_ratio),
        whole(f.queryable_per_s),
        f.queryable_ratio === null ? '–' : ratio(f.queryable_ratio),
        f.p50_ms.toFixed(1),
        f.p99_ms.toFixed(1),
      ]),
      notes: notes(plan, postgres !== null),
      figures,
    }
  } finally {
    await postgres?.stop()
  }
}
