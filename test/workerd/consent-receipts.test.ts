/** [B7] One's own consents, read again after a reload, and receipts that anyone can verify with the public keys. */
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import type { JSONWebKeySet } from 'jose'
import { beforeEach, expect, test } from 'vitest'
import * as z from 'zod'
import { consent } from '../../contract/consent.ts'
import type { Consent } from '../../contract/consent.ts'
import { consentReceipt, consentReceiptType, signedReceipt } from '../../contract/consent-receipt.ts'
import { grantedConsent } from '../support/calls.ts'
import { testIssuer } from '../support/people.ts'
import { get, guest, post, told } from '../support/room-client.ts'
import type { Guest } from '../support/room-client.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call } from './gateway-harness.ts'

let app: SeededApp
let ann: Guest
let ben: Guest
let eve: Guest

const page = z.object({ data: z.array(consent), next_cursor: z.string().nullable() })
const list = async (who: Guest, query = '') => told(await get(who, `/v1/consents${query}`), 200, page)
const ask = async (from: Guest, to: Guest): Promise<Consent> =>
  told(await post(from, '/v1/consents', { to_user_id: to.id, purpose: 'private_call' }), 201, consent)
const receiptOf = async (who: Guest, { id }: Consent) =>
  (await told(await get(who, `/v1/consents/${id}/receipt`), 200, signedReceipt)).receipt
const publicKeys = async () => createLocalJWKSet(await (await call('GET', '/.well-known/jwks.json')).json<JSONWebKeySet>())

beforeEach(async () => {
  app = await seedApp()
  ann = await guest(app, 'Ann')
  ben = await guest(app, 'Ben')
  eve = await guest(app, 'Eve')
})

test('[B7] both read what is asked for and what stands, latest first, until it is over; nobody else does', async () => {
  const first = await ask(ann, ben)
  const second = await grantedConsent(eve, ann)
  expect(await list(ann)).toEqual({ data: [second, first], next_cursor: null })
  expect((await list(ben)).data).toEqual([first])
  const { data, next_cursor } = await list(ann, '?limit=1')
  expect(data).toEqual([second])
  expect((await list(ann, `?limit=1&cursor=${next_cursor}`)).data).toEqual([first])
  expect((await get(ann, '/v1/consents?cursor=nonsense')).status).toBe(400)
  await post(ben, `/v1/consents/${first.id}/deny`)
  expect((await list(ann)).data).toEqual([second])
  expect(await told(await get(ben, `/v1/consents/${first.id}`), 200, consent)).toMatchObject({ state: 'denied' })
  expect((await get(eve, `/v1/consents/${first.id}`)).status).toBe(404)
})

test('[B7] a receipt verifies with the public keys alone, says what stands, and is none of our tokens', async () => {
  const granted = await grantedConsent(ann, ben)
  for (const who of [ann, ben]) {
    const receipt = await receiptOf(who, granted)
    const options = { issuer: testIssuer, audience: app.app.app_id, typ: consentReceiptType, algorithms: ['ES256'] }
    const { payload } = await jwtVerify(receipt, await publicKeys(), options)
    expect(consentReceipt.parse(payload).consent).toEqual(granted)
    expect(decodeProtectedHeader(receipt).typ).toBe(consentReceiptType)
    expect((await call('GET', '/v1/me', { auth: { Authorization: `Bearer ${receipt}` } })).status).toBe(401)
    const [head, body, signature = ''] = receipt.split('.')
    const forged = JSON.parse(Buffer.from(body ?? '', 'base64url').toString()) as { consent: { state: string } }
    forged.consent.state = 'revoked'
    const other = [head, Buffer.from(JSON.stringify(forged)).toString('base64url'), signature].join('.')
    await expect(jwtVerify(other, await publicKeys(), options)).rejects.toThrow('signature verification failed')
  }
})

test('[B7] it says what is so when it is made: a revocation and by whom', async () => {
  const granted = await grantedConsent(ann, ben)
  await post(ben, `/v1/consents/${granted.id}/revoke`)
  const { payload } = await jwtVerify(await receiptOf(ann, granted), await publicKeys())
  expect(consentReceipt.parse(payload).consent).toMatchObject({ state: 'revoked', revoked_by: ben.id })
})

test('[§1] nobody else gets it: a third person, another app’s person, nobody', async () => {
  const granted = await grantedConsent(ann, ben)
  const stranger = await guest(await seedApp(), 'Stranger')
  for (const who of [eve, stranger]) expect((await get(who, `/v1/consents/${granted.id}/receipt`)).status).toBe(404)
  expect((await call('GET', `/v1/consents/${granted.id}/receipt`)).status).toBe(401)
})
