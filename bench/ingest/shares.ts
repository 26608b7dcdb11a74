/** What storing costs the door that shares one local thread with it: the same load with the rollup, and with one that only acks. */
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { root } from '../../scripts/build.ts'
import { whole } from '../../scripts/replay/table.ts'
import { cannon } from '../support/autocannon.ts'
import { addApp, headersOf, startRuntime } from '../support/runtime.ts'
import type { Section } from '../support/section.ts'
import { ratio } from '../support/statistics.ts'
import { bodyOf } from './doors.ts'
import type { Plan } from './plan.ts'

const connections = 16
const sizes = [1, 25, 100]

const ackingBundle = (): string => {
  const outfile = join(root, 'dist/bench/acking-rollup.js')
  buildSync({ entryPoints: [join(root, 'bench/peers/acking-rollup.ts')], outfile, bundle: true, format: 'esm', target: 'es2024' })
  return outfile
}

/** Requests a second by size; a runtime of its own, because an outbox that nobody confirms fills. */
const measure = async (file: string, plan: Plan, acking: boolean): Promise<number[]> => {
  const perSecond: number[] = []
  for (const size of sizes) {
    const runtime = await startRuntime(acking ? { 'prost-rollup': ackingBundle() } : {})
    try {
      const round = { url: runtime.ingest, headers: headersOf(await addApp(runtime)), body: await bodyOf(file, size), connections }
      await cannon({ ...round, seconds: 2 })
      perSecond.push((await cannon({ ...round, seconds: plan.roundSeconds })).perSecond)
    } finally {
      await runtime.stop()
    }
  }
  return perSecond
}

export const shares = async (file: string, plan: Plan): Promise<Section> => {
  const [stored, acked] = [await measure(file, plan, false), await measure(file, plan, true)]
  const figures = sizes.map((size, i) => ({ size, stored: (stored[i] ?? 0) * size, acked: (acked[i] ?? 0) * size }))
  return {
    name: 'shares',
    title: 'What storing takes from the door: accepted events a second, with the rollup and with one that only acks',
    head: ['events/request', 'stored', 'acked only', 'ratio'],
    rows: figures.map((f) => [String(f.size), whole(f.stored), whole(f.acked), ratio(f.stored / f.acked)]),
    notes: [`autocannon, ${connections} connections, ${plan.roundSeconds} s; one local thread runs all of it`],
    figures,
  }
}
