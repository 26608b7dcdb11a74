/** Middleware of every way in: who may ask for the refresh token in a cookie, and which answers an `Idempotency-Key` can keep. */
import type { MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import { problem } from '../../shared/problem.ts'
import type { ApiEnv } from '../bindings.ts'
import { cookieFault, wantsCookie } from '../sign-in/session-cookie.ts'

/** Whoever asks for the cookie is a page of the platform, or is refused before anything is done. */
export const ownPagesOnly = createMiddleware<ApiEnv>(async (c, next) => {
  const fault = cookieFault(c)
  return fault === null ? next() : problem(c, fault)
})

/** A stored answer carries no cookie, so it would be half of one. */
export const unlessCookie = (once: MiddlewareHandler<ApiEnv>): MiddlewareHandler<ApiEnv> =>
  createMiddleware<ApiEnv>((c, next) => (wantsCookie(c) ? next() : once(c, next)))
