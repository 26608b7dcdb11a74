/**
 * `GET /live/{id}/segments/…`: media that LABs uploaded, out of R2, and the slate's, which comes with this Worker. The same path is the same
 * bytes for ever, so everyone may keep them. A channel's files are under its own prefix: no path leads out of it.
 */
import type { Context } from 'hono'
import parseRange from 'range-parser'
import type { Failure } from '../../../contract/errors.ts'
import { mediaUri } from '../../../contract/lab.ts'
import { mediaKey } from '../../../domain/channel/media-key.ts'
import { problem } from '../../shared/problem.ts'
import type { SyncDeps, SyncHono } from '../sync-env.ts'
import { matches, unavailable } from './document.ts'

const nothingThere: Failure = { code: 'not_found', detail: 'There is no such file.' }
const emptyRange: Failure = { code: 'range_not_satisfiable', detail: 'The file ends before that range.' }

/** What is none of these is only ever saved: no page of this origin can be uploaded. */
const types: Readonly<Record<string, string>> = {
  m4s: 'video/iso.segment',
  mp4: 'video/mp4',
  ts: 'video/mp2t',
  aac: 'audio/aac',
  vtt: 'text/vtt',
}
const typeOf = (path: string): string => types[/\.(\w+)$/.exec(path)?.[1] ?? ''] ?? 'application/octet-stream'

const slatePath = /^slate(\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/

type Bytes = BodyInit | null
type Span = { readonly offset: number; readonly length: number }
/** A file, before any of it is read. */
type File = { readonly size: number; readonly etag: string; readonly read: (span: Span | null) => Promise<Bytes> }

export const segments = ({ directory }: SyncDeps) => {
  return async (c: Context<SyncHono>): Promise<Response> => {
    const path = pathOf(c.req.path)
    if (!slatePath.test(path) && !mediaUri.safeParse(path).success) return problem(c, nothingThere)
    try {
      const setup = await directory.find(c.env.KERNEL_DB, c.req.param('id') ?? '')
      if (setup === null) return problem(c, nothingThere)
      const file = slatePath.test(path) ? await slateFile(c, path) : await uploaded(c, mediaKey(setup, path))
      return file === null ? problem(c, nothingThere) : await answer(c, path, file)
    } catch (cause) {
      return unavailable(c, cause)
    }
  }
}

/** As it came, not decoded: what is escaped is no path of ours. */
const pathOf = (path: string): string => path.split('/').slice(4).join('/')

/** One operation where the whole is wanted, which is nearly always. */
const uploaded = async (c: Context<SyncHono>, key: string): Promise<File | null> => {
  const { MEDIA } = c.env
  const isPart = c.req.method === 'HEAD' || c.req.header('Range') !== undefined || c.req.header('If-None-Match') !== undefined
  const whole = isPart ? null : await MEDIA.get(key)
  const known = isPart ? await MEDIA.head(key) : whole
  if (known === null) return null
  const read = async (span: Span | null): Promise<Bytes> => {
    const found = whole ?? (await MEDIA.get(key, span === null ? {} : { range: span }))
    return found?.body ?? null
  }
  return { size: known.size, etag: known.httpEtag, read }
}

const slateFile = async (c: Context<SyncHono>, path: string): Promise<File | null> => {
  const found = await c.env.ASSETS.fetch(new Request(new URL(`/${path}`, c.req.url)))
  if (!found.ok) return null
  const bytes = await found.arrayBuffer()
  const read = async (span: Span | null): Promise<Bytes> => (span === null ? bytes : bytes.slice(span.offset, span.offset + span.length))
  return { size: bytes.byteLength, etag: found.headers.get('ETag') ?? `"${path}"`, read }
}

const answer = async (c: Context<SyncHono>, path: string, file: File): Promise<Response> => {
  const headers = {
    'Content-Type': typeOf(path),
    'Cache-Control': 'public, max-age=31536000, immutable',
    'Accept-Ranges': 'bytes',
    ETag: file.etag,
  }
  if (matches(c.req.header('If-None-Match'), file.etag)) return new Response(null, { status: 304, headers })
  const asked = spanOf(c, file)
  if (asked === 'beyond') return problem(c, emptyRange, { 'Content-Range': `bytes */${file.size}` })
  const length = asked?.length ?? file.size
  const body = c.req.method === 'HEAD' ? null : await file.read(asked)
  const range = asked === null ? {} : { 'Content-Range': `bytes ${asked.offset}-${asked.offset + asked.length - 1}/${file.size}` }
  return new Response(body, { status: asked === null ? 200 : 206, headers: { ...headers, ...range, 'Content-Length': String(length) } })
}

/** RFC 9110 §14.2: one range of bytes; null where the whole is the answer. */
const spanOf = (c: Context<SyncHono>, { size, etag }: File): Span | null | 'beyond' => {
  const [range, since] = [c.req.header('Range'), c.req.header('If-Range')]
  if (range === undefined || (since !== undefined && since !== etag)) return null
  const ranges = parseRange(size, range)
  if (ranges === -1) return 'beyond'
  const [only] = ranges === -2 ? [] : ranges
  if (only === undefined || ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return null
  return { offset: only.start, length: only.end - only.start + 1 }
}
