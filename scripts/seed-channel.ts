/** The demo channel: its row in the kernel, its LAB's secret in its object. Running it again changes nothing. */
import type { Miniflare } from 'miniflare'
import { type ChannelRpc, type ChannelSetup, channelHealth, channelSettings } from '../contract/channel.ts'
import { appId } from '../contract/ids.ts'
import { channelName } from '../durable-objects/names.ts'
import type { LocalSecrets } from './local-secrets.ts'

export const demoChannel = ({ apps: [demo], lab }: Pick<LocalSecrets, 'apps' | 'lab'>): ChannelSetup => ({
  app_id: appId.parse(demo.app_id),
  channel_id: lab.channel_id,
  name: 'Voulezvous',
  settings: channelSettings.parse({}),
})

export const seedChannel = async (miniflare: Miniflare, secrets: LocalSecrets): Promise<void> => {
  const setup = demoChannel(secrets)
  const db = await miniflare.getD1Database('KERNEL_DB', 'prost-rollup')
  await db
    .prepare('INSERT OR IGNORE INTO channels (channel_id, app_id, name, settings, created_at) VALUES (?, ?, ?, ?, ?)')
    .bind(setup.channel_id, setup.app_id, setup.name, JSON.stringify(setup.settings), Date.now())
    .run()
  const object = await objectOf(miniflare, setup)
  const health = channelHealth.parse(JSON.parse(await object.health(setup)))
  if (health.secrets.length === 0)
    await object.addSecret(setup, secrets.lab.secret, 0, { actor: { kind: 'system', id: null }, request_id: null })
}

const objectOf = async (miniflare: Miniflare, { app_id, channel_id }: ChannelSetup): Promise<Pick<ChannelRpc, 'health' | 'addSecret'>> => {
  const namespace = await miniflare.getDurableObjectNamespace('CHANNEL', 'prost-sync')
  return namespace.getByName(channelName(app_id, channel_id)) as unknown as Pick<ChannelRpc, 'health' | 'addSecret'>
}
