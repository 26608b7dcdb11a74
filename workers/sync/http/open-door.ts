/** What holds for every answer of this door: any page may read what is public, and nothing is kept by a cache that does not say so itself. */
import { createMiddleware } from 'hono/factory'
import { setHeader } from '../../shared/request-context.ts'
import type { SyncHono } from '../sync-env.ts'

/** The LAB is a server: no page speaks for it. */
const isPublic = (path: string): boolean => path.startsWith('/live/') || path.startsWith('/v1/channels/')

const readable = 'X-Request-Id, ETag, Age, Content-Length, Content-Range, Accept-Ranges, Retry-After, X-Prost-Stale'

/** The headers that every answer of a public path has. */
export const publicHeaders = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': readable,
  'X-Content-Type-Options': 'nosniff',
} as const

export const fromAnywhere = createMiddleware<SyncHono>(async (c, next) => {
  await next()
  if (!isPublic(c.req.path)) return
  setHeader(c, 'Access-Control-Allow-Origin', '*')
  setHeader(c, 'Access-Control-Expose-Headers', readable)
})

const permission = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, HEAD, POST',
  'Access-Control-Allow-Headers': 'Content-Type, Range, If-Range, If-None-Match, X-Request-Id, traceparent',
  'Access-Control-Max-Age': '86400',
} as const

export const preflight = createMiddleware<SyncHono>(async (c, next) => {
  if (c.req.method !== 'OPTIONS' || c.req.header('Access-Control-Request-Method') === undefined || !isPublic(c.req.path)) return next()
  return new Response(null, { status: 204, headers: permission })
})

/** The platform's cache keeps what says nothing for two hours. */
export const unlessSaid = createMiddleware<SyncHono>(async (c, next) => {
  await next()
  if (!c.res.headers.has('Cache-Control')) setHeader(c, 'Cache-Control', 'no-store')
  setHeader(c, 'X-Content-Type-Options', 'nosniff')
})
