/** A room through the public door: made, entered, written in, and gone on in where a connection broke. */
import { evictDurableObject } from 'cloudflare:test'
import { beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { chatMessage, thread } from '../../contract/chat.ts'
import { session } from '../../contract/session.ts'
import type { Session } from '../../contract/session.ts'
import { closeCodes, socketFrameBytes } from '../../contract/socket.ts'
import { signIn } from '../support/people.ts'
import { untilFacts } from '../support/app-facts.ts'
import { enter, get, guest, knock, makeSession, post, roomStub, told } from '../support/room-client.ts'
import type { Guest } from '../support/room-client.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call } from './gateway-harness.ts'

let app: SeededApp
let ann: Guest
let ben: Guest
let party: Session

beforeAll(async () => {
  app = await seedApp()
  ann = await guest(app, 'Ann')
  ben = await guest(app, 'Ben')
})

/** One more sign-in of a person. */
const againAs = async (person: Guest): Promise<Pick<Guest, 'signIn' | 'auth'>> => {
  const again = await signIn(person)
  return { signIn: again, auth: again.auth }
}

const page = z.object({ data: z.array(chatMessage), next_cursor: z.string().nullable() })

describe('[§4] two people in a room', () => {
  beforeAll(async () => {
    party = await makeSession(ann)
  })

  test('a session is active at once, and the first frame is the welcome', async () => {
    expect(party).toMatchObject({ mode: 'party', state: 'active', owner: ann.id, parent_session_id: null })
    const client = await enter(ann, party.id)
    const welcome = await client.until('welcome')
    expect(client.heard[0]?.t).toBe('welcome')
    expect(welcome).toMatchObject({ session: { id: party.id }, you: { user_id: ann.id } })
    expect(welcome.members.map(({ display_name }) => display_name)).toEqual(['Ann'])
    client.say({ t: 'leave' })
    expect(await client.closed).toMatchObject({ code: closeCodes.done })
  })

  test('a message is acked, comes to everyone once and in one order, and is read as history', async () => {
    const [a, b] = [await enter(ann, party.id), await enter(ben, party.id)]
    await b.until('welcome')
    a.say({ t: 'chat.send', client_id: 'one', text: 'Hello' })
    const ack = await a.until('chat.ack')
    const [atAnn, atBen] = [await a.until('chat.message'), await b.until('chat.message')]
    expect(atBen).toEqual(atAnn)
    expect(atAnn).toMatchObject({ from: ann.id, text: 'Hello', seq: ack.seq, id: ack.id })
    a.say({ t: 'chat.send', client_id: 'one', text: 'Hello again' })
    b.say({ t: 'chat.send', client_id: 'two', text: 'Hi' })
    await a.until('chat.message', ({ client_id }) => client_id === 'two')
    expect(a.heard.filter(({ t }) => t === 'chat.message')).toHaveLength(2)
    const { data } = await told(await get(ben, `/v1/chat/${party.id}/messages`), 200, page)
    expect(data.map(({ text }) => text)).toEqual(['Hi', 'Hello'])
    for (const client of [a, b]) client.say({ t: 'leave' })
    await Promise.all([a.closed, b.closed])
  })

  test('[F3] who comes back after the object was evicted gets every missed frame, once and in order', async () => {
    const [a, b] = [await enter(ann, party.id), await enter(ben, party.id)]
    const { resume_token, epoch } = await a.until('welcome')
    b.say({ t: 'chat.send', client_id: 'before', text: 'before' })
    const had = await a.until('chat.message', ({ client_id }) => client_id === 'before')
    a.socket.close(3000, 'the network went')
    for (const word of ['first', 'second', 'third']) b.say({ t: 'chat.send', client_id: word, text: word })
    await b.until('chat.ack', ({ client_id }) => client_id === 'third')
    await evictDurableObject(roomStub(app, party.id))
    const back = await enter(ann, party.id, `?resume=${resume_token}&epoch=${epoch}&seq=${had.seq}`)
    const resumed = await back.until('resumed')
    await back.until('chat.message', ({ client_id }) => client_id === 'third')
    const missed = back.heard.flatMap((frame) => (frame.t === 'chat.message' ? [frame.text] : []))
    expect(missed).toEqual(['first', 'second', 'third'])
    expect(resumed.from).toBe(had.seq)
    expect(back.seqs).toEqual(back.seqs.map((_seq, i) => had.seq + 1 + i))
    // Sockets that were open outlive the eviction.
    b.say({ t: 'chat.send', client_id: 'after', text: 'after' })
    expect((await back.until('chat.message', ({ client_id }) => client_id === 'after')).from).toBe(ben.id)
  })

  test('a token of nobody, or of somebody else, is a welcome with a gap', async () => {
    const a = await enter(ann, party.id)
    const { resume_token, epoch, seq } = await a.until('welcome')
    for (const token of ['nonsense.AAAA', resume_token]) {
      const other = await enter(ben, party.id, `?resume=${token}&epoch=${epoch}&seq=${seq}`)
      expect(await other.until('welcome')).toMatchObject({ gap: true, you: { user_id: ben.id } })
    }
  })
})

describe('[§4] kept out:', () => {
  test('without a good token 401, from another app 404, into what ended 410, without an upgrade 426', async () => {
    const room = await makeSession(ann)
    const stranger = await guest(await seedApp())
    const forged: Guest = { ...ann, signIn: { ...ann.signIn, token: 'no.such.token' } }
    expect((await knock(forged, `/v1/rooms/${room.id}`)).status).toBe(401)
    expect((await knock(stranger, `/v1/rooms/${room.id}`)).status).toBe(404)
    expect((await get(ann, `/v1/rooms/${room.id}`)).status).toBe(426)
    const inside = await enter(ben, room.id)
    await inside.until('welcome')
    const ended = await told(await post(ann, `/v1/sessions/${room.id}/end`, { reason: 'over' }), 200, session)
    expect(ended).toMatchObject({ state: 'ended', end_reason: 'requested', end_note: 'over' })
    expect(await inside.closed).toMatchObject({ code: closeCodes.done })
    expect((await knock(ben, `/v1/rooms/${room.id}`)).status).toBe(410)
    expect(await told(await post(ann, `/v1/sessions/${room.id}/end`), 200, session)).toEqual(ended)
  })

  test('[§1] a sign-in that ends is out of its rooms; the person’s other sign-in stays', async () => {
    const room = await makeSession(ann)
    const other: Guest = { ...ann, ...(await againAs(ann)) }
    const [leaving, staying] = [await enter(other, room.id), await enter(ann, room.id)]
    await Promise.all([leaving.until('welcome'), staying.until('welcome')])
    const ended = await call('DELETE', `/v1/auth/sessions/${other.signIn.session}`, { auth: ann.auth })
    expect(ended.status).toBe(200)
    expect(await leaving.closed).toMatchObject({ code: closeCodes.refused })
    staying.say({ t: 'chat.send', client_id: 'still', text: 'still here' })
    await staying.until('chat.ack')
  })

  test('a private room is forbidden to others of the app, by every way in, and each denial is a fact', async () => {
    const room = await makeSession(ann, { audience: 'private' })
    const ways = [
      await knock(ben, `/v1/rooms/${room.id}`),
      await knock(ben, `/v1/chat/${room.id}`),
      await get(ben, `/v1/sessions/${room.id}`),
      await get(ben, `/v1/chat/${room.id}/messages`),
      await post(ben, `/v1/sessions/${room.id}/end`),
      await post(ben, '/v1/sessions/transition', { from_session_id: room.id, to_mode: 'broadcast' }),
      await post(ben, '/v1/chat/thread', { scope: 'room', session_id: room.id }),
    ]
    expect(ways.map(({ status }) => status)).toEqual(ways.map(() => 403))
    const facts = await untilFacts(app, 'policy_denied', ways.length, ({ data }) => data?.['code'] === 'not_a_party')
    expect(facts).toHaveLength(ways.length)
  })

  test('the thread of two people is forbidden to a third; a room that is nowhere is not there', async () => {
    const eve = await guest(app, 'Eve')
    const { id } = await told(await post(ann, '/v1/chat/thread', { scope: 'private_1to1', with_user_id: ben.id }), 200, thread)
    expect((await knock(eve, `/v1/chat/${id}`)).status).toBe(403)
    expect((await get(eve, `/v1/chat/${id}/messages`)).status).toBe(403)
    const nowhere = '01939b7e-0000-7000-8000-00000000e0e0'
    expect((await knock(eve, `/v1/rooms/${nowhere}`)).status).toBe(404)
    expect((await get(eve, `/v1/sessions/${nowhere}`)).status).toBe(404)
    expect((await post(eve, `/v1/sessions/${nowhere}/end`)).status).toBe(404)
  })

  test('bad frames are told, and in the end close 1008; too large ones close 1009', async () => {
    const room = await makeSession(ann)
    const client = await enter(ann, room.id)
    await client.until('welcome')
    for (const text of ['not json', '{}', '[]', '{"t":"fly"}', '{"t":"chat.send"}']) client.socket.send(text)
    expect((await client.until('error')).code).toBe('invalid_json')
    expect(await client.closed).toMatchObject({ code: closeCodes.refused })
    const large = await enter(ann, room.id)
    await large.until('welcome')
    large.socket.send('x'.repeat(socketFrameBytes + 1))
    expect(await large.closed).toMatchObject({ code: closeCodes.tooLarge })
  })
})
