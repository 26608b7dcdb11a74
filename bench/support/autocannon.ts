/** One round of autocannon in a process of its own. `[<id>]` in the body becomes a fresh id for every request. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as z from 'zod'
import { root } from '../../scripts/build.ts'

const run = promisify(execFile)

export type Round = {
  readonly url: string
  /** `/v1/events` unless told otherwise. */
  readonly path?: string
  readonly headers: Record<string, string>
  /** POSTed; without one it is a GET. */
  readonly body?: string
  readonly connections: number
  readonly seconds: number
}

const report = z.object({
  '2xx': z.int(),
  non2xx: z.int(),
  errors: z.int(),
  statusCodeStats: z.record(z.string(), z.object({ count: z.int() })),
  duration: z.number(),
  latency: z.object({ average: z.number(), p50: z.number(), p99: z.number() }),
})
export type RoundReport = {
  readonly perSecond: number
  /** Milliseconds. autocannon keeps quantiles as whole ones, the mean exactly. */
  readonly mean: number
  readonly p50: number
  readonly p99: number
  readonly failed: number
  /** `500 ×3` and the like; empty when all went well. */
  readonly failures: string
  readonly requests: number
}

const failuresOf = (seen: z.infer<typeof report>): string =>
  [
    ...Object.entries(seen.statusCodeStats).flatMap(([status, { count }]) => (status.startsWith('2') ? [] : [`${status} ×${count}`])),
    ...(seen.errors > 0 ? [`no answer ×${seen.errors}`] : []),
  ].join(', ')

export const cannon = async (round: Round): Promise<RoundReport> => {
  const headers = Object.entries({ ...round.headers, 'content-type': 'application/json' }).flatMap(([name, value]) => [
    '-H',
    `${name}=${value}`,
  ])
  const load = ['-c', String(round.connections), '-d', String(round.seconds), '--json', '--no-progress']
  const posted = round.body === undefined ? [] : ['-m', 'POST', '-b', round.body, '--idReplacement']
  const args = [
    join(root, 'node_modules/autocannon/autocannon.js'),
    ...load,
    ...posted,
    ...headers,
    new URL(round.path ?? '/v1/events', round.url).href,
  ]
  const { stdout } = await run(process.execPath, args, { maxBuffer: 16 * 1024 * 1024 })
  const seen = report.parse(JSON.parse(stdout))
  const failed = seen.non2xx + seen.errors
  return {
    perSecond: seen['2xx'] / seen.duration,
    mean: seen.latency.average,
    p50: seen.latency.p50,
    p99: seen.latency.p99,
    failed,
    failures: failuresOf(seen),
    requests: seen['2xx'],
  }
}
