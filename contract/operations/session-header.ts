/** How the platform's own pages ask for the refresh token in a cookie, and what that does to an `Idempotency-Key`. */
import * as z from 'zod'
import { idempotencyHeader } from '../operation.ts'

export const sessionHeader = z.object({
  'X-Prost-Session': z
    .enum(['cookie', 'app-cookie'])
    .optional()
    .meta({
      description:
        '`cookie` or `app-cookie`, on the platform’s own pages: the refresh token comes in a cookie that no script can read, and not in the body. ' +
        'Each has one of its own, so that an operator and a person of an app can be signed in side by side in one browser.',
    }),
})

/** Of ways in that take an `Idempotency-Key`. */
export const signInHeaders = idempotencyHeader.extend(sessionHeader.shape)

export const byCookie = 'With `X-Prost-Session`, an Idempotency-Key is not looked at: a stored answer carries no cookie.'
