/** `POST /v1/channels/{id}/presence`: one viewer says that it watches, or that it stops. */
import type { Context } from 'hono'
import { viewerBeat } from '../../../contract/channel.ts'
import { limitOf } from '../../../contract/limits.ts'
import { networkOf } from '../../../domain/limits/address.ts'
import { problem } from '../../shared/problem.ts'
import { checkRate } from '../../shared/rate-limit.ts'
import { rateHeaders, rateLimited } from '../../shared/rate-limit-headers.ts'
import { objectOf } from '../channel-directory.ts'
import type { SyncDeps, SyncHono } from '../sync-env.ts'
import { jsonBody } from './body.ts'
import { nothingHere, unavailable } from './document.ts'

const limitBytes = 1_024

/** A page that is being closed can only send text. */
const types = ['application/json', 'text/plain']

export const presence = ({ directory, limiter, now }: SyncDeps) => {
  return async (c: Context<SyncHono>): Promise<Response> => {
    const network = networkOf(c.req.header('CF-Connecting-IP'))
    const limit = { name: 'anonymous', key: network ?? '', limit: limitOf({}, 'anonymous_per_min'), periodMs: 60_000 } as const
    const decision = network === null ? null : checkRate(limiter, limit, now())
    if (decision?.ok === false) return problem(c, rateLimited(decision.retryAfterMs), rateHeaders([decision]))
    const beat = await jsonBody(c.req.raw, { limitBytes, types }, viewerBeat)
    if (!beat.ok) return problem(c, beat.error)
    try {
      const setup = await directory.find(c.env.KERNEL_DB, c.req.param('id') ?? '')
      if (setup === null) return nothingHere(c)
      await objectOf(c.env, setup).beat(setup, beat.value)
    } catch (cause) {
      return unavailable(c, cause)
    }
    return c.json({ status: 'ok' })
  }
}
