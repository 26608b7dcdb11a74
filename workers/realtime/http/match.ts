/** Matching: joined, confirmed, skipped, left, looked at and listened to. */
import { Hono } from 'hono'
import type { Context } from 'hono'
import { matchJoinInput } from '../../../contract/match.ts'
import { bodyOf } from '../../shared/http/input.ts'
import { reply } from '../../shared/http/reply.ts'
import { problem } from '../../shared/problem.ts'
import { idempotent } from '../idempotent.ts'
import { act, join, skip } from '../match.ts'
import type { Asked } from '../match.ts'
import { openMatchSocket } from '../match-socket.ts'
import { readBody } from '../read-body.ts'
import type { RealtimeDeps, RealtimeHono } from '../realtime-env.ts'

const told = (c: Context<RealtimeHono>, asked: Asked): Response => (asked.ok ? reply(c, asked.value) : problem(c, asked.error))

export const matchRoutes = (deps: RealtimeDeps): Hono<RealtimeHono> =>
  new Hono<RealtimeHono>()
    .post('/v1/match/join', readBody, idempotent, async (c) => {
      const input = bodyOf(c, matchJoinInput)
      if (!input.ok) return problem(c, input.error)
      const joined = await join(c, deps, input.value)
      return joined.ok ? reply(c, joined.value.ticket, joined.value.isNew ? 201 : 200) : problem(c, joined.error)
    })
    .post('/v1/match/confirm', readBody, idempotent, async (c) => told(c, await act(c, 'confirm')))
    .post('/v1/match/skip', readBody, idempotent, async (c) => told(c, await skip(c, deps)))
    .post('/v1/match/leave', readBody, idempotent, async (c) => told(c, await act(c, 'leave')))
    .get('/v1/match', async (c) => {
      const isSocket = c.req.header('Upgrade')?.toLowerCase() === 'websocket'
      return isSocket ? openMatchSocket(c) : told(c, await act(c, 'seen'))
    })
