/**
 * `Idempotency-Key` on the writes of a door: the same key and body give the stored answer for 24 h. Comes after the guard and
 * `readBody`. What is kept and for how long is the storage's; which answers are worth keeping is said here.
 */
import type { Context, MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import { assertNever } from '../../../contract/assert-never.ts'
import { idempotencyKey } from '../../../contract/idempotency.ts'
import { forget, keep, reserve } from '../../../storage/kernel/idempotency.ts'
import type { Reserved } from '../../../storage/kernel/idempotency.ts'
import { problem } from '../problem.ts'
import type { DoorBindings, DoorEnv } from '../door-env.ts'
import type { Caller } from '../access/caller.ts'
import { masterSecret } from '../settings.ts'
import type { GuardDeps } from '../access/guard-deps.ts'
import { answerAgain, badKey, isWorthKeeping, otherRequest, underWay } from './kept-answer.ts'

/** Answers are kept under the platform's own secret. */
type SealingBindings = DoorBindings & { readonly IDENTITY_SECRET: string }

export const idempotentAt = <B extends SealingBindings>({ now }: Pick<GuardDeps, 'now'>): MiddlewareHandler<DoorEnv<B>> =>
  createMiddleware<DoorEnv<B>>(async (c, next) => {
    const key = c.req.header('Idempotency-Key')
    if (key === undefined) return next()
    if (!idempotencyKey.safeParse(key).success) return problem(c, badKey)
    const reservation = { app_id: c.get('caller').app.app_id, key: `${ownerOf(c.get('caller'))}${key}`, request_hash: requestHash(c) }
    const found = await reserve(c.env.KERNEL_DB, reservation, now())
    switch (found.kind) {
      case 'other_request':
        return problem(c, otherRequest)
      case 'under_way':
        return problem(c, underWay)
      case 'answered':
        return answerAgain(found.status, unsealed(c, reservation.key, found.body))
      case 'reserved':
        await next()
        return settle(c, found, now())
    }
  })

/** Keyed: a body may carry a password, and a plain digest of it could be guessed. */
const requestHash = <B extends SealingBindings>(c: Context<DoorEnv<B>>): string =>
  masterSecret(c.env)
    .mac('idempotency-request', `${c.req.method} ${c.req.path}\n${c.get('bodyText')}`)
    .toString('hex')

const settle = async <B extends SealingBindings>(c: Context<DoorEnv<B>>, reserved: Reserved, now: number): Promise<void> => {
  const { status } = c.res
  if (!isWorthKeeping(status)) return forget(c.env.KERNEL_DB, reserved)
  const body = masterSecret(c.env).seal('idempotency', reserved.key, await c.res.clone().text())
  await keep(c.env.KERNEL_DB, reserved, { status, body }, now)
}

/** Keys of a person are the person's own: another's never meets them. Apps' keys are shared by the app's servers. */
const ownerOf = (caller: Caller): string => {
  switch (caller.kind) {
    case 'secret':
    case 'public':
      return ''
    case 'realm':
      return 'realm '
    case 'person':
    case 'operator':
      return `${caller.user_id} `
    default:
      return assertNever(caller)
  }
}

/** Answers may carry secrets that are shown once, so they are kept sealed. */
const unsealed = <B extends SealingBindings>(c: Context<DoorEnv<B>>, key: string, sealed: string): string => {
  const body = masterSecret(c.env).open('idempotency', key, sealed)
  if (body === null) throw new Error('a stored answer was sealed with another IDENTITY_SECRET')
  return body
}
