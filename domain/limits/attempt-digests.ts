/**
 * What attempts to get in are counted by. An e-mail by its SHA-256, because the name of an object is made of it; an address by a keyed
 * digest that differs by app, because an address could be found again by trying all of them.
 */
import { createHash } from 'node:crypto'
import type { AppId } from '../../contract/ids.ts'
import { networkOf } from './address.ts'

/** 64 hex digits, the same for any spelling in upper and lower case. */
export const emailDigest = (email: string): string => createHash('sha256').update(email.trim().toLowerCase()).digest('hex')

/** HMAC by purpose: `MasterSecret` is one. */
type Keyed = { mac(purpose: string, text: string): Uint8Array }

/** 64 hex digits; null when where it comes from is not known. */
export const addressDigest = (secret: Keyed, app: AppId, address: string | null | undefined): string | null => {
  const network = networkOf(address)
  return network === null ? null : Buffer.from(secret.mac('attempt-address', `${app} ${network}`)).toString('hex')
}
