/** The queue through the public door: one ticket whoever asks, rules of who meets whom, time, and what outlives the object. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { session } from '../../contract/session.ts'
import { newId, userId } from '../../contract/ids.ts'
import { closeCodes } from '../../contract/socket.ts'
import { personName } from '../../durable-objects/names.ts'
import { endSignIn, signIn } from '../support/people.ts'
import { act, bringTogether, here, join, listen, queueStub, tick, ticketOf } from '../support/match-client.ts'
import { enter, get, guest, knock, post, roomStub, told } from '../support/room-client.ts'
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
afterEach(() => void vi.useRealTimers())

/** Everybody's clock goes on by so much; what is due then is done. */
const passes = async (ms: number): Promise<void> => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms })
  await tick(app)
}

describe('[MQ1] one ticket, one session', () => {
  test('for a double tap and for two devices', async () => {
    const again = await signIn(ann)
    const phone: Guest = { ...ann, signIn: again, auth: again.auth }
    const tickets = await Promise.all([ann, phone, ann, phone, ann].map((device) => join(device)))
    expect(new Set(tickets.map(({ id }) => id)).size).toBe(1)
    const clients = [await listen(ann), await listen(phone)]
    const { session_id } = await join(ben)
    for (const client of clients) expect(await client.untilState('matched')).toMatchObject({ session_id, id: tickets[0]?.id })
    const rows = await runInDurableObject(queueStub(app), (_queue, state) => state.storage.sql.exec('SELECT id FROM tickets').toArray())
    expect(rows).toHaveLength(2)
  })

  test('over all regions: joining from elsewhere is the ticket that is there', async () => {
    const first = await join(ann)
    expect((await join(ann, { region: 'oc' })).id).toBe(first.id)
    await act(ann, 'leave')
    expect((await join(ann, { region: 'oc' })).id).not.toBe(first.id)
  })
})

describe('[MQ4] never together', () => {
  test('who blocks while both wait, in either direction; and the match is off if it came a moment before', async () => {
    await join(ann, { languages: ['pt'] })
    expect((await call('PUT', `/v1/blocks/${ann.id}`, { auth: ben.auth })).status).toBe(200)
    expect((await join(ben, { languages: ['pt'] })).state).toBe('waiting')
    expect((await call('PUT', `/v1/blocks/${eve.id}`, { auth: ann.auth })).status).toBe(200)
    const matched = await join(eve, { languages: ['pt'] })
    expect(matched).toMatchObject({ state: 'matched', partner_id: ben.id })
    expect((await call('PUT', `/v1/blocks/${ben.id}`, { auth: eve.auth })).status).toBe(200)
    for (const who of [eve, ben]) expect((await ticketOf(who)).state).toBe('waiting')
    expect(await told(await get(ben, `/v1/sessions/${matched.session_id ?? ''}`), 200, session)).toMatchObject({ state: 'failed' })
  })

  /** Somebody whose account is so many hours old: a UUIDv7 says when it was made. */
  const madeBefore = async (hours: number): Promise<Guest> => {
    const made = (Date.now() - hours * 3_600_000).toString(16).padStart(12, '0')
    const id = userId.parse(`${made.slice(0, 8)}-${made.slice(8)}-${newId().slice(14)}`)
    const person = { id, realm: app.app.app_id, email: `${id}@people.test` }
    await env.KERNEL_DB.prepare('INSERT INTO users (user_id, app_id, email, display_name, created_at) VALUES (?, ?, ?, ?, ?)')
      .bind(id, person.realm, person.email, 'Old', Date.now())
      .run()
    const signedIn = await signIn(person)
    return { ...person, signIn: signedIn, auth: signedIn.auth }
  }

  const restricted = async (who: Guest, kind: 'ban' | 'quarantine'): Promise<void> => {
    const restriction = { kind, action_id: `of ${who.id}`, session_id: null, expires_at: null }
    const person = env.PERSON.getByName(personName(app.app.app_id, who.id))
    await person.act({ type: 'restrict', restriction })
  }

  test('a banned person is out of the queue at once, and is not let in again', async () => {
    await join(ann)
    const client = await listen(ann)
    await restricted(ann, 'ban')
    await client.untilState('left')
    expect(await client.closed).toMatchObject({ code: closeCodes.done })
    expect((await join(ben)).state).toBe('waiting')
    expect((await post(ann, '/v1/match/join', { queue: 'random' })).status).toBe(403)
  })

  test('quarantine is for its own, also for who gets into it while waiting', async () => {
    await join(ann)
    await restricted(ann, 'quarantine')
    expect((await join(ben)).state).toBe('waiting')
    await restricted(eve, 'quarantine')
    expect(await join(eve)).toMatchObject({ state: 'matched', partner_id: ann.id })
  })

  test('[B8] new accounts are among themselves at first', async () => {
    await join(ann)
    const [member, old] = [await madeBefore(25), await madeBefore(800)]
    await join(member)
    await join(old)
    expect((await ticketOf(old)).state).toBe('matched')
    expect((await ticketOf(ann)).state).toBe('waiting')
  })
})

