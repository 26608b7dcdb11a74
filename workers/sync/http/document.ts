/** A document of a channel as an answer: its validator, how long others may keep it, and that it is stale when it is. */
import type { Context } from 'hono'
import type { Served } from '../../../domain/channel/document-reader.ts'
import type { EdgeDocument } from '../../../domain/channel/edge-cache.ts'
import type { Failure } from '../../../contract/errors.ts'
import { errorText, logError, requestMark } from '../../shared/log.ts'
import { problem } from '../../shared/problem.ts'
import type { Refusal, SyncHono } from '../sync-env.ts'

export type DocumentKind = {
  readonly type: string
  /** The longest it may be kept outside, in seconds; null: as long as the channel says, at least one. */
  readonly maxAge: number | null
}

export const statusKind: DocumentKind = { type: 'application/json', maxAge: 2 }
export const playlistKind: DocumentKind = { type: 'application/vnd.apple.mpegurl', maxAge: null }

const notHere: Failure = { code: 'not_found', detail: 'There is no such channel or rendition.' }
const notYet: Failure = { code: 'too_far_ahead', detail: 'Ask for the next media sequence number, or for one that is there.' }
const away: Failure = { code: 'temporarily_unavailable', detail: 'The channel can not be asked right now.', retryAfterSeconds: 1 }

export const nothingHere = (c: Context<SyncHono>): Response => problem(c, notHere)

export const documentAnswer = (c: Context<SyncHono>, served: Served<Refusal>, kind: DocumentKind, now: number): Response => {
  switch (served.kind) {
    case 'document':
      return kept(c, served, kind, now)
    case 'refused':
      return problem(c, served.refusal === 'not_found' ? notHere : notYet)
    case 'unavailable':
      return unavailable(c, served.cause)
    default:
      return served satisfies never
  }
}

/** 503, and a line in the log when it was this request that met the failure. */
export const unavailable = (c: Context<SyncHono>, cause: unknown): Response => {
  if (cause !== null) {
    const mark = requestMark(c.get('requestId'), c.get('trace'))
    logError({ event: 'channel_unavailable', ...mark, path: c.req.path, error: errorText(cause) })
  }
  return problem(c, away)
}

const kept = (
  c: Context<SyncHono>,
  { document, failed }: Extract<Served<Refusal>, { kind: 'document' }>,
  kind: DocumentKind,
  now: number,
): Response => {
  const headers = documentHeaders(document, failed, kind, now)
  const hasIt = matches(c.req.header('If-None-Match'), document.etag)
  return new Response(hasIt ? null : document.body, { status: hasIt ? 304 : 200, headers })
}

/** `failed`: it is stale, and the channel could not be asked. */
export const documentHeaders = (document: EdgeDocument, failed: boolean, kind: DocumentKind, now: number): Record<string, string> => {
  const lifetime = Math.max(1, kind.maxAge ?? Math.floor((document.freshUntil - document.askedAt) / 1_000))
  const age = String(Math.max(0, Math.floor((now - document.askedAt) / 1_000)))
  const always = { 'Content-Type': kind.type, ETag: document.etag }
  return failed
    ? { ...always, 'Cache-Control': 'public, max-age=1, stale-if-error=60', 'X-Prost-Stale': age }
    : { ...always, 'Cache-Control': `public, max-age=${lifetime}, stale-while-revalidate=${lifetime}, stale-if-error=60`, Age: age }
}

/** RFC 9110 §13.1.2: weakly compared, one of several, or any. */
export const matches = (ifNoneMatch: string | undefined, etag: string): boolean => {
  if (ifNoneMatch === undefined) return false
  const strong = (tag: string): string => tag.trim().replace(/^W\//, '')
  return ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((tag) => strong(tag) === strong(etag))
}
