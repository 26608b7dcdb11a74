/**
 * What a room remembers of the media that were granted in it: whose, by whom they are carried, and under which handles. Nobody outside ever
 * sees a handle. Who leaves for good takes none along: with the step that removes a member, or ends the session, the grants go into the
 * outbox that withdraws them.
 */
import * as z from 'zod'
import { userId } from '../../contract/ids.ts'
import type { UserId } from '../../contract/ids.ts'
import { mediaProfile } from '../../contract/manifest.ts'
import type { MediaProfile } from '../../contract/manifest.ts'
import { mediaHandle } from '../../contract/media.ts'
import type { MediaHandle } from '../../contract/media.ts'
import type { MediaRole } from '../../domain/media/profiles.ts'
import type { Visitor } from '../../domain/realtime/people.ts'
import type { RoomAnswer } from './room-protocol.ts'
import { sessionOf } from './room-run.ts'
import type { RoomSession, RoomState } from './room-state.ts'

/** A person asks again at every reconnection, on every device; what is older than so many grants is withdrawn. */
const grantsPerPerson = 8

/** One grant that stands. `id` is its own: facts about it are told under it. Times are epoch ms. */
export const mediaHold = z.object({
  id: z.uuid(),
  user: userId,
  mode: z.string(),
  profile: mediaProfile,
  handle: mediaHandle,
  at: z.int(),
})
export type MediaHold = Readonly<z.infer<typeof mediaHold>>

export type MediaOther = { readonly user: UserId; readonly handle: MediaHandle }

/** What a door asks for: media, to keep what was granted since it asked before (`hold`), or to hear the tracks of others. */
export type MediaAsked = { readonly visitor: Visitor; readonly hold: MediaHold | null; readonly others: readonly UserId[] }

/** What a door learns when the room allows media. `own`: the newest session with a forwarding unit; `others`: those of the members asked for. */
export type MediaAllowed = {
  readonly mode: string
  readonly profile: MediaProfile
  readonly role: MediaRole
  readonly own: MediaHandle | null
  readonly others: readonly MediaOther[]
}
/** `allowed` null: the answer says why. */
export type MediaReply = { readonly answer: RoomAnswer; readonly allowed: MediaAllowed | null }

type Deps = { readonly sql: SqlStorage; readonly withdraw: (hold: MediaHold) => void }

/** The table is `media`. Synchronous; transactions are the keeper's. */
export class RoomMedia {
  readonly #deps: Deps

  constructor(deps: Deps) {
    this.#deps = deps
  }

  hold(hold: MediaHold): void {
    this.#deps.sql.exec('INSERT INTO media (id, user, row) VALUES (?, ?, ?)', hold.id, hold.user, JSON.stringify(hold))
    for (const old of this.#of(hold.user).slice(grantsPerPerson)) this.#give(old)
  }

  /** What was granted and may not be held. */
  giveBack(hold: MediaHold): void {
    this.#deps.withdraw(hold)
  }

  /** What a person holds, or everyone (null), is given up. */
  withdraw(user: UserId | null): void {
    for (const hold of user === null ? this.#all() : this.#of(user)) this.#give(hold)
  }

  holds(user: UserId): boolean {
    return this.#of(user).length > 0
  }

  own(user: UserId): MediaHandle | null {
    return this.#of(user).find(isForwarded)?.handle ?? null
  }

  /** Of each of these people the newest session with a forwarding unit. */
  others(users: readonly UserId[]): MediaOther[] {
    return users.flatMap((user) => {
      const handle = this.own(user)
      return handle === null ? [] : [{ user, handle }]
    })
  }

  #give(hold: MediaHold): void {
    this.#deps.sql.exec('DELETE FROM media WHERE id = ?', hold.id)
    this.#deps.withdraw(hold)
  }

  #of(user: UserId): MediaHold[] {
    return read(this.#deps.sql.exec<Row>('SELECT row FROM media WHERE user = ? ORDER BY n DESC', user))
  }

  #all(): MediaHold[] {
    return read(this.#deps.sql.exec<Row>('SELECT row FROM media ORDER BY n'))
  }
}

type Row = { readonly row: string }

const read = (rows: SqlStorageCursor<Row>): MediaHold[] => rows.toArray().map(({ row }) => mediaHold.parse(JSON.parse(row)))

const isForwarded = ({ handle }: MediaHold): boolean => handle.media_session !== null

/** Of a session whose mode has media, once somebody may have them. `wanted`: whose tracks are asked for; only members' are answered. */
export const mediaAllowed = (state: RoomState, user: UserId, held: RoomMedia, wanted: readonly UserId[]): MediaAllowed | null => {
  const session = sessionOf(state)
  const media = session?.mode.room.media ?? null
  if (session === null || media === null) return null
  const mode = session.mode.mode_id
  const others = held.others(wanted.filter((other) => other !== user && state.people.members.has(other)))
  return { mode, profile: media.profile, role: roleOf(session, user), own: held.own(user), others }
}

/** Who opened a broadcast performs in it; everywhere else all take part. */
const roleOf = ({ mode, owner }: RoomSession, user: UserId): MediaRole => {
  if (mode.room.media?.profile !== 'broadcast') return 'participant'
  return owner === user ? 'performer' : 'viewer'
}
