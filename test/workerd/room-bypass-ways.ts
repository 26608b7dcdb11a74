/** Everyone who may try, and every way into a private call, to its media, and to what is said in it: two axes of the bypass run. */
import type { MediaStep } from '../../contract/media.ts'
import { session } from '../../contract/session.ts'
import { bearer, makeOperator, signIn } from '../support/people.ts'
import { guest } from '../support/room-client.ts'
import { seedApp } from '../support/seed.ts'
import { call } from './gateway-harness.ts'
import type { Two, World } from './room-bypass-worlds.ts'

/** Who tries, and with what. `of`: which of the two; null for everyone else. `user`: whose denials are facts of the app. */
export type Actor = {
  readonly name: string
  readonly of: Two | null
  readonly user: string | null
  readonly headers: Record<string, string>
  /** As a socket carries it. */
  readonly protocol: string
}

export const actorsOf = async ({ app, ann, ben, eve }: World): Promise<readonly Actor[]> => {
  const person = (name: string, of: Two | null, { id, signIn: { token } }: typeof ann): Actor => ({
    name,
    of,
    user: id,
    headers: bearer(token),
    protocol: `prost.v1, bearer.${token}`,
  })
  const foreigner = await guest(await seedApp(), 'Somebody of another app')
  const operator = await signIn(await makeOperator({ [app.app.app_id]: 'owner' }))
  return [
    person('a third person', null, eve),
    { ...person('a person of another app', null, foreigner), user: null },
    { name: 'an operator', of: null, user: null, headers: operator.auth, protocol: `prost.v1, bearer.${operator.token}` },
    { name: 'the app’s server', of: null, user: null, headers: app.auth, protocol: `prost.v1, key.${app.key}` },
    { name: 'nobody', of: null, user: null, headers: {}, protocol: 'prost.v1' },
    person('who asked', 'ann', ann),
    person('who was asked', 'ben', ben),
  ]
}

/** `over`: told of a call that is no more, as who made it may be. */
export type Outcome = 'in' | 'over' | 'out'

/** `forTheTwo`: whether the two get in by it while their consent stands. */
export type Way = {
  readonly name: string
  readonly forTheTwo: boolean
  readonly outcome: (answer: Response) => Outcome | Promise<Outcome>
  readonly take: (actor: Actor) => Promise<Response>
}

const socket =
  (path: string) =>
  ({ protocol }: Actor): Promise<Response> =>
    call('GET', path, { headers: { Upgrade: 'websocket', 'Sec-WebSocket-Protocol': protocol } })
const posting =
  (path: string, json: unknown) =>
  ({ headers }: Actor): Promise<Response> =>
    call('POST', path, { auth: headers, json })
const ifStatus =
  (...statuses: readonly number[]) =>
  ({ status }: Response): Outcome =>
    statuses.includes(status) ? 'in' : 'out'

/** The same transition again is the same answer: the call it made, also when that is over. */
const ifActive = async (answer: Response): Promise<Outcome> => {
  if (answer.status !== 201) return 'out'
  const { state } = session.parse(await answer.json())
  return state === 'creating' || state === 'active' ? 'in' : 'over'
}

const nowhere = '01939b7e-0000-7000-8000-00000000c0c0'
const steps: readonly MediaStep[] = [
  { step: 'publish', offer: 'v=0', tracks: [{ mid: '0', kind: 'video' }] },
  { step: 'answer', answer: 'v=0' },
  { step: 'close', mids: ['0'] },
]

/** Into a call that there is, or was. */
export const waysInto = ({ call: id, kept, ann }: World): readonly Way[] => {
  if (id === null || kept === null) return []
  const back = (token: string, epoch = kept.epoch, seq = kept.seq): string => `/v1/rooms/${id}?resume=${token}&epoch=${epoch}&seq=${seq}`
  const sockets = {
    'the room’s socket': `/v1/rooms/${id}`,
    'the chat’s socket': `/v1/chat/${id}`,
    'Ann’s place in it': back(kept.token),
    'Ann’s place, from its beginning': back(kept.token, kept.epoch, 0),
    'a place that was never given': back('bm9uZQ.bm9uZQ'),
    'a place without a number': `/v1/rooms/${id}?resume=${kept.token}`,
  }
  const negotiations = [...steps, { step: 'subscribe' as const, tracks: [{ user_id: ann.id, kind: 'video' as const }] }].map(
    (negotiation): Way => ({
      name: `the media step ${negotiation.step}`,
      forTheTwo: true,
      // Between the two themselves nothing is negotiated here: who may, hears that.
      outcome: ifStatus(200, 409),
      take: posting('/v1/media/negotiate', { session_id: id, negotiation }),
    }),
  )
  return [
    ...Object.entries(sockets).map(([name, path]): Way => ({ name, forTheTwo: true, outcome: ifStatus(101), take: socket(path) })),
    { name: 'a media token', forTheTwo: true, outcome: ifStatus(201), take: posting('/v1/media/token', { session_id: id }) },
    ...negotiations,
  ]
}

/** Into a call that is to be made. */
export const waysOn = ({ party, consent }: World): readonly Way[] => {
  const lead = { from_session_id: party.id, to_mode: 'private-call' }
  const leading = (consent_id?: string) => posting('/v1/sessions/transition', consent_id === undefined ? lead : { ...lead, consent_id })
  return [
    ...(consent === null ? [] : [{ name: 'being led on by the consent', forTheTwo: true, outcome: ifActive, take: leading(consent.id) }]),
    { name: 'being led on by no consent', forTheTwo: false, outcome: ifActive, take: leading() },
    { name: 'being led on by a consent that is not there', forTheTwo: false, outcome: ifActive, take: leading(nowhere) },
    {
      name: 'a call of one’s own making',
      forTheTwo: false,
      outcome: ifActive,
      take: posting('/v1/sessions', { mode: 'private-call', audience: 'private' }),
    },
    {
      name: 'any call that there is',
      forTheTwo: false,
      outcome: ifStatus(200, 201),
      take: posting('/v1/sessions/enter', { mode: 'private-call' }),
    },
  ]
}

/** What there is to see and do for those inside; for others it is a way to look in. */
export const waysToLook = ({ call: id }: World): readonly Way[] => {
  if (id === null) return []
  const ifTold = ifStatus(200, 201)
  return [
    { name: 'the session', forTheTwo: false, outcome: ifTold, take: ({ headers }) => call('GET', `/v1/sessions/${id}`, { auth: headers }) },
    {
      name: 'its messages',
      forTheTwo: false,
      outcome: ifTold,
      take: ({ headers }) => call('GET', `/v1/chat/${id}/messages`, { auth: headers }),
    },
    { name: 'its thread', forTheTwo: false, outcome: ifTold, take: posting('/v1/chat/thread', { scope: 'room', session_id: id }) },
    {
      name: 'leading it on',
      forTheTwo: false,
      outcome: ifTold,
      take: posting('/v1/sessions/transition', { from_session_id: id, to_mode: 'broadcast' }),
    },
    { name: 'its end', forTheTwo: false, outcome: ifTold, take: posting(`/v1/sessions/${id}/end`, {}) },
  ]
}
