/** The channels of an app. */
import { Hono } from 'hono'
import { channelChanges, newChannelInput, rotateSecretInput } from '../../../contract/channel.ts'
import {
  archiveChannel,
  changeChannel as changing,
  getChannel,
  listChannels,
  rotateChannelSecret,
} from '../../../contract/operations/channels.ts'
import { problem } from '../../shared/problem.ts'
import type { ApiEnv } from '../bindings.ts'
import { changeChannel, channelsOf, endChannel, makeChannel, readChannel, rotateSecret } from '../channels/manage-channels.ts'
import type { GatewayDeps } from '../deps.ts'
import { idempotent } from './idempotent.ts'
import { bodyOf, pageInput, paramsOf, queryOf } from '../../shared/http/input.ts'
import { readBody } from './read-body.ts'
import { badCursor, nothingHere, reply } from '../../shared/http/reply.ts'

const all = '/v1/apps/:app_id/channels'
const one = `${all}/:channel_id`

export const channelsRoutes = (deps: GatewayDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .post(all, readBody, idempotent(deps), async (c) => {
      const input = bodyOf(c, newChannelInput)
      if (!input.ok) return problem(c, input.error)
      const made = await makeChannel(c, deps, input.value)
      return made.ok ? reply(c, made.value, 201) : problem(c, made.error)
    })
    .get(all, async (c) => {
      const query = queryOf(c, listChannels.query)
      if (!query.ok) return problem(c, query.error)
      const page = await channelsOf(c).list(pageInput(query.value))
      return page === null ? problem(c, badCursor) : reply(c, page)
    })
    .get(one, async (c) => {
      const params = paramsOf(c, getChannel.params)
      if (params === null) return problem(c, nothingHere)
      const read = await readChannel(c, params.channel_id)
      return read.ok ? reply(c, read.value) : problem(c, read.error)
    })
    .patch(one, readBody, idempotent(deps), async (c) => {
      const input = bodyOf(c, channelChanges)
      if (!input.ok) return problem(c, input.error)
      const params = paramsOf(c, changing.params)
      if (params === null) return problem(c, nothingHere)
      const changed = await changeChannel(c, deps, params.channel_id, input.value)
      return changed.ok ? reply(c, changed.value) : problem(c, changed.error)
    })
    .delete(one, readBody, idempotent(deps), async (c) => {
      const params = paramsOf(c, archiveChannel.params)
      if (params === null) return problem(c, nothingHere)
      const ended = await endChannel(c, deps, params.channel_id)
      return ended.ok ? reply(c, ended.value) : problem(c, ended.error)
    })
    .post(`${one}/secrets`, readBody, idempotent(deps), async (c) => {
      const input = bodyOf(c, rotateSecretInput)
      if (!input.ok) return problem(c, input.error)
      const params = paramsOf(c, rotateChannelSecret.params)
      if (params === null) return problem(c, nothingHere)
      const rotated = await rotateSecret(c, params.channel_id, input.value.overlap_s)
      return rotated.ok ? reply(c, rotated.value, 201) : problem(c, rotated.error)
    })
