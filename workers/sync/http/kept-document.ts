/**
 * The short way to a document: nearly all that is ever asked of this door is a status or a playlist that the isolate has in its memory, fresh.
 * It is answered as the routes would, without going through them. What asks for anything more goes through them.
 */
import { newId } from '../../../contract/ids.ts'
import type { SyncBindings, SyncDeps } from '../sync-env.ts'
import { documentHeaders, playlistKind, statusKind } from './document.ts'
import type { DocumentKind } from './document.ts'
import { publicHeaders } from './open-door.ts'

/** Each of them changes the answer, or is in it. */
const asksForMore = ['If-None-Match', 'X-Request-Id', 'traceparent'] as const

/** Null: by the routes. */
export const keptDocument = ({ reader, now }: Pick<SyncDeps, 'reader' | 'now'>, request: Request, env: SyncBindings): Response | null => {
  const path = pathOf(request.url)
  const kind = kindOf(path)
  if (kind === null || request.method !== 'GET' || asksForMore.some((name) => request.headers.has(name))) return null
  const document = reader(env).fresh(path)
  if (document === null) return null
  return new Response(document.body, {
    headers: { ...documentHeaders(document, false, kind, now()), ...publicHeaders, 'X-Request-Id': newId() },
  })
}

/** With its query, which ends like no document. */
const pathOf = (url: string): string => url.slice(url.indexOf('/', url.indexOf('//') + 2))

const kindOf = (path: string): DocumentKind | null => {
  if (path.startsWith('/live/') && path.endsWith('.m3u8')) return playlistKind
  return path.startsWith('/v1/channels/') && path.endsWith('/status') ? statusKind : null
}
