/**
 * docs/runbooks/channel.md, rehearsed on the started platform: each disaster shows the signs that the page names, viewers never meet an error or a step
 * back, and what the page says to do works. Steps of one day: each goes on where the one before ended.
 */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import type { ChannelStatus } from '../../contract/channel.ts'
import { channelHealth } from '../../contract/channel.ts'
import { channelId } from '../../contract/ids.ts'
import { readCommand } from '../../lab/commands.ts'
import { type Driver, drive } from '../../lab/drive.ts'
import { readLoop } from '../../lab/loop.ts'
import type { MediaStore } from '../../lab/media-store.ts'
import { uploadMediaStore } from '../../lab/media-stores.ts'
import { signed, type SignedDelivery } from '../../lab/sign.ts'
import { type Outcome, Simulator } from '../../lab/simulator.ts'
import { ChannelWatcher } from './channel-watcher.ts'
import { eventually } from './eventually.ts'
import { anyPort, authOf, killGroup, newState, type Running, runScript, start, stop } from './platform-process.ts'

const labOf = z.object({ lab: z.object({ media_url: z.url(), token: z.string() }) })
const page = z.object({ data: z.array(z.object({ action: z.string(), reason: z.string().nullable() })) })

const state = newState()
let running: Running
let port: number
let watcher: ChannelWatcher
let lab: Driver
let bucketFails = false
const outcomes: Outcome[] = []
const sent: SignedDelivery[] = []
let bearer = ''

