/**
 * What only the platform can make: the code over the end of a chain, and signatures on anchors and exports. Both keys are
 * derived from the identity secret, so whoever can only write to the database can make neither.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { CompactSign, calculateJwkThumbprint, compactVerify, errors, importJWK } from 'jose'
import type { AuditPublicKey } from '../../contract/audit-entry.ts'
import type { Tip } from './entry.ts'

/** 32 bytes each, derived for this purpose alone. */
export type AuditKeys = { readonly mac: Uint8Array; readonly anchorSeed: Uint8Array }

/** The end of a chain as kept. */
export type Head = Tip & { readonly mac: string }

/** What stands in place of the code when the end could not be vouched for; no code is equal to it. */
export const unsealed = 'unsealed'

export const sealHead = (keys: Pick<AuditKeys, 'mac'>, app: string, { seq, hash }: Tip): string =>
  createHmac('sha256', keys.mac).update(`${app}|${seq}|${hash}`).digest('hex')

export const isSealed = (keys: Pick<AuditKeys, 'mac'>, app: string, head: Head): boolean => {
  const expected = Buffer.from(sealHead(keys, app, head))
  const given = Buffer.from(head.mac)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

export type AuditSigner = { readonly publicKey: AuditPublicKey; readonly sign: (type: Signed, payload: object) => Promise<string> }

/** What a signature is for, in its header: an anchor never passes for a seal. */
export type Signed = 'prost-audit-anchor' | 'prost-audit-export'

/** PKCS #8 around an Ed25519 seed (RFC 8410). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** The same seed is the same key each time. */
export const auditSigner = async ({ anchorSeed }: Pick<AuditKeys, 'anchorSeed'>): Promise<AuditSigner> => {
  if (anchorSeed.length !== 32) throw new Error('the seed of the anchor key is not 32 bytes')
  const key = await crypto.subtle.importKey('pkcs8', Buffer.concat([pkcs8, anchorSeed]), { name: 'Ed25519' }, true, ['sign'])
  const { x = '' } = (await crypto.subtle.exportKey('jwk', key)) as { x?: string }
  const publicKey = await publicKeyOf(x)
  const sign = (typ: Signed, payload: object): Promise<string> =>
    new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
      .setProtectedHeader({ alg: 'EdDSA', typ, kid: publicKey.kid })
      .sign(key)
  return { publicKey, sign }
}

/** `x` is the public point, base64url. */
export const publicKeyOf = async (x: string): Promise<AuditPublicKey> => {
  const kid = await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x })
  return { kty: 'OKP', crv: 'Ed25519', x, alg: 'EdDSA', use: 'sig', kid }
}

/** What was signed, or null when the signature is not of this key and this type. */
export const openSigned = async (type: Signed, jws: string, { kty, crv, x }: AuditPublicKey): Promise<unknown> => {
  try {
    const key = await importJWK({ kty, crv, x }, 'EdDSA')
    const { payload, protectedHeader } = await compactVerify(jws, key, { algorithms: ['EdDSA'] })
    return protectedHeader.typ === type ? JSON.parse(new TextDecoder().decode(payload)) : null
  } catch (error) {
    if (isRefusal(error)) return null
    throw error
  }
}

/** Not errors of ours: a signature, a key or a payload that is nothing of the kind. */
const isRefusal = (error: unknown): boolean =>
  error instanceof errors.JOSEError || error instanceof SyntaxError || error instanceof TypeError || error instanceof DOMException
