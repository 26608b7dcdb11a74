/** Media of sessions: granted, negotiated, and what failed. Grants are never kept under an `Idempotency-Key`: asking again is a new decision. */
import { Hono } from 'hono'
import { mediaErrorInput, mediaNegotiationInput, mediaTokenInput } from '../../../contract/media.ts'
import { bodyOf } from '../../shared/http/input.ts'
import { reply } from '../../shared/http/reply.ts'
import { problem } from '../../shared/problem.ts'
import { idempotent } from '../idempotent.ts'
import { grantMedia, negotiateMedia } from '../media.ts'
import { takeMediaError } from '../media-errors.ts'
import { readBody } from '../read-body.ts'
import type { RealtimeDeps, RealtimeHono } from '../realtime-env.ts'

export const mediaRoutes = (deps: RealtimeDeps): Hono<RealtimeHono> =>
  new Hono<RealtimeHono>()
    .post('/v1/media/token', readBody, async (c) => {
      const input = bodyOf(c, mediaTokenInput)
      if (!input.ok) return problem(c, input.error)
      const granted = await grantMedia(c, deps, input.value)
      return granted.ok ? reply(c, granted.value, 201) : problem(c, granted.error)
    })
    .post('/v1/media/negotiate', readBody, async (c) => {
      const input = bodyOf(c, mediaNegotiationInput)
      if (!input.ok) return problem(c, input.error)
      const negotiated = await negotiateMedia(c, deps, input.value)
      return negotiated.ok ? reply(c, negotiated.value) : problem(c, negotiated.error)
    })
    .post('/v1/media/errors', readBody, idempotent, async (c) => {
      const input = bodyOf(c, mediaErrorInput)
      if (!input.ok) return problem(c, input.error)
      const taken = await takeMediaError(c, deps, input.value)
      return taken.ok ? reply(c, taken.value, 201) : problem(c, taken.error)
    })
