/** How a Person moves. Rules [PER…] are in `../SPEC.md`. No clock, randomness or I/O. The rooms a person is in hear of everything that matters there. */
import { assertNever } from '../../contract/assert-never.ts'
import type { Consent, ConsentState } from '../../contract/consent.ts'
import type { ConsentFrame } from '../../contract/socket.ts'
import type { UserId } from '../../contract/ids.ts'
import { take, unused } from '../../domain/limits/gcra.ts'
import type { ConsentRecord } from '../../domain/realtime/consent-chain.ts'
import { consentMoves } from '../../domain/realtime/consent-chain.ts'
import { lift, load, moderationDue, moderationTick, restrict, warn, warnOnEntry } from './person-moderation.ts'
import { claimPlace, hearQueue } from './person-match.ts'
import type { Input, Run } from './person-run.ts'
import { roomsOf, tell, tellQueue, tellRoom, tellRooms } from './person-run.ts'
import type { BlockRow, ConsentIndexRow, PersonInput, PersonState, PersonStep } from './person-state.ts'

export const personLimits = {
  /** Blocks of one person; who wants more unblocks first. */
  blocks: 1_000,
  /** Consents that are over and still found by their id. */
  consents: 64,
  /** How long a room one left is remembered, in case an older word comes late. */
  leftMs: 600_000,
} as const

/** One that the person laid; `at` epoch ms. */
export type OwnBlock = { readonly peer: UserId; readonly at: number }

export const stepPerson = (state: PersonState, input: PersonInput, now: number): PersonStep => {
  const run: Run = { state, now, effects: [] }
  const retryAfterMs = dispatch(run, input)
  return { state, effects: run.effects, retryAfterMs }
}

/** Whom the person blocked: nobody hears who blocked them. Latest first. */
export const ownBlocksOf = ({ blocks }: PersonState): OwnBlock[] =>
  [...blocks.values()]
    .filter(({ mine }) => mine)
    .map(({ peer, mineAt }) => ({ peer, at: mineAt }))
    .toSorted((a, b) => b.at - a.at || (a.peer < b.peer ? 1 : -1))

/** Epoch ms; null when nothing is due. */
export const personDueAt = (state: PersonState): number | null => {
  const due = [...moderationDue({ state }), ...[...state.places.values()].flatMap(({ isIn, at }) => (isIn ? [] : at + personLimits.leftMs))]
  return due.length === 0 ? null : due.reduce((a, b) => Math.min(a, b))
}

const dispatch = (run: Run, input: PersonInput): number | null => {
  switch (input.type) {
    case 'block':
      block(run, input)
      return null
    case 'blocked_by':
      blockedBy(run, input)
      return null
    case 'restrict':
      restrict(run, input)
      return null
    case 'lift':
      lift(run, input)
      return null
    case 'load':
      load(run, input)
      return null
    case 'warn':
      warn(run, input)
      return null
    case 'consent':
      consent(run, input)
      return null
    case 'entered':
    case 'left':
      place(run, input)
      return null
    case 'take':
      return takeOne(run, input)
    case 'sign_in_ended':
      for (const room of roomsOf(run.state)) tell(run, { to: 'room', room, say: { type: 'sign_in_ended', signIn: input.signIn } })
      tellQueue(run, { type: 'sign_in_ended', signIn: input.signIn })
      return null
    case 'claim_match':
      claimPlace(run, input)
      return null
    case 'match_over':
    case 'match_moved':
      hearQueue(run, input)
      return null
    case 'tick':
      tick(run)
      return null
    default:
      return assertNever(input)
  }
}

const nobody = (peer: UserId): BlockRow => ({ peer, mine: false, mineAt: 0, theirs: false, theirsAt: 0 })

/** The moment rises with each word, so that the other side can tell which is the last. */
const block = (run: Run, { peer, blocked }: Input<'block'>): void => {
  const { state, now } = run
  const before = state.blocks.get(peer) ?? nobody(peer)
  if (peer === state.user || before.mine === blocked) return
  if (blocked && ownBlocksOf(state).length >= personLimits.blocks) return
  const at = Math.max(now, before.mineAt + 1)
  saveBlock(run, { ...before, mine: blocked, mineAt: at })
  tell(run, { to: 'pair', users: [state.user, peer], say: { type: 'block', by: state.user, blocked } })
  tell(run, { to: 'person', user: peer, say: { type: 'blocked_by', peer: state.user, blocked, at } })
  tellRooms(run)
}

