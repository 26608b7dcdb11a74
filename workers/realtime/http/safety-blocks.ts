/** Whom a person blocked: kept in the person's object, which tells everyone whom it concerns. */
import type { Context } from 'hono'
import * as z from 'zod'
import { assertNever } from '../../../contract/assert-never.ts'
import type { Failure, Result } from '../../../contract/errors.ts'
import type { UserId } from '../../../contract/ids.ts'
import type { Block } from '../../../contract/moderation.ts'
import { personName } from '../../../durable-objects/names.ts'
import type { OwnBlock } from '../../../durable-objects/person/person-machine.ts'
import type { BlockAnswer, PersonRpc } from '../../../durable-objects/person/person-rpc.ts'
import { decodeCursor, encodeCursor } from '../../../storage/events/cursor.ts'
import { personOf } from '../../shared/access/caller.ts'
import { badCursor, nothingHere } from '../../shared/http/reply.ts'
import { nameOf, visitorOf } from '../people.ts'
import type { RealtimeDeps, RealtimeHono } from '../realtime-env.ts'
import { safetyDenied } from './safety-policy.ts'

type C = Context<RealtimeHono>

const tooMany: Failure = { code: 'too_many', detail: 'A person blocks at most 1,000 others; take one back first.' }

const ownObject = (c: C): PersonRpc => {
  const { app, user_id } = personOf(c)
  return c.env.PERSON.getByName(personName(app.app_id, user_id))
}

const blockView = ({ peer, at }: OwnBlock): Block => ({ user_id: peer, created_at: new Date(at).toISOString() })

export const layBlock = async (c: C, deps: RealtimeDeps, peer: UserId): Promise<Result<Block>> => {
  if ((await nameOf(c, deps, peer)) === null) return { ok: false, error: nothingHere }
  const denied = await safetyDenied(c, deps, await visitorOf(c, deps), { action: 'block.set', person: peer })
  return denied === null ? resultOf(peer, await ownObject(c).block(peer, true)) : { ok: false, error: denied }
}

export const takeBlockBack = async (c: C, peer: UserId): Promise<Result<Block>> => resultOf(peer, await ownObject(c).block(peer, false))

const resultOf = (peer: UserId, answer: BlockAnswer): Result<Block> => {
  switch (answer.type) {
    case 'done':
      return { ok: true, value: blockView({ peer, at: answer.at }) }
    case 'not_there':
      return { ok: false, error: nothingHere }
    case 'too_many':
      return { ok: false, error: tooMany }
    default:
      return assertNever(answer)
  }
}

/** Epoch ms and person of the last one before a page. */
const place = z.tuple([z.int(), z.string().max(64)])

type BlockPage = { readonly data: readonly Block[]; readonly next_cursor: string | null }

export const pageOfBlocks = async (
  c: C,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
): Promise<Result<BlockPage>> => {
  const after = cursor === undefined ? null : decodeCursor(place, cursor)
  if (cursor !== undefined && after === null) return { ok: false, error: badCursor }
  const all = await ownObject(c).blocks()
  const left = after === null ? all : all.filter(({ peer, at }) => at < after[0] || (at === after[0] && peer < after[1]))
  const page = left.slice(0, limit)
  const last = left.length > limit ? page.at(-1) : undefined
  return { ok: true, value: { data: page.map(blockView), next_cursor: last === undefined ? null : encodeCursor([last.at, last.peer]) } }
}
