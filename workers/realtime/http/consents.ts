/** Consents: asked for, granted, denied, taken back. */
import { Hono } from 'hono'
import type { Context } from 'hono'
import { consentRequestInput } from '../../../contract/consent.ts'
import type { Failure } from '../../../contract/errors.ts'
import { consentId } from '../../../contract/ids.ts'
import { getConsent, grantConsent, listConsents } from '../../../contract/operations/consents.ts'
import { consentView } from '../../../durable-objects/person/person-machine.ts'
import { answerConsent, requestConsentOf } from '../../../durable-objects/room/consent-desk.ts'
import type { RoomAnswer } from '../../../durable-objects/room/room-protocol.ts'
import { bodyOf, paramsOf, queryOf } from '../../shared/http/input.ts'
import { badCursor, nothingHere, reply } from '../../shared/http/reply.ts'
import { problem } from '../../shared/problem.ts'
import { refusal } from '../answers.ts'
import { ownConsent, ownConsents } from '../consents.ts'
import { idempotent } from '../idempotent.ts'
import { appOf, nameOf, visitorOf } from '../people.ts'
import { readBody } from '../read-body.ts'
import type { RealtimeDeps, RealtimeHono } from '../realtime-env.ts'

const nobody: Failure = { code: 'not_found', detail: 'There is no such person.' }

const told = (c: Context<RealtimeHono>, answer: RoomAnswer, status: 200 | 201): Response =>
  answer.type === 'consent' ? reply(c, consentView(answer.consent), status) : refusal(c, answer)

export const consentsRoutes = (deps: RealtimeDeps): Hono<RealtimeHono> => {
  const routes = new Hono<RealtimeHono>()
  routes.get('/v1/consents', async (c) => {
    const query = queryOf(c, listConsents.query)
    if (!query.ok) return problem(c, query.error)
    const { limit, cursor } = query.value
    const isCursor = cursor === undefined || consentId.safeParse(cursor).success
    return isCursor ? reply(c, await ownConsents(c, limit, cursor)) : problem(c, badCursor)
  })
  routes.get('/v1/consents/:id', async (c) => {
    const params = paramsOf(c, getConsent.params)
    const found = params === null ? null : await ownConsent(c, params.id)
    return found === null ? problem(c, nothingHere) : reply(c, found)
  })
  routes.post('/v1/consents', readBody, idempotent, async (c) => {
    const input = bodyOf(c, consentRequestInput)
    if (!input.ok) return problem(c, input.error)
    const { to_user_id: to, purpose } = input.value
    if ((await nameOf(c, deps, to)) === null) return problem(c, nobody)
    // Where people ask each other is the mode whose limits hold.
    const mode = deps.modes.find('party')
    if (mode === null) return problem(c, nobody)
    return told(c, await requestConsentOf(c.env, appOf(c), await visitorOf(c, deps), { to, purpose, mode }), 201)
  })
  for (const act of ['grant', 'deny', 'revoke'] as const)
    routes.post(`/v1/consents/:id/${act}`, readBody, idempotent, async (c) => {
      const params = paramsOf(c, grantConsent.params)
      if (params === null) return problem(c, nothingHere)
      return told(c, await answerConsent(c.env, appOf(c), await visitorOf(c, deps), { id: params.id, act }), 200)
    })
  return routes
}
