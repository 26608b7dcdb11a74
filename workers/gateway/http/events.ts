/** Reading an app's events: lists, one, exports. Sending them is the ingest door's. */
import { Hono } from 'hono'
import { exportEvents, getEvent, listEvents } from '../../../contract/operations/events.ts'
import { problem } from '../../shared/problem.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { exportFormats, exportStream } from '../telemetry/export-stream.ts'
import { eventFilter, pageInput, paramsOf, queryOf, rangeOf } from '../../shared/http/input.ts'
import { badCursor, nothingHere, reply, replyFile } from '../../shared/http/reply.ts'

export const eventsRoutes = ({ reader }: GatewayDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get('/events', async (c) => {
      const query = queryOf(c, listEvents.query)
      if (!query.ok) return problem(c, query.error)
      const page = await reader(c.env, c.get('caller').app).events(eventFilter(query.value), pageInput(query.value))
      return page === null ? problem(c, badCursor) : reply(c, page)
    })
    .get('/events/export', async (c) => {
      const query = queryOf(c, exportEvents.query)
      if (!query.ok) return problem(c, query.error)
      const format = exportFormats[query.value.format]
      const pages = reader(c.env, c.get('caller').app).exportEvents(rangeOf(query.value))
      return replyFile(await exportStream(pages, format), format.type, `events.${query.value.format}`)
    })
    .get('/events/:id', async (c) => {
      const params = paramsOf(c, getEvent.params)
      const event = params && (await reader(c.env, c.get('caller').app).event(params.id))
      return event === null ? problem(c, nothingHere) : reply(c, event)
    })
