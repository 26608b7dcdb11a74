/**
 * Passwords at rest: native scrypt, the parameters kept beside the hash so that they can rise (decision 0011). Owns the format
 * `scrypt$N$r$p$salt$hash` and the cost; which passwords are good enough is `password-policy.ts`'s.
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

export type ScryptCost = { readonly N: number; readonly r: number; readonly p: number }

/** 32 MiB of memory: as strong as 2^17/8/1, which an isolate could not hold. */
export const currentCost: ScryptCost = { N: 32_768, r: 8, p: 3 }
/** What the runtime refuses to exceed: N·r·p. */
export const costCap = 2 ** 20

const saltBytes = 16
const hashBytes = 32
const maxmem = 64 * 1_024 * 1_024

/** Turns a password and a salt into a hash; the costly step, given as a function so that tests can count it. */
export type Derive = (password: string, salt: Uint8Array, cost: ScryptCost) => Promise<Buffer>

const native = promisify<string, Uint8Array, number, ScryptCost & { readonly maxmem: number }, Buffer>(scrypt)

export const deriveWithScrypt: Derive = (password, salt, cost) => native(password.normalize('NFKC'), salt, hashBytes, { ...cost, maxmem })

export const hashPassword = async (password: string, derive: Derive = deriveWithScrypt): Promise<string> => {
  const salt = randomBytes(saltBytes)
  return written(currentCost, salt, await derive(password, salt, currentCost))
}

const written = ({ N, r, p }: ScryptCost, salt: Buffer, hash: Buffer): string =>
  ['scrypt', N, r, p, salt.toString('base64'), hash.toString('base64')].join('$')

type Stored = { readonly cost: ScryptCost; readonly salt: Buffer; readonly hash: Buffer }

const pattern = /^scrypt\$(\d{1,7})\$(\d{1,3})\$(\d{1,3})\$([A-Za-z0-9+/=]{8,88})\$([A-Za-z0-9+/=]{44})$/

const read = (text: string): Stored | null => {
  const [, N, r, p, salt, hash] = pattern.exec(text) ?? []
  if (salt === undefined || hash === undefined) return null
  const cost = { N: Number(N), r: Number(r), p: Number(p) }
  if (cost.N * cost.r * cost.p > costCap) return null
  return { cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') }
}

/** Nobody's: what a password is compared with when there is none, so that this takes as long as when there is one. */
const dummy: Stored = { cost: currentCost, salt: Buffer.alloc(saltBytes, 7), hash: Buffer.alloc(hashBytes) }

/** `outdated`: it is right, and its hash should be made anew with the current cost. */
export type PasswordCheck = 'right' | 'outdated' | 'wrong'

/** Always one derivation, whatever is stored. */
export const checkPassword = async (password: string, stored: string | null, derive: Derive = deriveWithScrypt): Promise<PasswordCheck> => {
  const known = stored === null ? null : read(stored)
  const { cost, salt, hash } = known ?? dummy
  const equal = timingSafeEqual(await derive(password, salt, cost), hash)
  if (known === null || !equal) return 'wrong'
  return isCurrent(cost) ? 'right' : 'outdated'
}

const isCurrent = ({ N, r, p }: ScryptCost): boolean => N === currentCost.N && r === currentCost.r && p === currentCost.p
