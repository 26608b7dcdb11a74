/** The two matchmakers by themselves, with few, many and very many people who wait for somebody else: what a pair waits, and what it costs. */
import { setTimeout as sleep } from 'node:timers/promises'
import { whole } from '../../scripts/replay/table.ts'
import { ColyseusQueue } from '../peers/colyseus-queue.ts'
import type { Section } from '../support/section.ts'
import { quantile, ratio } from '../support/statistics.ts'
import type { Plan } from './plan.ts'
import { ProstQueue } from './prost-queue.ts'

/** As `QueueRoom` has it. */
const cycleMs = 1_000

type Measured = { readonly p50: number; readonly p99: number; readonly pairsPerSecond: number }

const summary = (latencies: readonly number[], pairsPerSecond: number): Measured => ({
  p50: quantile(latencies, 0.5),
  p99: quantile(latencies, 0.99),
  pairsPerSecond,
})

const ofProst = async (waiting: number, { pairs, pairsPerSecond, burst }: Plan): Promise<Measured> => {
  const queue = new ProstQueue()
  for (let i = 0; i < waiting; i++) queue.join(`waiting ${i}`)
  const latencies: number[] = []
  const pair = (name: string): void => {
    queue.join(name)
    const joinedAt = performance.now()
    const { ticket, isPaired } = queue.join(name)
    latencies.push(performance.now() - joinedAt)
    if (!isPaired) throw new Error('two who go together were not paired')
    queue.clear(ticket)
  }
  for (let i = 0; i < 200; i++) pair(`warm ${i}`)
  latencies.length = 0
  for (let i = 0; i < pairs; i++) {
    pair(`pair ${i}`)
    await sleep(1_000 / pairsPerSecond)
  }
  const beganAt = performance.now()
  const joined = Array.from({ length: burst }, (_, i) => [queue.join(`burst ${i}`), queue.join(`burst ${i}`)] as const)
  const seconds = (performance.now() - beganAt) / 1_000
  if (joined.some(([, { isPaired }]) => !isPaired)) throw new Error('a pair of the burst was not paired')
  return summary(latencies, burst / seconds)
}

const ofColyseus = async (waiting: number, { pairs, pairsPerSecond, burst }: Plan): Promise<Measured> => {
  const joinedAt = new Map<string, number>()
  const latencies: number[] = []
  const queue = new ColyseusQueue((a, b) => {
    const at = Math.max(joinedAt.get(a) ?? Number.NaN, joinedAt.get(b) ?? Number.NaN)
    latencies.push(performance.now() - at)
  })
  for (let i = 0; i < waiting; i++) queue.join(`waiting ${i}`, 10 * (i + 1))
  let rank = 10 * (waiting + 1)
  const pair = (): void => {
    rank += 10
    for (const side of ['a', 'b']) {
      const name = `${side} ${rank}`
      joinedAt.set(name, performance.now())
      queue.join(name, rank)
    }
  }
  for (let i = 0; i < 5; i++) queue.cycle()
  const clock = setInterval(() => queue.cycle(), cycleMs)
  for (let i = 0; i < pairs; i++) {
    pair()
    await sleep(1_000 / pairsPerSecond)
  }
  while (latencies.length < pairs) await sleep(20)
  clearInterval(clock)
  const paced = latencies.slice(0, pairs)
  const beganAt = performance.now()
  for (let i = 0; i < burst; i++) pair()
  queue.cycle()
  const seconds = (performance.now() - beganAt) / 1_000
  if (latencies.length !== pairs + burst) throw new Error(`Colyseus paired ${latencies.length} of ${pairs + burst}`)
  return summary(paced, burst / seconds)
}

const ms = (value: number): string => (value < 10 ? value.toFixed(3) : whole(value))

export const queues = async (plan: Plan): Promise<Section> => {
  const figures = []
  for (const waiting of plan.waiting)
    figures.push({ waiting, prost: await ofProst(waiting, plan), colyseus: await ofColyseus(waiting, plan) })
  const [least, most] = [figures[0], figures.at(-1)]
  const growth = least === undefined || most === undefined ? 1 : least.prost.pairsPerSecond / most.prost.pairsPerSecond
  return {
    name: 'queues',
    title: `The matchmakers alone: ${plan.pairs} pairs one after the other (${plan.pairsPerSecond}/s), then ${plan.burst} at once`,
    head: [
      'waiting for others',
      'Prost p50 ms',
      'p99',
      'pairs/s',
      'Colyseus p50 ms',
      'p99',
      'pairs/s',
      'p50 ratio (≤ 0.1)',
      'pairs/s ratio (≥ 1.0)',
    ],
    rows: figures.map(({ waiting, prost, colyseus }) => [
      whole(waiting),
      ms(prost.p50),
      ms(prost.p99),
      whole(prost.pairsPerSecond),
      ms(colyseus.p50),
      ms(colyseus.p99),
      whole(colyseus.pairsPerSecond),
      (prost.p50 / colyseus.p50).toFixed(4),
      ratio(prost.pairsPerSecond / colyseus.pairsPerSecond),
    ]),
    notes: [
      `from the second one’s join to the pair; Colyseus looks once in ${cycleMs} ms, as it comes (\`cycleTickInterval\`), Prost at every join`,
      'pairs/s: a burst, by the time it takes to compute; of Prost with every row and letter written as text, of Colyseus in one cycle, without rooms made',
      `with ${whole(most?.waiting ?? 0)} waiting instead of ${whole(least?.waiting ?? 0)} a pair costs Prost ${ratio(growth)} times as much`,
    ],
    figures,
  }
}
