/** `GET /v1/channels/{id}/status`. */
import type { Context } from 'hono'
import type { Asked } from '../../../domain/channel/document-reader.ts'
import { bounded } from '../../shared/within.ts'
import { objectOf } from '../channel-directory.ts'
import { answerWithinMs } from '../sync-env.ts'
import type { Refusal, SyncDeps, SyncHono } from '../sync-env.ts'
import { documentAnswer, statusKind } from './document.ts'

/** CONTRACT §5. */
const freshMs = 2_000

export const channelStatus = ({ directory, reader, now }: SyncDeps) => {
  return async (c: Context<SyncHono>): Promise<Response> => {
    const id = c.req.param('id') ?? ''
    const ask = async (): Promise<Asked<Refusal>> => {
      const setup = await directory.find(c.env.KERNEL_DB, id)
      if (setup === null) return { ok: false, refusal: 'not_found' }
      const status = await objectOf(c.env, setup).status(setup)
      return { ok: true, ...status, freshMs: Math.min(status.freshMs, freshMs) }
    }
    const inTime = (): Promise<Asked<Refusal>> => bounded(answerWithinMs, ask)
    return documentAnswer(c, await reader(c.env).read({ path: c.req.path, ask: inTime }), statusKind, now())
  }
}
