/** Sessions: made, found, led on, ended, looked at. */
import { Hono } from 'hono'
import { finishSession, getSession } from '../../../contract/operations/sessions.ts'
import { endSessionInput, entryInput, newSessionInput, transitionInput } from '../../../contract/session.ts'
import { asDoer } from '../../../durable-objects/room/room-policy.ts'
import { bodyOf, paramsOf } from '../../shared/http/input.ts'
import { nothingHere, reply } from '../../shared/http/reply.ts'
import { problem } from '../../shared/problem.ts'
import { refusal } from '../answers.ts'
import { enterMode } from '../entering.ts'
import { idempotent } from '../idempotent.ts'
import { appOf, roomOf, visitorOf } from '../people.ts'
import { readBody } from '../read-body.ts'
import type { RealtimeDeps, RealtimeHono } from '../realtime-env.ts'
import { leadOn, makeSession } from '../sessions.ts'

export const sessionsRoutes = (deps: RealtimeDeps): Hono<RealtimeHono> =>
  new Hono<RealtimeHono>()
    .post('/v1/sessions', readBody, idempotent, async (c) => {
      const input = bodyOf(c, newSessionInput)
      if (!input.ok) return problem(c, input.error)
      const made = await makeSession(c, deps, input.value)
      return made.ok ? reply(c, made.value, 201) : problem(c, made.error)
    })
    .post('/v1/sessions/enter', readBody, idempotent, async (c) => {
      const input = bodyOf(c, entryInput)
      if (!input.ok) return problem(c, input.error)
      const entered = await enterMode(c, deps, input.value)
      return entered.ok ? reply(c, entered.value.session, entered.value.isMade ? 201 : 200) : problem(c, entered.error)
    })
    .post('/v1/sessions/transition', readBody, idempotent, async (c) => {
      const input = bodyOf(c, transitionInput)
      if (!input.ok) return problem(c, input.error)
      const led = await leadOn(c, deps, input.value)
      return led.ok ? reply(c, led.value, 201) : problem(c, led.error)
    })
    .get('/v1/sessions/:id', async (c) => {
      const params = paramsOf(c, getSession.params)
      if (params === null) return problem(c, nothingHere)
      const { answer, session } = await roomOf(c, params.id).read(asDoer(await visitorOf(c, deps)))
      return session === null ? refusal(c, answer) : reply(c, session)
    })
    .post('/v1/sessions/:id/end', readBody, idempotent, async (c) => {
      const params = paramsOf(c, finishSession.params)
      if (params === null) return problem(c, nothingHere)
      const input = bodyOf(c, endSessionInput)
      if (!input.ok) return problem(c, input.error)
      const by = asDoer(await visitorOf(c, deps))
      const room = roomOf(c, params.id)
      // Asking leaves nothing behind where there never was a room.
      const read = await room.read(by)
      if (read.session === null) return refusal(c, read.answer)
      const { answer, session } = await room.act(appOf(c), { type: 'end', by, reason: 'requested', note: input.value.reason ?? null })
      return session === null || answer.type !== 'done' ? refusal(c, answer) : reply(c, session)
    })
