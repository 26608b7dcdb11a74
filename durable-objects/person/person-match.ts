/**
 * Where the person stands in the queues of matches: one ticket, whoever asks and however often. The queue of the place hears what rooms hear. Pure.
 */
import type { MatchPersonSaying } from '../match-queue/match-protocol.ts'
import { claimed, placeMoved, placeOver } from '../../domain/matching/place.ts'
import type { MatchPlace } from '../../domain/matching/place.ts'
import type { Input, Run } from './person-run.ts'

export const claimPlace = (run: Run, { claim }: Input<'claim_match'>): void => {
  const { matchPlace: before } = run.state
  const place = claimed(before, claim)
  if (place !== before) savePlace(run, place)
}

/** A queue says so. */
export const hearQueue = (run: Run, said: MatchPersonSaying): void => {
  const { matchPlace: before } = run.state
  if (before === null) return
  const after = said.type === 'match_over' ? placeOver(before, said.ticket, said.history) : placeMoved(before, said.ticket, said.region)
  savePlace(run, after)
}

const savePlace = ({ state, effects }: Run, row: MatchPlace): void => {
  state.matchPlace = row
  effects.push({ type: 'save_match', row })
}
