/**
 * [MQ1]–[MQ15] over random steps of 5,000 people in three regions: the same 100,000 each time, 1,000,000 others with LONG=1
 * (`npm run test:long`). SEED=n plays one again.
 */
import { expect, test } from 'vitest'
import { MatchSimulation } from './match-simulation.ts'

const isLong = process.env['LONG'] === '1'
const steps = Number(process.env['STEPS'] ?? (isLong ? 1_000_000 : 100_000))
const first = Number(process.env['SEED'] ?? (isLong ? Math.floor(Date.now() / 1_000) % 1_000_000_000 : 1))
const people = 5_000

test(`queues keep their promises over ${steps} random steps of ${people} people (SEED=${first})`, { timeout: 3_600_000 }, async () => {
  const began = performance.now()
  const simulation = new MatchSimulation(first, people)
  let fault: string | null = null
  for (let done = 0; done < steps && fault === null; done += 10_000) {
    fault = simulation.run(Math.min(steps, done + 10_000))
    await new Promise((resolve) => setImmediate(resolve))
  }
  console.log(`match: SEED=${first}, ${JSON.stringify(simulation.totals)}, ${((performance.now() - began) / 1_000).toFixed(1)} s`)
  expect(fault).toBeNull()
  const rare = Object.entries(simulation.totals).filter(([, count]) => count < 100)
  expect(steps < 100_000 ? [] : rare, 'met too seldom to prove anything').toEqual([])
})
