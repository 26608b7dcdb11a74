/** What other objects say to a room, as inputs of its machine. */
import { assertNever } from '../../contract/assert-never.ts'
import type { RoomParts } from './room-parts.ts'
import type { RoomHeard, RoomSaying } from './room-rpc.ts'
import { sessionOf } from './room-run.ts'

/** Throws when the pair of a session's consent can not be asked: then it is said again. */
export const hearSaying = async (parts: RoomParts, { say, users, app }: RoomHeard, now: number): Promise<void> => {
  const { keeper } = parts
  if (app !== undefined) keeper.learn(app)
  if (users !== undefined) keeper.step({ type: 'open_pair', users, epoch: now }, now)
  await take(parts, say, now)
}

const take = async (parts: RoomParts, say: RoomSaying, now: number): Promise<void> => {
  const { keeper } = parts
  switch (say.type) {
    case 'create_child':
      keeper.step({ type: 'create', spec: say.spec, epoch: now }, now)
      return activate(parts)
    case 'match_made':
      return void keeper.step({ type: 'create', spec: say.spec, epoch: now }, now)
    case 'match_confirmed':
      return activate(parts)
    case 'match_failed':
      return void keeper.step({ type: 'fail', reason: 'timeout' }, now)
    case 'match_ended':
    case 'consent_moved':
    case 'consent_release':
    case 'block':
    case 'person_moved':
    case 'tell_member':
    case 'warn':
    case 'sign_in_ended':
      return void keeper.step(say, now)
    default:
      return assertNever(say)
  }
}

/** A session that is made begins at once: peers need nothing made for them. */
export const activate = async ({ keeper, pair }: RoomParts): Promise<void> => {
  if (sessionOf(keeper.state)?.state !== 'creating') return
  const consent = await pair.consent()
  keeper.step({ type: 'activate', consent }, Date.now())
}
