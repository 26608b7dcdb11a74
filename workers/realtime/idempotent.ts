/**
 * `Idempotency-Key` on this door's writes: the same key and body give the stored answer for 24 h. Kept in the person's own object, so that
 * no database is on the way to a room. Comes after the guard and `readBody`. Media are left out: each grant is a decision of its own.
 */
import { createHash } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import { assertNever } from '../../contract/assert-never.ts'
import type { Failure } from '../../contract/errors.ts'
import { idempotencyKey } from '../../contract/idempotency.ts'
import { newId } from '../../contract/ids.ts'
import { personName } from '../../durable-objects/names.ts'
import { personOf } from '../shared/access/caller.ts'
import { answerAgain, badKey, isWorthKeeping, otherRequest, underWay } from '../shared/http/kept-answer.ts'
import { problem } from '../shared/problem.ts'
import type { RealtimeHono } from './realtime-env.ts'

const tooMany: Failure = { code: 'rate_limited', detail: 'Too many Idempotency-Keys are kept for you.', retryAfterSeconds: 3_600 }

export const idempotent: MiddlewareHandler<RealtimeHono> = createMiddleware<RealtimeHono>(async (c, next) => {
  const key = c.req.header('Idempotency-Key')
  if (key === undefined) return next()
  if (!idempotencyKey.safeParse(key).success) return problem(c, badKey)
  const { app, user_id } = personOf(c)
  const person = c.env.PERSON.getByName(personName(app.app_id, user_id))
  const found = await person.once({ key, request: digestOf(c), newId: newId() })
  switch (found.kind) {
    case 'other_request':
      return problem(c, otherRequest)
    case 'under_way':
      return problem(c, underWay)
    case 'too_many':
      return problem(c, tooMany)
    case 'answered':
      return answerAgain(found.status, found.body)
    case 'reserved': {
      c.set('newId', found.newId)
      await next()
      const { status } = c.res
      const answer = isWorthKeeping(status) ? { status, body: await c.res.clone().text() } : null
      return person.settle({ key, until: found.until, answer })
    }
    default:
      return assertNever(found)
  }
})

const digestOf = (c: Context<RealtimeHono>): string =>
  createHash('sha256')
    .update(`${c.req.method} ${c.req.path}\n${c.get('bodyText')}`)
    .digest('base64url')

/** The id of what a write makes: with an `Idempotency-Key` the same for who tries again after one that died. */
export const idToMake = (c: Context<RealtimeHono>): string => c.get('newId') ?? newId()
