/**
 * Verifies access tokens in an isolate: the published keys are held a few seconds, so that a key that was taken away opens nothing, and an
 * unknown `kid` asks for them anew at most twice a second, so that forged ones cost the kernel little. What a token must be is `access-token.ts`'s.
 */
import { importJWK } from 'jose'
import { accessTokenAlgorithm } from '../../contract/claims.ts'
import type { AccessClaims } from '../../contract/claims.ts'
import { readAccessToken, tokenKeyId } from './access-token.ts'
import { ReadTurns } from './read-turns.ts'
import type { SigningKey } from './signing-keys.ts'

const freshMs = 4_000
/** While the kernel is down no key can be taken away: the last known serve this long. */
const staleMs = 600_000
/** Between two questions for keys that were not there. */
const cooldownMs = 500

export interface KeySetSource {
  /** The published keys. */
  published(): Promise<readonly SigningKey[]>
}

export class TokenVerifier {
  #keys: ReadonlyMap<string, CryptoKey> = new Map()
  #readAt: number | null = null
  readonly #turns = new ReadTurns<'keys'>()

  /** Null for anything but a token that is valid now. Throws when no keys are to be had at all. */
  async verify(token: string, issuer: string, source: KeySetSource, now: () => number): Promise<AccessClaims | null> {
    const kid = tokenKeyId(token)
    if (kid === null) return null
    const key = await this.#key(kid, source, now)
    return key === null ? null : readAccessToken(token, key, issuer, now())
  }

  #key(kid: string, source: KeySetSource, now: () => number): Promise<CryptoKey | null> {
    const held = (): CryptoKey | null | undefined => {
      const known = this.#keys.get(kid)
      if (known !== undefined) return this.#ageAt(now()) < freshMs ? known : undefined
      return this.#ageAt(now()) < cooldownMs ? null : undefined
    }
    return this.#turns.get('keys', held, () => this.#read(kid, source, now()))
  }

  /** Of the keys that are held. A clock that was set back says nothing. */
  #ageAt(now: number): number {
    return this.#readAt === null || now < this.#readAt ? Number.POSITIVE_INFINITY : now - this.#readAt
  }

  async #read(kid: string, source: KeySetSource, readAt: number): Promise<CryptoKey | null> {
    const known = this.#keys.get(kid)
    try {
      await this.#load(source, readAt)
    } catch (cause) {
      if (known === undefined || this.#ageAt(readAt) > staleMs) throw cause
      return known
    }
    return this.#keys.get(kid) ?? null
  }

  async #load(source: KeySetSource, readAt: number): Promise<void> {
    const keys = await source.published()
    const imported = await Promise.all(
      keys.map(async ({ kid, publicJwk }) => [kid, this.#keys.get(kid) ?? (await verificationKey(publicJwk))] as const),
    )
    this.#keys = new Map(imported)
    this.#readAt = readAt
  }
}

const verificationKey = async (jwk: SigningKey['publicJwk']): Promise<CryptoKey> => {
  const key = await importJWK(jwk, accessTokenAlgorithm)
  if (key instanceof Uint8Array) throw new Error('a signing key is not a key pair')
  return key
}
