/** Who is there in a mode: one's own lease, and the visible list. */
import { Hono } from 'hono'
import { userId } from '../../../contract/ids.ts'
import type { Failure } from '../../../contract/errors.ts'
import { readLobby } from '../../../contract/operations/presence.ts'
import { presenceInput } from '../../../contract/presence.ts'
import { lobbyName } from '../../../durable-objects/names.ts'
import { bodyOf, queryOf } from '../../shared/http/input.ts'
import { badCursor, reply } from '../../shared/http/reply.ts'
import { problem } from '../../shared/problem.ts'
import { idempotent } from '../idempotent.ts'
import { appOf, visitorOf } from '../people.ts'
import { paceFailure } from '../rates.ts'
import { readBody } from '../read-body.ts'
import type { RealtimeDeps, RealtimeHono } from '../realtime-env.ts'
import { presenceDenied } from '../presence-policy.ts'

const noSuchMode: Failure = { code: 'not_found', detail: 'There is no such mode.' }
const tooMany: Failure = { code: 'too_many', detail: 'A person is there with at most 16 devices.' }

export const presenceRoutes = (deps: RealtimeDeps): Hono<RealtimeHono> =>
  new Hono<RealtimeHono>()
    .post('/v1/presence/set', readBody, idempotent, async (c) => {
      const input = bodyOf(c, presenceInput)
      if (!input.ok) return problem(c, input.error)
      const { status, mode: name, visibility, device, leaving } = input.value
      const mode = deps.modes.find(name)
      if (mode === null) return problem(c, noSuchMode)
      const visitor = await visitorOf(c, deps)
      const lobby = c.env.LOBBY.getByName(lobbyName(appOf(c).app_id, name))
      if (leaving) {
        await lobby.leave(visitor.user, device)
        return reply(c, { status, mode: name, visibility, expires_at: new Date(deps.now()).toISOString() })
      }
      const denied = await presenceDenied(c, deps, visitor, mode, 'presence.set')
      if (denied !== null) return problem(c, denied)
      const tooOften = await paceFailure(c, visitor, 'presence.set', mode)
      if (tooOften !== null) return problem(c, tooOften)
      const lease = await lobby.set({ user: visitor.user, name: visitor.name, device, status, visibility })
      return lease === null ? problem(c, tooMany) : reply(c, { status, mode: name, visibility, ...lease })
    })
    .get('/v1/presence/party', async (c) => {
      const query = queryOf(c, readLobby.query)
      if (!query.ok) return problem(c, query.error)
      const { cursor, limit } = query.value
      const after = cursor === undefined ? null : (userId.safeParse(cursor).data ?? undefined)
      if (after === undefined) return problem(c, badCursor)
      const mode = deps.modes.find(query.value.mode)
      if (mode === null) return problem(c, noSuchMode)
      const visitor = await visitorOf(c, deps)
      const denied = await presenceDenied(c, deps, visitor, mode, 'presence.read')
      if (denied !== null) return problem(c, denied)
      const lobby = c.env.LOBBY.getByName(lobbyName(appOf(c).app_id, mode.mode_id))
      const { next, ...page } = await lobby.read({ without: visitor.blocked, after, limit })
      return reply(c, { as_of: new Date(deps.now()).toISOString(), mode: mode.mode_id, ...page, next_cursor: next })
    })
