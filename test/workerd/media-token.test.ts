/** [B4, §4] Media of a private call through the door: who gets them, who does not, and that they are taken away. Outside services are played back. */
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { mediaErrorReport, mediaGrant } from '../../contract/media.ts'
import { closeCodes } from '../../contract/socket.ts'
import { personName } from '../../durable-objects/names.ts'
import * as exchanges from '../contract/media-exchanges.ts'
import type { Script } from '../contract/media-exchanges.ts'
import { untilFacts } from '../support/app-facts.ts'
import { makeCall } from '../support/calls.ts'
import type { Call } from '../support/calls.ts'
import { playServices, untilRelayAnswers } from '../support/media-services.ts'
import { enter, guest, makeSession, post, told } from '../support/room-client.ts'
import type { Guest } from '../support/room-client.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call as callDoor } from './gateway-harness.ts'
import { env } from 'cloudflare:workers'

const well: Script = { '/credentials/generate-ice-servers': exchanges.turnServers, '/revoke': exchanges.nothing }

let app: SeededApp
let ann: Guest
let ben: Guest
let eve: Guest
let made: Call
let outside: ReturnType<typeof playServices>

const play = (script: Script): void => {
  outside = playServices(script)
}
const token = (who: Guest, session_id: string = made.session.id) => post(who, '/v1/media/token', { session_id })
const codeOf = async (answer: Response) => [answer.status, (await answer.json<{ code: string }>()).code]
const denials = (who: Guest, count = 1) =>
  untilFacts(app, 'policy_denied', count, ({ actor_id, data }) => actor_id === who.id && data?.['action'] === 'media.token')
const revoked = () => outside.asked.filter(({ url }) => url.endsWith('/revoke')).map(({ url }) => url)

const meet = async (): Promise<void> => {
  play(well)
  app = await seedApp()
  ann = await guest(app, 'Ann')
  ben = await guest(app, 'Ben')
  eve = await guest(app, 'Eve')
  made = await makeCall(ann, ben)
}

beforeAll(async () => {
  await meet()
  await untilRelayAnswers(() => token(ann))
})
beforeEach(meet)

afterEach(() => vi.restoreAllMocks())

describe('[B4] a token', () => {
  test('is given to either of the two, before and while they are there, with a relay whose credential ends', async () => {
    for (const who of [ann, ben]) {
      const grant = await told(await token(who), 201, mediaGrant)
      expect(grant).toMatchObject({ provider: 'p2p', session_id: made.session.id, profile: 'private_call', relay: 'available' })
      expect(grant.ice_servers.map(({ urls }) => urls[0])).toEqual(['stun:stun.test:3478', 'turn:turn.cloudflare.com:3478?transport=udp'])
    }
    const inside = await enter(ann, made.session.id)
    await inside.until('welcome')
    expect((await token(ann)).status).toBe(201)
  })

  test('[§4] is denied to a third person with 403, and the denial is a fact', async () => {
    expect(await codeOf(await token(eve))).toEqual([403, 'policy_denied'])
    expect((await denials(eve))[0]?.data).toMatchObject({ code: 'not_a_party', mode: 'private-call' })
    expect(outside.asked).toEqual([])
  })

  test('[§1] of a session that is not there is 404, of one without media 403', async () => {
    expect((await token(ann, '01939b7e-0000-7000-8000-00000000e0e0')).status).toBe(404)
    expect(await codeOf(await token(ann, (await makeSession(ann)).id))).toEqual([403, 'policy_denied'])
  })

  test('[§1] another app’s person hears that there is no such session', async () => {
    const stranger = await guest(await seedApp(), 'Stranger')
    expect((await token(stranger)).status).toBe(404)
  })

  test('[B12] is limited by tier, with the time to wait', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, () => token(ann)))
    const late = answers.filter(({ status }) => status === 429)
    expect(late.length).toBeGreaterThan(0)
    expect(Number(late[0]?.headers.get('Retry-After'))).toBeGreaterThan(0)
    expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThanOrEqual(20)
  })
})

