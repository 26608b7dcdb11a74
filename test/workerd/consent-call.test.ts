/** [B5] A private call: asked, granted, entered by the two alone, and over when one takes it back. */
import { beforeAll, expect, test } from 'vitest'
import { consent } from '../../contract/consent.ts'
import { session } from '../../contract/session.ts'
import type { Session } from '../../contract/session.ts'
import { enter, guest, knock, makeSession, post, told } from '../support/room-client.ts'
import type { Guest } from '../support/room-client.ts'
import { seedApp } from '../support/seed.ts'

let ann: Guest
let ben: Guest
let eve: Guest
let party: Session

beforeAll(async () => {
  const app = await seedApp()
  ann = await guest(app, 'Ann')
  ben = await guest(app, 'Ben')
  eve = await guest(app, 'Eve')
  party = await makeSession(ann)
})

const ask = async () => told(await post(ann, '/v1/consents', { to_user_id: ben.id, purpose: 'private_call' }), 201, consent)
const lead = (who: Guest, consent_id?: string) =>
  post(who, '/v1/sessions/transition', { from_session_id: party.id, to_mode: 'private-call', ...(consent_id ? { consent_id } : {}) })

test('[§4] without a granted consent nobody is led into a call; only who was asked may grant', async () => {
  const inside = await enter(ann, party.id)
  await inside.until('welcome')
  const asked = await ask()
  expect(asked).toMatchObject({ state: 'requested', from: ann.id, to: ben.id })
  expect((await lead(ann)).status).toBe(403)
  expect((await lead(ann, asked.id)).status).toBe(403)
  expect((await post(ann, `/v1/consents/${asked.id}/grant`)).status).toBe(403)
  expect((await post(eve, `/v1/consents/${asked.id}/grant`)).status).toBe(404)
  expect((await post(ann, '/v1/sessions', { mode: 'private-call' })).status).toBe(403)
})

test('[§4] the two of a granted consent are let in, nobody else is, and taking it back ends the call', async () => {
  const asked = await ask()
  expect(await told(await post(ben, `/v1/consents/${asked.id}/grant`), 200, consent)).toMatchObject({ state: 'granted' })
  const call = await told(await lead(ann, asked.id), 201, session)
  expect(call).toMatchObject({ mode: 'private-call', state: 'active', parent_session_id: party.id, consent_id: asked.id })
  const [a, b] = [await enter(ann, call.id), await enter(ben, call.id)]
  await Promise.all([a.until('welcome'), b.until('welcome')])
  expect((await knock(eve, `/v1/rooms/${call.id}`)).status).toBe(403)
  expect(await told(await post(ben, `/v1/consents/${asked.id}/revoke`), 200, consent)).toMatchObject({ state: 'revoked' })
  await Promise.all([a.closed, b.closed])
  expect((await knock(ann, `/v1/rooms/${call.id}`)).status).toBe(410)
  expect((await knock(ann, `/v1/rooms/${party.id}`)).status).toBe(101)
})
