/**
 * Matching, from a person's wish to the queue that has the ticket. The person's own object says which ticket that is and where, so there is
 * one, whoever asks from wherever; the queue says how it stands. A ticket that was handed on to another region is followed there.
 */
import type { Context } from 'hono'
import type { Failure, Result } from '../../contract/errors.ts'
import { errorTable } from '../../contract/errors.ts'
import { newId, ticketId } from '../../contract/ids.ts'
import type { ModeManifest } from '../../contract/manifest.ts'
import type { MatchJoinInput, Ticket } from '../../contract/match.ts'
import type { MatchPlace } from '../../domain/matching/place.ts'
import { regionFor } from '../../domain/matching/regions.ts'
import type { Region } from '../../domain/matching/regions.ts'
import { rateOf } from '../../domain/modes/mode-registry.ts'
import { tierOf } from '../../domain/policy/tier.ts'
import type { Rate } from '../../domain/limits/gcra.ts'
import type { Visitor } from '../../domain/realtime/people.ts'
import type { MatchAnswer } from '../../durable-objects/match-queue/match-protocol.ts'
import type { MatchAct, MatchQueueObjects, QueueSetup } from '../../durable-objects/match-queue/match-rpc.ts'
import { matchQueueName, personName } from '../../durable-objects/names.ts'
import type { PersonObjects } from '../../durable-objects/person/person-rpc.ts'
import { personOf } from '../shared/access/caller.ts'
import { rateLimited } from '../shared/rate-limit-headers.ts'
import { deniedAtDoor } from './facts.ts'
import { appOf, policiesOf } from './people.ts'
import { viewOf } from './person-view.ts'
import { paceFailure } from './rates.ts'
import type { RealtimeDeps, RealtimeHono } from './realtime-env.ts'

type C = Context<RealtimeHono>
export type Asked = Result<Ticket>

const noSuchQueue: Failure = { code: 'not_found', detail: 'There is no such queue.' }
export const noTicket: Failure = { code: 'not_found', detail: 'There is no ticket.' }
const notNow: Failure = {
  code: 'temporarily_unavailable',
  detail: 'The queue can not take you right now; ask again.',
  retryAfterSeconds: 1,
}

/** Regions a ticket can have come through, at most. */
const hops = 6
/** A ticket that is over makes place for a new one; it can be over twice in a moment, but not again and again. */
const tries = 3

const ownPerson = (c: C): ReturnType<PersonObjects['getByName']> => c.env.PERSON.getByName(personName(appOf(c).app_id, personOf(c).user_id))

export const queueOf = (c: C, queue: string, region: Region): ReturnType<MatchQueueObjects['getByName']> =>
  c.env.MATCH_QUEUE.getByName(matchQueueName(appOf(c).app_id, queue, region))

/** The place of a ticket; null when there is none. */
export const placeOf = (c: C): Promise<MatchPlace | null> => ownPerson(c).matchPlace()

/** Bound to one queue: where the ticket is, and what is asked there. */
const follow = async (
  c: C,
  { queue, region }: Pick<MatchPlace, 'queue' | 'region'>,
  setup: QueueSetup | null,
  input: MatchAct,
): Promise<Asked> => {
  let answer = await queueOf(c, queue, region).act(setup, input)
  for (let i = 0; i < hops && answer.type === 'elsewhere'; i++) {
    const known = answer.ticket
    answer = await queueOf(c, queue, answer.region).act(setup, input)
    // Handed on a moment ago: it is on its way.
    if (answer.type === 'refused' && answer.code === 'not_found')
      return input.type === 'seen' || input.type === 'join' ? { ok: true, value: { queue, ...known } } : { ok: false, error: notNow }
  }
  return told(queue, answer)
}

const told = (queue: string, answer: MatchAnswer): Asked => {
  if (answer.type === 'ticket') return { ok: true, value: { queue, ...answer.ticket } }
  if (answer.type === 'refused') return { ok: false, error: { code: answer.code, detail: `${errorTable[answer.code].title}.` } }
  return { ok: false, error: notNow }
}

