/** [B10] Blocks through the public door: nothing together from then on, at once, and nobody is told by whom. */
import { evictDurableObject } from 'cloudflare:test'
import { beforeEach, expect, test, vi } from 'vitest'
import { thread } from '../../contract/chat.ts'
import { consent } from '../../contract/consent.ts'
import { block } from '../../contract/moderation.ts'
import { pageOf } from '../../contract/operation.ts'
import { problem } from '../../contract/problem.ts'
import { session } from '../../contract/session.ts'
import { closeCodes } from '../../contract/socket.ts'
import { Client, enter, get, guest, knock, makeSession, post, told } from '../support/room-client.ts'
import type { Guest } from '../support/room-client.ts'
import { personStub } from '../support/safety.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call } from './gateway-harness.ts'

let app: SeededApp
let ann: Guest
let ben: Guest

beforeEach(async () => {
  app = await seedApp()
  ;[ann, ben] = [await guest(app, 'Ann'), await guest(app, 'Ben')]
})

const lay = (who: Guest, peer: Pick<Guest, 'id'>): Promise<Response> => call('PUT', `/v1/blocks/${peer.id}`, { auth: who.auth })
const takeBack = (who: Guest, peer: Pick<Guest, 'id'>): Promise<Response> => call('DELETE', `/v1/blocks/${peer.id}`, { auth: who.auth })
const list = async (who: Guest, query = '') => told(await get(who, `/v1/blocks${query}`), 200, pageOf(block))
const problemOf = async (answer: Response) => ({ status: answer.status, code: problem.parse(await answer.json()).code })

const talk = async (who: Guest, peer: Pick<Guest, 'id'>): Promise<Response> =>
  post(who, '/v1/chat/thread', { scope: 'private_1to1', with_user_id: peer.id })
const ask = (who: Guest, peer: Pick<Guest, 'id'>): Promise<Response> =>
  post(who, '/v1/consents', { to_user_id: peer.id, purpose: 'private_call' })

test('[B10] a block closes the thread of two for both, in both directions, with its open sockets', async () => {
  const { id } = await told(await talk(ann, ben), 200, thread)
  const sockets = await Promise.all([ann, ben].map(async (who) => knock(who, `/v1/chat/${id}`)))
  const clients = sockets.map(({ webSocket }) => new Client(webSocket as WebSocket))
  await Promise.all(clients.map((client) => client.until('welcome')))
  await told(await lay(ann, ben), 200, block)
  for (const { closed } of clients) expect(await closed).toMatchObject({ code: closeCodes.refused })
  for (const who of [ann, ben]) {
    expect((await knock(who, `/v1/chat/${id}`)).status).toBe(403)
    const peer = who === ann ? ben : ann
    expect(await problemOf(await ask(who, peer))).toEqual({ status: 403, code: 'not_available' })
  }
})

test('[B10] a private call ends at once, and its consent with it', async () => {
  const party = await makeSession(ann)
  const asked = await told(await ask(ann, ben), 201, consent)
  await told(await post(ben, `/v1/consents/${asked.id}/grant`), 200, consent)
  const led = await post(ann, '/v1/sessions/transition', { from_session_id: party.id, to_mode: 'private-call', consent_id: asked.id })
  const called = await told(led, 201, session)
  const clients = [await enter(ann, called.id), await enter(ben, called.id)]
  await Promise.all(clients.map((client) => client.until('welcome')))
  await told(await lay(ben, ann), 200, block)
  for (const { closed } of clients) await closed
  expect((await knock(ann, `/v1/rooms/${called.id}`)).status).toBe(410)
  const taken = await told(await post(ann, `/v1/consents/${asked.id}/revoke`), 200, consent)
  expect(taken).toMatchObject({ state: 'revoked', revoked_by: ben.id })
})

test('[B10] in a room of many nothing goes from one to the other, and neither finds the other in the list', async () => {
  const party = await makeSession(ann)
  const [a, b] = [await enter(ann, party.id), await enter(ben, party.id)]
  await Promise.all([a.until('welcome'), b.until('welcome')])
  for (const who of [ann, ben]) await post(who, '/v1/presence/set', { status: 'available', mode: 'party', visibility: 'visible' })
  await told(await lay(ann, ben), 200, block)
  for (const [from, to] of [
    [a, ben],
    [b, ann],
  ] as const)
    await vi.waitFor(
      () => {
        from.say({ t: 'signal', to: to.id, data: null })
        expect(from.heard).toContainEqual(expect.objectContaining({ t: 'error', code: 'not_available' }))
      },
      { timeout: 25_000, interval: 50 },
    )
  for (const [who, other] of [
    [ann, ben],
    [ben, ann],
  ] as const) {
    const shown = await (await get(who, '/v1/presence/party')).text()
    expect([shown.includes(who.id), shown.includes(other.id)]).toEqual([true, false])
  }
})

test('[PER2] who is blocked hears nothing of it: not in the list, not in the words', async () => {
  await told(await lay(ann, ben), 200, block)
  expect((await list(ben)).data).toEqual([])
  expect(await problemOf(await ask(ben, ann))).toEqual({ status: 403, code: 'not_available' })
})

test('[B10] the own list, latest first and in pages; taken back, they may talk again', async () => {
  const others = [ben, await guest(app), await guest(app)]
  const laid = []
  for (const other of others) laid.push(await told(await lay(ann, other), 200, block))
  expect(await told(await lay(ann, ben), 200, block)).toEqual(laid[0])
  await evictDurableObject(personStub(app.app, ann.id))
  const first = await list(ann, '?limit=2')
  const rest = await list(ann, `?limit=2&cursor=${first.next_cursor}`)
  const latestFirst = (a: { created_at: string; user_id: string }, b: { created_at: string; user_id: string }): number =>
    b.created_at.localeCompare(a.created_at) || b.user_id.localeCompare(a.user_id)
  expect([...first.data, ...rest.data]).toEqual(laid.toSorted(latestFirst))
  expect(rest.next_cursor).toBeNull()
  expect(await told(await takeBack(ann, ben), 200, block)).toEqual(laid[0])
  expect((await talk(ben, ann)).status).toBe(200)
  expect(await problemOf(await takeBack(ann, ben))).toEqual({ status: 404, code: 'not_found' })
})

test('[B10] nobody blocks themselves or somebody who is not there', async () => {
  expect(await problemOf(await lay(ann, ann))).toEqual({ status: 403, code: 'policy_denied' })
  const stranger = await guest(await seedApp())
  expect(await problemOf(await lay(ann, stranger))).toEqual({ status: 404, code: 'not_found' })
  expect((await get(ann, '/v1/blocks?cursor=nonsense')).status).toBe(400)
})
