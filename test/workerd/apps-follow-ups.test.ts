/** What follows from a change of an app is not forgotten: objects that were away, isolates that still held what was before. */
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { AppSettings } from '../../contract/keys.ts'
import { D1EventStore } from '../../storage/events/d1-event-store.ts'
import { findApp } from '../../storage/kernel/app-directory.ts'
import { dueFollowUps, followUpDone, settledMs } from '../../storage/kernel/follow-ups.ts'
import type { GatewayBindings } from '../../workers/gateway/bindings.ts'
import { runDueFollowUps } from '../../workers/gateway/apps/follow-ups.ts'
import { makeOperator, signIn } from '../support/people.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call, storeEvents } from './gateway-harness.ts'

let a: SeededApp
let owner: Record<string, string>

beforeEach(async () => {
  a = await seedApp({ telemetry_shards: 3 })
  owner = (await signIn(await makeOperator({ [a.app.app_id]: 'owner' }))).auth
})
afterEach(() => void vi.restoreAllMocks())

/** What could not be told is logged. */
const quiet = () => vi.spyOn(console, 'error').mockImplementation(() => undefined)

const minute = 60_000
const rows = async () => {
  const { results } = await env.KERNEL_DB.prepare('SELECT kind, subject, attempts, due_at FROM app_follow_ups WHERE app_id = ?')
    .bind(a.app.app_id)
    .all<{ kind: string; subject: string; attempts: number; due_at: number }>()
  return results
}
const revoke = () => call('DELETE', `/v1/apps/${a.app.app_id}/keys/${a.keyId}`, { auth: owner })

type Told = { readonly object: string; readonly opener: string }
/** Objects that keep what they were told; those in `away` do not answer. */
const objects = (told: Told[], away: (object: string) => boolean = () => false): GatewayBindings => ({
  ...env,
  TELEMETRY_SHARD: {
    getByName: (object: string) => ({
      closeSockets: async (opener: string) => {
        if (away(object)) throw new Error('away')
        told.push({ object, opener })
      },
    }),
  } as unknown as GatewayBindings['TELEMETRY_SHARD'],
})

describe('closing the sockets of a revoked key', () => {
  test('is done once more when every door knows of it, at every object, and then never again', async () => {
    await revoke()
    expect(await rows()).toMatchObject([{ kind: 'close_sockets', subject: a.keyId, attempts: 0 }])
    const told: Told[] = []
    await runDueFollowUps(objects(told), Date.now())
    expect(told.filter(({ object }) => object.includes(a.app.app_id))).toEqual([])
    await runDueFollowUps(objects(told), Date.now() + settledMs)
    const mine = told.filter(({ object }) => object.includes(a.app.app_id))
    expect(mine.map(({ opener }) => opener)).toEqual([a.keyId, a.keyId, a.keyId])
    expect(new Set(mine.map(({ object }) => object)).size).toBe(3)
    expect(await rows()).toEqual([])
  })

  test('[F5] one object that is away: again later, each time after twice as long, until it heard', async () => {
    quiet()
    await revoke()
    const at = Date.now() + settledMs
    const isAway = (object: string) => object.endsWith('/1')
    await runDueFollowUps(objects([], isAway), at)
    expect(await rows()).toMatchObject([{ attempts: 1, due_at: at + minute }])
    await runDueFollowUps(objects([], isAway), at + minute)
    expect(await rows()).toMatchObject([{ attempts: 2, due_at: at + 3 * minute }])
    const told: Told[] = []
    await runDueFollowUps(objects(told), at + 3 * minute)
    expect(told.map(({ object }) => object)).toContain(`telemetry/${a.app.app_id}/global/1`)
    expect(await rows()).toEqual([])
  })

  test('one app’s object that is away keeps no other’s from hearing', async () => {
    quiet()
    const b = await seedApp()
    const bob = (await signIn(await makeOperator({ [b.app.app_id]: 'owner' }))).auth
    await revoke()
    await call('DELETE', `/v1/apps/${b.app.app_id}/keys/${b.keyId}`, { auth: bob })
    const told: Told[] = []
    await runDueFollowUps(
      objects(told, (object) => object.includes(a.app.app_id)),
      Date.now() + settledMs,
    )
    expect(told).toContainEqual({ object: `telemetry/${b.app.app_id}/global/0`, opener: b.keyId })
  })

  test('revoking again leaves nothing more to do', async () => {
    await revoke()
    await runDueFollowUps(objects([]), Date.now() + settledMs)
    await revoke()
    expect(await rows()).toEqual([])
  })
})

test('an archived app’s sockets are closed by its own id', async () => {
  await call('DELETE', `/v1/apps/${a.app.app_id}`, { auth: owner })
  const told: Told[] = []
  await runDueFollowUps(objects(told), Date.now() + settledMs)
  expect(told.filter(({ object }) => object.includes(a.app.app_id)).map(({ opener }) => opener)).toEqual(Array(3).fill(a.app.app_id))
})

describe('counting interactions anew', () => {
  const patch = (patterns: string[]) => call('PATCH', `/v1/apps/${a.app.app_id}`, { auth: owner, json: { interaction_patterns: patterns } })
  const settings = async (): Promise<AppSettings> => (await findApp(env.KERNEL_DB, a.app.app_id)) ?? a.app
  const mismatches = async () =>
    (await (await call('POST', '/v1/metrics/verify', { auth: a.auth })).json<{ mismatches: number }>()).mismatches

  test('[F2] what the rollup still counted by the old patterns is counted again', async () => {
    const held = await settings()
    await patch(['chat.*'])
    await storeEvents(held, [{ type: 'chat.said' }])
    await new D1EventStore(env).recountInteractions(held, Date.now())
    await runDueFollowUps(env, Date.now() + settledMs)
    expect(await mismatches()).toBe(0)
    const { total_interactions } = await (await call('GET', '/v1/metrics', { auth: a.auth })).json<{ total_interactions: number }>()
    expect(total_interactions).toBe(1)
  })

  test('a change while the one before is being followed keeps its own', async () => {
    await patch(['chat.*'])
    const [first] = await dueFollowUps(env.KERNEL_DB, Date.now() + settledMs, 1_000).then((due) =>
      due.filter(({ app_id }) => app_id === a.app.app_id),
    )
    if (first === undefined) throw new Error('nothing is due')
    await env.KERNEL_DB.prepare('UPDATE app_follow_ups SET since = since + 1 WHERE app_id = ?').bind(a.app.app_id).run()
    await followUpDone(env.KERNEL_DB, first)
    expect(await rows()).toHaveLength(1)
  })

  test('patterns that are sent again are counted again', async () => {
    await patch(['chat.*'])
    await runDueFollowUps(env, Date.now() + settledMs)
    expect(await rows()).toEqual([])
    await patch(['chat.*'])
    expect(await rows()).toMatchObject([{ kind: 'recount_interactions' }])
  })
})
