/**
 * Builds what runs: the Workers as wrangler would deploy them, and the web shell. Each output carries the hash
 * of its inputs, so that an unchanged part is not built again.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
export const root = resolve(import.meta.dirname, '..')

export const workers = [
  { name: 'prost-gateway', config: 'wrangler.toml', folder: 'gateway' },
  { name: 'prost-ingest', config: 'workers/ingest/wrangler.toml', folder: 'ingest' },
  { name: 'prost-sync', config: 'workers/sync/wrangler.toml', folder: 'sync' },
  { name: 'prost-realtime', config: 'workers/realtime/wrangler.toml', folder: 'realtime' },
  { name: 'prost-rollup', config: 'workers/rollup/wrangler.toml', folder: 'rollup' },
] as const
export type WorkerName = (typeof workers)[number]['name']

const serverInputs = ['contract', 'domain', 'storage', 'durable-objects', 'workers', 'docs/api', 'package-lock.json', 'wrangler.toml']
const webInputs = ['contract', 'web', 'vite.config.ts', 'package-lock.json']

export const bundlePath = (folder: string): string => join(root, 'dist', 'workers', folder)

/** Builds all that is stale. */
export const build = async (): Promise<void> => {
  await buildPart('web', webInputs, async () => {
    await node('node_modules/vite/bin/vite.js', ['build', '--logLevel', 'warn'])
  })
  await buildPart('workers', serverInputs, async () => {
    await Promise.all(workers.map((worker) => bundle(worker.config, bundlePath(worker.folder))))
  })
}

const bundle = (config: string, outdir: string): Promise<void> =>
  node('node_modules/wrangler/bin/wrangler.js', ['deploy', '--dry-run', '--outdir', outdir, '-c', config])

const node = async (script: string, args: string[]): Promise<void> => {
  const env = {
    ...process.env,
    WRANGLER_SEND_METRICS: 'false',
    OPS_TOKEN: 'build',
    IDENTITY_SECRET: 'build',
    MAIL_API_KEY: 'build',
    NODE_ENV: 'production',
  }
  await run(process.execPath, [join(root, script), ...args], { cwd: root, env, maxBuffer: 16 * 1024 * 1024 })
}

const buildPart = async (part: 'web' | 'workers', inputs: readonly string[], make: () => Promise<void>): Promise<void> => {
  const stamp = join(root, 'dist', part, '.inputs')
  const wanted = hashOf(inputs)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  await make()
  writeFileSync(stamp, wanted)
}

const hashOf = (inputs: readonly string[]): string => {
  const hash = createHash('sha256')
  for (const file of inputs.flatMap(filesBelow))
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

const filesBelow = (path: string): string[] => {
  if (!existsSync(join(root, path))) return []
  if (statSync(join(root, path)).isFile()) return [path]
  const entries = readdirSync(join(root, path), { withFileTypes: true, recursive: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
  return files.toSorted()
}

if (import.meta.main) await build()
