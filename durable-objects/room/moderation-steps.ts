/** What takes a person out of a room, or takes their words: restrictions, blocks, the end of a sign-in. */
import type { UserId } from '../../contract/ids.ts'
import { closeCodes } from '../../contract/socket.ts'
import { restrictionOf } from '../../domain/policy/facts.ts'
import type { Member } from '../../domain/realtime/people.ts'
import { connectionsOf } from '../../domain/realtime/people.ts'
import { drop, removeMember } from './presence-steps.ts'
import { asDoer, judge } from './room-policy.ts'
import type { RoomAnswer, RoomInput } from './room-protocol.ts'
import type { Run } from './room-run.ts'
import { done, publish, saveMember, sessionOf } from './room-run.ts'
import { endIfLeft } from './session-steps.ts'

type Input<T extends RoomInput['type']> = Extract<RoomInput, { type: T }>

/** What is known of a member moved: who may not be here any more goes at once. */
export const personMoved = (run: Run, { user, restrictions, blocked }: Input<'person_moved'>): RoomAnswer => {
  const before = run.state.people.members.get(user)
  if (before === undefined) return done
  const member: Member = { ...before, restrictions, blocked }
  if (isKnown(before, member)) return done
  saveMember(run, member)
  const against = judge(run.state, { by: asDoer(member), action: sessionOf(run.state) === null ? 'chat.open' : 'room.join' }, run.now)
  const isShutOut = against !== null && shutOut.has(against.code)
  if (isShutOut) {
    publish(run, { t: 'moderation.remove', user_id: user })
    removeMember(run, member, closeCodes.refused, against.code)
    endIfLeft(run, [])
  } else muteMoved(run, before, member)
  return done
}

const isKnown = (a: Member, b: Member): boolean =>
  JSON.stringify([a.restrictions, a.blocked]) === JSON.stringify([b.restrictions, b.blocked])

/** Denials that mean the person, not the moment. */
const shutOut: ReadonlySet<string> = new Set(['banned', 'kicked', 'quarantined', 'blocked'])

/** Of what was before also what is over by itself: its end was not told yet. */
const muteMoved = (run: Run, before: Member, after: Member): void => {
  const muteAt = ({ restrictions }: Member, at: number) => restrictionOf('mute', restrictions, run.state.id, at)
  const [was, is] = [muteAt(before, 0), muteAt(after, run.now)]
  if (is === null && was !== null) publish(run, { t: 'moderation.unmute', user_id: after.user })
  if (is === null || (was !== null && was.expires_at === is.expires_at)) return
  publish(run, { t: 'moderation.mute', user_id: after.user, until: is.expires_at === null ? null : new Date(is.expires_at).toISOString() })
}

export const signInEnded = (run: Run, { signIn }: Input<'sign_in_ended'>): RoomAnswer => {
  const theirs = [...run.state.people.connections.values()].filter((connection) => connection.signIn === signIn)
  const users = new Set<UserId>()
  for (const { id, user } of theirs) {
    drop(run, id, closeCodes.refused, 'signed_out')
    users.add(user)
  }
  for (const user of users) {
    const member = run.state.people.members.get(user)
    if (member === undefined || connectionsOf(run.state.people, user).length > 0) continue
    removeMember(run, member, closeCodes.refused, 'signed_out')
    endIfLeft(run, [user])
  }
  return done
}
