/** Access tokens that must open nothing, each good in all but one thing, so that the one thing is what refuses it. */
import { env } from 'cloudflare:workers'
import { exportSPKI, generateKeyPair, importJWK, SignJWT } from 'jose'
import type { JWTHeaderParameters } from 'jose'
import { accessTokenAlgorithm } from '../../../contract/claims.ts'
import { newId } from '../../../contract/ids.ts'
import type { AppId } from '../../../contract/ids.ts'
import { publishedKeySet } from '../../../storage/kernel/signing-keys.ts'
import { signIn, testIssuer, testSigner } from '../../support/people.ts'
import type { TestPerson } from '../../support/people.ts'

type Claims = Record<string, unknown>
type Key = CryptoKey | Uint8Array

const secondsNow = (): number => Math.floor(Date.now() / 1_000)

const forge = (claims: Claims, header: JWTHeaderParameters, key: Key): Promise<string> =>
  new SignJWT(claims).setProtectedHeader(header).sign(key)

const segment = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** The public key as text, which a verifier that trusts `alg` would take for the shared secret. */
const publicKeyText = async (kid: string): Promise<Uint8Array> => {
  const published = (await publishedKeySet(env.KERNEL_DB, Date.now())).find((key) => key.kid === kid)
  if (published === undefined) throw new Error('the signing key is not published')
  const key = await importJWK(published.publicJwk, accessTokenAlgorithm, { extractable: true })
  if (key instanceof Uint8Array) throw new Error('not a key pair')
  return new TextEncoder().encode(await exportSPKI(key))
}

/** `elsewhere`: another app. The signature of each is made in the way that its flaw allows best. */
export const forgedTokens = async (person: TestPerson, elsewhere: AppId): Promise<Readonly<Record<string, string>>> => {
  const { session } = await signIn(person)
  const { kid, privateKey } = await testSigner()
  const stranger = await generateKeyPair(accessTokenAlgorithm)
  const now = secondsNow()
  const good: Claims = {
    iss: testIssuer,
    aud: person.realm,
    sub: person.id,
    sid: session,
    app: person.realm,
    roles: [],
    jti: newId(),
    iat: now,
    exp: now + 600,
  }
  const { exp: _exp, ...endless } = good
  const header = { alg: accessTokenAlgorithm, typ: 'at+jwt', kid }
  const ours = (claims: Claims): Promise<string> => forge(claims, header, privateKey)
  const honest = await ours(good)
  const [, , signature] = honest.split('.')
  return {
    expired: await ours({ ...good, iat: now - 1_200, exp: now - 600 }),
    'not yet valid': await ours({ ...good, nbf: now + 300 }),
    'issued in the future': await ours({ ...good, iat: now + 300, exp: now + 900 }),
    'too long-lived': await ours({ ...good, iat: now - 1_200, exp: now + 86_400 }),
    'without an end': await ours(endless),
    'wrong aud': await ours({ ...good, aud: elsewhere }),
    'aud and app apart': await ours({ ...good, app: elsewhere }),
    'wrong iss': await ours({ ...good, iss: 'https://elsewhere.test' }),
    oversized: await ours({ ...good, roles: ['x'.repeat(5_000)] }),
    'wrong typ': await forge(good, { ...header, typ: 'JWT' }, privateKey),
    'alg none': `${segment({ ...header, alg: 'none' })}.${segment(good)}.`,
    'HS256 with the public key': await forge(good, { ...header, alg: 'HS256' }, await publicKeyText(kid)),
    'HS256 signature under ES256': `${segment(header)}.${(await forge(good, { ...header, alg: 'HS256' }, await publicKeyText(kid))).split('.').slice(1).join('.')}`,
    'foreign key under our kid': await forge(good, header, stranger.privateKey),
    'unknown kid': await forge(good, { ...header, kid: newId() }, stranger.privateKey),
    'no kid': await forge(good, { alg: header.alg, typ: header.typ }, privateKey),
    'altered claims': `${segment(header)}.${segment({ ...good, jti: newId() })}.${signature}`,
    'no signature': honest.split('.').slice(0, 2).join('.'),
    'not a token': 'abc.def.ghi',
  }
}