const blockedBy = (run: Run, { peer, blocked, at }: Input<'blocked_by'>): void => {
  const before = run.state.blocks.get(peer) ?? nobody(peer)
  if (at <= before.theirsAt) return
  saveBlock(run, { ...before, theirs: blocked, theirsAt: at })
  if (before.theirs !== blocked) tellRooms(run)
}

/** A row stays when nobody blocks any more: it knows which word was the last. */
const saveBlock = ({ state, effects }: Run, row: BlockRow): void => {
  state.blocks.set(row.peer, row)
  effects.push({ type: 'save_block', row })
}

/** How far a consent is: a word that is older than what is known says nothing. */
const rank: Record<ConsentState, number> = { requested: 0, granted: 1, denied: 2, expired: 2, revoked: 2 }

const consent = (run: Run, { consent: record, peer }: Input<'consent'>): void => {
  const { state, effects } = run
  const known = state.consents.get(record.id)
  const isNews = known === undefined || rank[record.state] > rank[known.state]
  const isUsed = known?.state === record.state && known.session === null && record.session !== null
  if (!isNews && !isUsed) return
  const { id, purpose, state: reached, expiresAt, session } = record
  const row: ConsentIndexRow = { id, peer, purpose, state: reached, expiresAt, session }
  state.consents.set(id, row)
  effects.push({ type: 'save_consent', row })
  forgetConsents(run)
  if (isNews)
    for (const room of roomsOf(state))
      tell(run, { to: 'room', room, say: { type: 'tell_member', user: state.user, frame: consentFrame(record) } })
}

/** Only what is over, oldest first. */
const forgetConsents = ({ state, effects }: Run): void => {
  const over = [...state.consents.values()].filter((row) => consentMoves[row.state].length === 0)
  for (const { id } of over.slice(0, Math.max(0, over.length - personLimits.consents))) {
    state.consents.delete(id)
    effects.push({ type: 'drop_consent', id })
  }
}

export const consentView = ({
  id,
  from,
  to,
  purpose,
  state,
  requestedAt,
  decidedAt,
  expiresAt,
  revokedBy,
  session,
}: ConsentRecord): Consent => ({
  id,
  from,
  to,
  purpose,
  state,
  requested_at: new Date(requestedAt).toISOString(),
  decided_at: decidedAt === null ? null : new Date(decidedAt).toISOString(),
  expires_at: new Date(expiresAt).toISOString(),
  revoked_by: revokedBy,
  session_id: session,
})

const consentFrame = (record: ConsentRecord): ConsentFrame => ({ t: `consent.${record.state}`, consent: consentView(record) })

const place = (run: Run, { type, room, mode, at }: Input<'entered' | 'left'>): void => {
  const { state, effects } = run
  const known = state.places.get(room)
  const isIn = type === 'entered'
  if (known !== undefined && (at < known.at || (at === known.at && isIn === known.isIn))) return
  const row = { room, mode, isIn, at }
  state.places.set(room, row)
  effects.push({ type: 'save_place', row })
  // What moved between the door's look and now is told again: the room could not be told before it was known.
  if (!isIn) return
  tellRoom(run, room)
  warnOnEntry(run, room)
}

const takeOne = ({ state, now }: Run, { action, rate }: Input<'take'>): number | null => {
  const taken = take(state.used.get(action)?.used ?? unused, { ...rate, cost: 1 }, now)
  if (!taken.ok) return taken.retryAfterMs
  state.used.set(action, { used: taken.state, rate })
  return null
}

const tick = (run: Run): void => {
  const { state, now, effects } = run
  moderationTick(run)
  for (const { room, isIn, at } of state.places.values()) {
    if (isIn || at + personLimits.leftMs > now) continue
    state.places.delete(room)
    effects.push({ type: 'drop_place', room })
  }
}