beforeAll(async () => {
  port = await anyPort()
  running = await start(state, port)
  const { url, lab: own, admin } = running.dev
  watcher = new ChannelWatcher(url, own.channel_id)
  lab = startLab()
  const login = await fetch(`${url}/v1/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(admin),
  })
  bearer = z.object({ access_token: z.string() }).parse(await login.json()).access_token
})
afterAll(async () => {
  await watcher.stop()
  await lab.end()
  await stop(running)
  rmSync(state, { recursive: true, force: true })
})

const post = async (delivery: SignedDelivery): Promise<Response> => {
  sent.push(delivery)
  return fetch(`${running.dev.url}/v1/lab/status`, { method: 'POST', headers: delivery.headers, body: delivery.body })
}

/** A LAB of this test, whose way into the bucket can be closed. */
const startLab = (): Driver => {
  const { dev } = running
  const { lab: door } = labOf.parse(JSON.parse(readFileSync(join(state, 'dev.json'), 'utf8')))
  const store = uploadMediaStore(door.media_url, door.token)
  const closable: MediaStore = {
    put: (uri, bytes) => (bucketFails ? Promise.reject(new Error('the bucket is away')) : store.put(uri, bytes)),
    remove: (uri) => store.remove(uri),
  }
  const simulator = new Simulator(
    {
      loop: readLoop(),
      store: closable,
      window: 6,
      keepMs: 600_000,
      parts: false,
      channelId: channelId.parse(dev.lab.channel_id),
      secret: dev.lab.secret,
      post,
    },
    Date.now(),
  )
  return drive(simulator, ({ reports }) => outcomes.push(...reports))
}

const tell = (line: string): void => {
  const read = readCommand(line)
  if (!read.ok) throw new Error(read.why)
  lab.tell(read.command)
}

const is = (wanted: Partial<ChannelStatus>): Promise<void> => eventually(() => watcher.status()).toMatchObject(wanted)

const health = async () => {
  const { url, app, lab: own } = running.dev
  const answer = await fetch(`${url}/v1/apps/${app.app_id}/channels/${own.channel_id}`, { headers: { Authorization: `Bearer ${bearer}` } })
  return channelHealth.parse(await answer.json())
}
const openAlerts = async (): Promise<string[]> => (await health()).alerts.map(({ code }) => code)

/** Reasons of the switches in the app's audit chain, newest first. */
const auditedReasons = async (): Promise<(string | null)[]> => {
  const answer = await fetch(`${running.dev.url}/v1/audit?action=channel.switched&limit=50`, { headers: authOf(running.dev.app) })
  return page.parse(await answer.json()).data.map(({ reason }) => reason)
}

const backOnAir = async (): Promise<void> => {
  await is({ state: 'on_air', source: 'lab' })
  await eventually(async () => (await watcher.newest()).uri).not.toContain('slate')
}

describe('the channel’s runbook', () => {
  test('all is well: on the air, and its newest segment is there', async () => {
    await backOnAir()
    expect(await watcher.newest()).toMatchObject({ isThere: true })
    watcher.watch()
  })

  test('LAB down: unknown, never on air; the slate plays; back by itself; alert and audit say why', async () => {
    tell('silence')
    await is({ state: 'unknown', source: 'slate' })
    await eventually(() => watcher.newest()).toMatchObject({ uri: expect.stringContaining('slate'), isThere: true })
    expect(await openAlerts()).toContain('lab_silent')
    tell('ok')
    await backOnAir()
    await eventually(auditedReasons).toContain('lab_silent')
  })

  test('LAB lying: reports without a new picture are the slate', async () => {
    tell('freeze')
    await is({ state: 'slate', source: 'slate' })
    expect(await openAlerts()).toContain('playlist_frozen')
    tell('ok')
    await backOnAir()
  })

  test('LAB lying: another secret, another time, yesterday’s report: no effect, and the answer says which it is', async () => {
    const [yesterday] = sent
    if (yesterday === undefined) throw new Error('nothing was sent yet')
    expect(await (await post(yesterday)).json()).toEqual({ applied: false })
    outcomes.length = 0
    tell('bad_signature')
    await eventually(() => outcomes.at(-1)?.status).toBe(401)
    await is({ state: 'unknown', source: 'slate' })
    tell('ok')
    await backOnAir()
  })

  test('LAB lying: its secret is replaced; both hold until the overlap ends, and the LAB changes over', async () => {
    const { url, app, lab: own } = running.dev
    const headers = { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' }
    const path = `${url}/v1/apps/${app.app_id}/channels/${own.channel_id}/secrets`
    const made = await fetch(path, { method: 'POST', headers, body: JSON.stringify({ overlap_s: 3_600 }) })
    const { secret } = z.object({ secret: z.string() }).parse(await made.json())
    const old = { channel_id: own.channel_id, seq: 1, sent_at: new Date().toISOString(), state: 'on_air' }
    const answer = await post(signed(secret, 'by-the-new-one', Date.now(), JSON.stringify(old)))
    expect([answer.status, await answer.json()]).toEqual([200, { applied: false }])
    outcomes.length = 0
    await eventually(() => outcomes.at(-1)).toMatchObject({ status: 200, applied: true })
    expect((await health()).secrets).toHaveLength(2)
  })

  test('storage down: the LAB can not upload; the slate, which needs no bucket, plays; back by itself', async () => {
    bucketFails = true
    await is({ state: 'slate', source: 'slate' })
    await eventually(() => watcher.newest()).toMatchObject({ uri: expect.stringContaining('slate'), isThere: true })
    bucketFails = false
    await backOnAir()
    expect(await watcher.newest()).toMatchObject({ isThere: true })
  })

  test('bad deploy: everything dies at once and comes up again; the sequences go on, the LAB is heard, nobody does anything', async () => {
    await watcher.stop()
    await lab.end()
    const before = watcher.newestNumber
    await killGroup(running)
    running = await start(state, port, ['--no-seed'])
    await backOnAir()
    await watcher.look()
    expect(watcher.newestNumber).toBeGreaterThan(before)
    const said = await runScript('scripts/lab.ts', ['--dev', `${state}/dev.json`, 'say', 'silence', '600'])
    expect(said.code, said.output).toBe(0)
    await is({ source: 'slate' })
    const ok = await runScript('scripts/lab.ts', ['--dev', `${state}/dev.json`, 'say', 'ok'])
    expect(ok.code, ok.output).toBe(0)
    await backOnAir()
  })

  test('and through all of it no playlist failed, went back or changed', () => {
    expect(watcher.complaints).toEqual([])
    expect(watcher.newestNumber).toBeGreaterThan(20)
  })
})
