/** [B6] The thread of two people: the same from both sides, open to nobody else, and closed to both when one blocks. */
import { beforeEach, expect, test } from 'vitest'
import * as z from 'zod'
import { chatMessage, thread } from '../../contract/chat.ts'
import type { Thread } from '../../contract/chat.ts'
import { Client, get, guest, knock, post, roomStub, told } from '../support/room-client.ts'
import type { Guest } from '../support/room-client.ts'
import { asleep } from '../support/room-objects.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call } from './gateway-harness.ts'

let app: SeededApp
let ann: Guest
let ben: Guest
let eve: Guest

beforeEach(async () => {
  app = await seedApp()
  ann = await guest(app, 'Ann')
  ben = await guest(app, 'Ben')
  eve = await guest(app, 'Eve')
})

const open = async (who: Guest, other: Guest): Promise<Thread> =>
  told(await post(who, '/v1/chat/thread', { scope: 'private_1to1', with_user_id: other.id }), 200, thread)

const write = async (who: Guest, { id }: Thread): Promise<Client> => {
  const answer = await knock(who, `/v1/chat/${id}`)
  if (answer.webSocket === null) throw new Error(`no socket but ${answer.status}`)
  return new Client(answer.webSocket)
}

const page = z.object({ data: z.array(chatMessage), next_cursor: z.string().nullable() })
const textsOf = async (who: Guest, { id }: Thread): Promise<string[]> =>
  (await told(await get(who, `/v1/chat/${id}/messages`), 200, page)).data.map(({ text }) => text)

test('[ROOM22] both open the same thread, and what is said in it outlives its object', async () => {
  const [ofAnn, ofBen] = [await open(ann, ben), await open(ben, ann)]
  expect(ofBen).toEqual({ ...ofAnn, with_user_id: ann.id })
  const [a, b] = [await write(ann, ofAnn), await write(ben, ofAnn)]
  expect(await a.until('welcome')).toMatchObject({ session: null, thread_id: ofAnn.id })
  await b.until('welcome')
  a.say({ t: 'chat.send', client_id: 'one', text: 'Hello' })
  await b.until('chat.message')
  await asleep(roomStub(app, ofAnn.id))
  b.say({ t: 'chat.send', client_id: 'two', text: 'Hi' })
  await a.until('chat.message', ({ text }) => text === 'Hi')
  expect(await textsOf(ben, ofAnn)).toEqual(['Hi', 'Hello'])
})

test('[ROOM22] a third has no way in: not by socket, not by history, and nobody opens a thread with oneself or with nobody', async () => {
  const ours = await open(ann, ben)
  expect([403, 404]).toContain((await knock(eve, `/v1/chat/${ours.id}`)).status)
  expect([403, 404]).toContain((await knock(eve, `/v1/rooms/${ours.id}`)).status)
  expect([403, 404]).toContain((await get(eve, `/v1/chat/${ours.id}/messages`)).status)
  const stranger = await guest(await seedApp(), 'Stranger')
  expect((await knock(stranger, `/v1/chat/${ours.id}`)).status).toBe(404)
  const ask = async (other: Guest) => (await post(ann, '/v1/chat/thread', { scope: 'private_1to1', with_user_id: other.id })).status
  expect(await ask(ann)).toBe(403)
  expect(await ask(stranger)).toBe(404)
})

test('[ROOM22] a block closes the open sockets of both, and lets neither in again until it is taken back', async () => {
  const ours = await open(ann, ben)
  const [a, b] = [await write(ann, ours), await write(ben, ours)]
  await Promise.all([a.until('welcome'), b.until('welcome')])
  expect((await call('PUT', `/v1/blocks/${ann.id}`, { auth: ben.auth })).status).toBeLessThan(300)
  await Promise.all([a.closed, b.closed])
  await asleep(roomStub(app, ours.id))
  for (const who of [ann, ben]) expect((await knock(who, `/v1/chat/${ours.id}`)).status).toBe(403)
  expect((await call('DELETE', `/v1/blocks/${ann.id}`, { auth: ben.auth })).status).toBeLessThan(300)
  await (await write(ann, ours)).until('welcome')
})
