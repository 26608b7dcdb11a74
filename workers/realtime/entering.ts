/**
 * Into which session somebody goes who names a mode alone. The lobby of the mode says which, for everyone who asks, so that people who come at the
 * same moment meet; the room says whether it is open to this person. Rules [LOB6]–[LOB8].
 */
import type { Context } from 'hono'
import type { Result } from '../../contract/errors.ts'
import { newId, roomId } from '../../contract/ids.ts'
import type { RoomId } from '../../contract/ids.ts'
import type { ModeManifest } from '../../contract/manifest.ts'
import type { AppPolicies } from '../../contract/policy.ts'
import type { EntryInput, Session } from '../../contract/session.ts'
import { decide } from '../../domain/policy/decide.ts'
import type { PolicyContext, SessionFacts } from '../../domain/policy/facts.ts'
import type { Visitor } from '../../domain/realtime/people.ts'
import type { Place } from '../../durable-objects/lobby/lobby-state.ts'
import { lobbyName } from '../../durable-objects/names.ts'
import { asDoer } from '../../durable-objects/room/room-policy.ts'
import type { SessionSpec } from '../../durable-objects/room/room-state.ts'
import { failureOf } from './answers.ts'
import { deniedAtDoor, tellDenial } from './facts.ts'
import { appOf, policiesOf, roomOf, visitorOf } from './people.ts'
import type { RealtimeDeps, RealtimeHono } from './realtime-env.ts'
import { noSuchMode, notNow } from './sessions.ts'

type C = Context<RealtimeHono>
type Asked = { readonly mode: ModeManifest; readonly policies: AppPolicies; readonly visitor: Visitor }
export type Entered = { readonly session: Session; readonly isMade: boolean }

/** What the lobby knows is a second old at times: a room that is not open after all is left out, and it is asked again. */
const tries = 6

export const enterMode = async (c: C, deps: RealtimeDeps, input: EntryInput): Promise<Result<Entered>> => {
  const mode = deps.modes.find(input.mode)
  if (mode === null) return { ok: false, error: noSuchMode }
  const [visitor, policies] = await Promise.all([visitorOf(c, deps), policiesOf(c, deps)])
  const asked = { mode, policies, visitor }
  const context = contextOf(deps, asked)
  const barred = await deniedAtDoor(c, deps, visitor, { action: 'room.join', object: aSession(visitor, 'active'), context })
  return barred === null ? findPlace(c, deps, asked) : { ok: false, error: barred }
}

const contextOf = ({ now }: RealtimeDeps, { mode, policies }: Asked): PolicyContext => ({
  now: now(),
  mode,
  to: null,
  app: policies,
  message: null,
})

/** Any public one: which it will be is not known yet. */
const aSession = ({ user }: Visitor, state: SessionFacts['state']) => {
  const session = { id: newId(), state, audience: 'public', owner: user, parties: null, isMember: false, members: 0 } as const
  return { session, person: null, consent: null }
}

const findPlace = async (c: C, deps: RealtimeDeps, asked: Asked): Promise<Result<Entered>> => {
  const { mode, visitor } = asked
  // Who may not make a session may still go into one that is there.
  const creating = { action: 'session.create', context: contextOf(deps, asked) } as const
  const making = decide(asDoer(visitor).actor, creating.action, aSession(visitor, 'creating'), creating.context)
  const lobby = c.env.LOBBY.getByName(lobbyName(appOf(c).app_id, mode.mode_id))
  const without: RoomId[] = []
  for (let i = 0; i < tries; i++) {
    const fresh = making.allow ? roomId.parse(newId()) : null
    const place = await lobby.place({ user: visitor.user, maxMembers: mode.room.max_members, without, fresh })
    if (place === null)
      return { ok: false, error: making.allow ? notNow : await tellDenial(c, deps, visitor.user, { ...creating, decision: making }) }
    const entered = await comeInto(c, deps, asked, place)
    if (!entered.ok) return entered
    if (entered.value !== null) return { ok: true, value: entered.value }
    without.push(place.room)
  }
  return { ok: false, error: notNow }
}

/** Null when the session is not open to this person. One that is reserved is made by all who are told of it: the first one makes it. */
const comeInto = async (
  c: C,
  deps: RealtimeDeps,
  { mode, policies, visitor }: Asked,
  { room: id, isReserved }: Place,
): Promise<Result<Entered | null>> => {
  const room = roomOf(c, id)
  let isMade = false
  if (isReserved) {
    const spec: SessionSpec = { mode, policies, audience: 'public', owner: visitor.user, parties: null, parent: null, consent: null }
    const { answer } = await room.act(appOf(c), { type: 'create', spec, epoch: deps.now() })
    const failure = failureOf(answer)
    if (failure !== null) return { ok: false, error: failure }
    isMade = answer.type === 'made'
  }
  const session = await room.openTo(asDoer(visitor))
  return { ok: true, value: session === null ? null : { session, isMade } }
}