describe('[MQ6] wishes', () => {
  test('hold for a while: somebody who shares one comes first, then anybody does', async () => {
    await join(ann, { languages: ['pt-BR'] })
    await join(ben, { languages: ['de'] })
    expect(await join(eve, { languages: ['de', 'pt'] })).toMatchObject({ state: 'matched', partner_id: ann.id })
    const zoe = await guest(app, 'Zoe')
    await join(zoe, { languages: ['en'] })
    expect((await ticketOf(zoe)).state).toBe('waiting')
    for (let i = 0; i < 2; i++) {
      await ticketOf(ben)
      await ticketOf(zoe)
      await passes(5_000)
    }
    expect(await ticketOf(zoe)).toMatchObject({ state: 'matched', partner_id: ben.id })
  })
})

describe('[MQ8] a region where few wait', () => {
  test('hands who waited long on to the next, where the ticket is found and matched', async () => {
    const first = await join(ann, { region: 'sa' })
    const client = await listen(ann)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 12_500 })
    await runDurableObjectAlarm(queueStub(app, 'sa'))
    expect(await client.closed).toMatchObject({ code: closeCodes.restart, reason: 'retry_after_ms=0' })
    const moved = await listen(ann)
    expect(await moved.untilState('waiting')).toMatchObject({ id: first.id })
    expect((await ticketOf(ann)).waited_ms).toBeGreaterThanOrEqual(12_000)
    expect(await join(ben)).toMatchObject({ state: 'matched', partner_id: ann.id })
    expect((await join(ann, { region: 'sa' })).id).toBe(first.id)
  })
})

describe('[MQ10] time', () => {
  test('a match that is not confirmed in 10 s has both back at the front, with their waiting', async () => {
    await join(ann)
    const { session_id } = await join(ben)
    await act(ann, 'confirm')
    await passes(10_200)
    for (const who of [ann, ben]) {
      const back = await ticketOf(who)
      expect(back.state).toBe('waiting')
      expect(back.waited_ms).toBeGreaterThanOrEqual(10_000)
    }
    expect(await told(await get(ann, `/v1/sessions/${session_id ?? ''}`), 200, session)).toMatchObject({
      state: 'failed',
      end_reason: 'timeout',
    })
    expect(await join(eve)).toMatchObject({ state: 'matched', partner_id: ann.id })
  })

  test('who shows no sign of life for 15 s leaves; an open socket or a look is one', async () => {
    await join(ann, { languages: ['pt'] })
    const there = await listen(ann)
    await join(ben, { languages: ['de'] })
    await join(eve, { languages: ['en'], interests: ['silence'] })
    await call('PUT', `/v1/blocks/${ann.id}`, { auth: ben.auth })
    for (const other of [ann, ben]) await call('PUT', `/v1/blocks/${eve.id}`, { auth: other.auth })
    await passes(8_000)
    await ticketOf(ben)
    await passes(7_500)
    expect((await ticketOf(eve)).state).toBe('left')
    expect((await ticketOf(ben)).state).toBe('waiting')
    await passes(8_500)
    there.socket.close(1000, 'gone')
    await there.closed
    await passes(15_500)
    expect((await ticketOf(ann)).state).toBe('left')
  })

  test('[MQ11] a page killed in the middle of a call frees the other within 15 s, who is matched first', async () => {
    const { session_id } = await bringTogether(ann, ben)
    const [a, b] = [await enter(ann, session_id ?? ''), await enter(ben, session_id ?? '')]
    await Promise.all([a.until('welcome'), b.until('welcome')])
    const waits = await listen(ben)
    a.socket.close(3000, 'killed')
    await a.closed
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 12_100 })
    const room = roomStub(app, (await ticketOf(ben)).session_id ?? ('' as never))
    await runDurableObjectAlarm(room)
    await waits.untilState('waiting')
    expect(await join(eve)).toMatchObject({ state: 'matched', partner_id: ben.id })
    expect((await ticketOf(ann)).state).toBe('left')
  })

  test('[MQ11] who confirms and does not come is not waited for', async () => {
    const { session_id } = await bringTogether(ann, ben)
    const inside = await enter(ben, session_id ?? '')
    await inside.until('welcome')
    const waits = await listen(ben)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 15_100 })
    await runDurableObjectAlarm(roomStub(app, (await ticketOf(ben)).session_id ?? ('' as never)))
    await waits.untilState('waiting')
    expect((await ticketOf(ann)).state).toBe('left')
  })
})

