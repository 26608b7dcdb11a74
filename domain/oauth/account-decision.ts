/**
 * Whose account an account elsewhere opens. An account that is linked opens the one it is linked to. Otherwise the e-mail decides, but only
 * where both sides verified it: who merely typed an e-mail here, or there, gets nobody's account by it.
 */
import type { User } from '../../contract/identity.ts'
import type { UserId } from '../../contract/ids.ts'

/** What a provider vouches for. */
export type Claims = {
  readonly issuer: string
  readonly subject: string
  /** Lower-cased; null when the provider gave none. */
  readonly email: string | null
  readonly email_verified: boolean
  readonly name: string | null
}

export type Decision =
  | { readonly kind: 'known'; readonly user: UserId }
  | { readonly kind: 'link'; readonly user: UserId }
  | { readonly kind: 'register'; readonly email: string }
  | { readonly kind: 'refused'; readonly error: 'email_taken' | 'email_missing' }

/** `linked`: whose the account is already. `holder`: who has its e-mail here. */
export const decideAccount = (claims: Claims, linked: UserId | null, holder: User | null): Decision => {
  if (linked !== null) return { kind: 'known', user: linked }
  if (claims.email === null) return { kind: 'refused', error: 'email_missing' }
  if (holder === null) return { kind: 'register', email: claims.email }
  return claims.email_verified && holder.email_verified ? { kind: 'link', user: holder.id } : { kind: 'refused', error: 'email_taken' }
}

const longestName = 80

/** How the person is called at first: as the provider says, else the part of the e-mail before the @. */
export const firstName = ({ name }: Claims, email: string): string => {
  const given = name?.trim().slice(0, longestName).toWellFormed() ?? ''
  return given === '' ? email.slice(0, email.indexOf('@')).slice(0, longestName) : given
}
