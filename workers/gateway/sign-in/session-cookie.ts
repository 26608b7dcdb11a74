/**
 * The refresh token in a cookie, for the platform's own pages: no script reads it, no other site can make a browser send it, and a page of
 * another origin that asks for it is refused.
 */
import type { Context } from 'hono'
import { generateCookie, getCookie, setCookie } from 'hono/cookie'
import type { Failure } from '../../../contract/errors.ts'
import { refreshRules } from '../../../domain/identity/refresh-decision.ts'
import { setHeader } from '../../shared/request-context.ts'
import type { ApiEnv } from '../bindings.ts'
import { isOwnOrigin } from '../../shared/access/own-origin.ts'

const cookieElsewhere: Failure = {
  code: 'origin_forbidden',
  detail: 'Cookies are for the platform’s own pages; leave X-Prost-Session out.',
}

/** Whose sign-in a page keeps: an operator's, or a person's of the app that the pages are for. Both may be there at once. */
const names = { cookie: 'prost_refresh', 'app-cookie': 'prost_refresh_app' } as const

/** A header of our own makes it a request that no other site can forge: no preflight allows it. */
const wish = (c: Context<ApiEnv>): keyof typeof names | null => {
  const said = c.req.header('X-Prost-Session')
  return said === 'cookie' || said === 'app-cookie' ? said : null
}

export const wantsCookie = (c: Context<ApiEnv>): boolean => wish(c) !== null

/** Null when a cookie may be used by this request, else why not. To be asked before anything is done. */
export const cookieFault = (c: Context<ApiEnv>): Failure | null => {
  const origin = c.req.header('Origin')
  return wantsCookie(c) && origin !== undefined && !isOwnOrigin(c, origin) ? cookieElsewhere : null
}

/** Over plain HTTP (a machine at home) a `__Host-` cookie would be refused. */
const cookieName = (c: Context<ApiEnv>): string => {
  const name = names[wish(c) ?? 'cookie']
  return isSecure(c) ? `__Host-${name}` : name
}
const isSecure = (c: Context<ApiEnv>): boolean => new URL(c.req.url).protocol === 'https:'

const attributes = (c: Context<ApiEnv>) => ({ path: '/', httpOnly: true, sameSite: 'Strict', secure: isSecure(c) }) as const

export const refreshCookie = (c: Context<ApiEnv>): string | null => getCookie(c, cookieName(c)) ?? null

export const setRefreshCookie = (c: Context<ApiEnv>, token: string): void =>
  setCookie(c, cookieName(c), token, { ...attributes(c), maxAge: refreshRules.idleMs / 1_000 })

/** On any answer, problems too. */
export const clearRefreshCookie = (c: Context<ApiEnv>): void =>
  setHeader(c, 'Set-Cookie', generateCookie(cookieName(c), '', { ...attributes(c), maxAge: 0 }))
