/**
 * [ROOM14] [ROOM18] [ROOM22]–[ROOM26] over random steps of a pair, its party and its calls: the same 100,000 each time, 1,000,000 others with LONG=1
 * (`npm run test:long`). A history that fails is played again by its own number: SEED=<its seed> STEPS=1.
 */
import { expect, test } from 'vitest'
import { ConsentSimulation } from './consent-simulation.ts'

const isLong = process.env['LONG'] === '1'
const steps = Number(process.env['STEPS'] ?? (isLong ? 1_000_000 : 100_000))
const first = Number(process.env['SEED'] ?? (isLong ? Math.floor(Date.now() / 1_000) % 1_000_000_000 : 1))

test(`no way leads to a call without a standing consent in ${steps} random steps (SEED=${first})`, { timeout: 3_600_000 }, async () => {
  const totals = { steps: 0, granted: 0, glare: 0, calls: 0, admitted: 0, denied: 0, revokedInCall: 0 }
  const faults: string[] = []
  const began = performance.now()
  for (let seed = first; totals.steps < steps && faults.length < 3; seed++) {
    const simulation = new ConsentSimulation(seed)
    const fault = simulation.run(250)
    for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += simulation.totals[key]
    if (fault !== null) faults.push(`SEED=${seed}: ${fault}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
  console.log(`consents: SEED=${first}, ${JSON.stringify(totals)}, ${((performance.now() - began) / 1_000).toFixed(1)} s`)
  expect(faults).toEqual([])
  const rare = Object.entries(totals).filter(([, count]) => count < 100)
  expect(steps < 100_000 || rare.length === 0, `met too seldom to prove anything: ${JSON.stringify(rare)}`).toBe(true)
})
