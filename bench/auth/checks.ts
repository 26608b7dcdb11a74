/** What knowing the caller costs a request: requests a second with each kind of proof, against an empty Worker in the same run. */
import { whole } from '../../scripts/replay/table.ts'
import { cannon, type RoundReport } from '../support/autocannon.ts'
import type { Section } from '../support/section.ts'
import { median, ratio } from '../support/statistics.ts'
import { contenders, type Contender, type Guarded, labels, startGuarded } from './guarded.ts'
import type { Plan } from './plan.ts'

const connections = 16
const warmSeconds = 2

type Rounds = Record<Contender, RoundReport[]>

const measure = async ({ asks }: Guarded, plan: Plan): Promise<Rounds> => {
  for (const contender of contenders) await cannon({ ...asks[contender], connections, seconds: warmSeconds })
  const rounds: Rounds = { empty: [], open: [], key: [], user: [], operator: [] }
  for (let round = 0; round < plan.rounds; round++)
    for (const contender of contenders)
      rounds[contender].push(await cannon({ ...asks[contender], connections, seconds: plan.roundSeconds }))
  return rounds
}

const microseconds = ({ perSecond }: RoundReport): number => 1e6 / perSecond

/** Against its neighbours in time: the empty Worker for the whole, the open operation for the proof alone. */
const summaryOf = (rounds: Rounds, contender: Contender) => {
  const own = rounds[contender]
  const against = (base: Contender, of: (one: RoundReport, other: RoundReport) => number): number =>
    median(own.flatMap((report, i) => [rounds[base][i]].flatMap((other) => (other === undefined ? [] : [of(report, other)]))))
  return {
    contender,
    requests_per_s: median(own.map((report) => report.perSecond)),
    request_us: median(own.map(microseconds)),
    over_empty_us: against('empty', (one, other) => microseconds(one) - microseconds(other)),
    proof_us: against('open', (one, other) => microseconds(one) - microseconds(other)),
    ratio: against('empty', (one, other) => one.perSecond / other.perSecond),
    p99_ms: median(own.map((report) => report.p99)),
    failures: own.flatMap((report) => (report.failed > 0 ? [report.failures] : [])),
  }
}

export const checks = async (plan: Plan): Promise<Section> => {
  const guarded = await startGuarded()
  try {
    const rounds = await measure(guarded, plan)
    const figures = contenders.map((contender) => summaryOf(rounds, contender))
    const proofs = ['key', 'user', 'operator']
    return {
      name: 'checks',
      title: 'Who is asking, warm: cost per request against an empty Worker',
      head: ['', 'requests/s', 'µs/request', 'over empty µs', 'the proof alone µs', 'p99 ms', 'ratio'],
      rows: figures.map((f) => [
        labels[f.contender],
        whole(f.requests_per_s),
        f.request_us.toFixed(1),
        f.contender === 'empty' ? '' : f.over_empty_us.toFixed(1),
        proofs.includes(f.contender) ? f.proof_us.toFixed(1) : '',
        whole(f.p99_ms),
        ratio(f.ratio),
      ]),
      notes: [
        ...figures.flatMap((f) => (f.failures.length > 0 ? [`FAILED at ${labels[f.contender]}: ${f.failures.join('; ')}`] : [])),
        `autocannon, ${connections} connections, ${plan.rounds} × ${plan.roundSeconds} s each in turn; the gateway's own edge, guard and limits, and an empty handler`,
        'the same key and the same token again and again, as one busy caller sends them; nothing of a token is remembered, every signature is verified',
      ],
      figures,
    }
  } finally {
    await guarded.stop()
  }
}
