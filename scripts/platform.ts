/**
 * The platform on one machine: the built Workers in one local runtime on one origin, with storage in a folder.
 * The bindings come from the wrangler configurations, so what runs here is what is deployed. No dev proxy: requests
 * reach the gateway directly.
 */
import { join } from 'node:path'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare'
import { unstable_getMiniflareWorkerOptions as workerOptions } from 'wrangler'
import { bundlePath, root, workers, type WorkerName } from './build.ts'

export type Guest = {
  readonly name: string
  readonly bundle: string
  readonly port: number
  /** Gives it the kernel database and these variables. */
  readonly kernel?: Readonly<Record<string, string>>
}

export type PlatformOptions = {
  readonly port: number
  /** Folder for databases, objects and secrets. */
  readonly state: string
  readonly secrets: { readonly OPS_TOKEN: string; readonly IDENTITY_SECRET: string }
  /** Replaces what the gateway is configured with: the channel of the first page, and in tests other environments. */
  readonly gateway?: Readonly<Record<string, string>>
  /** Manifests beside the platform's, as the JSON array that `MODES` holds. */
  readonly modes?: string
  /** Replaces the bundle of a Worker, for benches that count operations. */
  readonly bundles?: Partial<Record<WorkerName, string>>
  /** Ports of a Worker's own door, beside the gateway's: benches measure each where production routes it. */
  readonly doors?: Partial<Record<WorkerName, number>>
  /**
   * Workers without the files that come with them. The local router of such files stands in front of its Worker and is slower than that; a bench of a
   * door that serves none of them measures the door.
   */
  readonly withoutFiles?: readonly WorkerName[]
  /** Workers that are not of the platform, each on a port of its own: what a bench compares with. */
  readonly guests?: readonly Guest[]
  /** Called when the runtime died and was started again. */
  readonly onRestart?: () => void
}

export type Platform = {
  readonly url: string
  readonly miniflare: Miniflare
  /** Runs the crons once: nothing fires them locally. */
  tick(): Promise<void>
  stop(): Promise<void>
}

export const startPlatform = async (options: PlatformOptions): Promise<Platform> => {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      port: options.port,
      cf: false,
      log: new Log(LogLevel.ERROR),
      resourcePersistencePath: join(options.state, 'resources'),
      ...(options.onRestart ? { unsafeHandleRuntimeRestart: options.onRestart } : {}),
      workers: [...workers.map((worker) => localWorker(worker, options)), ...(options.guests ?? []).map(guestWorker)],
    }),
  )
  const url = await miniflare.ready
  return {
    url: url.origin,
    miniflare,
    tick: () => runCrons(miniflare),
    stop: () => miniflare.dispose(),
  }
}

/** wrangler reads required secrets from the environment and says so on standard output; here both are ours. */
process.env['WRANGLER_LOG'] ??= 'error'

const localWorker = (worker: (typeof workers)[number], options: PlatformOptions) => {
  const { workerOptions: configured } = workerOptions(join(root, worker.config))
  const { modulesRules: _rules, assets, ...rest } = configured
  const bound = assets === undefined || options.withoutFiles?.includes(worker.name) ? rest : { ...rest, assets }
  const port = options.doors?.[worker.name]
  return {
    ...bound,
    ...moduleAt(options.bundles?.[worker.name] ?? join(bundlePath(worker.folder), 'index.js')),
    ...(port === undefined ? {} : doorAt(port)),
    bindings: Object.assign({}, bound.bindings, settingsOf(worker.name, options)),
    name: worker.name,
    rootPath: root,
  }
}

/** No cache stands in front of a Worker here. */
const settingsOf = (worker: WorkerName, options: PlatformOptions): Record<string, string> => {
  switch (worker) {
    case 'prost-gateway':
      return { ...development(options), ...modesOf(options), ...options.gateway }
    case 'prost-sync':
      return { EDGE_CACHE: 'cache-api' }
    case 'prost-realtime':
      // No server is asked for addresses: calls stay on the machine.
      return { PUBLIC_URL: `http://127.0.0.1:${options.port}`, MEDIA_CONFIG: JSON.stringify({ stun: [] }), ...modesOf(options) }
    case 'prost-ingest':
    case 'prost-rollup':
      return {}
    default:
      return worker satisfies never
  }
}

const modesOf = ({ modes }: PlatformOptions): Record<string, string> => (modes === undefined ? {} : { MODES: modes })

/** What a deployment sets and a machine at home needs otherwise. */
const development = ({ port, secrets }: PlatformOptions): Record<string, string> => ({
  ...secrets,
  MAIL_API_KEY: '',
  ENVIRONMENT: 'development',
  PUBLIC_URL: `http://127.0.0.1:${port}`,
  CONSOLE_REGISTRATION: 'open',
})

const guestWorker = ({ name, bundle, port, kernel }: Guest) => ({
  ...moduleAt(bundle),
  ...doorAt(port),
  ...(kernel === undefined ? {} : { d1Databases: kernelDatabase(), bindings: { ...kernel } }),
  name,
  compatibilityDate,
})

/** As the gateway has it. */
const kernelDatabase = () =>
  Object.fromEntries(
    Object.entries(workerOptions(join(root, 'wrangler.toml')).workerOptions.d1Databases ?? {}).filter(([name]) => name === 'KERNEL_DB'),
  )

/** The compatibility date of every configuration, for a Worker that has none. */
const compatibilityDate = '2026-11-02'

const moduleAt = (script: string) => ({ modules: [{ type: 'ESModule' as const, path: script }], modulesRoot: join(script, '..') })

const doorAt = (port: number) => ({ unsafeDirectSockets: [{ host: '127.0.0.1', port }] })

const runCrons = async (miniflare: Miniflare): Promise<void> => {
  for (const name of ['prost-rollup', 'prost-gateway'] as const) {
    const worker = await miniflare.getWorker(name)
    await worker.scheduled({ cron: '* * * * *' })
  }
}
