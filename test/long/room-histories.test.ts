/**
 * [ROOM1]–[ROOM19] over random steps of a session's room: the same 100,000 each time, 1,000,000 others with LONG=1 (`npm run test:long`). SEED=n begins elsewhere; a
 * history that fails is played again by its own number: SEED=<its seed> STEPS=1.
 */
import { expect, test } from 'vitest'
import { mishaps } from '../support/room-host.ts'
import type { Coverage } from './room-simulation.ts'
import { RoomSimulation } from './room-simulation.ts'

const isLong = process.env['LONG'] === '1'
const steps = Number(process.env['STEPS'] ?? (isLong ? 1_000_000 : 100_000))
const first = Number(process.env['SEED'] ?? (isLong ? Math.floor(Date.now() / 1_000) % 1_000_000_000 : 1))
const perHistory = 500

test(`a room keeps its promises over ${steps} random steps (SEED=${first})`, { timeout: 3_600_000 }, async () => {
  const coverage: Coverage = new Map()
  const totals = { steps: 0, frames: 0, resumes: 0, gaps: 0, wakes: 0, rooms: 0 }
  const faults: string[] = []
  const began = performance.now()
  for (let seed = first; totals.steps < steps && faults.length < 3; seed++) {
    const simulation = new RoomSimulation(seed, coverage)
    const fault = simulation.run(perHistory)
    for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += simulation.totals[key]
    if (fault !== null) faults.push(`SEED=${seed}: ${fault}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
  const took = ((performance.now() - began) / 1_000).toFixed(1)
  console.log(`room: SEED=${first}, ${JSON.stringify(totals)}, ${took} s`)
  expect(faults).toEqual([])
  const kinds = new Set([...coverage.keys()].map((key) => key.split(': ')[0] ?? ''))
  const unseen = [...kinds].flatMap((kind) => mishaps.map((mishap) => `${kind}: ${mishap}`)).filter((key) => !coverage.has(key))
  expect(steps < 100_000 ? [] : unseen, 'the object died at every kind of step').toEqual([])
})
