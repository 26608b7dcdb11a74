/** Bundles of the Workers with counters around their bindings: the same sources, built for the bench only. */
import { join } from 'node:path'
import { build } from 'esbuild'
import { root, type WorkerName } from '../../scripts/build.ts'

const bundle = async (worker: 'ingest' | 'rollup' | 'sync' | 'realtime'): Promise<string> => {
  const outfile = join(root, 'dist/bench/metered', worker, 'index.js')
  await build({
    entryPoints: [join(root, 'bench/metered', `${worker}.ts`)],
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2024',
    keepNames: true,
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*'],
    alias: { [`metered:${worker}`]: join(root, 'workers', worker, 'index.ts') },
  })
  return outfile
}

export const meteredBundles = async (): Promise<Partial<Record<WorkerName, string>>> => ({
  'prost-ingest': await bundle('ingest'),
  'prost-rollup': await bundle('rollup'),
})

export const meteredChannelBundles = async (): Promise<Partial<Record<WorkerName, string>>> => ({ 'prost-sync': await bundle('sync') })

export const meteredRoomBundles = async (): Promise<Partial<Record<WorkerName, string>>> => ({
  'prost-realtime': await bundle('realtime'),
  'prost-rollup': await bundle('rollup'),
})
