/** A key of the bench's own among those that guards ask for: tokens of it are taken at every door. */
import { exportJWK, generateKeyPair } from 'jose'
import { accessTokenAlgorithm } from '../../contract/claims.ts'
import { newId } from '../../contract/ids.ts'
import type { Signer } from '../../domain/identity/access-token.ts'
import type { Runtime } from './runtime.ts'

type Kernel = Awaited<ReturnType<Runtime['miniflare']['getD1Database']>>

/** Only its public half is asked for by a guard. */
export const addSigner = async (db: Kernel): Promise<Signer> => {
  const kid = newId()
  const { publicKey, privateKey } = await generateKeyPair(accessTokenAlgorithm)
  await db
    .prepare(`INSERT INTO signing_keys (kid, public_jwk, private_sealed, created_at, signs_from) VALUES (?, ?, '', 0, 0)`)
    .bind(kid, JSON.stringify(await exportJWK(publicKey)))
    .run()
  return { kid, privateKey }
}