describe('[MQ12] the object dies', () => {
  test('at each kind of step nothing is lost and nothing happens twice', async () => {
    const evict = (): Promise<void> => evictDurableObject(queueStub(app))
    const first = await join(ann)
    await evict()
    const client = await listen(ann)
    await evict()
    const matched = await join(ben)
    expect(matched).toMatchObject({ state: 'matched', partner_id: ann.id })
    await client.untilState('matched')
    await evict()
    client.confirm()
    await client.until((frame) => frame.t === 'ticket' && frame.has_confirmed === true)
    await evict()
    expect(await act(ben, 'confirm')).toMatchObject({ state: 'confirmed', session_id: matched.session_id })
    await client.untilState('confirmed')
    await evict()
    expect(await act(ben, 'skip')).toMatchObject({ state: 'cooldown' })
    await evict()
    expect(await ticketOf(ann)).toMatchObject({ id: first.id, state: 'waiting' })
    expect((await ticketOf(ben)).state).toBe('cooldown')
    await evict()
    expect((await act(ann, 'leave')).state).toBe('left')
    await evict()
    expect((await ticketOf(ann)).state).toBe('left')
  })
})

describe('[MQ14] the socket', () => {
  test('is not there without a ticket; what is no frame is told so, and in the end closes it', async () => {
    expect((await knock(ann, '/v1/match')).status).toBe(404)
    await join(ann)
    const client = await listen(ann)
    await client.untilState('waiting')
    for (const text of ['not json', '{}', '[]', '{"t":"fly"}', '{"t":"confirm","more":1}']) client.socket.send(text)
    expect(await client.until(({ t }) => t === 'error')).toMatchObject({ code: 'invalid_json' })
    expect(await client.closed).toMatchObject({ code: closeCodes.refused })
    const large = await listen(ann)
    large.socket.send('x'.repeat(20_000))
    expect(await large.closed).toMatchObject({ code: closeCodes.tooLarge })
    const early = await listen(ann)
    early.confirm()
    expect(await early.until(({ t }) => t === 'error')).toMatchObject({ code: 'invalid_transition' })
  })

  test('[§1] ends with the sign-in', async () => {
    await join(ann)
    const client = await listen(ann)
    await client.untilState('waiting')
    await endSignIn(ann, ann.signIn)
    await env.PERSON.getByName(personName(app.app.app_id, ann.id)).act({ type: 'sign_in_ended', signIn: ann.signIn.session })
    expect(await client.closed).toMatchObject({ code: closeCodes.refused })
  })
})

test('[MQ13] a queue where nobody waits has no alarm', async () => {
  await bringTogether(ann, ben)
  await vi.waitFor(async () => {
    await tick(app, here)
    const alarm = await runInDurableObject(queueStub(app), (_queue, state) => state.storage.getAlarm())
    expect(alarm).toBeNull()
  })
})
