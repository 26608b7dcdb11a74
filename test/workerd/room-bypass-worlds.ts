/** Two people and what stands between them, in every state it can be in: the first axis of the bypass run. Each world is an app of its own. */
import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import { consent } from '../../contract/consent.ts'
import type { Consent } from '../../contract/consent.ts'
import type { RoomId } from '../../contract/ids.ts'
import type { Session } from '../../contract/session.ts'
import { session } from '../../contract/session.ts'
import { act, serverOf } from '../support/moderators.ts'
import { signIn, testSigner } from '../support/people.ts'
import type { TestSignIn } from '../support/people.ts'
import { call } from './gateway-harness.ts'
import { enter, guest, makeSession, post, told } from '../support/room-client.ts'
import type { Guest } from '../support/room-client.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'

export type Pair = { readonly app: SeededApp; readonly ann: Guest; readonly ben: Guest; readonly eve: Guest; readonly party: Session }

/** What a client kept of a place it once had. */
export type Kept = { readonly token: string; readonly epoch: number; readonly seq: number }

export type World = Pair & {
  /** The consent between the two, as far as one was ever asked for. */
  readonly consent: Consent | null
  /** The call that stood on it, if there ever was one, and what Ann's client kept of it. */
  readonly call: RoomId | null
  readonly kept: Kept | null
}

export type Two = 'ann' | 'ben'

export type Scenario = {
  readonly name: string
  /** Who may go in now. */
  readonly mayEnter: readonly Two[]
  readonly make: () => Promise<World>
}

const newPair = async (): Promise<Pair> => {
  const app = await seedApp()
  const [ann, ben, eve] = [await guest(app, 'Ann'), await guest(app, 'Ben'), await guest(app, 'Eve')]
  const party = await makeSession(ann)
  const isThere = async (who: Guest): Promise<unknown> => (await enter(who, party.id)).until('welcome')
  await Promise.all([ann, ben, eve].map(isThere))
  return { app, ann, ben, eve, party }
}

/** As if all of it happened so long ago, with a key that was there by then. The tokens of then are over, so everyone has new ones. */
const ago = async (ms: number, happen: () => Promise<World>): Promise<World> => {
  await testSigner()
  await env.KERNEL_DB.prepare('UPDATE signing_keys SET signs_from = signs_from - ?')
    .bind(ms + 1)
    .run()
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - ms })
  try {
    return await again(await happen())
  } finally {
    vi.useRealTimers()
  }
}

const again = async (world: World): Promise<World> => {
  vi.useRealTimers()
  const fresh = async (who: Guest): Promise<Guest> => {
    const signedIn: TestSignIn = await signIn(who)
    return { ...who, signIn: signedIn, auth: signedIn.auth }
  }
  return { ...world, ann: await fresh(world.ann), ben: await fresh(world.ben), eve: await fresh(world.eve) }
}

const nothing = async (): Promise<World> => ({ ...(await newPair()), consent: null, call: null, kept: null })

const asked = async (): Promise<World & { readonly consent: Consent }> => {
  const pair = await newPair()
  const body = { to_user_id: pair.ben.id, purpose: 'private_call' }
  return { ...pair, consent: await told(await post(pair.ann, '/v1/consents', body), 201, consent), call: null, kept: null }
}

const answered = async (by: Two, how: 'grant' | 'deny' | 'revoke', world: World & { readonly consent: Consent }) => ({
  ...world,
  consent: await told(await post(world[by], `/v1/consents/${world.consent.id}/${how}`), 200, consent),
})

const granted = async () => answered('ben', 'grant', await asked())

/** Both are in it. */
const inCall = async (): Promise<World & { readonly consent: Consent; readonly call: RoomId }> => {
  const world = await granted()
  const lead = { from_session_id: world.party.id, to_mode: 'private-call', consent_id: world.consent.id }
  const made = await told(await post(world.ann, '/v1/sessions/transition', lead), 201, session)
  const { resume_token: token, epoch, seq } = await (await enter(world.ann, made.id)).until('welcome')
  await (await enter(world.ben, made.id)).until('welcome')
  return { ...world, call: made.id, kept: { token, epoch, seq } }
}

const after = async <W extends World>(world: W, what: (world: W) => Promise<unknown>): Promise<W> => {
  await what(world)
  return world
}

const ban = (kind: 'ban' | 'quarantine') => (world: World) => act(serverOf(world.app), world.ann, { kind })
const blockAnn = ({ ann, ben }: World): Promise<Response> => call('PUT', `/v1/blocks/${ann.id}`, { auth: ben.auth })
const hours = 3_600_000

/** Whoever is under a restriction may not; the other one of a call that is over has nowhere to go. */
export const scenarios: readonly Scenario[] = [
  { name: 'nothing was ever asked', mayEnter: [], make: nothing },
  { name: 'asked for, not answered', mayEnter: [], make: asked },
  { name: 'asked for, and the time to answer is over', mayEnter: [], make: () => ago(120_000, asked) },
  { name: 'denied', mayEnter: [], make: async () => answered('ben', 'deny', await asked()) },
  { name: 'granted', mayEnter: ['ann', 'ben'], make: granted },
  { name: 'granted, and revoked before it was used', mayEnter: [], make: async () => answered('ann', 'revoke', await granted()) },
  { name: 'granted, and not used in time', mayEnter: [], make: () => ago(400_000, granted) },
  { name: 'granted, and one blocked the other', mayEnter: [], make: async () => after(await granted(), blockAnn) },
  { name: 'granted, and the asker was banned', mayEnter: ['ben'], make: async () => after(await granted(), ban('ban')) },
  {
    name: 'granted, and the asker was put into quarantine',
    mayEnter: ['ben'],
    make: async () => after(await granted(), ban('quarantine')),
  },
  { name: 'in a call', mayEnter: ['ann', 'ben'], make: inCall },
  { name: 'a call, and one revoked', mayEnter: [], make: async () => answered('ben', 'revoke', await inCall()) },
  { name: 'a call, and one blocked the other', mayEnter: [], make: async () => after(await inCall(), blockAnn) },
  { name: 'a call, and one was banned', mayEnter: [], make: async () => after(await inCall(), ban('ban')) },
  { name: 'a call, and one was put into quarantine', mayEnter: [], make: async () => after(await inCall(), ban('quarantine')) },
  { name: 'a call, half a day ago', mayEnter: [], make: () => ago(13 * hours, inCall) },
  {
    name: 'a call, and one ended it',
    mayEnter: [],
    make: async () => after(await inCall(), (world) => post(world.ann, `/v1/sessions/${world.call}/end`)),
  },
]
