/** How the platform's own pages ask for the refresh token in a cookie, and what that does to an `Idempotency-Key`. */
import * as z from 'zod'
import { idempotencyHeader } from '../operation.ts'

export const sessionHeader = z.object({
  'X-Prost-Session': z.literal('cookie').optional().meta({
    description: '`cookie`, on the platform’s own pages: the refresh token comes in a cookie that no script can read, and not in the body.',
  }),
})

/** Of ways in that take an `Idempotency-Key`. */
export const signInHeaders = idempotencyHeader.extend(sessionHeader.shape)

export const byCookie = 'With `X-Prost-Session: cookie`, an Idempotency-Key is not looked at: a stored answer carries no cookie.'
