/** The room of two who were matched: who of them went is told to the queue, and who is confirmed and does not come is not waited for. */
import type { UserId } from '../../contract/ids.ts'
import { roomLimits } from '../../domain/realtime/room-limits.ts'
import type { RoomAnswer, RoomInput } from './room-protocol.ts'
import type { Run } from './room-run.ts'
import { done, refused, saveSession, sessionOf } from './room-run.ts'
import type { MatchOrigin, RoomSession, RoomState } from './room-state.ts'
import { end } from './session-steps.ts'

/** The session is over for both; who is not among `gone` goes on waiting. */
export const tellQueue = (run: Run, { match, parties }: RoomSession, gone: readonly UserId[]): void => {
  if (match === undefined || match === null || parties === null) return
  const { queue, region } = match
  const say = { type: 'session_over', session: run.state.id, users: [...parties], gone: [...gone] } as const
  run.effects.push({ type: 'tell', message: { to: 'queue', queue, region, say } })
}

/** The queue says so: one of the two left it, or wants another. */
export const matchEnded = (run: Run, { by, skipped }: Extract<RoomInput, { type: 'match_ended' }>): RoomAnswer => {
  if (sessionOf(run.state) === null) return refused('not_found')
  end(run, { reason: skipped ? 'skipped' : 'left', note: null }, [by])
  return done
}

/** When both have to be there; null when that is looked at no more. */
export const comeDue = ({ purpose }: RoomState): number | null =>
  purpose.kind === 'session' && purpose.session.state === 'active' ? (purpose.session.match?.comeBy ?? null) : null

/** From the moment both have confirmed. */
export const waitFor = ({ match }: RoomSession, now: number): MatchOrigin | null =>
  match === undefined || match === null ? null : { ...match, comeBy: now + roomLimits.comeMs }

export const lookForBoth = (run: Run, session: RoomSession): void => {
  const due = comeDue(run.state)
  if (due === null || run.now < due || session.match === undefined || session.match === null) return
  const absent = (session.parties ?? []).filter((user) => !run.state.people.members.has(user))
  if (absent.length > 0) end(run, { reason: 'left', note: null }, absent)
  else saveSession(run, { ...session, match: { ...session.match, comeBy: null } })
}
