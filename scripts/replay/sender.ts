/**
 * Sends a file's events: paced, copied, batched, over several lanes. All first copies of one actor go through one lane, one request
 * after the other, so that an actor's events arrive in order; later copies go anywhere.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { type IngestAnswer, ingestAnswer } from '../../contract/events.ts'
import { Batch, type Line } from './batch.ts'
import type { Client } from './client.ts'
import { CopyWindow, seededRandom } from './copies.ts'
import { Pace, type Speed } from './pace.ts'
import type { FileEvent } from './read-events.ts'

export type SendOptions = {
  readonly speed: Speed
  readonly duplicate: number
  readonly batch: number
  readonly concurrency: number
  readonly gzip: boolean
}

export type Receipts = {
  requests: number
  sent: number
  accepted: number
  duplicates: number
  quarantined: number
  /** Ids put into quarantine, with the platform's reason. */
  readonly quarantine: Map<string, string>
}

/** How many copies wait to be sent again. */
const copyWindow = 1_000

const deflate = promisify(gzip)

/** Any spread will do; it only has to be the same for the same actor. */
const hash = (text: string): number => {
  let sum = 7
  for (let i = 0; i < text.length; i++) sum = (Math.imul(sum, 31) + text.charCodeAt(i)) | 0
  return sum >>> 0
}

const lineOf = (event: FileEvent, occurredAt: number): Line => {
  const value = event.occurredAt === null ? event.value : { ...event.value, occurred_at: new Date(occurredAt).toISOString() }
  return { id: event.id, actorId: event.actorId, text: JSON.stringify(value) }
}

class Lane {
  batch: Batch
  inFlight: Promise<void> = Promise.resolve()

  constructor(maxEvents: number) {
    this.batch = new Batch(maxEvents)
  }
}

export class Sender {
  readonly receipts: Receipts = { requests: 0, sent: 0, accepted: 0, duplicates: 0, quarantined: 0, quarantine: new Map() }
  readonly #client: Client
  readonly #options: SendOptions
  readonly #halt: AbortController
  readonly #lanes: Lane[]
  readonly #random = seededRandom(1)

  /** `halt` stops the reading; a lane that fails aborts it with its error. */
  constructor(client: Client, options: SendOptions, halt: AbortController) {
    this.#client = client
    this.#options = options
    this.#halt = halt
    this.#lanes = Array.from({ length: options.concurrency }, () => new Lane(options.batch))
  }

  /** `skip`: ids that need not be sent. Rejects with the reason of `halt` when stopped before the end. */
  async send(events: AsyncIterable<FileEvent>, skip: (id: string) => boolean, onEvent: () => void): Promise<void> {
    const pace = new Pace(this.#options.speed, Date.now())
    const copies = new CopyWindow<Line>(this.#options.duplicate, copyWindow, this.#random)
    try {
      for await (const event of events) {
        this.#halt.signal.throwIfAborted()
        if (skip(event.id)) pace.skip(event.occurredAt)
        else await this.#sendOne(event, pace, copies)
        onEvent()
      }
      for (const line of copies.drain()) await this.#offer(this.#laneWithout(line.id), line)
      await this.#flush()
    } finally {
      await Promise.all(this.#lanes.map((lane) => lane.inFlight))
    }
    this.#halt.signal.throwIfAborted()
  }

  async #sendOne(event: FileEvent, pace: Pace, copies: CopyWindow<Line>): Promise<void> {
    const now = Date.now()
    const due = pace.due(event.occurredAt, now)
    if (due > now) {
      await this.#flush()
      await sleep(due - now, undefined, { signal: this.#halt.signal })
    }
    const line = lineOf(event, due)
    await this.#offer(hash(line.actorId) % this.#lanes.length, line)
    for (const copy of copies.push(line)) await this.#offer(this.#laneWithout(copy.id), copy)
  }

  /** Any lane, but rather one whose request does not hold the event already: that one would have to go out early. */
  #laneWithout(id: string): number {
    const start = Math.floor(this.#random() * this.#lanes.length)
    const order = this.#lanes.map((_, i) => (start + i) % this.#lanes.length)
    return order.find((i) => !this.#lanes[i]?.batch.has(id)) ?? start
  }

  async #offer(index: number, line: Line): Promise<void> {
    const lane = this.#lanes[index]
    if (lane === undefined) throw new Error(`no lane ${index}`)
    if (lane.batch.add(line)) return
    await this.#submit(lane)
    lane.batch.add(line)
  }

  async #flush(): Promise<void> {
    for (const lane of this.#lanes) await this.#submit(lane)
  }

  /** Waits for the lane's request under way, then starts the next one without waiting for it. */
  async #submit(lane: Lane): Promise<void> {
    await lane.inFlight
    if (lane.batch.size === 0) return
    this.#halt.signal.throwIfAborted()
    const batch = lane.batch
    lane.batch = new Batch(this.#options.batch)
    lane.inFlight = this.#post(batch).catch((error: unknown) => this.#halt.abort(error))
  }

  async #post(batch: Batch): Promise<void> {
    const headers: Record<string, string> = { 'content-type': 'application/x-ndjson' }
    let body: string | Uint8Array<ArrayBuffer> = batch.body()
    if (this.#options.gzip) {
      headers['content-encoding'] = 'gzip'
      body = new Uint8Array(await deflate(body))
    }
    const answer = await this.#client.request('/v1/events', { method: 'POST', headers, body }, async (response) =>
      ingestAnswer.parse(await response.json()),
    )
    this.#note(answer, batch.ids)
  }

  #note(answer: IngestAnswer, ids: readonly string[]): void {
    if (answer.events.length !== ids.length) throw new Error(`${ids.length} events sent, ${answer.events.length} receipts answered`)
    this.receipts.requests += 1
    this.receipts.sent += ids.length
    this.receipts.accepted += answer.accepted
    this.receipts.duplicates += answer.duplicates
    this.receipts.quarantined += answer.quarantined
    for (const receipt of answer.events) {
      const id = ids[receipt.index]
      if (receipt.status === 'quarantined' && id !== undefined) this.receipts.quarantine.set(id, receipt.code ?? 'unknown')
    }
  }
}
