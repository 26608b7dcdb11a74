/** `GET /live/{id}/{playlist}`: the master playlist and those of the renditions. */
import type { Context } from 'hono'
import * as z from 'zod'
import type { ChannelSetup, PlaylistAsk } from '../../../contract/channel.ts'
import { issuesOf } from '../../../contract/issues.ts'
import { playlistName } from '../../../contract/operations/channel.ts'
import type { Asked } from '../../../domain/channel/document-reader.ts'
import { problem } from '../../shared/problem.ts'
import { bounded } from '../../shared/within.ts'
import { objectOf } from '../channel-directory.ts'
import { answerWithinMs } from '../sync-env.ts'
import type { Refusal, SyncBindings, SyncDeps, SyncHono } from '../sync-env.ts'
import { documentAnswer, nothingHere, playlistKind, unavailable } from './document.ts'

const count = z
  .string()
  .regex(/^\d{1,15}$/, { error: 'is not a whole number' })
  .transform(Number)

/** RFC 8216bis §6.2.5.2. A part without a number is nobody's. */
const blocking = z
  .object({ _HLS_msn: count.optional(), _HLS_part: count.optional() })
  .refine(({ _HLS_msn, _HLS_part }) => _HLS_part === undefined || _HLS_msn !== undefined, {
    path: ['_HLS_part'],
    error: 'needs _HLS_msn',
  })

export const playlists = ({ directory, reader, now }: SyncDeps) => {
  return async (c: Context<SyncHono>): Promise<Response> => {
    const { id = '', playlist = '' } = c.req.param()
    const name = playlistName.safeParse(playlist)
    if (!name.success) return nothingHere(c)
    const wish = blocking.safeParse(c.req.query())
    if (!wish.success)
      return problem(c, { code: 'validation_failed', detail: 'The query does not have the right shape.', errors: issuesOf(wish.error) })
    const { _HLS_msn: msn, _HLS_part: part } = wish.data
    const wanted = {
      name: name.data.slice(0, -'.m3u8'.length),
      ...(msn === undefined ? {} : { msn }),
      ...(part === undefined ? {} : { part }),
    }
    if (msn === undefined) {
      const find = async (): Promise<Asked<Refusal>> => askFor(c.env, await directory.find(c.env.KERNEL_DB, id), wanted)
      const ask = (): Promise<Asked<Refusal>> => bounded(answerWithinMs, find)
      return documentAnswer(c, await reader(c.env).read({ path: c.req.path, ask }), playlistKind, now())
    }
    return blockingReload(c, { directory, reader, now }, id, wanted)
  }
}

/** Where low latency is off, what the query asks for is not in the key: nobody may fill the cache with it. */
const blockingReload = async (
  c: Context<SyncHono>,
  { directory, reader, now }: Pick<SyncDeps, 'directory' | 'reader' | 'now'>,
  id: string,
  wanted: PlaylistAsk,
): Promise<Response> => {
  const setup = await settled(() => directory.find(c.env.KERNEL_DB, id))
  if (!setup.ok) return unavailable(c, setup.cause)
  const patient = setup.value?.settings.low_latency === true
  const asked = patient ? wanted : { name: wanted.name }
  const path = patient ? `${c.req.path}?_HLS_msn=${wanted.msn}&_HLS_part=${wanted.part ?? ''}` : c.req.path
  const ask = (): Promise<Asked<Refusal>> => askFor(c.env, setup.value, asked)
  return documentAnswer(c, await reader(c.env).read({ path, ask, patient }), playlistKind, now())
}

const settled = async <T>(work: () => Promise<T>): Promise<{ ok: true; value: T } | { ok: false; cause: unknown }> => {
  try {
    return { ok: true, value: await work() }
  } catch (cause) {
    return { ok: false, cause }
  }
}

const askFor = async (env: SyncBindings, setup: ChannelSetup | null, wanted: PlaylistAsk): Promise<Asked<Refusal>> => {
  if (setup === null) return { ok: false, refusal: 'not_found' }
  const answer = await objectOf(env, setup).playlist(setup, wanted)
  if (answer.ok) return answer
  return { ok: false, refusal: answer.code === 'ahead' ? 'too_far_ahead' : 'not_found' }
}
