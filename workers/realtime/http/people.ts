/** What people of the app are called: of everyone who may have said something here, and of nobody else. */
import { Hono } from 'hono'
import { userId } from '../../../contract/ids.ts'
import { listNames } from '../../../contract/operations/people-names.ts'
import type { PersonName } from '../../../contract/operations/people-names.ts'
import { queryOf } from '../../shared/http/input.ts'
import { reply } from '../../shared/http/reply.ts'
import { problem } from '../../shared/problem.ts'
import { nameOf } from '../people.ts'
import type { RealtimeDeps, RealtimeHono } from '../realtime-env.ts'

export const peopleRoutes = (deps: RealtimeDeps): Hono<RealtimeHono> =>
  new Hono<RealtimeHono>().get('/v1/people', async (c) => {
    const query = queryOf(c, listNames.query)
    if (!query.ok) return problem(c, query.error)
    const ids = [...new Set(query.value.ids.split(','))].flatMap((id) => userId.safeParse(id).data ?? [])
    const named = await Promise.all(
      ids.map(async (id): Promise<PersonName | null> => {
        const display_name = await nameOf(c, deps, id)
        return display_name === null ? null : { user_id: id, display_name }
      }),
    )
    return reply(c, { data: named.filter((each) => each !== null) })
  })
