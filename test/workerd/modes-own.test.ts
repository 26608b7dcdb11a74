/** [K2] A manifest is a mode: one that no code knows is made, entered and held to its own rules, over HTTP and WebSocket. */
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { modeManifest } from '../../contract/manifest.ts'
import { defaultPolicies } from '../../contract/policy.ts'
import { presenceLease } from '../../contract/presence.ts'
import { session } from '../../contract/session.ts'
import type { Session } from '../../contract/session.ts'
import { newAuditNote } from '../../contract/audit.ts'
import { writePolicies } from '../../storage/kernel/app-policies.ts'
import { factsOf, untilFacts } from '../support/app-facts.ts'
import { gatewayIsolate } from '../support/gateway-isolate.ts'
import { quiz } from '../support/own-modes.ts'
import { realtimeIsolate } from '../support/realtime-isolate.ts'
import { guest, told } from '../support/room-client.ts'
import type { Guest } from '../support/room-client.ts'
import { seedApp, seedKey } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call } from './gateway-harness.ts'

const here = realtimeIsolate([quiz])
let app: SeededApp
let ann: Guest
let ben: Guest
let eve: Guest
let made: Session

const codeOf = async (answer: Response) => [answer.status, (await answer.json<{ code: string }>()).code]

beforeAll(async () => {
  app = await seedApp()
  ann = await guest(app, 'Ann')
  ben = await guest(app, 'Ben')
  eve = await guest(app, 'Eve')
  made = await told(await here.post(ann, '/v1/sessions', { mode: 'quiz' }), 201, session)
})

describe('[K2] a mode of a deployment’s own', () => {
  test('its sessions are as its manifest says; where it is not deployed there is none', async () => {
    expect(made).toMatchObject({ mode: 'quiz', audience: 'unlisted', state: 'active' })
    expect(await codeOf(await here.post(ann, '/v1/sessions', { mode: 'quiz', audience: 'public' }))).toEqual([403, 'policy_denied'])
    expect(await codeOf(await realtimeIsolate().post(ann, '/v1/sessions', { mode: 'quiz' }))).toEqual([404, 'not_found'])
  })

  test('people come in, up to its number, and see and hear each other', async () => {
    const [a, b] = [await here.enter(ann, made.id), await here.enter(ben, made.id)]
    expect((await a.until('welcome')).session).toMatchObject({ mode: 'quiz' })
    await a.until('presence.join', ({ user_id }) => user_id === ben.id)
    a.say({ t: 'chat.send', client_id: 'one', text: 'First question' })
    expect((await b.until('chat.message')).text).toBe('First question')
    expect(await codeOf(await here.knock(eve, `/v1/rooms/${made.id}`))).toEqual([409, 'room_full'])
    for (const client_id of ['two', 'three']) a.say({ t: 'chat.send', client_id, text: client_id })
    expect(await a.until('error')).toMatchObject({ code: 'rate_limited', retry_after_ms: expect.any(Number) })
    expect(a.heard.filter(({ t }) => t === 'chat.ack')).toHaveLength(2)
    // What its manifest does not name it does not have.
    a.say({ t: 'signal', to: ben.id, data: {} })
    expect(await a.until('error', ({ about }) => about === 'signal')).toMatchObject({ code: 'policy_denied' })
  })

  test('its presence is its own, by its own limits', async () => {
    const shown = { status: 'available', mode: 'quiz', visibility: 'visible' }
    expect(await told(await here.post(ann, '/v1/presence/set', shown), 200, presenceLease)).toMatchObject({ mode: 'quiz' })
    expect(await codeOf(await here.post(ann, '/v1/presence/set', shown))).toEqual([429, 'rate_limited'])
  })

  test('[F8] what it names becomes facts, and nothing else does', async () => {
    expect((await here.post(ann, `/v1/sessions/${made.id}/end`)).status).toBe(200)
    const [created] = await untilFacts(app, 'session_created', 1, ({ data }) => data?.['mode'] === 'quiz')
    expect(created?.actor_id).toBe(ann.id)
    const entered = await untilFacts(app, 'mode_entered', 2, ({ data }) => data?.['mode'] === 'quiz')
    expect(entered.map(({ actor_id }) => actor_id).toSorted()).toEqual([ann.id, ben.id].toSorted())
    await untilFacts(app, 'session_cost', 1, ({ data }) => data?.['mode'] === 'quiz')
    for (const unnamed of ['mode_exited', 'chat_counted', 'presence_counted']) expect(await factsOf(app, unnamed)).toEqual([])
  })
})

describe('[K2] GET /v1/modes', () => {
  const page = z.object({ data: z.array(modeManifest), next_cursor: z.string().nullable() })
  const idsOf = async (answer: Response) => (await told(answer, 200, page)).data.map(({ mode_id }) => mode_id)
  const keyOf = ({ key }: { key: string }) => ({ 'X-Prost-App-Key': key })

  test('shows every mode of the deployment to anyone, in pages, and may be kept for a minute', async () => {
    const answer = await call('GET', '/v1/modes')
    expect(answer.headers.get('Cache-Control')).toBe('public, max-age=60')
    expect(await idsOf(answer)).toEqual(['broadcast', 'party', 'private-call', 'random'])
    const first = await told(await call('GET', '/v1/modes?limit=3'), 200, page)
    expect(await idsOf(await call('GET', `/v1/modes?limit=3&cursor=${first.next_cursor}`))).toEqual(['random'])
    const deployed = gatewayIsolate({ bindings: { MODES: JSON.stringify([quiz]) } })
    expect(await idsOf(await deployed('GET', '/v1/modes'))).toContain('quiz')
  })

  test('with an app’s key it shows those that the app offers; a key that does not open is 401', async () => {
    const own = await seedApp()
    const note = newAuditNote({ at: Date.now(), actor: { kind: 'system', id: null }, action: 'test.policies' })
    await writePolicies(env.KERNEL_DB, own.app.app_id, { ...defaultPolicies, modes: ['party'] }, { now: Date.now(), note })
    expect(await idsOf(await call('GET', '/v1/modes', { headers: keyOf(own) }))).toEqual(['party'])
    expect((await call('GET', '/v1/modes', { headers: { 'X-Prost-App-Key': 'pq_pk_unknown' } })).status).toBe(401)
    expect((await call('GET', '/v1/modes', { headers: keyOf(await seedKey(own.app, ['telemetry'])) })).status).toBe(403)
  })
})
