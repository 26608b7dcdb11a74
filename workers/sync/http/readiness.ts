/** `GET /readyz`: whether the media answer. Asked by the gateway, which tells of it; kept for a moment, so that asking often costs little. */
import type { Context } from 'hono'
import { within } from '../../shared/within.ts'
import type { SyncHono } from '../sync-env.ts'

const memoMs = 1_000
const downAfterMs = 2_000

export const readiness = (now: () => number) => {
  let held: { readonly at: number; readonly ok: boolean } | null = null
  return async (c: Context<SyncHono>): Promise<Response> => {
    if (held === null || now() - held.at >= memoMs) {
      const { ok } = await within(downAfterMs, () => c.env.MEDIA.head('readiness'))
      held = { at: now(), ok }
    }
    return c.json({ status: held.ok ? 'ok' : 'down' }, held.ok ? 200 : 503)
  }
}
