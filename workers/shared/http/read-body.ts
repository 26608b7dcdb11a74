/** Middleware of every write that a door answers itself: the body as text, bounded, of the right kind. Parsing it is `bodyOf`'s. */
import type { MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Failure, Result } from '../../../contract/errors.ts'
import { problem } from '../problem.ts'
import type { DoorBindings, DoorEnv } from '../door-env.ts'

/** The largest body here is one event (32 KiB) to re-submit; escaped it may take more. */
export const bodyLimitBytes = 256 * 1_024

const tooLarge: Failure = { code: 'payload_too_large', detail: `The body is larger than ${bodyLimitBytes} bytes.` }
const notUtf8: Failure = { code: 'invalid_encoding', detail: 'The body is not valid UTF-8.' }
const notJson: Failure = { code: 'unsupported_media_type', detail: 'Send application/json.' }
const encoded: Failure = { code: 'unsupported_media_type', detail: 'Send the body without a Content-Encoding.' }

export const bodyReader = <B extends DoorBindings>(): MiddlewareHandler<DoorEnv<B>> =>
  createMiddleware<DoorEnv<B>>(async (c, next) => {
    const text = await bodyText(c.req.raw)
    if (!text.ok) return problem(c, text.error)
    if (text.value !== '') {
      const wrongKind = kindFailure(c.req.raw.headers)
      if (wrongKind !== null) return problem(c, wrongKind)
    }
    c.set('bodyText', text.value)
    return next()
  })

const kindFailure = (headers: Headers): Failure | null => {
  const encoding = headers.get('Content-Encoding')?.trim().toLowerCase() ?? 'identity'
  if (encoding !== 'identity' && encoding !== '') return encoded
  const type = headers.get('Content-Type')?.split(';')[0]?.trim().toLowerCase()
  return type === undefined || type === 'application/json' ? null : notJson
}

const bodyText = async (request: Request): Promise<Result<string>> => {
  const bytes = await readBounded(request.body, bodyLimitBytes)
  if (bytes === null) return { ok: false, error: tooLarge }
  try {
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes) }
  } catch {
    // Not an error of ours: the bytes are not UTF-8, and the caller hears so.
    return { ok: false, error: notUtf8 }
  }
}

/** Null as soon as there is more than the limit: what was announced is not believed. */
const readBounded = async (body: ReadableStream<Uint8Array> | null, limit: number): Promise<Uint8Array | null> => {
  if (body === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > limit) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
