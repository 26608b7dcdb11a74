/** The channels of an app, as its operators make, change, watch and end them; and the audit chain of it all. */
import { runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { AuditNote } from '../../contract/audit.ts'
import { channel as channelShape, channelReading, rotatedSecret } from '../../contract/channel.ts'
import type { ChannelSetup } from '../../contract/channel.ts'
import { appRules } from '../../domain/apps/app-rules.ts'
import { newLabSecret } from '../../domain/channel/lab-secret.ts'
import { channelName } from '../../durable-objects/names.ts'
import { channelsOfRound } from '../../storage/kernel/channel-lookup.ts'
import { wakeChannels } from '../../workers/rollup/scheduled/wake-channels.ts'
import { Lab, madeChannel, objectOf, seedChannel, statusOf, syncDoor } from '../support/channel.ts'
import { gatewayIsolate } from '../support/gateway-isolate.ts'
import { codeOf } from '../support/ingest-door.ts'
import { makeOperator, signIn } from '../support/people.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call } from './gateway-harness.ts'
import { recordedWorld } from './rollup-harness.ts'

let app: SeededApp
let owner: Record<string, string>
let channels: string

beforeEach(async () => {
  app = await seedApp()
  owner = (await signIn(await makeOperator({ [app.app.app_id]: 'owner' }))).auth
  channels = `/v1/apps/${app.app.app_id}/channels`
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const make = async (json: object = { name: 'Voulezvous' }) => madeChannel(await call('POST', channels, { auth: owner, json }))
const read = async (id: string) => channelReading.parse(await (await call('GET', `${channels}/${id}`, { auth: owner })).json())

describe('a channel', () => {
  test('is made with a secret that is shown once, and its LAB can speak at once', async () => {
    const made = await make({ name: 'Voulezvous', settings: { dvr_window_s: 120 } })
    expect(made).toMatchObject({ name: 'Voulezvous', settings: { target_duration_s: null, dvr_window_s: 120, low_latency: false } })
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    const lab = new Lab(made.id, made.secret)
    expect((await lab.post(syncDoor(), lab.report())).status).toBe(200)
    const reading = await read(made.id)
    expect(reading).toMatchObject({ id: made.id, status: { state: 'on_air', source: 'lab' }, last_report: { seq: 1 }, alerts: [] })
    expect(reading.secrets).toHaveLength(1)
    expect(JSON.stringify(reading)).not.toContain(made.secret)
  })

  test('[STYLE 5] its secret is nowhere but in its object', async () => {
    const made = await make()
    const { results: tables } = await env.KERNEL_DB.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).all<{ name: string }>()
    for (const { name } of tables.filter((table) => !table.name.startsWith('_') && !table.name.startsWith('sqlite_'))) {
      const { results } = await env.KERNEL_DB.prepare(`SELECT * FROM ${name}`).all()
      expect(JSON.stringify(results)).not.toContain(made.secret)
    }
  })

  test('is in the list, latest first, page by page', async () => {
    const made = [await make({ name: 'one' }), await make({ name: 'two' }), await make({ name: 'three' })]
    const names: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const query: string = cursor === '' ? '?limit=2' : `?limit=2&cursor=${cursor}`
      const page = await (await call('GET', `${channels}${query}`, { auth: owner })).json<{ data: unknown[]; next_cursor: string | null }>()
      names.push(...page.data.map((each) => channelShape.parse(each).name))
      cursor = page.next_cursor
    }
    expect(names.toSorted()).toEqual(made.map(({ name }) => name).toSorted())
  })

  test('is changed in parts; what is no change is none', async () => {
    const { id } = await make()
    const patch = (json: object) => call('PATCH', `${channels}/${id}`, { auth: owner, json })
    const changed = channelShape.parse(await (await patch({ settings: { dvr_window_s: 600 } })).json())
    expect(changed).toMatchObject({ name: 'Voulezvous', settings: { dvr_window_s: 600, low_latency: false } })
    expect(channelShape.parse(await (await patch({ name: 'Vv' })).json())).toEqual({ ...changed, name: 'Vv' })
    expect(channelShape.parse(await (await patch({})).json())).toEqual({ ...changed, name: 'Vv' })
    expect(await codeOf(await patch({ settings: { dvr_window_s: -1 } }))).toBe('validation_failed')
    expect(await codeOf(await patch({ secret: newLabSecret() }))).toBe('validation_failed')
    const changes = (await notes()).filter(({ action }) => action === 'channel.changed')
    expect(changes.map(({ data }) => data)).toEqual([{ settings: { dvr_window_s: 600 } }, { name: 'Vv' }])
  })

  test('that ends is gone at every door, and its object is empty', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
    const made = await make()
    const door = syncDoor()
    await statusOf(door, made.id)
    const ended = channelShape.parse(await (await call('DELETE', `${channels}/${made.id}`, { auth: owner })).json())
    expect(ended.archived_at).not.toBeNull()
    expect(channelShape.parse(await (await call('DELETE', `${channels}/${made.id}`, { auth: owner })).json())).toEqual(ended)
    expect(await codeOf(await call('GET', `${channels}/${made.id}`, { auth: owner }))).toBe('not_found')
    vi.setSystemTime(Date.now() + 5_000)
    expect(await codeOf(await door(`/v1/channels/${made.id}/status`))).toBe('not_found')
    expect(await codeOf(await new Lab(made.id, made.secret).post(door, new Lab(made.id, made.secret).report()))).toBe('invalid_signature')
  })

  test('of which there are as many as there may be is one too many', async () => {
    for (let i = 0; i < appRules.channels; i++) await seedChannel({ app: app.app })
    expect(await codeOf(await call('POST', channels, { auth: owner, json: { name: 'more' } }))).toBe('too_many')
  })

  test('gets a new secret, and the old one holds for the overlap that was chosen', async () => {
    const made = await make()
    const answer = await call('POST', `${channels}/${made.id}/secrets`, { auth: owner, json: { overlap_s: 0 } })
    expect(answer.status).toBe(201)
    const { secret, secrets } = rotatedSecret.parse(await answer.json())
    expect(secrets).toHaveLength(1)
    const lab = new Lab(made.id, made.secret)
    expect(await codeOf(await lab.post(syncDoor(), lab.report()))).toBe('invalid_signature')
    expect((await lab.post(syncDoor(), lab.report(), { secret })).status).toBe(200)
  })

  test('[§1] the same Idempotency-Key makes one channel and shows the same secret', async () => {
    const headers = { 'Idempotency-Key': 'make-it-once' }
    const [one, two] = [
      await madeChannel(await call('POST', channels, { auth: owner, headers, json: { name: 'V' } })),
      await madeChannel(await call('POST', channels, { auth: owner, headers, json: { name: 'V' } })),
    ]
    expect(two).toEqual(one)
  })
})

