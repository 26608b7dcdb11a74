/** The matrix as data: what each kind of caller gets at operations of each access. Total by its type, so a new access needs a row. */
import type { ErrorCode } from '../../../contract/errors.ts'
import type { Access, Operation } from '../../../contract/operation.ts'

export type CallerClass =
  | 'nobody'
  /** An app key that does not open, for whatever reason. */
  | 'bad_key'
  | 'scopeless_key'
  | 'public_half'
  | 'pair_of_another_app'
  | 'pair_of_the_app'
  /** A bearer that is no token of ours, or not any more. */
  | 'bad_token'
  | 'user_of_another_app'
  /** Another user of the same app. */
  | 'neighbour'
  | 'operator_without_role'
  | 'operator_with_small_role'
  /** An operator who owns another app, naming that app. */
  | 'operator_of_another_app'
  | 'ops_token'

export type Expected =
  /** Such a caller is the operation's own, or there is no such call. */
  | 'no_cell'
  /** Admitted to what is the caller's own: objects of others are 404. */
  | 'own_world'
  /** Anyone may call; the credential changes nothing. */
  | 'anyone'
  | { readonly status: number; readonly code: ErrorCode }

const unauthorized: Expected = { status: 401, code: 'invalid_credentials' }
const scopeMissing: Expected = { status: 403, code: 'insufficient_scope' }
const roleMissing: Expected = { status: 403, code: 'insufficient_role' }
const noSuchApp: Expected = { status: 404, code: 'not_found' }

type Row = Readonly<Record<CallerClass, Expected>>

const row = (all: Expected, except: Partial<Row> = {}): Row => ({
  nobody: all,
  bad_key: all,
  scopeless_key: all,
  public_half: all,
  pair_of_another_app: all,
  pair_of_the_app: all,
  bad_token: all,
  user_of_another_app: all,
  neighbour: all,
  operator_without_role: all,
  operator_with_small_role: all,
  operator_of_another_app: all,
  ops_token: all,
  ...except,
})

const keyed = { scopeless_key: scopeMissing, pair_of_another_app: 'own_world', pair_of_the_app: 'no_cell' } as const
const operators = {
  operator_without_role: 'own_world',
  operator_with_small_role: 'own_world',
  operator_of_another_app: 'own_world',
} as const
const persons = { user_of_another_app: 'own_world', neighbour: 'own_world', ...operators } as const

const byAccess: Readonly<Record<Access['by'], Row>> = {
  none: row('anyone'),
  public_key: row(unauthorized, { ...keyed, public_half: 'no_cell' }),
  secret_key: row(unauthorized, keyed),
  // A bearer is no key: without one it is the console's realm.
  realm: row('anyone', { bad_key: unauthorized, scopeless_key: scopeMissing, public_half: 'no_cell', pair_of_the_app: 'no_cell' }),
  user: row(unauthorized, persons),
  console: row(unauthorized, { user_of_another_app: roleMissing, neighbour: roleMissing, ...operators }),
  operator: row(unauthorized, {
    user_of_another_app: noSuchApp,
    neighbour: noSuchApp,
    operator_without_role: noSuchApp,
    operator_with_small_role: roleMissing,
    operator_of_another_app: 'own_world',
  }),
  // Its proof is over the body, and none of these is one.
  lab: row({ status: 401, code: 'invalid_signature' }),
  ops: row(unauthorized, { ops_token: 'no_cell' }),
}

/** The telemetry socket takes a signed-in person in place of a key: then the events are that person's. */
const atSocket: Row = { ...byAccess.public_key, ...persons }

export const isSocket = (operation: Operation): boolean => 101 in operation.answers

export const expected = (operation: Operation, caller: CallerClass): Expected =>
  (isSocket(operation) && operation.access.by === 'public_key' ? atSocket : byAccess[operation.access.by])[caller]
