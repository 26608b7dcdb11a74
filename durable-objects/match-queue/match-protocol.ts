/** What goes into the machine of a queue and what comes out of it. Closed unions over plain data. Times are epoch ms. */
import type { RoomId, TicketId, UserId } from '../../contract/ids.ts'
import type { Ticket } from '../../contract/match.ts'
import type { Restriction, Tier } from '../../contract/policy.ts'
import type { MatchHistory } from '../../domain/matching/history.ts'
import type { Region } from '../../domain/matching/regions.ts'
import type { Wishes } from '../../domain/matching/wishes.ts'
import type { LeftReason, MatchedPair, TicketRow } from './match-state.ts'

export type MatchInput =
  /** The same ticket again is that ticket. `asOf`: when the person's object said all this. */
  | {
      readonly type: 'join'
      readonly ticket: TicketId
      readonly user: UserId
      readonly tier: Tier
      readonly restrictions: readonly Restriction[]
      readonly blocked: readonly UserId[]
      readonly asOf: number
      readonly wishes: Wishes
      readonly history: MatchHistory
    }
  | { readonly type: 'confirm' | 'skip' | 'leave'; readonly ticket: TicketId; readonly user: UserId }
  /** A sign of life. */
  | { readonly type: 'seen'; readonly ticket: TicketId }
  /** A room says that its session is over, and who of the two went; the others go on waiting. */
  | { readonly type: 'session_over'; readonly session: RoomId; readonly users: readonly UserId[]; readonly gone: readonly UserId[] }
  /** A person's object says so. */
  | {
      readonly type: 'person_moved'
      readonly user: UserId
      readonly restrictions: readonly Restriction[]
      readonly blocked: readonly UserId[]
      readonly asOf: number
    }
  /** The queue of another region hands a ticket on. */
  | { readonly type: 'adopt'; readonly row: TicketRow }
  /** What is due is done. `signs`: the last sign of life of sockets, for tickets that `wantsSigns` names. */
  | { readonly type: 'tick'; readonly signs: ReadonlyMap<TicketId, number> }

/** `match_ended`: by one of the two; a match that was never confirmed `match_failed`. */
export type MatchRoomSaying =
  | { readonly type: 'match_made'; readonly pair: MatchedPair }
  | { readonly type: 'match_confirmed' | 'match_failed' }
  | { readonly type: 'match_ended'; readonly by: UserId; readonly skipped: boolean }

export type MatchPersonSaying =
  | { readonly type: 'match_over'; readonly ticket: TicketId; readonly history: MatchHistory }
  | { readonly type: 'match_moved'; readonly ticket: TicketId; readonly region: Region }

export type MatchQueueSaying = Extract<MatchInput, { type: 'adopt' | 'person_moved' | 'session_over' }>

/** What another object is told, at least once and in order for each. Each is harmless when it comes twice. */
export type MatchMessage =
  | { readonly to: 'room'; readonly room: RoomId; readonly say: MatchRoomSaying }
  | { readonly to: 'person'; readonly user: UserId; readonly say: MatchPersonSaying }
  | { readonly to: 'queue'; readonly region: Region; readonly say: MatchQueueSaying }

/** The `data` of a `match_counted` fact: one ticket, from the join to its end. */
export type MatchCounted = {
  readonly queue_region: Region
  readonly reason: LeftReason
  readonly duration_ms: number
  readonly matches: number
  readonly sessions: number
  readonly skips: number
  readonly rows_written: number
  readonly frames_out: number
}

/** `save` and `drop`, `tell` and `fact` in one transaction, which is durable before anything is pushed. */
export type MatchEffect =
  | { readonly type: 'save'; readonly row: TicketRow }
  | { readonly type: 'drop'; readonly ticket: TicketId }
  | { readonly type: 'tell'; readonly message: MatchMessage }
  | { readonly type: 'fact'; readonly user: UserId; readonly counted: MatchCounted }
  /** To every socket of the ticket. */
  | { readonly type: 'push'; readonly ticket: TicketId }
  /** Its sockets are closed: the ticket is over, or is elsewhere (`moved`). */
  | { readonly type: 'close'; readonly ticket: TicketId; readonly moved: boolean }

export type MatchAnswer =
  | { readonly type: 'ticket'; readonly ticket: Omit<Ticket, 'queue'> }
  /** Ask there; what is known here, in case it has not arrived yet. */
  | { readonly type: 'elsewhere'; readonly region: Region; readonly ticket: Omit<Ticket, 'queue'> }
  | { readonly type: 'refused'; readonly code: 'not_found' | 'invalid_transition' }
  | { readonly type: 'done' }

export type MatchStep = { readonly effects: readonly MatchEffect[]; readonly answer: MatchAnswer }
