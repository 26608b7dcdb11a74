/** From what a room answers to what is told over HTTP. */
import type { Context } from 'hono'
import { assertNever } from '../../contract/assert-never.ts'
import type { ErrorCode, Failure } from '../../contract/errors.ts'
import { errorTable } from '../../contract/errors.ts'
import type { RoomAnswer } from '../../durable-objects/room/room-protocol.ts'
import { problem } from '../shared/problem.ts'
import type { RealtimeHono } from './realtime-env.ts'

const failure = (code: ErrorCode, detail: string, retryAfterMs: number | null): Failure =>
  retryAfterMs === null ? { code, detail } : { code, detail, retryAfterSeconds: retryAfterMs / 1_000 }

/** Null when the room said yes. */
export const failureOf = (answer: RoomAnswer): Failure | null => {
  switch (answer.type) {
    case 'refused':
      return failure(answer.code, answer.detail, answer.retryAfterMs)
    case 'denied':
      return failure(answer.code, `${errorTable[answer.code].title}.`, answer.retryAfterMs)
    case 'done':
    case 'made':
    case 'child':
    case 'consent':
      return null
    default:
      return assertNever(answer)
  }
}

export const refusal = (c: Context<RealtimeHono>, answer: RoomAnswer): Response => {
  const found = failureOf(answer)
  if (found === null) throw new Error(`a room answered ${answer.type} where it should not`)
  return problem(c, found)
}
