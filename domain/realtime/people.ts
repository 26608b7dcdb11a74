/**
 * Who is in a room: members by person, and their open connections. A member is there as long as one of its connections is open, and for a
 * while after the last one broke (`lostUntil`). The maps belong to the room's state and are moved in place: copying thousands of entries
 * for each message is not affordable. The members themselves are values: a change is a new one.
 */
import type { ConnectionId, SessionId, UserId } from '../../contract/ids.ts'
import type { Restriction, Tier } from '../../contract/policy.ts'
import type { Member as MemberView, PresenceStatus, PresenceWindow } from '../../contract/presence.ts'
import type { GcraState } from '../limits/gcra.ts'

/** What a door knows of a person who comes in. */
export type Visitor = {
  readonly user: UserId
  readonly name: string
  readonly tier: Tier
  readonly restrictions: readonly Restriction[]
  /** Whom this person blocked, and who blocked this person. */
  readonly blocked: readonly UserId[]
  /** The sign-in behind the connection: when it ends, the connection does. */
  readonly signIn: SessionId
}

/** Times are epoch ms. */
export type Member = {
  readonly user: UserId
  readonly name: string
  readonly tier: Tier
  readonly restrictions: readonly Restriction[]
  readonly blocked: readonly UserId[]
  readonly status: PresenceStatus
  readonly since: number
  /** Null while a connection is open; then when the member is gone if none comes back. */
  readonly lostUntil: number | null
}

export type Connection = {
  readonly id: ConnectionId
  readonly user: UserId
  readonly signIn: SessionId
  /** The last sign of life this instance knows of. */
  readonly seenAt: number
  /** How many frames were bad. */
  readonly bad: number
  readonly showing: PresenceWindow | null
  /** What of its limit is used; in memory alone. */
  readonly frames: GcraState
}

/** What the room itself knows of somebody who comes back while their place is kept: nobody else has to be asked. Null: ask the person's object. */
export const knownVisitor = ({ members }: People, user: UserId, signIn: SessionId): Visitor | null => {
  const member = members.get(user)
  if (member === undefined) return null
  const { name, tier, restrictions, blocked } = member
  return { user, name, tier, restrictions, blocked, signIn }
}

export type People = {
  readonly members: Map<UserId, Member>
  readonly connections: Map<ConnectionId, Connection>
  /** Open connections by person, oldest first; never an empty list. */
  readonly byUser: Map<UserId, readonly ConnectionId[]>
  /** Connections that show a part of a large list. */
  readonly showing: Set<ConnectionId>
  /** When somebody last wrote, as far as this instance saw it. */
  readonly wroteAt: Map<UserId, number>
}

export const nobody = (): People => ({
  members: new Map(),
  connections: new Map(),
  byUser: new Map(),
  showing: new Set(),
  wroteAt: new Map(),
})

export const connectionsOf = (people: People, user: UserId): readonly ConnectionId[] => people.byUser.get(user) ?? []

export const placeConnection = (people: People, connection: Connection): void => {
  if (!people.connections.has(connection.id)) people.byUser.set(connection.user, [...connectionsOf(people, connection.user), connection.id])
  people.connections.set(connection.id, connection)
  if (connection.showing === null) people.showing.delete(connection.id)
  else people.showing.add(connection.id)
}

export const removeConnection = (people: People, { id, user }: Connection): void => {
  people.connections.delete(id)
  people.showing.delete(id)
  const left = connectionsOf(people, user).filter((each) => each !== id)
  if (left.length === 0) people.byUser.delete(user)
  else people.byUser.set(user, left)
}

export const memberView = ({ user, name, status, since }: Member): MemberView => ({
  user_id: user,
  display_name: name,
  status,
  since: new Date(since).toISOString(),
})

/** The first members, in the order in which they came. */
export const firstMembers = (people: People, from: number, count: number): MemberView[] => {
  const views: MemberView[] = []
  let i = 0
  for (const member of people.members.values()) {
    if (i >= from + count) break
    if (i++ >= from) views.push(memberView(member))
  }
  return views
}
