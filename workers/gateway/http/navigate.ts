/** Sends a browser on to another page. Addresses here carry codes, so nothing keeps them and the page hears nothing of where it came from. */
import type { Context } from 'hono'
import type { ApiEnv } from '../bindings.ts'

export const navigate = (c: Context<ApiEnv>, to: string): Response =>
  c.body(null, 302, { Location: to, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer', 'X-Content-Type-Options': 'nosniff' })
