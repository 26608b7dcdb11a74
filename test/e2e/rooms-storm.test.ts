/**
 * [ROOM21] Everyone in a room loses the network at once and comes back at once: the room lets in so many a second and no more, all are back within a minute, and
 * no database hears of it. `npm test` drops 500 people, `npm run test:long` 2,000.
 */
import { rmSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import type { Counters } from '../../bench/metered/meter.ts'
import type { RealtimeCounters } from '../../bench/metered/realtime.ts'
import { meteredRoomBundles } from '../../bench/support/metered-bundles.ts'
import { appId } from '../../contract/ids.ts'
import { metricsSnapshot } from '../../contract/metrics.ts'
import { roomLimits } from '../../domain/realtime/room-limits.ts'
import { build } from '../../scripts/build.ts'
import { loadSecrets } from '../../scripts/local-secrets.ts'
import { migrate } from '../../scripts/migrate.ts'
import { type Platform, startPlatform } from '../../scripts/platform.ts'
import { seed } from '../../scripts/seed.ts'
import { anyPort, authOf, type DevJson, newState, until } from './platform-process.ts'
import { CrowdClient } from './room-crowd.ts'
import { addCrowd, type CrowdPerson, makeParty } from './room-crowd-people.ts'

const crowdSize = process.env['LONG'] === '1' ? 2_000 : 500

let state = ''
let platform: Platform | null = null

const end = async (): Promise<void> => {
  await platform?.stop()
  platform = null
  if (state !== '') rmSync(state, { recursive: true, force: true })
}
afterAll(end)

type Counted = {
  readonly url: string
  readonly app: DevJson['app']
  readonly people: readonly CrowdPerson[]
  /** What the realtime Worker, and the rollup, did since this was last asked. */
  readonly meter: () => Promise<{ readonly realtime: RealtimeCounters; readonly rollup: Counters }>
}

const startAnew = async (): Promise<Counted> => {
  await end()
  state = newState()
  await build()
  const secrets = loadSecrets(state)
  const [port, realtime, rollup] = [await anyPort(), await anyPort(), await anyPort()]
  const options = {
    port,
    state,
    secrets: { OPS_TOKEN: secrets.ops_token, IDENTITY_SECRET: secrets.identity_secret },
    bundles: await meteredRoomBundles(),
    doors: { 'prost-realtime': realtime, 'prost-rollup': rollup },
  }
  const first = await startPlatform(options)
  await migrate(first.miniflare)
  await seed(first.miniflare, secrets)
  await first.stop()
  const url = `http://127.0.0.1:${port}`
  const people = await addCrowd(state, appId.parse(secrets.apps[0].app_id), url, crowdSize)
  platform = await startPlatform(options)
  const read = async <T extends Counters>(door: number): Promise<T> => {
    const counters: T = await (await fetch(`http://127.0.0.1:${door}/__meter`)).json()
    return counters
  }
  return {
    url,
    app: secrets.apps[0],
    people,
    meter: async () => ({ realtime: await read<RealtimeCounters>(realtime), rollup: await read<Counters>(rollup) }),
  }
}

/** The most within any second. */
const peakPerSecond = (times: readonly number[]): number => {
  const sorted = times.toSorted((a, b) => a - b)
  return Math.max(...sorted.map((from, i) => sorted.findLastIndex((time) => time < from + 1_000) - i + 1))
}

/** How often what a door holds of the kernel (the keys, the app, what is revoked) is read anew at most; ms. */
const freshestMs = 2_500

test(
  `[ROOM21] ${crowdSize} people dropped at once are back within a minute, at most ${roomLimits.admissionsPerS} a second, and no database hears of it`,
  { timeout: 600_000 },
  async () => {
    const { url, app, people, meter } = await startAnew()
    const [host] = people
    if (host === undefined) throw new Error('nobody is there')
    const room = await makeParty(url, host)
    const clients = await Promise.all(
      people.map(async ({ user, token }) => {
        const own = await token()
        // No jitter: all come back in the same moment.
        return new CrowdClient({ url, room, user, token: () => Promise.resolve(own), waitMs: () => 200 })
      }),
    )
    for (const client of clients) client.come()
    await until('everyone is in', () => clients.every(({ isIn }) => isIn))
    const isStored = async (): Promise<boolean> => {
      const answer = await fetch(`${url}/v1/metrics`, { headers: authOf(app) })
      // The session was made, and everyone came in.
      return metricsSnapshot.parse(await answer.json()).total_events >= crowdSize + 1
    }
    await until('what coming in led to is written down', isStored)
    await meter()

    const droppedAt = Date.now()
    for (const client of clients) client.drop()
    await until('everyone is back', () => clients.every(({ isIn, enteredAt }) => isIn && enteredAt >= droppedAt))
    const { realtime, rollup } = await meter()

    const tookS = (Math.max(...clients.map(({ enteredAt }) => enteredAt)) - droppedAt) / 1_000
    const peak = peakPerSecond(realtime.upgrades)
    const refusals = clients.reduce((sum, { counts }) => sum + counts.refusals, 0)
    const reads = Object.values(realtime.statements)
    console.log(
      `${crowdSize} dropped at once: all back after ${tookS.toFixed(1)} s, at most ${peak} a second, ${refusals} told to come later; ` +
        `${reads.reduce((sum, n) => sum + n, 0)} statements of ${reads.length} kinds to D1 by the door, for all its callers together`,
    )
    expect(clients.flatMap(({ faults }) => faults)).toEqual([])
    expect(realtime.upgrades.length).toBe(crowdSize)
    // As the door hears of it, a moment after the room, whose own clock lets in no more (test/unit/room-rules).
    expect(peak, 'accepted within a second').toBeLessThanOrEqual(roomLimits.admissionsPerS * 1.1)
    expect(tookS, 'all back within a minute').toBeLessThanOrEqual(60)
    for (const [sql, times] of Object.entries(realtime.statements))
      expect(times, `once per time it is held, however many come: ${sql}`).toBeLessThanOrEqual(tookS / (freshestMs / 1_000) + 2)
    expect(rollup, 'nobody came or went, so nothing was to be stored').toMatchObject({ d1Batches: 0, d1RowsWritten: 0, d1RowsRead: 0 })
    expect(clients.every(({ counts }) => counts.resumes === 1 && counts.gaps === 0)).toBe(true)
  },
)
