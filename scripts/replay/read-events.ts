/**
 * Reads an NDJSON file, gzipped or not, as a stream of events that all carry an id.
 * Times are not touched here: see `pace.ts`.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { PassThrough, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

export type FileEvent = {
  readonly id: string
  readonly actorId: string
  readonly occurredAt: number | null
  readonly value: Record<string, unknown>
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

const parse = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** Without an id of its own an event gets one from its line, so that running again sends the same. */
const lineId = (line: string, number: number): string =>
  `replay-${createHash('sha256').update(`${number}:${line}`).digest('hex').slice(0, 32)}`

const toEvent = (line: string, number: number): FileEvent => {
  const value = parse(line)
  if (!isObject(value)) throw new Error(`line ${number} is not a JSON object`)
  const id = typeof value['id'] === 'string' ? value['id'] : lineId(line, number)
  const at = typeof value['occurred_at'] === 'string' ? Date.parse(value['occurred_at']) : Number.NaN
  return { id, actorId: String(value['actor_id']), occurredAt: Number.isNaN(at) ? null : at, value: { ...value, id } }
}

const open = (file: string): Readable => {
  const raw = createReadStream(file)
  if (!file.endsWith('.gz')) return raw
  const plain = new PassThrough()
  // A failure (no such file, a cut archive) destroys `plain` with its cause, and the reader throws it.
  pipeline(raw, createGunzip(), plain).catch((cause: unknown) => plain.destroy(cause instanceof Error ? cause : new Error(String(cause))))
  return plain
}

/** Throws on a line that is no JSON object, and names it. */
export async function* readEvents(file: string): AsyncGenerator<FileEvent> {
  let number = 0
  for await (const line of createInterface({ input: open(file), crlfDelay: Infinity })) {
    number += 1
    if (line.trim() !== '') yield toEvent(line, number)
  }
}
