/**
 * [CH1]–[CH31] over random histories: the same 10,000 each time, 100,000 others with LONG=1 (`npm run test:long`). SEED=n begins elsewhere; a
 * history that fails is played again by its own number: SEED=<its seed> HISTORIES=1.
 */
import { expect, test } from 'vitest'
import { ChannelHistory } from './channel-history.ts'

const isLong = process.env['LONG'] === '1'
const count = Number(process.env['HISTORIES'] ?? (isLong ? 100_000 : 10_000))
const first = Number(process.env['SEED'] ?? (isLong ? Math.floor(Date.now() / 1_000) % 1_000_000_000 : 1))

/** The runner hears from its worker after so many. */
const atATime = 500

test(`the channel keeps its promises in ${count} random histories (SEED=${first})`, { timeout: 3_600_000 }, async () => {
  const total = { steps: 0, switches: 0, playlists: 0 }
  const faults: string[] = []
  const began = performance.now()
  for (let seed = first; seed < first + count && faults.length < 3; seed++) {
    const result = new ChannelHistory(seed).run(30)
    total.steps += result.steps
    total.switches += result.switches
    total.playlists += result.playlists
    if (result.fault !== null) faults.push(`SEED=${seed}: ${result.fault}`)
    if (seed % atATime === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  const took = ((performance.now() - began) / 1_000).toFixed(1)
  console.log(
    `channel: SEED=${first}, ${count} histories, ${total.steps} steps, ${total.switches} switches, ${total.playlists} playlists, ${took} s`,
  )
  expect(faults).toEqual([])
  expect(total.switches).toBeGreaterThanOrEqual(count < 1_000 ? 0 : count)
})
