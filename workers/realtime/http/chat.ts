/** Threads: opened, read, and their sockets. */
import { Hono } from 'hono'
import { threadInput } from '../../../contract/chat.ts'
import { listMessages, openThreadSocket } from '../../../contract/operations/chat.ts'
import { asDoer } from '../../../durable-objects/room/room-policy.ts'
import { bodyOf, paramsOf, queryOf } from '../../shared/http/input.ts'
import { nothingHere, reply } from '../../shared/http/reply.ts'
import { problem } from '../../shared/problem.ts'
import { historyPage } from '../history.ts'
import { idempotent } from '../idempotent.ts'
import { roomOf, visitorOf } from '../people.ts'
import { readBody } from '../read-body.ts'
import type { RealtimeDeps, RealtimeHono } from '../realtime-env.ts'
import { openSocket } from '../sockets.ts'
import { openThread } from '../threads.ts'

export const chatRoutes = (deps: RealtimeDeps): Hono<RealtimeHono> =>
  new Hono<RealtimeHono>()
    .post('/v1/chat/thread', readBody, idempotent, async (c) => {
      const input = bodyOf(c, threadInput)
      if (!input.ok) return problem(c, input.error)
      const opened = await openThread(c, deps, input.value)
      return opened.ok ? reply(c, opened.value) : problem(c, opened.error)
    })
    .get('/v1/chat/:thread_id/messages', async (c) => {
      const params = paramsOf(c, listMessages.params)
      if (params === null) return problem(c, nothingHere)
      const query = queryOf(c, listMessages.query)
      if (!query.ok) return problem(c, query.error)
      const page = await historyPage(roomOf(c, params.thread_id), asDoer(await visitorOf(c, deps)), query.value)
      return page.ok ? reply(c, page.value) : problem(c, page.error)
    })
    .get('/v1/chat/:thread_id', async (c) => {
      const params = paramsOf(c, openThreadSocket.params)
      return params === null ? problem(c, nothingHere) : openSocket(c, deps, params.thread_id)
    })
