/**
 * Where a person stands in the queues, as the person's own object knows it: one ticket at most, over all queues and regions, because whoever
 * wants one asks here first. What was, in `history`, comes along to the next ticket. Pure.
 */
import * as z from 'zod'
import { ticketId } from '../../contract/ids.ts'
import type { TicketId } from '../../contract/ids.ts'
import { modeId } from '../../contract/manifest.ts'
import { matchHistory, mergedHistory, noHistory } from './history.ts'
import type { MatchHistory } from './history.ts'
import { leadsTo, region } from './regions.ts'
import type { Region } from './regions.ts'

/** The last ticket. `isOver`: it was left, and the next one may be given out. */
export const matchPlace = z.object({ ticket: ticketId, queue: modeId, region, isOver: z.boolean(), history: matchHistory })
export type MatchPlace = Readonly<z.infer<typeof matchPlace>>

/** A place somebody wants. `ticket`: a new id, used if there is none that is not over. */
export type PlaceClaim = Pick<MatchPlace, 'ticket' | 'queue' | 'region'>

/** How many partners are remembered here: as many as any mode may want. */
const partnersKept = 50

export const claimed = (place: MatchPlace | null, claim: PlaceClaim): MatchPlace => {
  if (place !== null && !place.isOver) return place
  return { ...claim, isOver: false, history: place?.history ?? noHistory }
}

/** A queue says that a ticket is over. What it knows counts, also of a ticket before the last. */
export const placeOver = (place: MatchPlace, ticket: TicketId, history: MatchHistory): MatchPlace => ({
  ...place,
  isOver: place.isOver || place.ticket === ticket,
  history: mergedHistory(place.history, history, partnersKept),
})

/** The queue of another region has the ticket now. Nobody is sent back, so a word that comes late is known by where it says. */
export const placeMoved = (place: MatchPlace, ticket: TicketId, to: Region): MatchPlace =>
  place.ticket === ticket && !place.isOver && leadsTo(place.region, to) ? { ...place, region: to } : place
