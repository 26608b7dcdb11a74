/**
 * Who a request is from, for what the contract says of its operation: keys, people, operators and the operations token. Who they are is
 * asked of the key directory and the `Authority`. A refusal that knows whose app it was says so, for the audit chain.
 */
import type { Context } from 'hono'
import { assertNever } from '../../../contract/assert-never.ts'
import type { Failure } from '../../../contract/errors.ts'
import { appId } from '../../../contract/ids.ts'
import type { Access } from '../../../contract/operation.ts'
import { identify, keyMissing, lacksScope, secretNeeded } from '../key-caller.ts'
import { errorText, logError, requestMark } from '../log.ts'
import { presentedBy } from '../presented.ts'
import { offeredToken } from '../socket-upgrade.ts'
import type { Authority } from './authority.ts'
import type { DoorBindings, DoorEnv } from '../door-env.ts'
import type { Caller, PersonCaller } from './caller.ts'
import type { GuardDeps } from './guard-deps.ts'
import { opensOps } from './ops-token.ts'
import { issuerOf } from '../settings.ts'

type Deps = Pick<GuardDeps, 'directory' | 'authority'>

/** `by`: who was kept out, when that is known. */
export type Refused = { readonly ok: false; readonly error: Failure; readonly by?: Caller }
/** `null`: nobody is needed. */
export type Admitted<C = Caller | null> = { readonly ok: true; readonly value: C } | Refused

const badToken: Failure = { code: 'invalid_credentials', detail: 'Send Authorization: Bearer with a valid access token.' }
const badOpsToken: Failure = { code: 'invalid_credentials', detail: 'Send Authorization: Bearer with the operations token.' }
const notHere: Failure = { code: 'not_found', detail: 'There is no such route or object.' }
const operatorsOnly: Failure = { code: 'insufficient_role', detail: 'This route is for operators.' }
const notNow: Failure = { code: 'temporarily_unavailable', detail: 'Credentials can not be checked right now.', retryAfterSeconds: 2 }

/** Never throws: a kernel that does not answer is a 503. */
export const admit = async <B extends DoorBindings>(c: Context<DoorEnv<B>>, access: Access, deps: Deps): Promise<Admitted> => {
  try {
    return await admitUnder(c, access, deps)
  } catch (cause) {
    logError({ event: 'kernel_unavailable', ...requestMark(c.get('requestId'), c.get('trace')), error: errorText(cause) })
    return { ok: false, error: notNow }
  }
}

const admitUnder = async <B extends DoorBindings>(c: Context<DoorEnv<B>>, access: Access, deps: Deps): Promise<Admitted> => {
  switch (access.by) {
    case 'none':
      return { ok: true, value: null }
    case 'lab':
      throw new Error('the LAB signs at the sync door')
    case 'ops':
      return opensOps(c) ? { ok: true, value: null } : { ok: false, error: badOpsToken }
    case 'public_key':
    case 'secret_key':
      return keyCaller(c, access, deps)
    case 'realm':
      return realmCaller(c, deps)
    case 'user':
      return person(c, deps.authority)
    case 'console':
      return operator(c, deps.authority)
    case 'operator':
      return appOperator(c, access, deps.authority)
    default:
      return assertNever(access)
  }
}

type KeyAccess = Extract<Access, { by: 'public_key' | 'secret_key' }>

const keyCaller = async <B extends DoorBindings>(c: Context<DoorEnv<B>>, access: KeyAccess, { directory }: Deps): Promise<Admitted> => {
  const presented = presentedBy(c.req.raw.headers)
  if (presented === null) return { ok: false, error: keyMissing }
  const caller = await identify(presented, directory, c.env.KERNEL_DB, { request_id: c.get('requestId') })
  if (!caller.ok) return caller
  if (access.by === 'secret_key' && caller.value.kind === 'public') return { ok: false, error: secretNeeded }
  const lacking = lacksScope(caller.value, access.scope)
  return lacking === null ? caller : { ok: false, error: lacking, by: caller.value }
}

const realmCaller = async <B extends DoorBindings>(c: Context<DoorEnv<B>>, { directory, authority }: Deps): Promise<Admitted> => {
  const presented = presentedBy(c.req.raw.headers)
  if (presented === null) return { ok: true, value: { kind: 'realm', app: await authority.console(c.env), key_id: null } }
  const caller = await identify(presented, directory, c.env.KERNEL_DB, { request_id: c.get('requestId') })
  if (!caller.ok) return caller
  const lacking = lacksScope(caller.value, 'identity')
  if (lacking !== null) return { ok: false, error: lacking, by: caller.value }
  return { ok: true, value: { kind: 'realm', app: caller.value.app, key_id: caller.value.key_id } }
}

/** A WebSocket of a page has no headers of its own: its token is a subprotocol, and never in the address. */
const bearer = <B extends DoorBindings>(c: Context<DoorEnv<B>>): string | null => {
  if (c.req.header('Upgrade')?.toLowerCase() === 'websocket') return offeredToken(c.req.raw.headers)
  return /^Bearer +(\S+)$/i.exec(c.req.header('Authorization')?.trim() ?? '')?.[1] ?? null
}

const person = async <B extends DoorBindings>(c: Context<DoorEnv<B>>, authority: Authority): Promise<Admitted<PersonCaller>> => {
  const token = bearer(c)
  if (token === null) return { ok: false, error: badToken }
  const found = await authority.person(token, issuerOf(c.env, c.req.url), c.env)
  if (found === null) return { ok: false, error: badToken }
  const { claims, app } = found
  const operates = (await authority.console(c.env)).app_id === app.app_id
  return { ok: true, value: { kind: 'person', app, user_id: claims.sub, session_id: claims.sid, operator: operates } }
}

const operator = async <B extends DoorBindings>(c: Context<DoorEnv<B>>, authority: Authority): Promise<Admitted<PersonCaller>> => {
  const caller = await person(c, authority)
  return caller.ok && !caller.value.operator ? { ok: false, error: operatorsOnly, by: caller.value } : caller
}

/** Who has no role in the app, or is no operator, hears that there is no such app: which apps exist is nobody's business. */
const appOperator = async <B extends DoorBindings>(
  c: Context<DoorEnv<B>>,
  access: Extract<Access, { by: 'operator' }>,
  authority: Authority,
): Promise<Admitted> => {
  const caller = await person(c, authority)
  if (!caller.ok) return caller
  const wanted = appId.safeParse(c.req.path.split('/')[3])
  if (!caller.value.operator || !wanted.success) return { ok: false, error: notHere }
  const { user_id, session_id } = caller.value
  const [app, role] = await Promise.all([authority.app(wanted.data, c.env), authority.role(wanted.data, user_id, c.env)])
  if (app === null || role === null) return { ok: false, error: notHere }
  const value: Caller = { kind: 'operator', app, user_id, session_id, role }
  return access.roles.includes(role) ? { ok: true, value } : { ok: false, error: roleNeeded(access.roles, role), by: value }
}

const roleNeeded = (roles: readonly string[], own: string): Failure => ({
  code: 'insufficient_role',
  detail: `This takes one of the roles ${roles.join(', ')}; yours is ${own}.`,
})
