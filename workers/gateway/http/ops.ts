/** Dead letters, for whoever runs the platform. */
import { Hono } from 'hono'
import { getDeadLetter, listDeadLetters, replayDeadLetter } from '../../../contract/operations/ops.ts'
import { findDeadLetter, listDeadLetterPage, markReplayed } from '../../../storage/kernel/ops.ts'
import { problem } from '../../shared/problem.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { pageInput, paramsOf, queryOf } from '../../shared/http/input.ts'
import { badCursor, nothingHere, reply } from '../../shared/http/reply.ts'

export const opsRoutes = ({ now }: GatewayDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get('/v1/ops/dead-letters', async (c) => {
      const query = queryOf(c, listDeadLetters.query)
      if (!query.ok) return problem(c, query.error)
      const page = await listDeadLetterPage(c.env.KERNEL_DB, query.value.state ?? 'all', pageInput(query.value))
      return page === null ? problem(c, badCursor) : reply(c, page)
    })
    .get('/v1/ops/dead-letters/:id', async (c) => {
      const params = paramsOf(c, getDeadLetter.params)
      const letter = params && (await findDeadLetter(c.env.KERNEL_DB, params.id))
      return letter === null ? problem(c, nothingHere) : reply(c, letter)
    })
    .post('/v1/ops/dead-letters/:id/replay', async (c) => {
      const params = paramsOf(c, replayDeadLetter.params)
      const letter = params && (await findDeadLetter(c.env.KERNEL_DB, params.id))
      if (letter === null) return problem(c, nothingHere)
      await c.env.EVENTS_QUEUE.send(letter.body, { contentType: 'text' })
      const { body: _body, ...summary } = letter
      return reply(c, { ...summary, replayed_at: await markReplayed(c.env.KERNEL_DB, letter.id, now()) })
    })
