/**
 * The load driver's process: sends a given number of requests over a given number of connections as fast as they are answered,
 * and reports. Bodies are made before the clock starts. Takes one `Job` by IPC, answers one `Outcome`.
 */
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Job, Outcome } from './driver.ts'
import { loadEvents, requestBody } from './events.ts'

/** How long one request is sent again after 429 and 503. */
const patienceMs = 30_000

type Answer = { readonly status: number; readonly text: string }

const post = (job: Job, agent: Agent, body: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const headers = { ...job.headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const sent = request(new URL('/v1/events', job.url), { method: 'POST', agent, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })

/** `"accepted":` is read without parsing the receipts: the driver shares the machine with what it measures. */
const acceptedOf = (text: string): number => Number(/"accepted":\s*(\d+)/.exec(text)?.[1] ?? 0)

const run = async (job: Job): Promise<Outcome> => {
  const events = await loadEvents(job.file)
  const bodies = Array.from({ length: job.requests }, (_, n) => requestBody(events, n, job.eventsPerRequest, job.run))
  const agent = new Agent({ keepAlive: true, maxSockets: job.connections })
  const latencies: number[] = []
  let [next, accepted, retries] = [0, 0, 0]
  const startedAt = performance.now()

  const sendUntilAccepted = async (body: string): Promise<void> => {
    const givesUpAt = performance.now() + patienceMs
    for (;;) {
      const before = performance.now()
      const answer = await post(job, agent, body)
      latencies.push(performance.now() - before)
      if (answer.status === 202) return void (accepted += acceptedOf(answer.text))
      const refused = answer.status === 429 || answer.status === 503
      if (!refused || performance.now() > givesUpAt) throw new Error(`${answer.status} ${answer.text.slice(0, 300)}`)
      retries += 1
      await sleep(50)
    }
  }
  const connection = async (): Promise<void> => {
    for (;;) {
      const n = next++
      const body = bodies[n]
      if (body === undefined) return
      if (job.requestsPerSecond > 0) await sleep(Math.max(0, startedAt + (n * 1_000) / job.requestsPerSecond - performance.now()))
      await sendUntilAccepted(body)
    }
  }
  await Promise.all(Array.from({ length: job.connections }, connection))
  const seconds = (performance.now() - startedAt) / 1_000
  agent.destroy()
  return { ok: true, accepted, retries, seconds, startedAt: performance.timeOrigin + startedAt, latencies }
}

process.once('message', (job: Job) => {
  run(job)
    .catch((error: unknown): Outcome => ({ ok: false, error: String(error) }))
    .then((outcome) => process.send?.(outcome, () => process.disconnect()))
    .catch((error: unknown) => console.error(error))
})
