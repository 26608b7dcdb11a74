/** [§4] [B8] Two people meet: one match, one session, a room for just the two, and on to the next. */
import { beforeEach, describe, expect, test } from 'vitest'
import { session } from '../../contract/session.ts'
import { closeCodes } from '../../contract/socket.ts'
import { eventsOf } from '../support/app-events.ts'
import { act, bringTogether, join, joinAs, listen, ticketOf } from '../support/match-client.ts'
import { enter, get, guest, knock, post, told } from '../support/room-client.ts'
import type { Guest } from '../support/room-client.ts'
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

describe('[MQ5] a match', () => {
  test('is of both at once, in one session that opens when both have confirmed, and is theirs alone', async () => {
    const [waiting, client] = [await join(ann), await listen(ann)]
    expect(waiting).toMatchObject({ queue: 'random', state: 'waiting' })
    const matched = await join(ben)
    expect(matched).toMatchObject({ state: 'matched', partner_id: ann.id, has_confirmed: false })
    await client.untilState('matched')
    expect(await ticketOf(ann)).toMatchObject({ id: waiting.id, state: 'matched', partner_id: ben.id, session_id: matched.session_id })
    const room = `/v1/sessions/${matched.session_id ?? ''}`
    expect(await told(await get(ann, room), 200, session)).toMatchObject({ state: 'creating', mode: 'random', audience: 'private' })
    expect(await act(ben, 'confirm')).toMatchObject({ state: 'matched', has_confirmed: true })
    client.confirm()
    expect(await client.untilState('confirmed')).toMatchObject({ session_id: matched.session_id, partner_id: ben.id })
    expect(await ticketOf(ben)).toMatchObject({ state: 'confirmed', session_id: matched.session_id })
    expect(await told(await get(ben, room), 200, session)).toMatchObject({
      state: 'active',
      parties: expect.arrayContaining([ann.id, ben.id]),
    })
    const inside = [await enter(ann, matched.session_id ?? ''), await enter(ben, matched.session_id ?? '')]
    await Promise.all(inside.map((each) => each.until('welcome')))
    expect((await knock(eve, `/v1/rooms/${matched.session_id ?? ''}`)).status).toBe(403)
  })

  test('is not confirmed while there is none, and confirming again changes nothing', async () => {
    expect((await post(ann, '/v1/match/confirm')).status).toBe(404)
    await join(ann)
    expect((await post(ann, '/v1/match/confirm')).status).toBe(409)
    const confirmed = await bringTogether(ann, ben)
    expect(await act(ben, 'confirm')).toMatchObject({ state: 'confirmed', session_id: confirmed.session_id })
  })

  test('never with one of the last partners', async () => {
    await bringTogether(ann, ben)
    await act(ann, 'leave')
    await act(ben, 'leave')
    expect((await join(ann)).state).toBe('waiting')
    expect((await join(ben)).state).toBe('waiting')
    expect(await join(eve)).toMatchObject({ state: 'matched', partner_id: ann.id })
  })
})

describe('[MQ9] a skip', () => {
  test('ends the session, cools the one down longer each time, and has the other served first', async () => {
    const { session_id } = await bringTogether(ann, ben)
    const inside = await enter(ben, session_id ?? '')
    await inside.until('welcome')
    const first = await act(ann, 'skip')
    expect(first.state).toBe('cooldown')
    const again = await act(ann, 'skip')
    expect(again.cooldown_until).toBe(first.cooldown_until)
    expect((await inside.until('session.state', (frame) => frame.session.state !== 'active')).session.end_reason).toBe('skipped')
    expect(await inside.closed).toMatchObject({ code: closeCodes.done })
    expect((await ticketOf(ben)).state).toBe('waiting')
    expect(await join(eve)).toMatchObject({ state: 'matched', partner_id: ben.id })
    // Who leaves and joins anew waits out the rest.
    await act(ann, 'leave')
    expect(await join(ann)).toMatchObject({ state: 'cooldown', cooldown_until: first.cooldown_until })
  })

  test('of a match that is not confirmed fails its session', async () => {
    await join(ann)
    const { session_id } = await join(ben)
    await act(ben, 'skip')
    const ended = await told(await get(ann, `/v1/sessions/${session_id ?? ''}`), 200, session)
    expect(ended).toMatchObject({ state: 'failed', end_reason: 'timeout' })
    expect((await ticketOf(ann)).state).toBe('waiting')
  })
})

