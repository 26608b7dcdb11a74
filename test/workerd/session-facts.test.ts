/** [F8, FEATURES B10] What happens in rooms is told the app as events: each once, whatever is delivered twice and whichever object dies. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { beforeEach, expect, test, vi } from 'vitest'
import { session } from '../../contract/session.ts'
import type { Session } from '../../contract/session.ts'
import { factsOf, untilFacts } from '../support/app-facts.ts'
import type { Fact } from '../support/app-facts.ts'
import { enter, guest, makeSession, post, roomStub, told } from '../support/room-client.ts'
import type { Client, Guest } from '../support/room-client.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'

let app: SeededApp
let ann: Guest
let ben: Guest

beforeEach(async () => {
  app = await seedApp()
  ann = await guest(app, 'Ann')
  ben = await guest(app, 'Ben')
})

const of =
  ({ id }: Pick<Session, 'id'>) =>
  (fact: Fact): boolean =>
    fact.data?.['session_id'] === id
const say = async (client: Client, ...words: string[]): Promise<void> => {
  for (const word of words) client.say({ t: 'chat.send', client_id: word, text: word })
  await Promise.all(words.map((word) => client.until('chat.ack', ({ client_id }) => client_id === word)))
}

/** Ann opens a party, Ben comes, both write, the object dies in between, and Ann leads on into another mode. */
const evening = async (): Promise<{ readonly party: Session; readonly next: Session }> => {
  const party = await makeSession(ann)
  const [a, b] = [await enter(ann, party.id), await enter(ben, party.id)]
  await Promise.all([a.until('welcome'), b.until('welcome')])
  await say(a, 'one', 'two')
  await evictDurableObject(roomStub(app, party.id), { webSockets: 'hibernate' })
  await say(b, 'three')
  const next = await told(await post(ann, '/v1/sessions/transition', { from_session_id: party.id, to_mode: 'broadcast' }), 201, session)
  await Promise.all([a.closed, b.closed])
  return { party, next }
}

const everyType = {
  session_created: 1,
  session_transitioned: 1,
  mode_entered: 2,
  mode_exited: 2,
  chat_counted: 1,
  presence_counted: 1,
  session_cost: 1,
} as const

test('[F8] created, entered, counted, led on, left and what it cost: each is one event of the app, and names its session', async () => {
  const { party, next } = await evening()
  for (const [type, count] of Object.entries(everyType)) expect(await untilFacts(app, type, count, of(party)), type).toHaveLength(count)
  const one = async (type: string): Promise<Fact['data']> => (await untilFacts(app, type, 1, of(party)))[0]?.data
  expect(await one('session_created')).toMatchObject({ mode: 'party', audience: 'public', parent_session_id: null })
  expect(await one('session_transitioned')).toMatchObject({ from: 'party', to: 'broadcast', child_session_id: next.id })
  expect(await one('chat_counted')).toMatchObject({ mode: 'party', messages: 3 })
  expect(await one('presence_counted')).toMatchObject({ joins: 2, peak_members: 2 })
  const cost = await one('session_cost')
  expect(cost).toMatchObject({ mode: 'party', end_reason: 'transition', connects: 2, media_asks: 0 })
  expect(cost?.['letters']).toBeGreaterThanOrEqual(7)
  const [child] = await untilFacts(app, 'session_created', 1, of(next))
  expect(child?.data).toMatchObject({ mode: 'broadcast', parent_session_id: party.id })
})

test('[F8] what is delivered again, because its object died before it knew, is still one event', async () => {
  const party = await makeSession(ann)
  const stub = roomStub(app, party.id)
  await query(stub, `CREATE TRIGGER dies BEFORE DELETE ON outbox BEGIN SELECT RAISE(FAIL, 'died before it knew'); END`)
  const errors = vi.spyOn(console, 'error').mockImplementation(() => {})
  const client = await enter(ann, party.id)
  await client.until('welcome')
  client.say({ t: 'leave' })
  await client.closed
  await post(ann, `/v1/sessions/${party.id}/end`)
  for (const type of ['mode_entered', 'mode_exited', 'session_cost']) expect(await untilFacts(app, type, 1, of(party))).toHaveLength(1)
  await vi.waitUntil(() => errors.mock.calls.length >= 1, { timeout: 20_000 })
  expect(await waiting(stub)).toBeGreaterThan(0)
  await evictDurableObject(stub)
  await query(stub, 'DROP TRIGGER dies')
  // Its alarm is as far away as the last failure put it: nobody waits for that.
  const isThrough = async (): Promise<boolean> => {
    await runDurableObjectAlarm(stub)
    return (await waiting(stub)) === 0
  }
  await vi.waitUntil(isThrough, { timeout: 20_000 })
  errors.mockRestore()
  // By now whatever was told twice would have come twice.
  await untilFacts(app, 'session_created', 2, await another())
  for (const type of ['mode_entered', 'mode_exited', 'session_cost']) expect((await factsOf(app, type)).filter(of(party))).toHaveLength(1)
})

/** Facts go in order through one queue: what comes later shows that the earlier is through. */
const another = async (): Promise<(fact: Fact) => boolean> => {
  const ids = [(await makeSession(ann)).id, (await makeSession(ann)).id]
  return ({ data }) => ids.some((id) => id === data?.['session_id'])
}

const query = (stub: ReturnType<typeof roomStub>, sql: string): Promise<void> =>
  runInDurableObject(stub, (_room, { storage }) => void storage.sql.exec(sql))

const waiting = (stub: ReturnType<typeof roomStub>): Promise<number> =>
  runInDurableObject(stub, (_room, { storage }) => storage.sql.exec<{ n: number }>('SELECT count(*) AS n FROM outbox').one().n)
