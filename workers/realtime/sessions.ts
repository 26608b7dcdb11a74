/** Making sessions, alone or out of another. What may be is the policy engine's and the rooms' to say. */
import type { Context } from 'hono'
import type { Failure, Result } from '../../contract/errors.ts'
import { roomId } from '../../contract/ids.ts'
import type { RoomId } from '../../contract/ids.ts'
import type { ModeManifest } from '../../contract/manifest.ts'
import type { Audience } from '../../contract/policy.ts'
import type { NewSessionInput, Session, TransitionInput } from '../../contract/session.ts'
import type { ConsentFacts } from '../../domain/policy/facts.ts'
import type { Visitor } from '../../domain/realtime/people.ts'
import { pairOfConsent } from '../../durable-objects/room/consent-desk.ts'
import { factsOfConsent } from '../../durable-objects/room/pair-steps.ts'
import { asDoer } from '../../durable-objects/room/room-policy.ts'
import type { SessionSpec } from '../../durable-objects/room/room-state.ts'
import { failureOf } from './answers.ts'
import { deniedAtDoor } from './facts.ts'
import { idToMake } from './idempotent.ts'
import { appOf, policiesOf, roomOf, visitorOf } from './people.ts'
import type { RealtimeDeps, RealtimeHono } from './realtime-env.ts'

type C = Context<RealtimeHono>

export const noSuchMode: Failure = { code: 'not_found', detail: 'There is no such mode.' }
export const notNow: Failure = { code: 'temporarily_unavailable', detail: 'The session is not there yet; ask again.', retryAfterSeconds: 1 }

const firstAudience = (mode: ModeManifest): Audience => mode.room.audiences[0] ?? 'private'

export const makeSession = async (c: C, deps: RealtimeDeps, input: NewSessionInput): Promise<Result<Session>> => {
  const mode = deps.modes.find(input.mode)
  if (mode === null) return { ok: false, error: noSuchMode }
  const [visitor, policies] = await Promise.all([visitorOf(c, deps), policiesOf(c, deps)])
  const audience = input.audience ?? firstAudience(mode)
  const id = roomId.parse(idToMake(c))
  const spec: SessionSpec = { mode, policies, audience, owner: visitor.user, parties: null, parent: null, consent: null }
  const denied = await creationDenied(c, deps, visitor, { id, spec })
  if (denied !== null) return { ok: false, error: denied }
  const { answer, session } = await roomOf(c, id).act(appOf(c), { type: 'create', spec, epoch: deps.now() })
  return session === null ? { ok: false, error: failureOf(answer) ?? notNow } : { ok: true, value: session }
}

const creationDenied = async (
  c: C,
  deps: RealtimeDeps,
  visitor: Visitor,
  { id, spec }: { readonly id: RoomId; readonly spec: SessionSpec },
): Promise<Failure | null> => {
  const { mode, policies, audience } = spec
  const wanted = { id, state: 'creating', audience, owner: visitor.user, parties: null, isMember: false, members: 0 } as const
  const context = { now: deps.now(), mode, to: null, app: policies, message: null }
  const object = { session: wanted, person: null, consent: null }
  return deniedAtDoor(c, deps, visitor, { action: 'session.create', object, context })
}

/** The session that is left decides; where a consent is needed, its pair says which session stands on it. */
export const leadOn = async (c: C, deps: RealtimeDeps, input: TransitionInput): Promise<Result<Session>> => {
  const to = deps.modes.find(input.to_mode)
  if (to === null) return { ok: false, error: noSuchMode }
  const visitor = await visitorOf(c, deps)
  const by = asDoer(visitor)
  const parent = roomOf(c, input.from_session_id)
  // Asking leaves nothing behind where there never was a room.
  const hidden = failureOf((await parent.read(by)).answer)
  if (hidden !== null) return { ok: false, error: hidden }
  const { child, consent } = await standingOn(c, visitor, input)
  const { answer } = await parent.act(appOf(c), { type: 'transition', by, child, to, audience: firstAudience(to), consent })
  if (answer.type !== 'child') return { ok: false, error: failureOf(answer) ?? notNow }
  const { session } = await roomOf(c, answer.child).read(by)
  return session === null ? { ok: false, error: notNow } : { ok: true, value: session }
}

/** What does not stand is handed on as it is: the room denies it, and notes so. */
const standingOn = async (
  c: C,
  { user }: Visitor,
  { consent_id }: TransitionInput,
): Promise<{ readonly child: RoomId; readonly consent: ConsentFacts | null }> => {
  const child = roomId.parse(idToMake(c))
  const pair = consent_id === undefined ? null : await pairOfConsent(c.env, appOf(c), user, consent_id)
  const known = consent_id === undefined || pair === null ? null : await pair.consent(consent_id)
  if (pair === null || known === null) return { child, consent: null }
  const used = known.state === 'granted' ? await pair.act(appOf(c), { type: 'consent_use', id: known.id, session: child }) : null
  const record = used?.answer.type === 'consent' ? used.answer.consent : known
  return { child: record.session ?? child, consent: factsOfConsent(record) }
}
