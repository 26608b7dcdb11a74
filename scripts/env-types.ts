/** How the environment types of each Worker are generated: `wrangler types` with every configuration its bindings point to. */
const gateway = 'wrangler.toml'
const ingest = 'workers/ingest/wrangler.toml'
const sync = 'workers/sync/wrangler.toml'
const realtime = 'workers/realtime/wrangler.toml'
const rollup = 'workers/rollup/wrangler.toml'

const command = (folder: string, name: string, configs: readonly string[]): readonly string[] => [
  'types',
  `workers/${folder}/env.d.ts`,
  ...configs.flatMap((config) => ['-c', config]),
  '--include-runtime=false',
  '--include-main-module=false',
  '--env-interface',
  name,
]

export const envTypes: readonly (readonly string[])[] = [
  command('gateway', 'GatewayEnv', [gateway, ingest, sync, realtime, rollup]),
  command('ingest', 'IngestEnv', [ingest]),
  command('sync', 'SyncEnv', [sync]),
  command('realtime', 'RealtimeEnv', [realtime, ingest]),
  command('rollup', 'RollupEnv', [rollup, ingest, sync, realtime]),
]
