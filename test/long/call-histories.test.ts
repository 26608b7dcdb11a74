/**
 * Two browsers in a call over a room that loses, doubles and reorders: the same 1,000 histories each time, 10,000 others with LONG=1 (`npm run test:long`).
 * SEED=n begins elsewhere; a history that fails is played again by its own number: SEED=<its seed> CALLS=1.
 */
import { expect, test } from 'vitest'
import type { CallTotals } from './call-simulation.ts'
import { CallSimulation } from './call-simulation.ts'

const isLong = process.env['LONG'] === '1'
const calls = Number(process.env['CALLS'] ?? (isLong ? 10_000 : 1_000))
const first = Number(process.env['SEED'] ?? (isLong ? Math.floor(Date.now() / 1_000) % 1_000_000_000 : 1))

test(
  `after whatever went wrong two people are in their call, or it is over for both: ${calls} histories (SEED=${first})`,
  { timeout: 3_600_000 },
  async () => {
    const totals: CallTotals = { calls: 0, steps: 0, signals: 0, lost: 0, live: 0, ended: 0, reloads: 0, restarts: 0 }
    const faults: string[] = []
    for (let seed = first; seed < first + calls && faults.length < 3; seed++) {
      const simulation = new CallSimulation(seed)
      const fault = simulation.run()
      for (const key of Object.keys(totals) as (keyof CallTotals)[]) totals[key] += simulation.totals[key]
      if (fault !== null) faults.push(`SEED=${seed}: ${fault}`)
      if (seed % 50 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    console.log(`call: SEED=${first}, ${JSON.stringify(totals)}`)
    expect(faults).toEqual([])
    expect(Math.min(totals.live, totals.reloads, totals.restarts, totals.lost), 'each kind of thing happened').toBeGreaterThan(
      calls < 100 ? -1 : 0,
    )
  },
)