describe('[MQ11] the end of a room', () => {
  test('of who leaves it, is the end of the ticket; the other waits at once, at the front', async () => {
    const { session_id } = await bringTogether(ann, ben)
    const [a, b] = [await enter(ann, session_id ?? ''), await enter(ben, session_id ?? '')]
    await Promise.all([a.until('welcome'), b.until('welcome')])
    const waitsAgain = await listen(ben)
    a.say({ t: 'leave' })
    await waitsAgain.untilState('waiting')
    expect((await ticketOf(ann)).state).toBe('left')
    expect(await join(eve)).toMatchObject({ state: 'matched', partner_id: ben.id })
  })

  test('on request is the same', async () => {
    const { session_id } = await bringTogether(ann, ben)
    const client = await listen(ben)
    expect((await post(ann, `/v1/sessions/${session_id ?? ''}/end`)).status).toBe(200)
    await client.untilState('waiting')
    expect((await ticketOf(ann)).state).toBe('left')
  })
})

test(
  '[B12] [MQ15] the app hears of it as facts, each once: the session, who came, what it cost, and the attempt of each',
  { timeout: 60_000 },
  async () => {
    const { session_id } = await bringTogether(ann, ben)
    const inside = [await enter(ann, session_id ?? ''), await enter(ben, session_id ?? '')]
    await Promise.all(inside.map((each) => each.until('welcome')))
    await act(ben, 'skip')
    for (const who of [ann, ben]) await act(who, 'leave')
    const counted = await eventsOf(app, 'match_counted', 2)
    expect(counted.map(({ actor_id }) => actor_id).toSorted()).toEqual([ann.id, ben.id].toSorted())
    expect(counted.find(({ actor_id }) => actor_id === ben.id)?.data).toMatchObject({
      mode: 'random',
      reason: 'left',
      matches: 1,
      sessions: 1,
      skips: 1,
    })
    const [created, ...more] = await eventsOf(app, 'session_created', 1)
    expect(more).toEqual([])
    expect(created?.data).toMatchObject({ mode: 'random', audience: 'private' })
    expect((await eventsOf(app, 'mode_entered', 2)).map(({ actor_id }) => actor_id).toSorted()).toEqual([ann.id, ben.id].toSorted())
    const [cost] = await eventsOf(app, 'session_cost', 1)
    expect(cost?.data).toMatchObject({ mode: 'random', end_reason: 'skipped' })
  },
)

describe('[§1] kept out:', () => {
  test('nobody without a token, nobody from another app, no queue that is none', async () => {
    expect((await call('POST', '/v1/match/join', { json: { queue: 'random' } })).status).toBe(401)
    expect((await call('GET', '/v1/match')).status).toBe(401)
    expect((await post(ann, '/v1/match/join', { queue: 'party' })).status).toBe(404)
    expect((await post(ann, '/v1/match/join', { queue: 'random', preferences: { languages: ['not a language'] } })).status).toBe(422)
    for (const path of ['/v1/match/skip', '/v1/match/leave']) expect((await post(ann, path)).status).toBe(404)
    expect((await get(ann, '/v1/match')).status).toBe(404)
    await join(ann)
    const stranger = await guest(await seedApp())
    expect((await join(stranger)).state).toBe('waiting')
  })

  test('[B8] too many joins are 429 and say when to come again', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => joinAs(ann)))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    expect(Number(refused[0]?.headers.get('Retry-After'))).toBeGreaterThan(0)
  })
})
