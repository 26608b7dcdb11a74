/** The way from a person to the pair that keeps a consent: the same for HTTP and for frames of a room. */
import type { ConsentPurpose } from '../../contract/consent.ts'
import { consentId, newId } from '../../contract/ids.ts'
import type { ConsentId, UserId } from '../../contract/ids.ts'
import type { AppSettings } from '../../contract/keys.ts'
import type { Visitor } from '../../domain/realtime/people.ts'
import { rateOf } from '../../domain/modes/mode-registry.ts'
import type { ModeManifest } from '../../contract/manifest.ts'
import { pairId, pairOf } from '../../domain/realtime/pair-id.ts'
import { personName, roomName } from '../names.ts'
import type { PersonObjects } from '../person/person-rpc.ts'
import { asDoer } from './room-policy.ts'
import type { RoomAnswer } from './room-protocol.ts'
import { refused } from './room-run.ts'
import type { RoomObjects, RoomRpc } from './room-rpc.ts'

export type DeskEnv = { readonly ROOM: RoomObjects; readonly PERSON: PersonObjects }
type Asker = Pick<Visitor, 'user' | 'tier' | 'restrictions' | 'blocked'>

const isOne = (wait: number | null): RoomAnswer | null => (wait === null ? null : refused('rate_limited', undefined, wait))

/** `to` is a person of the app. `mode`: whose limits hold. */
export const requestConsentOf = async (
  env: DeskEnv,
  app: AppSettings,
  by: Asker,
  { to, purpose, mode }: { readonly to: UserId; readonly purpose: ConsentPurpose; readonly mode: ModeManifest },
): Promise<RoomAnswer> => {
  const [pair, peer] = await Promise.all([openedPair(env, app, by.user, to), env.PERSON.getByName(personName(app.app_id, to)).view()])
  if (pair === null) return refused('policy_denied')
  const rate = rateOf(mode, 'consent.request', by.tier)
  const own = env.PERSON.getByName(personName(app.app_id, by.user))
  const wait = await own.act({ type: 'take', action: 'consent.request', rate: { limit: rate.limit, periodMs: rate.period_s * 1_000 } })
  const limited = isOne(wait)
  if (limited !== null) return limited
  const id = consentId.parse(newId())
  const input = { type: 'consent_request', by: asDoer(by), id, to, purpose, peerRestrictions: peer.restrictions } as const
  return (await pair.act(app, input)).answer
}

/** The room of two people, made when it was not there; null of oneself. */
export const openedPair = async ({ ROOM }: DeskEnv, app: AppSettings, a: UserId, b: UserId): Promise<RoomRpc | null> => {
  if (a === b) return null
  const room = ROOM.getByName(roomName(app.app_id, pairId(app.app_id, a, b)))
  await room.act(app, { type: 'open_pair', users: pairOf(a, b), epoch: Date.now() })
  return room
}

export const answerConsent = async (
  env: DeskEnv,
  app: AppSettings,
  by: Asker,
  { id, act }: { readonly id: ConsentId; readonly act: 'grant' | 'deny' | 'revoke' },
): Promise<RoomAnswer> => {
  const pair = await pairOfConsent(env, app, by.user, id)
  return pair === null ? refused('not_found') : (await pair.act(app, { type: 'consent_answer', by: asDoer(by), id, act })).answer
}

/** Null when this person has no such consent. */
export const pairOfConsent = async (env: DeskEnv, app: AppSettings, user: UserId, id: ConsentId): Promise<RoomRpc | null> => {
  const peer = await env.PERSON.getByName(personName(app.app_id, user)).consentPeer(id)
  return peer === null ? null : env.ROOM.getByName(roomName(app.app_id, pairId(app.app_id, user, peer)))
}
