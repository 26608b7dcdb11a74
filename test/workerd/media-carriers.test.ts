/** [B4] Sessions whose media a forwarding unit or a LiveKit server carries, through the door. Their answers are played back as recorded. */
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { decodeJwt } from 'jose'
import { mediaGrant, mediaNegotiation } from '../../contract/media.ts'
import { session } from '../../contract/session.ts'
import type { Session } from '../../contract/session.ts'
import * as exchanges from '../contract/media-exchanges.ts'
import { playing } from '../contract/media-exchanges.ts'
import type { Recorded, Script } from '../contract/media-exchanges.ts'
import { untilFacts } from '../support/app-facts.ts'
import { playServices, untilRelayAnswers } from '../support/media-services.ts'
import { studio, table } from '../support/own-modes.ts'
import { realtimeIsolate } from '../support/realtime-isolate.ts'
import { guest, told } from '../support/room-client.ts'
import type { Guest } from '../support/room-client.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'

const here = realtimeIsolate([table, studio])
const well: Script = {
  '/credentials/generate-ice-servers': exchanges.turnServers,
  '/revoke': exchanges.nothing,
  '/sessions/new': exchanges.newSession,
  '/tracks/new': exchanges.published,
  '/tracks/close': exchanges.closedTracks,
  '/sessions/': exchanges.sessionState,
  '/twirp/': exchanges.emptyObject,
}

let app: SeededApp
let ann: Guest
let ben: Guest
let outside: ReturnType<typeof playServices>

const play = (script: Script): void => {
  outside = playServices(script)
}
const open = async (mode: string): Promise<Session> => told(await here.post(ann, '/v1/sessions', { mode }), 201, session)
const token = (who: Guest, { id }: Session) => here.post(who, '/v1/media/token', { session_id: id })
const negotiate = (who: Guest, { id }: Session, negotiation: object) =>
  here.post(who, '/v1/media/negotiate', { session_id: id, negotiation })
const inside = async (who: Guest, { id }: Session) => {
  const client = await here.enter(who, id)
  await client.until('welcome')
  return client
}
const asked = (part: string) => outside.asked.filter(({ url }) => url.includes(part))
const codeOf = async (answer: Response) => [answer.status, (await answer.json<{ code: string }>()).code]
const publish = { step: 'publish', offer: 'v=0 offer', tracks: [{ mid: '1', kind: 'video' }] }

const meet = async (): Promise<void> => {
  play(well)
  app = await seedApp()
  ann = await guest(app, 'Ann')
  ben = await guest(app, 'Ben')
}

beforeAll(async () => {
  await meet()
  const made = await open('studio')
  await untilRelayAnswers(() => token(ann, made))
})
beforeEach(meet)

afterEach(() => vi.restoreAllMocks())

