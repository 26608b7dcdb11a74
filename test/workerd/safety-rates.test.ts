/** [B10] Limits by tier hold wherever manifests name them: 429 with Retry-After over HTTP, `rate_limited` with `retry_after_ms` on a socket. */
import { beforeEach, expect, test } from 'vitest'
import { codeOf } from '../support/moderators.ts'
import { Client, enter, guest, knock, makeSession, post } from '../support/room-client.ts'
import type { Guest } from '../support/room-client.ts'
import { guestOfAge } from '../support/safety.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'

let app: SeededApp
let fresh: Guest
let trusted: Guest

beforeEach(async () => {
  app = await seedApp()
  ;[fresh, trusted] = [await guest(app), await guestOfAge(app, 40)]
})

/** How many of so many are taken, and what the first that is not is told. */
const taken = async (
  times: number,
  send: (i: number) => Promise<Response>,
): Promise<{ count: number; refusal: string | null; wait: number }> => {
  for (let i = 0; i < times; i++) {
    const answer = await send(i)
    if (!answer.ok) return { count: i, refusal: await codeOf(answer.clone()), wait: Number(answer.headers.get('Retry-After')) }
  }
  return { count: times, refusal: null, wait: 0 }
}

test('[B10] being there over HTTP', async () => {
  const set = (who: Guest) => () =>
    post(who, '/v1/presence/set', { status: 'available', mode: 'party', visibility: 'visible', device: 'one' })
  const limited = await taken(40, set(fresh))
  expect(limited).toMatchObject({ refusal: '429 rate_limited' })
  // A little drains while they come; 20 a minute is one in 3 s.
  expect(limited.count).toBeGreaterThanOrEqual(20)
  expect(limited.wait).toBeGreaterThan(0)
  expect((await taken(30, set(trusted))).count).toBe(30)
})

test('[B10] asking for consent, of whomever', async () => {
  const peers = await Promise.all(Array.from({ length: 7 }, () => guest(app)))
  const ask = (who: Guest) => (i: number) => post(who, '/v1/consents', { to_user_id: peers[i]?.id, purpose: 'private_call' })
  expect(await taken(7, ask(fresh))).toMatchObject({ count: 5, refusal: '429 rate_limited' })
  expect((await taken(7, ask(trusted))).count).toBe(7)
})

test('[B10] messages in a room, over all devices of a person', async () => {
  const party = await makeSession(trusted)
  const [a, b] = [await enter(fresh, party.id), await enter(fresh, party.id)]
  await b.until('welcome')
  for (let i = 0; i < 12; i++) (i % 2 === 0 ? a : b).say({ t: 'chat.send', client_id: `m${i}`, text: 'hello' })
  const refused = await Promise.race([a.until('error'), b.until('error')])
  expect(refused).toMatchObject({ code: 'rate_limited', about: 'chat.send' })
  expect(refused.retry_after_ms).toBeGreaterThan(0)
  const own = await enter(trusted, party.id)
  for (let i = 0; i < 12; i++) own.say({ t: 'chat.send', client_id: `t${i}`, text: 'hello' })
  await own.until('chat.ack', ({ client_id }) => client_id === 't11')
})

test('[B10] messages of two, where no mode says how many', async () => {
  const opened = await (await post(fresh, '/v1/chat/thread', { scope: 'private_1to1', with_user_id: trusted.id })).json<{ id: string }>()
  const { webSocket } = await knock(fresh, `/v1/chat/${opened.id}`)
  const client = new Client(webSocket as WebSocket)
  for (let i = 0; i < 12; i++) client.say({ t: 'chat.send', client_id: `m${i}`, text: 'hello' })
  expect(await client.until('error')).toMatchObject({ code: 'rate_limited', about: 'chat.send' })
})
