/**
 * What a MatchQueue holds: tickets, those that wait in the order in which they are served, and when what is due. It belongs to the object
 * and is moved in place by `match-machine.ts`. SQLite holds a row for each ticket; everything else follows from them. Times are epoch ms.
 */
import * as z from 'zod'
import { roomId, ticketId, userId } from '../../contract/ids.ts'
import type { TicketId, UserId } from '../../contract/ids.ts'
import { restriction, tier } from '../../contract/policy.ts'
import type { Restriction } from '../../contract/policy.ts'
import { Deadlines } from '../../domain/matching/deadlines.ts'
import { matchHistory } from '../../domain/matching/history.ts'
import type { MatchRules } from '../../domain/matching/match-rules.ts'
import { region } from '../../domain/matching/regions.ts'
import type { Region } from '../../domain/matching/regions.ts'
import { WaitingList } from '../../domain/matching/waiting-list.ts'

/** Why a ticket is over. `gone`: out of the session; `unconfirmed`: too many matches that the person did not confirm. */
export const leftReason = z.enum(['left', 'silent', 'gone', 'unconfirmed', 'banned'])
export type LeftReason = z.infer<typeof leftReason>

/** The other one of a match. `since`: from when the waiting counts, for whoever goes back. */
const together = { session: roomId, partner: userId, partnerTicket: ticketId }

const standing = z.discriminatedUnion('state', [
  /** `since`: the wait counts from here; `isFront`: served before those who are not. */
  z.object({ state: z.literal('waiting'), since: z.int(), isFront: z.boolean() }),
  z.object({ state: z.literal('matched'), ...together, since: z.int(), confirmBy: z.int(), hasConfirmed: z.boolean() }),
  z.object({ state: z.literal('confirmed'), ...together }),
  z.object({ state: z.literal('cooldown'), until: z.int() }),
  z.object({ state: z.literal('left'), reason: leftReason, at: z.int() }),
  /** Handed on to the queue of another region, which has it from here on. */
  z.object({ state: z.literal('moved'), to: region, at: z.int(), since: z.int() }),
])
export type Standing = Readonly<z.infer<typeof standing>>

const attempt = z.object({
  joinedAt: z.int(),
  matches: z.int(),
  sessions: z.int(),
  skips: z.int(),
  rowsWritten: z.int(),
  framesOut: z.int(),
})
/** What one ticket did and cost. */
export type Attempt = Readonly<z.infer<typeof attempt>>

export const ticketRow = z.object({
  id: ticketId,
  user: userId,
  tier,
  restrictions: z.array(restriction),
  /** Both directions. */
  blocked: z.array(userId),
  /** When the person's object said so. */
  asOf: z.int(),
  languages: z.array(z.string()),
  interests: z.array(z.string()),
  history: matchHistory,
  /** Matches in a row that this side did not confirm. */
  misses: z.int(),
  /** Rises with every move; goes along to the next region. */
  version: z.int().default(0),
  /** ms of waiting for the last match. */
  waitedMs: z.int(),
  standing,
  attempt,
})
export type TicketRow = Readonly<z.infer<typeof ticketRow>>

/** What a person's object says of somebody, and when it was heard; the newest counts. */
export type Word = {
  readonly restrictions: readonly Restriction[]
  readonly blocked: readonly UserId[]
  readonly asOf: number
  readonly heardAt: number
}

export type MatchState = {
  readonly region: Region
  rules: MatchRules
  readonly tickets: Map<TicketId, TicketRow>
  /** The last ticket of each person. */
  readonly byUser: Map<UserId, TicketId>
  readonly waiting: WaitingList
  readonly deadlines: Deadlines
  /** The last sign of life, as far as this instance knows; a new one gives everybody a fresh start. */
  readonly seenAt: Map<TicketId, number>
  /** When somebody who waits is looked at for the next region. */
  readonly overflowAt: Map<TicketId, number>
  /** Tickets that are over, oldest first. */
  readonly over: TicketId[]
  /** Words about people who have no ticket here yet. */
  readonly words: Map<UserId, Word>
  /** ms that people waited lately, a moving mean; null while nobody was matched. In memory alone. */
  waitEstimate: number | null
}

export const newMatchState = (of: Region, rules: MatchRules): MatchState => ({
  region: of,
  rules,
  tickets: new Map(),
  byUser: new Map(),
  waiting: new WaitingList(),
  deadlines: new Deadlines(),
  seenAt: new Map(),
  overflowAt: new Map(),
  over: [],
  words: new Map(),
  waitEstimate: null,
})

/** A room as the queue asks for it: for two people, under an id that was chosen in the step that matched them. */
export const matchedPair = z.object({ session: roomId, parties: z.tuple([userId, userId]).readonly() })
export type MatchedPair = Readonly<z.infer<typeof matchedPair>>
