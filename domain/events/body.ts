/**
 * The bytes of a request body: read up to a cap, inflated up to a cap, decoded strictly.
 * A cap stops the reading, whatever the headers promise; a bomb costs at most the cap.
 */
import { gunzipSync } from 'node:zlib'
import type { Failure, Result } from '../../contract/errors.ts'
import { eventLimits } from '../../contract/events.ts'

/** What a body needs of a request. */
export type BodySource = Pick<Request, 'headers' | 'body' | 'arrayBuffer'>

const tooLarge = (limit: number, what: string): Failure => ({ code: 'payload_too_large', detail: `${what} is over ${limit} bytes.` })
const undecodable = (detail: string): Failure => ({ code: 'invalid_encoding', detail })

/** The body as its sender wrote it, `Content-Encoding` undone. */
export const readBody = async (request: BodySource): Promise<Result<Uint8Array>> => {
  const encoding = (request.headers.get('Content-Encoding') ?? '').trim().toLowerCase()
  switch (encoding) {
    case '':
    case 'identity':
      return readRaw(request)
    case 'gzip':
    case 'x-gzip': {
      const raw = await readRaw(request)
      return raw.ok ? inflate(raw.value) : raw
    }
    default:
      return { ok: false, error: { code: 'unsupported_media_type', detail: 'Content-Encoding is gzip or identity.' } }
  }
}

/** UTF-8 without a byte order mark; anything else is refused rather than repaired. */
export const decodeText = (bytes: Uint8Array): Result<string> => {
  try {
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes) }
  } catch {
    return { ok: false, error: undecodable('The body is not UTF-8.') }
  }
}

const readRaw = async (request: BodySource): Promise<Result<Uint8Array>> => {
  const failure = tooLarge(eventLimits.requestBytes, 'The body')
  const announced = request.headers.get('Content-Length')
  if (announced !== null && Number(announced) > eventLimits.requestBytes) return { ok: false, error: failure }
  if (request.body === null) return { ok: true, value: new Uint8Array() }
  // An announced length is held by HTTP itself, so the whole body can be taken in one piece.
  const bytes = announced === null ? await readCapped(request.body, eventLimits.requestBytes) : new Uint8Array(await request.arrayBuffer())
  return bytes === null || bytes.length > eventLimits.requestBytes ? { ok: false, error: failure } : { ok: true, value: bytes }
}

/**
 * In one call with a cap of its own: a `DecompressionStream` inflates whatever it is handed before a reader can say stop,
 * and refuses the several members that RFC 1952 allows.
 */
const inflate = (bytes: Uint8Array): Result<Uint8Array> => {
  try {
    return { ok: true, value: gunzipSync(bytes, { maxOutputLength: eventLimits.inflatedBytes }) }
  } catch (cause) {
    // Over the cap is a RangeError in workerd and in Node; anything else says that these bytes are not gzip.
    const isOverCap = cause instanceof RangeError
    return { ok: false, error: isOverCap ? tooLarge(eventLimits.inflatedBytes, 'The inflated body') : undecodable('The body is not gzip.') }
  }
}

/** Null as soon as there is more than `limit`; the rest is not read. */
const readCapped = async (stream: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array | null> => {
  const reader = stream.getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return Buffer.concat(chunks, size)
    size += value.length
    if (size > limit) {
      await reader.cancel()
      return null
    }
    chunks.push(value)
  }
}
