/**
 * Attempts to get in, asked for before anything is hashed or mailed: of the object of the e-mail and of that of the address, exactly. An
 * attempt counts as failed until it succeeded. Addresses leave this file as keyed digests only.
 */
import type { Context } from 'hono'
import type { AttemptLimiterRpc, BeginAttempt, BegunAttempt } from '../../../contract/attempts.ts'
import { newAuditNote } from '../../../contract/audit.ts'
import type { Result } from '../../../contract/errors.ts'
import type { AppSettings } from '../../../contract/keys.ts'
import { limitOf } from '../../../contract/limits.ts'
import { addressDigest, emailDigest } from '../../../domain/limits/attempt-digests.ts'
import { attemptsOfAddressName, attemptsOfEmailName } from '../../../durable-objects/names.ts'
import { rateHeaders, rateLimited } from '../../shared/rate-limit-headers.ts'
import { setHeader } from '../../shared/request-context.ts'
import type { ApiEnv } from '../bindings.ts'
import { noteAfterAnswer } from '../../shared/access/denials.ts'
import type { GatewayDeps } from '../deps.ts'
import { masterSecret } from '../../shared/settings.ts'

type Asked = { readonly app: AppSettings; readonly email: string; readonly purpose: BeginAttempt['purpose'] }

export type Attempt = {
  /** The guess was right. */
  readonly succeeded: () => Promise<void>
  /** Nothing was compared, so nothing counts. */
  readonly undecided: () => Promise<void>
}

export const beginAttempt = async (c: Context<ApiEnv>, deps: GatewayDeps, asked: Asked): Promise<Result<Attempt>> => {
  const address = addressDigest(masterSecret(c.env), asked.app.app_id, c.req.header('CF-Connecting-IP'))
  const objects = objectsOf(c, asked, address)
  const attempt = { address, limit_per_min: limitOf(asked.app.limits, 'sign_in_per_min'), purpose: asked.purpose }
  const begun = await Promise.all(objects.map((object) => object.begin(attempt)))
  const refusals = begun.filter((each) => !each.ok)
  tell(c, begun)
  if (refusals.length === 0) return { ok: true, value: attemptOf(objects, attempt) }
  // What one object took while another refused is given back: this attempt never was.
  await Promise.all(objects.filter((_object, i) => begun[i]?.ok === true).map((object) => object.undecided(attempt)))
  for (const refusal of refusals) if (refusal.newly) noteRefusal(c, deps, asked.app, refusal.refused.name)
  return { ok: false, error: rateLimited(Math.max(...refusals.map(({ retryAfterMs }) => retryAfterMs))) }
}

const objectsOf = (c: Context<ApiEnv>, { app, email }: Asked, address: string | null): AttemptLimiterRpc[] => {
  const names = [attemptsOfEmailName(app.app_id, emailDigest(email))]
  if (address !== null) names.push(attemptsOfAddressName(app.app_id, address))
  return names.map((name) => c.env.ATTEMPT_LIMITER.getByName(name))
}

const attemptOf = (objects: readonly AttemptLimiterRpc[], attempt: BeginAttempt): Attempt => ({
  succeeded: async () => void (await Promise.all(objects.map((object) => object.succeeded(attempt)))),
  undecided: async () => void (await Promise.all(objects.map((object) => object.undecided(attempt)))),
})

const tell = (c: Context<ApiEnv>, begun: readonly BegunAttempt[]): void => {
  const told = begun.map((each) => (each.ok ? each.attempt : each.refused))
  for (const [name, value] of Object.entries(rateHeaders(told))) setHeader(c, name, value)
}

/** The first of a while: what a limit keeps out is not noted one by one. */
const noteRefusal = (c: Context<ApiEnv>, deps: GatewayDeps, app: AppSettings, limit: string): void => {
  const note = newAuditNote({
    at: deps.now(),
    actor: { kind: 'system', id: null },
    action: 'sign_in.limited',
    outcome: 'denied',
    reason: 'rate_limited',
    object: { kind: 'limit', id: limit },
    request_id: c.get('requestId'),
  })
  noteAfterAnswer(c, app.app_id, note)
}