describe('[B7] what was granted is taken away', () => {
  test('when the consent is revoked: no token any more, and the relay is revoked', async () => {
    await token(ann)
    expect((await post(ben, `/v1/consents/${made.consent.id}/revoke`)).status).toBe(200)
    expect(await codeOf(await token(ann))).toEqual([410, 'session_ended'])
    await vi.waitUntil(() => revoked().length === 1, { timeout: 20_000 })
    expect((await denials(ann))[0]?.data).toMatchObject({ code: 'session_ended' })
  })

  test('when one of the two leaves for good, and when the session is ended', async () => {
    const inside = await enter(ann, made.session.id)
    await inside.until('welcome')
    await token(ann)
    await token(ben)
    inside.say({ t: 'leave' })
    expect(await inside.closed).toMatchObject({ code: closeCodes.done })
    await vi.waitUntil(() => revoked().length === 2, { timeout: 20_000 })
    expect(await codeOf(await token(ben))).toEqual([410, 'session_ended'])
  })

  test('when one blocks the other', async () => {
    await token(ann)
    const person = env.PERSON.getByName(personName(app.app.app_id, ben.id))
    await person.block(ann.id, true)
    await vi.waitUntil(async () => (await token(ann)).status !== 201, { timeout: 20_000 })
    expect([403, 410]).toContain((await token(ann)).status)
    await vi.waitUntil(() => revoked().length >= 1, { timeout: 20_000 })
  })

  test('when one is banned', async () => {
    const inside = await enter(ann, made.session.id)
    await inside.until('welcome')
    await token(ann)
    const person = env.PERSON.getByName(personName(app.app.app_id, ann.id))
    const restriction = { kind: 'ban', action_id: 'ban-1', session_id: null, expires_at: null } as const
    await person.act({ type: 'restrict', restriction })
    await inside.closed
    expect(await codeOf(await token(ann))).toEqual([403, 'banned'])
    await vi.waitUntil(() => revoked().length >= 1, { timeout: 20_000 })
  })

  test('also when the service fails at first: it is asked until it is done', async () => {
    await token(ann)
    play({ ...well, '/revoke': exchanges.serverError })
    await post(ann, `/v1/sessions/${made.session.id}/end`)
    await vi.waitUntil(() => revoked().length >= 1, { timeout: 20_000 })
    play(well)
    await vi.waitUntil(() => revoked().length >= 1, { timeout: 20_000 })
    const facts = await untilFacts(app, 'media_error', 1, ({ data }) => data?.['action'] === 'withdraw')
    expect(facts[0]).toMatchObject({ actor_id: ann.id, data: { provider: 'p2p', reason: 'status_500', session_id: made.session.id } })
    expect(facts).toHaveLength(1)
  })
})

describe('[B4] what failed at a client', () => {
  const failed = (who: Guest, more: object = {}) =>
    post(who, '/v1/media/errors', { session_id: made.session.id, code: 'ice_failed', ...more })

  test('is a fact of the app, also when the call is over; said again under one key it is one', async () => {
    const keyed = { auth: ann.auth, headers: { 'Idempotency-Key': 'ice' }, json: { session_id: made.session.id, code: 'ice_failed' } }
    const reports = [await callDoor('POST', '/v1/media/errors', keyed), await callDoor('POST', '/v1/media/errors', keyed)]
    const ids = await Promise.all(reports.map(async (each) => (await told(each, 201, mediaErrorReport)).id))
    await post(ann, `/v1/sessions/${made.session.id}/end`)
    expect((await failed(ben, { code: 'connection_lost', reason: 'OperationError' })).status).toBe(201)
    const facts = await untilFacts(app, 'media_error', 2)
    expect(facts).toHaveLength(2)
    expect(facts.map(({ id }) => id)).toContain(ids[0])
    expect(facts.find(({ actor_id }) => actor_id === ben.id)?.data).toEqual({
      mode: 'private-call',
      session_id: made.session.id,
      provider: 'p2p',
      action: 'connect',
      code: 'connection_lost',
      reason: 'OperationError',
    })
  })

  test('is taken from people of the session alone, in words that are known, and not without end', async () => {
    expect(await codeOf(await failed(eve))).toEqual([403, 'policy_denied'])
    expect(await codeOf(await failed(ann, { code: 'bored' }))).toEqual([422, 'validation_failed'])
    expect(await codeOf(await failed(ann, { reason: 'two words' }))).toEqual([422, 'validation_failed'])
    expect(await codeOf(await failed(ann, { session_id: (await makeSession(ann)).id }))).toEqual([403, 'policy_denied'])
    const many = await Promise.all(Array.from({ length: 60 }, () => failed(ann)))
    expect(many.some(({ status }) => status === 429)).toBe(true)
  })
})

describe('[S6] a service that fails', () => {
  test('a relay that can not be had: the grant says so, and it is a fact', async () => {
    play({ '/credentials/': exchanges.unauthorized })
    expect(await told(await token(ann), 201, mediaGrant)).toMatchObject({ relay: 'unavailable' })
    const [fact] = await untilFacts(app, 'media_error', 1, ({ data }) => data?.['action'] === 'relay')
    expect(fact?.data).toMatchObject({ provider: 'p2p', code: 'refused', reason: 'status_401', mode: 'private-call' })
  })

  test('[B4] media that go between browsers are not negotiated here', async () => {
    await token(ann)
    const negotiation = { step: 'publish', offer: 'v=0', tracks: [{ mid: '0', kind: 'audio' }] }
    const answer = await post(ann, '/v1/media/negotiate', { session_id: made.session.id, negotiation })
    expect(await codeOf(answer)).toEqual([409, 'invalid_transition'])
  })

  test('[§1] nobody without a sign-in', async () => {
    expect((await callDoor('POST', '/v1/media/token', { json: { session_id: made.session.id } })).status).toBe(401)
  })
})
