/** Opening the thread of a session's room or of two people: the same again is the same thread. */
import type { Context } from 'hono'
import type { Thread, ThreadInput } from '../../contract/chat.ts'
import type { Failure, Result } from '../../contract/errors.ts'
import { pairId } from '../../domain/realtime/pair-id.ts'
import { openedPair } from '../../durable-objects/room/consent-desk.ts'
import { asDoer } from '../../durable-objects/room/room-policy.ts'
import { failureOf } from './answers.ts'
import { appOf, nameOf, roomOf, visitorOf } from './people.ts'
import type { RealtimeDeps, RealtimeHono } from './realtime-env.ts'

const nobody: Failure = { code: 'not_found', detail: 'There is no such person or session.' }
const oneself: Failure = { code: 'policy_denied', detail: 'A thread is with somebody else.' }

export const openThread = async (c: Context<RealtimeHono>, deps: RealtimeDeps, input: ThreadInput): Promise<Result<Thread>> => {
  const visitor = await visitorOf(c, deps)
  const { scope, with_user_id: peer, session_id: session } = input
  if (peer !== undefined) {
    if (peer === visitor.user) return { ok: false, error: oneself }
    if ((await nameOf(c, deps, peer)) === null) return { ok: false, error: nobody }
    const room = await openedPair(c.env, appOf(c), visitor.user, peer)
    const id = pairId(appOf(c).app_id, visitor.user, peer)
    const read = await roomOf(c, id).history({ by: asDoer(visitor), before: 1, limit: 1 })
    const failure = failureOf(read.answer)
    if (room === null || failure !== null) return { ok: false, error: failure ?? nobody }
    return { ok: true, value: { id, scope, session_id: null, with_user_id: peer } }
  }
  if (session === undefined) return { ok: false, error: nobody }
  const { answer } = await roomOf(c, session).read(asDoer(visitor))
  const failure = failureOf(answer)
  return failure === null
    ? { ok: true, value: { id: session, scope, session_id: session, with_user_id: null } }
    : { ok: false, error: failure }
}
