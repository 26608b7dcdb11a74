/** Who asks the gateway, as its guard established it. Handlers take the app and the person from here and from nowhere else. */
import type { Context } from 'hono'
import { auditNote, newAuditNote } from '../../../contract/audit.ts'
import type { AuditActor, AuditNote } from '../../../contract/audit.ts'
import type { KeyId, SessionId, UserId } from '../../../contract/ids.ts'
import type { AppSettings } from '../../../contract/keys.ts'
import type { Role } from '../../../contract/roles.ts'
import { assertNever } from '../../../contract/assert-never.ts'
import type { Caller as KeyCaller } from '../caller.ts'
import type { DoorBindings, DoorEnv } from '../door-env.ts'

/** Nobody yet: whose people are meant. Without a key it is the console's realm. */
export type RealmCaller = { readonly kind: 'realm'; readonly app: AppSettings; readonly key_id: KeyId | null }
/** A signed-in person; `app` is the realm. */
export type PersonCaller = {
  readonly kind: 'person'
  readonly app: AppSettings
  readonly user_id: UserId
  readonly session_id: SessionId
  /** Whether the realm is the console's: an operator. */
  readonly operator: boolean
}
/** An operator in an app of theirs; `app` is that app. */
export type OperatorCaller = Omit<PersonCaller, 'kind' | 'operator'> & { readonly kind: 'operator'; readonly role: Role }

export type Caller = KeyCaller | RealmCaller | PersonCaller | OperatorCaller

/** The signed-in person of a route for people. */
export const personOf = <B extends DoorBindings>(c: Context<DoorEnv<B>>): PersonCaller => {
  const caller = c.get('caller')
  if (caller.kind !== 'person') throw new Error(`${c.req.path} is not a route of people`)
  return caller
}

/** The operator of a route under `/v1/apps/{app_id}`. */
export const operatorOf = <B extends DoorBindings>(c: Context<DoorEnv<B>>): OperatorCaller => {
  const caller = c.get('caller')
  if (caller.kind !== 'operator') throw new Error(`${c.req.path} is not a route of operators`)
  return caller
}

export const actorOf = (caller: Caller): AuditActor => {
  switch (caller.kind) {
    case 'secret':
    case 'public':
      return { kind: 'key', id: caller.key_id }
    case 'realm':
      return { kind: 'key', id: caller.key_id }
    case 'person':
      return { kind: caller.operator ? 'operator' : 'user', id: caller.user_id }
    case 'operator':
      return { kind: 'operator', id: caller.user_id }
    default:
      return assertNever(caller)
  }
}

type What = Pick<AuditNote, 'action'> & Partial<Pick<AuditNote, 'object' | 'outcome' | 'reason' | 'incident' | 'data'>>

/** Input that fitted its schema, as a note keeps it: what was left out is not there. */
export const noteData = (input: object): AuditNote['data'] => auditNote.shape.data.parse(JSON.parse(JSON.stringify(input)))

/** An audit note of what this request does, by who asked. */
export const noteOf = <B extends DoorBindings>(c: Context<DoorEnv<B>>, now: number, what: What): AuditNote =>
  newAuditNote({ at: now, actor: actorOf(c.get('caller')), request_id: c.get('requestId'), ...what })
