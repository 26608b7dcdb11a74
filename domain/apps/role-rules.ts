/**
 * Who may change whose role: administrators deal with members, only owners with owners, and an app keeps one. Pure. The storage makes the
 * same conditions part of its writes, so that what is decided here holds at the moment of writing; this says why a write was refused.
 */
import type { Failure } from '../../contract/errors.ts'
import type { Role } from '../../contract/roles.ts'

const notHere: Failure = { code: 'not_found', detail: 'There is no such route or object.' }
const ownersOnly: Failure = { code: 'insufficient_role', detail: 'Only owners make or unmake owners.' }
const administratorsOnly: Failure = { code: 'insufficient_role', detail: 'This takes one of the roles owner, admin.' }
const lastOwner: Failure = { code: 'last_owner', detail: 'This is the only owner; make another one first.' }

/** Why a role can not be given or taken by somebody with `actor`; null when it can. */
export const dealingRefusal = (actor: Role | null, role: Role): Failure | null => {
  if (actor === null) return notHere
  if (actor === 'owner') return null
  if (actor !== 'admin') return administratorsOnly
  return role === 'owner' ? ownersOnly : null
}

export type Standing = {
  /** What they are now. */
  readonly role: Role
  /** What whoever asks is, now. */
  readonly actor: Role | null
  readonly otherOwners: number
}

/** Why a member can not become `wanted` (null: be removed); null when they can. */
export const changeRefusal = ({ role, actor, otherOwners }: Standing, wanted: Role | null): Failure | null => {
  const refusal = dealingRefusal(actor, role) ?? (wanted === null ? null : dealingRefusal(actor, wanted))
  if (refusal !== null) return refusal
  return role === 'owner' && wanted !== 'owner' && otherOwners === 0 ? lastOwner : null
}
