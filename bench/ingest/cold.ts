/** How small the door is, and how long the very first request takes: nothing compiled, no object, no key in the cache. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { bundlePath } from '../../scripts/build.ts'
import { loadEvents, requestBody } from '../support/events.ts'
import { addApp, type BenchApp, headersOf, type Runtime } from '../support/runtime.ts'
import type { Section } from '../support/section.ts'
import { quantile } from '../support/statistics.ts'

const warmRequests = 200

const timed = async (url: string, app: BenchApp, body: string): Promise<number> => {
  const startedAt = performance.now()
  const answer = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { ...headersOf(app), 'content-type': 'application/json' },
    body,
  })
  await answer.arrayBuffer()
  if (answer.status !== 202) throw new Error(`${url} answered ${answer.status}`)
  return performance.now() - startedAt
}

export const cold = async (runtime: Runtime, file: string): Promise<Section> => {
  const app = await addApp(runtime)
  const events = await loadEvents(file)
  // The client's own first request is not what is measured.
  await (await fetch(`${runtime.gateway}/healthz`)).arrayBuffer()
  const figures = []
  for (const [name, url] of [
    ['empty Hono Worker', runtime.empty],
    ['POST /v1/events', runtime.ingest],
  ] as const) {
    const first = await timed(url, app, requestBody(events, 0, 1, 'cold'))
    const warm: number[] = []
    for (let n = 1; n <= warmRequests; n++) warm.push(await timed(url, app, requestBody(events, n, 1, 'cold')))
    figures.push({ name, first_ms: first, warm_p50_ms: quantile(warm, 0.5) })
  }
  const bundle = readFileSync(join(bundlePath('ingest'), 'index.js'))
  const [kb, gzipKb] = [bundle.length / 1_024, gzipSync(bundle, { level: 9 }).length / 1_024]
  return {
    name: 'cold',
    title: `Small and quick to start: the ingest bundle is ${gzipKb.toFixed(1)} KB gzip, ${kb.toFixed(0)} KB raw (target: ≤ 60 gzip)`,
    head: ['', 'first answer ms', 'warm p50 ms'],
    rows: figures.map((f) => [f.name, f.first_ms.toFixed(1), f.warm_p50_ms.toFixed(2)]),
    notes: ['one connection, one event; the first request to each after the runtime came up'],
    figures: { bundle_kb: kb, bundle_gzip_kb: gzipKb, answers: figures },
  }
}