test('[DESIGN] an object that is away is 503, and no channel is made without a secret', async () => {
  const away = async (): Promise<never> => {
    throw new Error('the object is away')
  }
  const isolate = gatewayIsolate({ bindings: { CHANNEL: { getByName: () => ({ health: away, addSecret: away, close: away }) } } })
  const headers = { ...owner, 'Content-Type': 'application/json' }
  const { id } = await make()
  expect(await codeOf(await isolate('GET', `${channels}/${id}`, headers))).toBe('temporarily_unavailable')
  expect(await codeOf(await isolate('POST', channels, headers, '{"name":"V"}'))).toBe('temporarily_unavailable')
  const { data } = await (await call('GET', channels, { auth: owner })).json<{ data: unknown[] }>()
  expect(data).toHaveLength(1)
  // The doors close all the same; the watchdog tells the object later.
  expect((await isolate('DELETE', `${channels}/${id}`, headers)).status).toBe(200)
})

const inOrder = (one: string, other: string): number => one.localeCompare(other)

const notes = async (): Promise<AuditNote[]> => {
  const { results } = await env.KERNEL_DB.prepare('SELECT note FROM audit_outbox WHERE app_id = ? ORDER BY at, entry_id')
    .bind(app.app.app_id)
    .all<{ note: string }>()
  return results.map(({ note }) => JSON.parse(note) as AuditNote)
}

