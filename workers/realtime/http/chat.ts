/** Threads: opened, read, and their sockets. */
import { Hono } from 'hono'
import { threadInput } from '../../../contract/chat.ts'
import { listMessages, openThreadSocket } from '../../../contract/operations/chat.ts'
import { asDoer } from '../../../durable-objects/room/room-policy.ts'
import { bodyOf, paramsOf, queryOf } from '../../shared/http/input.ts'
import { badCursor, nothingHere, reply } from '../../shared/http/reply.ts'
import { problem } from '../../shared/problem.ts'
import { failureOf } from '../answers.ts'
import { idempotent } from '../idempotent.ts'
import { roomOf, visitorOf } from '../people.ts'
import { readBody } from '../read-body.ts'
import type { RealtimeDeps, RealtimeHono } from '../realtime-env.ts'
import { openSocket } from '../sockets.ts'
import { openThread } from '../threads.ts'

/** A place in the chat: older than this. */
const beforeOf = (cursor: string | undefined): number | null => {
  if (cursor === undefined) return Number.MAX_SAFE_INTEGER
  return /^\d{1,15}$/.test(cursor) ? Number(cursor) : null
}

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
      const [before, { limit }] = [beforeOf(query.value.cursor), query.value]
      if (before === null) return problem(c, badCursor)
      const ask = { by: asDoer(await visitorOf(c, deps)), before, limit: limit + 1 }
      const { answer, messages } = await roomOf(c, params.thread_id).history(ask)
      const failure = failureOf(answer)
      if (failure !== null) return problem(c, failure)
      const data = messages.slice(0, limit)
      const last = messages.length > limit ? data.at(-1) : undefined
      return reply(c, { data, next_cursor: last === undefined ? null : String(last.seq) })
    })
    .get('/v1/chat/:thread_id', async (c) => {
      const params = paramsOf(c, openThreadSocket.params)
      return params === null ? problem(c, nothingHere) : openSocket(c, deps, params.thread_id)
    })