describe('[B4] a forwarding unit', () => {
  test('grants and negotiates without its sessions or secrets ever being shown', async () => {
    const made = await open('table')
    await inside(ann, made)
    const answer = await token(ann, made)
    const text = await answer.clone().text()
    expect(await told(answer, 201, mediaGrant)).toMatchObject({ provider: 'cloudflare-realtime', profile: 'thumb', may_send: ['video'] })
    expect(text).not.toContain('e017a2629c754fedc1f7d8587e06d126')
    expect(text).not.toContain('of-no-deployment')
    expect(await told(await negotiate(ann, made, publish), 200, mediaNegotiation)).toMatchObject({
      description: { type: 'answer', sdp: 'v=0 answer' },
    })
  })

  test('[K2] what was not granted, and the tracks of who is not there, are denied, and that is a fact', async () => {
    const made = await open('table')
    await inside(ann, made)
    expect(await codeOf(await negotiate(ann, made, publish))).toEqual([409, 'invalid_transition'])
    await token(ann, made)
    const loud = { ...publish, tracks: [{ mid: '0', kind: 'audio' }] }
    expect(await codeOf(await negotiate(ann, made, loud))).toEqual([403, 'policy_denied'])
    const wanted = { step: 'subscribe', tracks: [{ user_id: ben.id, kind: 'video' }] }
    expect((await negotiate(ann, made, wanted)).status).toBe(404)
    await inside(ben, made)
    await token(ben, made)
    expect((await negotiate(ann, made, wanted)).status).toBe(200)
    const denied = await untilFacts(app, 'policy_denied', 2, ({ data }) => data?.['rule'] === 'within_the_grant')
    expect(new Set(denied.map(({ data }) => data?.['code']))).toEqual(new Set(['forbidden_by_mode', 'peer_not_member']))
  })

  test('[B7] closes what somebody sent as soon as they leave for good; those who stay keep theirs', async () => {
    const made = await open('table')
    const client = await inside(ann, made)
    await inside(ben, made)
    await token(ann, made)
    await token(ben, made)
    client.say({ t: 'leave' })
    await client.closed
    await vi.waitUntil(() => asked('/tracks/close').length === 1, { timeout: 20_000 })
    expect((await negotiate(ben, made, publish)).status).toBe(200)
    await here.post(ann, `/v1/sessions/${made.id}/end`)
    await vi.waitUntil(() => asked('/revoke').length === 2, { timeout: 20_000 })
    expect(asked('/tracks/close')).toHaveLength(2)
  })

  test.each<[string, Recorded, string]>([
    ['says no', exchanges.unauthorized, 'status_401'],
    ['is overloaded', exchanges.overloaded, 'status_429'],
    ['answers something else', exchanges.another, 'another_shape'],
  ])('[S6] that %s is 503, with a fact, and the session goes on', async (_name, answer, reason) => {
    const made = await open('table')
    play({ ...well, '/sessions/new': answer })
    const refused = await token(ann, made)
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0)
    expect(await codeOf(refused)).toEqual([503, 'temporarily_unavailable'])
    const [fact] = await untilFacts(app, 'media_error', 1)
    expect(fact?.data).toMatchObject({ mode: 'table', session_id: made.id, provider: 'cloudflare-realtime', action: 'grant', reason })
    expect((await here.get(ann, `/v1/sessions/${made.id}`)).status).toBe(200)
  })
})

describe('[B4] a LiveKit server', () => {
  test('gets one room each session; who opened it performs, the others watch', async () => {
    const made = await open('studio')
    await inside(ben, made)
    const performer = await told(await token(ann, made), 201, mediaGrant)
    const viewer = await told(await token(ben, made), 201, mediaGrant)
    expect([performer.may_send, viewer.may_send, viewer.may_receive]).toEqual([['audio', 'video'], [], true])
    if (viewer.provider !== 'livekit') throw new Error(`not LiveKit but ${viewer.provider}`)
    expect(decodeJwt(viewer.token)).toMatchObject({
      sub: ben.id,
      video: { room: `${app.app.app_id}/${made.id}`, canPublish: false, canPublishData: false },
    })
  })

  test('[B7] puts out who left for good', async () => {
    const made = await open('studio')
    const client = await inside(ben, made)
    await token(ben, made)
    client.say({ t: 'leave' })
    await client.closed
    await vi.waitUntil(() => asked('/revoke').length === 1, { timeout: 20_000 })
    expect(asked('/RemoveParticipant')).toHaveLength(1)
    expect(asked('/RemoveParticipant')[0]?.body).toMatchObject({ room: `${app.app.app_id}/${made.id}`, identity: ben.id })
  })

  test('[B7] who left and came back keeps the new grant, also when the old one is withdrawn late', async () => {
    const made = await open('studio')
    const client = await inside(ben, made)
    await token(ben, made)
    play({ ...well, '/twirp/': exchanges.broken })
    client.say({ t: 'leave' })
    await client.closed
    await vi.waitUntil(() => asked('/RemoveParticipant').length > 0, { timeout: 20_000 })
    await inside(ben, made)
    expect((await token(ben, made)).status).toBe(201)
    const tried = asked('/RemoveParticipant').length
    await vi.waitUntil(() => asked('/revoke').length > tried, { timeout: 20_000 })
    expect(asked('/RemoveParticipant')).toHaveLength(tried)
  })

  test('[B7] whom the room had sent away before the grant came gets none, and what was granted is withdrawn', async () => {
    const made = await open('studio')
    const client = await inside(ben, made)
    const late = playing(well)
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
      const { url } = new Request(input, init)
      if (url.includes('/generate-ice-servers')) {
        client.say({ t: 'leave' })
        await client.closed
      }
      return late.fetch(url, init ?? {})
    })
    outside = late
    expect(await codeOf(await token(ben, made))).toEqual([403, 'not_a_member'])
    await vi.waitUntil(() => asked('/revoke').length === 1, { timeout: 20_000 })
    expect(asked('/RemoveParticipant')).toHaveLength(1)
  })
})
