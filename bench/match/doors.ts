/** The same through the doors: tokens, sockets and rooms included. From the second one's join until both know. */
import { setTimeout as sleep } from 'node:timers/promises'
import { whole } from '../../scripts/replay/table.ts'
import type { Section } from '../support/section.ts'
import { quantile, ratio } from '../support/statistics.ts'
import type { Contender, Seeker } from './contenders.ts'
import { startColyseus, startProst } from './contenders.ts'
import type { Plan } from './plan.ts'

type Measured = { readonly p50: number; readonly p99: number; readonly pairsPerSecond: number }

const warm = 10
/** How many of those who wait come in at once. */
const atOnce = 20

const measured = async (contender: Contender, waiting: number, { pairs, pairsPerSecond, burst }: Plan['door']): Promise<Measured> => {
  const there: Seeker[] = []
  for (let n = 0; n < waiting; n += atOnce)
    there.push(...(await Promise.all(Array.from({ length: Math.min(atOnce, waiting - n) }, (_, i) => contender.join(n + i, n + i)))))
  let next = waiting
  const pair = async (wish: number): Promise<number> => {
    const [a, b] = [next++, next++]
    const first = await contender.join(a, wish)
    const joinedAt = performance.now()
    const second = await contender.join(b, wish)
    await Promise.all([first.paired, second.paired])
    const took = performance.now() - joinedAt
    await Promise.all([first, second].map((each) => each.leave()))
    return took
  }
  for (let i = 0; i < warm; i++) await pair(waiting + i)
  const latencies: Promise<number>[] = []
  for (let i = 0; i < pairs; i++) {
    latencies.push(pair(waiting + warm + i))
    await sleep(1_000 / pairsPerSecond)
  }
  const paced = await Promise.all(latencies)
  const beganAt = performance.now()
  const wish = waiting + warm + pairs
  there.push(...(await Promise.all(Array.from({ length: burst }, (_, i) => burstPair(contender, wish + i, [next++, next++])))).flat())
  const seconds = (performance.now() - beganAt) / 1_000
  for (let n = 0; n < there.length; n += atOnce) await Promise.all(there.slice(n, n + atOnce).map((each) => each.leave()))
  return { p50: quantile(paced, 0.5), p99: quantile(paced, 0.99), pairsPerSecond: burst / seconds }
}

const burstPair = async (contender: Contender, wish: number, people: readonly number[]): Promise<Seeker[]> => {
  const seekers = await Promise.all(people.map((n) => contender.join(n, wish)))
  await Promise.all(seekers.map(({ paired }) => paired))
  return seekers
}

const within = async (start: () => Promise<Contender>, waiting: number, plan: Plan['door']): Promise<Measured> => {
  const contender = await start()
  try {
    return await measured(contender, waiting, plan)
  } finally {
    await contender.stop()
  }
}

export const doors = async ({ door }: Plan): Promise<Section> => {
  const figures = []
  for (const waiting of door.waiting) {
    const people = waiting + 2 * (warm + door.pairs + door.burst)
    const colyseus = await within(startColyseus, waiting, door)
    figures.push({ waiting, prost: await within(() => startProst(people), waiting, door), colyseus })
  }
  return {
    name: 'doors',
    title: `Through the doors: ${door.pairs} pairs one after the other (${door.pairsPerSecond}/s), then ${door.burst} at once`,
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
      whole(prost.p50),
      whole(prost.p99),
      whole(prost.pairsPerSecond),
      whole(colyseus.p50),
      whole(colyseus.p99),
      whole(colyseus.pairsPerSecond),
      ratio(prost.p50 / colyseus.p50),
      ratio(prost.pairsPerSecond / colyseus.pairsPerSecond),
    ]),
    notes: [
      'from the second one’s join until both know; every join is a new socket on both sides, and every pair has a room',
      'a join of Prost checks a token, the person’s restrictions, the policy and a limit by tier, and is stored; Colyseus keeps its queue in memory and knows nobody',
      '10,000 sockets are more than the local runtime can open (bench/results, rooms): that size is measured without doors',
    ],
    figures,
  }
}
