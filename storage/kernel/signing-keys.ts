/** The keys that sign access tokens. Private halves are sealed; whoever only verifies reads `publishedKeySet` and needs no secret. */
import { exportJWK, generateKeyPair, importJWK } from 'jose'
import type { JWK } from 'jose'
import * as z from 'zod'
import { accessTokenAlgorithm } from '../../contract/claims.ts'
import { newId } from '../../contract/ids.ts'
import type { Signer } from '../../domain/identity/access-token.ts'
import type { MasterSecret } from '../../domain/identity/master-secret.ts'
import { currentKey, nextStart, publishedKeys } from '../../domain/identity/signing-keys.ts'
import type { SigningKey } from '../../domain/identity/signing-keys.ts'

const purpose = 'signing-key'

const jwk: z.ZodType<JWK> = z.looseObject({ kty: z.string() })
const row = z
  .object({ kid: z.string(), public_jwk: z.string(), private_sealed: z.string(), signs_from: z.int() })
  .transform(({ kid, public_jwk, private_sealed, signs_from }) => ({
    kid,
    publicJwk: jwk.parse(JSON.parse(public_jwk)),
    sealed: private_sealed,
    signsFrom: signs_from,
  }))
type StoredSigningKey = z.infer<typeof row>

const all = async (db: D1Database): Promise<StoredSigningKey[]> => {
  const { results } = await db
    .prepare('SELECT kid, public_jwk, private_sealed, signs_from FROM signing_keys ORDER BY signs_from DESC LIMIT 10')
    .all()
  return results.map((result) => row.parse(result))
}

/** Next, current and previous, as they are published. */
export const publishedKeySet = async (db: D1Database, now: number): Promise<SigningKey[]> => publishedKeys(await all(db), now)

/** The key that signs now; the first one is made here. */
export const currentSigner = async (db: D1Database, secret: MasterSecret, now: number): Promise<Signer> => {
  const current = currentKey(await all(db), now) ?? (await firstKey(db, secret, now))
  const opened = secret.open(purpose, current.kid, current.sealed)
  if (opened === null) throw new Error('the signing key was sealed with another IDENTITY_SECRET')
  const privateKey = await importJWK(jwk.parse(JSON.parse(opened)), accessTokenAlgorithm)
  if (privateKey instanceof Uint8Array) throw new Error('the signing key is not a key pair')
  return { kid: current.kid, privateKey }
}

/** Of many at once the first to insert wins, and all use its key. */
const firstKey = async (db: D1Database, secret: MasterSecret, now: number): Promise<StoredSigningKey> => {
  await insert(db, secret, now, now, 'WHERE NOT EXISTS (SELECT 1 FROM signing_keys)')
  const current = currentKey(await all(db), now)
  if (current === null) throw new Error('no signing key could be made')
  return current
}

/** For the cron: makes the next key when it is due. Answers its id. Safe to run twice at once. */
export const rotateSigningKeys = async (db: D1Database, secret: MasterSecret, now: number): Promise<string | null> => {
  const start = nextStart(await all(db), now)
  if (start === null) return null
  return insert(db, secret, now, start, 'WHERE NOT EXISTS (SELECT 1 FROM signing_keys WHERE signs_from > ?5)')
}

/** For an incident: a new key signs from now on, and the ones before are gone with every token that they signed. `notes` go into the same batch. */
export const replaceSigningKey = async (
  db: D1Database,
  secret: MasterSecret,
  now: number,
  notes: D1PreparedStatement[],
): Promise<string> => {
  const forget = db.prepare('DELETE FROM signing_keys WHERE signs_from < ?1 OR signs_from > ?1').bind(now)
  const kid = await insert(db, secret, now, now, '', [forget, ...notes])
  if (kid === null) throw new Error('a signing key was not kept')
  return kid
}

const insert = async (
  db: D1Database,
  secret: MasterSecret,
  now: number,
  signsFrom: number,
  condition: string,
  notes: D1PreparedStatement[] = [],
): Promise<string | null> => {
  const kid = newId()
  const pair = await generateKeyPair(accessTokenAlgorithm, { extractable: true })
  const [publicJwk, privateJwk] = await Promise.all([exportJWK(pair.publicKey), exportJWK(pair.privateKey)])
  const published = JSON.stringify({ ...publicJwk, kid, alg: accessTokenAlgorithm, use: 'sig' })
  const sealed = secret.seal(purpose, kid, JSON.stringify(privateJwk))
  const inserting = db
    .prepare(
      `INSERT INTO signing_keys (kid, public_jwk, private_sealed, created_at, signs_from) SELECT ?1, ?2, ?3, ?5, ?4 ${condition} RETURNING kid`,
    )
    .bind(kid, published, sealed, signsFrom, now)
  const [inserted] = await db.batch([inserting, ...notes])
  return inserted?.results.length === 0 ? null : kid
}
