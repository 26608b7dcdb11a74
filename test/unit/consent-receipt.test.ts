/** [B7] A receipt of a consent: what it says, that it is verified without us, and that nothing else passes for one. */
import { SignJWT, exportJWK, generateKeyPair } from 'jose'
import type { JSONWebKeySet } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { consent as consentShape } from '../../contract/consent.ts'
import { appId, newId, sessionId, userId } from '../../contract/ids.ts'
import { readConsentReceipt, signConsentReceipt } from '../../domain/consent-receipt/consent-receipt.ts'
import { readAccessToken, signAccessToken } from '../../domain/identity/access-token.ts'
import type { Signer } from '../../domain/identity/access-token.ts'

const issuer = 'https://prost.test'
const app = appId.parse(newId())
const now = 1_795_000_000_000
const iso = (ms: number): string => new Date(ms).toISOString()
const consent = consentShape.parse({
  id: newId(),
  from: newId(),
  to: newId(),
  purpose: 'private_call',
  state: 'revoked',
  requested_at: iso(now - 60_000),
  decided_at: iso(now),
  expires_at: iso(now + 60_000),
  revoked_by: newId(),
  session_id: newId(),
})

type Made = { readonly signer: Signer; readonly publicKey: CryptoKey; readonly keys: JSONWebKeySet }
const made = async (kid: string): Promise<Made> => {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  return { signer: { kid, privateKey }, publicKey, keys: { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256' }] } }
}
let ours: Made
let theirs: Made
beforeAll(async () => {
  ;[ours, theirs] = [await made('k1'), await made('k1')]
})
const receipt = (signer = ours.signer): Promise<string> => signConsentReceipt(issuer, app, consent, signer, now)

describe('a receipt', () => {
  test('[B7] says who asked whom for what, how it ended, and on whose word; the published keys are enough to see that', async () => {
    expect(await readConsentReceipt(await receipt(), ours.keys, issuer)).toEqual({ iss: issuer, aud: app, iat: 1_795_000_000, consent })
  })

  test('[B7] is one years later', async () => {
    const old = await signConsentReceipt(issuer, app, consent, ours.signer, Date.parse('2020-01-01T00:00:00Z'))
    expect(await readConsentReceipt(old, ours.keys, issuer)).toMatchObject({ iat: 1_577_836_800 })
  })

  test('[B7] is none with another key, another issuer, another word in it', async () => {
    const good = await receipt()
    const [head = '', , signature = ''] = good.split('.')
    const granted = Buffer.from(JSON.stringify({ iss: issuer, aud: app, iat: 1, consent: { ...consent, state: 'granted' } })).toString(
      'base64url',
    )
    const forged = [await receipt(theirs.signer), `${head}.${granted}.${signature}`, `${good}x`, 'nonsense', '', 'a'.repeat(5_000)]
    const read = await Promise.all(forged.map((text) => readConsentReceipt(text, ours.keys, issuer)))
    expect(read).toEqual(forged.map(() => null))
    expect(await readConsentReceipt(good, ours.keys, 'https://elsewhere.test')).toBeNull()
    expect(await readConsentReceipt(good, { keys: [] }, issuer)).toBeNull()
  })

  test('[B7] an access token is no receipt, and a receipt opens nothing', async () => {
    const subject = { app, user: userId.parse(newId()), session: sessionId.parse(newId()), roles: [] }
    expect(await readConsentReceipt(await signAccessToken(issuer, subject, ours.signer, now), ours.keys, issuer)).toBeNull()
    expect(await readAccessToken(await receipt(), ours.publicKey, issuer, now)).toBeNull()
  })

  test('[B7] what is signed and not of the shape is none', async () => {
    const odd = await new SignJWT({ consent: { ...consent, state: 'maybe' } })
      .setProtectedHeader({ alg: 'ES256', typ: 'consent-receipt+jwt', kid: 'k1' })
      .setIssuer(issuer)
      .setAudience(app)
      .setIssuedAt(1)
      .sign(ours.signer.privateKey)
    expect(await readConsentReceipt(odd, ours.keys, issuer)).toBeNull()
  })
})