/** Who asks, as far as a queue has to know: no name, and so no database. */
const seekerOf = async (c: C, deps: RealtimeDeps): Promise<Visitor> => {
  const { app, user_id, session_id } = personOf(c)
  const [view, policies] = await Promise.all([viewOf(c.env, app.app_id, user_id, deps.now()), policiesOf(c, deps)])
  const { restrictions, blocked } = view
  return { user: user_id, name: '', tier: tierOf(user_id, policies, deps.now()), restrictions, blocked, signIn: session_id }
}

const denied = async (
  c: C,
  deps: RealtimeDeps,
  seeker: Visitor,
  mode: ModeManifest,
  action: 'match.join' | 'match.skip',
): Promise<Failure | null> => {
  const context = { now: deps.now(), mode, to: null, app: await policiesOf(c, deps), message: null }
  return deniedAtDoor(c, deps, seeker, { action, object: { session: null, person: null, consent: null }, context })
}

export type Joined = { readonly ticket: Ticket; readonly isNew: boolean }

export const join = async (c: C, deps: RealtimeDeps, { queue, preferences }: MatchJoinInput): Promise<Result<Joined>> => {
  const mode = deps.modes.find(queue)
  if (mode?.room.entry !== 'match') return { ok: false, error: noSuchQueue }
  const seeker = await seekerOf(c, deps)
  const refusal = await denied(c, deps, seeker, mode, 'match.join')
  if (refusal !== null) return { ok: false, error: refusal }
  const region = regionFor(preferences.region, continentOf(c))
  const { limit, period_s } = rateOf(mode, 'match.join', seeker.tier)
  for (let i = 0; i < tries; i++) {
    const pace = i === 0 ? { limit, periodMs: period_s * 1_000 } : null
    const joined = await joinOnce(c, deps, seeker, { queue, region, preferences, pace })
    if (!joined.ok || joined.value.ticket.state !== 'left') return joined
  }
  return { ok: false, error: notNow }
}

type Wanted = Pick<MatchJoinInput, 'queue' | 'preferences'> & { readonly region: Region; readonly pace: Rate | null }

const joinOnce = async (
  c: C,
  deps: RealtimeDeps,
  { user, tier }: Visitor,
  { queue, region, preferences, pace }: Wanted,
): Promise<Result<Joined>> => {
  const ticket = ticketId.parse(newId())
  const claimed = await ownPerson(c).claimMatch({ ticket, queue, region }, pace)
  if ('retryAfterMs' in claimed) return { ok: false, error: rateLimited(claimed.retryAfterMs) }
  const { place, ...known } = claimed
  const mode = deps.modes.find(place.queue)
  if (mode === null) return { ok: false, error: noSuchQueue }
  const { languages, interests } = preferences
  const input = {
    type: 'join',
    ticket: place.ticket,
    user,
    tier,
    ...known,
    wishes: { languages, interests },
    history: place.history,
  } as const
  const asked = await follow(c, place, { app: appOf(c), mode, policies: await policiesOf(c, deps) }, input)
  return asked.ok ? { ok: true, value: { ticket: asked.value, isNew: place.ticket === ticket } } : asked
}

/** What Cloudflare says of where a request comes in. */
const continentOf = (c: C): string | undefined => {
  const { cf } = c.req.raw as { readonly cf?: { readonly continent?: unknown } }
  return typeof cf?.continent === 'string' ? cf.continent : undefined
}

/** Of the last ticket; 404 where there never was one. */
export const act = async (c: C, type: 'confirm' | 'leave' | 'seen'): Promise<Asked> => {
  const place = await placeOf(c)
  if (place === null) return { ok: false, error: noTicket }
  const { ticket } = place
  return follow(c, place, null, type === 'seen' ? { type, ticket } : { type, ticket, user: personOf(c).user_id })
}

export const skip = async (c: C, deps: RealtimeDeps): Promise<Asked> => {
  const place = await placeOf(c)
  const mode = place === null ? null : deps.modes.find(place.queue)
  if (place === null || mode === null) return { ok: false, error: noTicket }
  const seeker = await seekerOf(c, deps)
  const refusal = (await denied(c, deps, seeker, mode, 'match.skip')) ?? (await paceFailure(c, seeker, 'match.skip', mode))
  return refusal === null
    ? follow(c, place, null, { type: 'skip', ticket: place.ticket, user: seeker.user })
    : { ok: false, error: refusal }
}
