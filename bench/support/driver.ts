/** Starts a load driver in a process of its own and waits for its report. */
import { fork } from 'node:child_process'
import { join } from 'node:path'

export type Job = {
  readonly url: string
  readonly headers: Record<string, string>
  readonly file: string
  readonly requests: number
  readonly eventsPerRequest: number
  readonly connections: number
  /** 0: as fast as answers come. */
  readonly requestsPerSecond: number
  /** Part of every id. */
  readonly run: string
}

export type Driven = {
  readonly accepted: number
  /** Requests answered 429 or 503 and sent again. */
  readonly retries: number
  readonly seconds: number
  /** Epoch ms of the first request. */
  readonly startedAt: number
  readonly latencies: readonly number[]
}

export type Outcome = ({ readonly ok: true } & Driven) | { readonly ok: false; readonly error: string }

export const drive = (job: Job): Promise<Driven> =>
  new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'driver-process.ts'))
    child.once('message', (outcome: Outcome) => (outcome.ok ? resolve(outcome) : reject(new Error(outcome.error))))
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the driver ended with ${code}`)))
    child.send(job)
  })
