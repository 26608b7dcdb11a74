/** The watchdog and the directory it walks. */
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { newId } from '../../contract/ids.ts'
import { roomRegisterNames, telemetryShardNames } from '../../durable-objects/names.ts'
import { findApp, objectsOfRound } from '../../storage/kernel/app-directory.ts'
import { eventShard, eventShards } from '../../storage/events/pool.ts'
import { watchdog } from '../../workers/rollup/scheduled/watchdog.ts'
import { SettingsCache } from '../../workers/rollup/settings-cache.ts'
import { settingsOf } from '../contract/facts.ts'
import { seedApp } from '../support/seed.ts'
import { recordedWorld } from './rollup-harness.ts'

const minute = 60_000

beforeEach(async () => {
  await env.KERNEL_DB.exec('DELETE FROM app_keys')
  await env.KERNEL_DB.exec('DELETE FROM apps')
  vi.spyOn(console, 'error').mockImplementation(() => {})
  return () => vi.restoreAllMocks()
})

describe('the watchdog', () => {
  test('[FAILURES 5] every object of every app is woken, and one that fails stops no other', async () => {
    const apps = await Promise.all([1, 3, 2].map((shards) => seedApp({ telemetry_shards: shards })))
    const names = apps.flatMap(({ app }) => [...telemetryShardNames(app), ...roomRegisterNames(app)])
    const { bindings, woken, unreachable } = recordedWorld()
    unreachable.add(names[1] ?? '')
    await watchdog(5 * minute + 7, bindings)
    expect(woken.toSorted()).toEqual(names.toSorted())
  })

  test('[FAILURES 5] without apps there is nothing to do', async () => {
    const { bindings, woken } = recordedWorld()
    await watchdog(0, bindings)
    expect(woken).toEqual([])
  })

  test('[FAILURES 5] rounds are bounded, and together they are all objects', async () => {
    const apps = await Promise.all([7, 1, 12, 4].map((shards) => seedApp({ telemetry_shards: shards })))
    for (const size of [1, 5, 7, 24, 100]) {
      const rounds = Math.ceil(24 / size)
      const seen: string[] = []
      for (let round = 1_000; round < 1_000 + rounds; round++) {
        const names = (await objectsOfRound(env.KERNEL_DB, round, size)).flatMap(({ app, from, to }) =>
          telemetryShardNames(app).slice(from, to),
        )
        expect(names.length).toBeLessThanOrEqual(size)
        seen.push(...names)
      }
      expect(seen.toSorted()).toEqual(apps.flatMap(({ app }) => telemetryShardNames(app)).toSorted())
    }
  })
})

describe('the directory', () => {
  test('[STYLE 2] an app is found as it was stored, an unknown one is null', async () => {
    const { app } = await seedApp({ interaction_patterns: ['a.*', 'b'], origins: ['https://a.example'], event_shard: 1 })
    expect(await findApp(env.KERNEL_DB, app.app_id)).toEqual(app)
    expect(await findApp(env.KERNEL_DB, settingsOf().app_id)).toBeNull()
  })

  test('[FAILURES 9] settings are at most 5 s old, and a new app is known at once', async () => {
    let now = 1_000
    const cache = new SettingsCache(() => now)
    const app = settingsOf()
    let stored: typeof app | null = null
    let reads = 0
    const read = async (): Promise<typeof app | null> => {
      reads += 1
      return stored
    }
    expect(await cache.get(app.app_id, read)).toBeNull()
    stored = app
    expect(await cache.get(app.app_id, read)).toBe(app)
    now += 4_999
    expect(await cache.get(app.app_id, read)).toBe(app)
    expect(reads).toBe(2)
    stored = { ...app, name: newId() }
    now += 1
    expect(await cache.get(app.app_id, read)).toBe(stored)
  })

  test('[STYLE 5] the pool is one list, and a shard that is not in it is an error', () => {
    expect(eventShards(env)).toEqual([env.EVENTS_00, env.EVENTS_01])
    expect(eventShard(env, 1)).toBe(env.EVENTS_01)
    expect(() => eventShard(env, 2)).toThrow('not in the pool')
  })
})
