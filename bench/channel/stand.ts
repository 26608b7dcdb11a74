/** A runtime with one channel on the air: its LAB's reports are real and signed; its media goes nowhere, since no one watches it here. */
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { type ChannelRpc, type ChannelSettings, channelSettings, channelStatus } from '../../contract/channel.ts'
import { appId, channelId, newId } from '../../contract/ids.ts'
import { newLabSecret } from '../../domain/channel/lab-secret.ts'
import { channelName } from '../../durable-objects/names.ts'
import { drive } from '../../lab/drive.ts'
import { readLoop } from '../../lab/loop.ts'
import type { SignedDelivery } from '../../lab/sign.ts'
import { Simulator } from '../../lab/simulator.ts'
import { root, type WorkerName } from '../../scripts/build.ts'
import { freePort } from '../support/ports.ts'
import { addApp, type Runtime, startRuntime } from '../support/runtime.ts'

export type Stand = {
  readonly runtime: Runtime
  /** The keeping Worker's address: the peer. */
  readonly keeping: string
  readonly channel: string
  /** Calls back with each report that took effect, and when it was sent. */
  readonly onReport: (hear: (body: string, sentAt: number) => void) => void
  readonly stop: () => Promise<void>
}

export type StandOptions = {
  readonly settings?: Partial<ChannelSettings>
  readonly bundles?: Partial<Record<WorkerName, string>>
  /** With the slate's files, and so behind the local router of them. None is asked for while the LAB is on the air. */
  readonly withFiles?: boolean
}

export const startStand = async ({ settings = {}, bundles = {}, withFiles = false }: StandOptions = {}): Promise<Stand> => {
  const port = await freePort()
  const runtime = await startRuntime(bundles, [{ name: 'keeping', bundle: keepingBundle(), port }], withFiles ? [] : ['prost-sync'])
  const channel = channelId.parse(newId())
  const secret = await addChannel(runtime, channel, channelSettings.parse(settings))
  const hearers: ((body: string, sentAt: number) => void)[] = []
  const post = async ({ headers, body }: SignedDelivery): Promise<Response> => {
    const sentAt = performance.now()
    const answer = await fetch(`${runtime.sync}/v1/lab/status`, { method: 'POST', headers, body })
    for (const hear of hearers) hear(body, sentAt)
    return answer
  }
  const store = { put: () => Promise.resolve(), remove: () => Promise.resolve() }
  const parts = settings.low_latency === true
  const lab = drive(
    new Simulator({ loop: readLoop(), store, window: 6, keepMs: 60_000, parts, channelId: channel, secret, post }, Date.now()),
    () => undefined,
  )
  await untilOnAir(runtime, channel)
  return {
    runtime,
    keeping: `http://127.0.0.1:${port}`,
    channel,
    onReport: (hear) => void hearers.push(hear),
    stop: async () => {
      await lab.end()
      await runtime.stop()
    },
  }
}

const keepingBundle = (): string => {
  const outfile = join(root, 'dist/bench/keeping-worker.js')
  buildSync({
    entryPoints: [join(root, 'bench/peers/keeping-worker.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    minify: true,
    target: 'es2024',
  })
  return outfile
}

const addChannel = async (runtime: Runtime, channel: ReturnType<typeof channelId.parse>, settings: ChannelSettings): Promise<string> => {
  const app = appId.parse((await addApp(runtime)).app_id)
  const db = await runtime.miniflare.getD1Database('KERNEL_DB', 'prost-rollup')
  await db
    .prepare(`INSERT INTO channels (channel_id, app_id, name, settings, created_at) VALUES (?, ?, 'bench', ?, ?)`)
    .bind(channel, app, JSON.stringify(settings), Date.now())
    .run()
  const objects = await runtime.miniflare.getDurableObjectNamespace('CHANNEL', 'prost-sync')
  const object = objects.getByName(channelName(app, channel)) as unknown as Pick<ChannelRpc, 'addSecret'>
  const secret = newLabSecret()
  const setup = { app_id: app, channel_id: channel, name: 'bench', settings }
  await object.addSecret(setup, secret, 0, { actor: { kind: 'system', id: null }, request_id: null })
  return secret
}

const untilOnAir = async ({ sync }: Runtime, channel: string): Promise<void> => {
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline) {
    const answer = await fetch(`${sync}/v1/channels/${channel}/status`)
    if (answer.ok && channelStatus.parse(await answer.json()).state === 'on_air') return
    await new Promise((wake) => setTimeout(wake, 100))
  }
  throw new Error('the channel is not on the air')
}