describe('[§3] the audit chain', () => {
  const entries = async (action: string) => {
    const answer = await call('GET', `/v1/apps/${app.app.app_id}/audit?action=${action}&limit=200`, { auth: owner })
    return (await answer.json<{ data: { id: string; reason: string | null; outcome: string }[] }>()).data
  }

  test('[§5] has every switch once, though each note is sent twice, and the operator’s acts', { timeout: 60_000 }, async () => {
    const made = await make()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })
    const setup: ChannelSetup = { app_id: app.app.app_id, channel_id: made.id, name: made.name, settings: made.settings }
    const lab = new Lab(made.id, made.secret)
    for (let outage = 0; outage < 2; outage++) {
      for (let i = 0; i < 8; i++) {
        await lab.post(syncDoor(), lab.onward())
        vi.setSystemTime(Date.now() + 2_000)
      }
      for (let i = 0; i < 80; i++) {
        vi.setSystemTime(Date.now() + 1_000)
        await runDurableObjectAlarm(objectOf(setup))
      }
    }
    vi.useRealTimers()
    const { switches } = await read(made.id)
    expect(switches.length).toBeGreaterThanOrEqual(4)
    await vi.waitFor(async () => expect(await entries('channel.switched')).toHaveLength(switches.length), {
      timeout: 20_000,
      interval: 100,
    })
    const noted = (await entries('channel.switched')).map(({ reason }) => reason ?? '')
    expect(noted.toSorted(inOrder)).toEqual(switches.map(({ reason }) => reason).toSorted(inOrder))
    expect((await entries('channel.switched')).every(({ outcome }) => outcome === 'decided')).toBe(true)
    expect(await entries('channel.created')).toHaveLength(1)
    await vi.waitFor(async () => expect(await entries('channel.secret_added')).toHaveLength(1), { timeout: 20_000, interval: 100 })
  })
})

describe('[FAILURES 5] the watchdog', () => {
  test('wakes every channel that lives, and ends those that ended lately or whose app did', async () => {
    const [lives, ended, orphan] = [await seedChannel(), await seedChannel(), await seedChannel()]
    const archive = (table: string, column: string, id: string) =>
      env.KERNEL_DB.prepare(`UPDATE ${table} SET archived_at = ? WHERE ${column} = ?`).bind(Date.now(), id).run()
    await archive('channels', 'channel_id', ended.setup.channel_id)
    await archive('apps', 'app_id', orphan.app.app_id)
    const world = recordedWorld()
    world.unreachable.add(nameOf(lives.setup))
    for (let minute = 0; minute < 2; minute++) await wakeChannels(Date.now() + minute * 60_000, world.bindings)
    expect(world.woken).toContain(nameOf(lives.setup))
    expect(world.ended).toEqual(expect.arrayContaining([nameOf(ended.setup), nameOf(orphan.setup)]))
    expect(world.ended).not.toContain(nameOf(lives.setup))
    const later = recordedWorld()
    await wakeChannels(Date.now() + 2 * 86_400_000, later.bindings)
    expect(later.ended).not.toContain(nameOf(ended.setup))
  })

  test('rounds are bounded, and together they are all channels', async () => {
    for (let i = 0; i < 7; i++) await seedChannel()
    const all = (await channelsOfRound(env.KERNEL_DB, 0, 10_000, 0)).map(({ channel_id }) => channel_id)
    for (const size of [1, 3, 7, 100]) {
      const seen: string[] = []
      for (let round = 500; round < 500 + Math.ceil(all.length / size); round++) {
        const some = await channelsOfRound(env.KERNEL_DB, round, size, 0)
        expect(some.length).toBeLessThanOrEqual(size)
        seen.push(...some.map(({ channel_id }) => channel_id))
      }
      expect(seen.toSorted()).toEqual(all.toSorted())
    }
  })
})

const nameOf = ({ app_id, channel_id }: ChannelSetup): string => channelName(app_id, channel_id)
