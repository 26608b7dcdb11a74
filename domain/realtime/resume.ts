/** Whether somebody who comes back can be given exactly what was missed. Pure; the log itself is in the object's store. */
import type { ConnectionId } from '../../contract/ids.ts'
import { roomLimits } from './room-limits.ts'

/** What a client says it had. The token it came with was verified before: it named the connection. */
export type ResumeClaim = {
  /** The connection that this one goes on from. */
  readonly connection: ConnectionId
  readonly epoch: number
  readonly seq: number
  /** The oldest frame that the log still holds; `seq + 1` of the room when it holds none. */
  readonly oldest: number
}

export type ResumeDecision = { readonly ok: true; readonly from: number; readonly to: number } | { readonly ok: false }

/** `room.seq` is the last frame there is. */
export const decideResume = (claim: ResumeClaim, room: { readonly epoch: number; readonly seq: number }): ResumeDecision => {
  const missed = room.seq - claim.seq
  const isOfThisRoom = claim.epoch === room.epoch && missed >= 0
  const isAllThere = claim.oldest <= claim.seq + 1 && missed <= roomLimits.resumeFrames
  return isOfThisRoom && isAllThere ? { ok: true, from: claim.seq, to: room.seq } : { ok: false }
}
