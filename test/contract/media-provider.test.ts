/** The three media providers under the suite of their port, and each against recorded exchanges of what it speaks to. */
import { decodeJwt, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { mediaConfiguration } from '../../contract/media.ts'
import type { MediaHandle, MediaStep } from '../../contract/media.ts'
import type { MediaProvider, NegotiationAsk } from '../../domain/media/media-provider.ts'
import { mediaProviders } from '../../domain/media/media-providers.ts'
import type { OutsideDeps } from '../../domain/media/outside-service.ts'
import * as exchanges from './media-exchanges.ts'
import type { Recorded, Script } from './media-exchanges.ts'
import { ask, handle, mediaProviderSuite, other, publish } from './media-provider.suite.ts'

const secrets = { turn: 'turn-key-api-token-0123456789', sfu: 'sfu-app-secret-0123456789', livekit: 'livekit-api-secret-0123456789abcdef' }
const turn = { kind: 'cloudflare', key_id: 'turn-key', api_token: secrets.turn, ttl_s: 3_600, url: 'https://turn.test/v1' } as const
const api = { sfu_id: 'sfu-1', sfu_secret: secrets.sfu, url: 'https://sfu.test/v1' }
const livekit = { url: 'wss://live.test', api_url: 'https://live.test', api_key: 'key-1', api_secret: secrets.livekit }

const well: Script = {
  'generate-ice-servers': exchanges.turnServers,
  '/revoke': exchanges.nothing,
  '/sessions/new': exchanges.newSession,
  '/tracks/new': exchanges.published,
  '/tracks/close': exchanges.closedTracks,
  '/renegotiate': exchanges.renegotiated,
  '/sessions/': exchanges.sessionState,
  '/twirp/livekit.RoomService/RemoveParticipant': exchanges.emptyObject,
}

type Name = 'p2p' | 'cloudflare-realtime' | 'livekit'
type Built = { readonly provider: MediaProvider; readonly asked: exchanges.Asked[] }

const built = (name: Name, script: Script = well, more: Partial<OutsideDeps> & { turn?: unknown; stun?: string[] } = {}): Built => {
  const { fetch, asked } = exchanges.playing(script)
  const { turn: relay = turn, stun = ['stun:stun.test:3478'], ...deps } = more
  const everything = name === 'p2p' ? 'livekit' : name
  const providers = { thumb: everything, private_call: name, random: name, broadcast: everything }
  const configuration = mediaConfiguration.parse({ stun, turn: relay, cloudflare_realtime: api, livekit, providers })
  const found = mediaProviders(configuration, { fetch, now: () => ask.now, ...deps }).of('private_call')
  if (found === null) throw new Error(`${name} was not made`)
  return { provider: found, asked }
}

const unreachable = { fetch: () => Promise.reject(new TypeError('Network connection lost.')) }
for (const name of ['p2p', 'cloudflare-realtime', 'livekit'] as const)
  mediaProviderSuite(name, {
    well: () => built(name).provider,
    alone: () => built(name, well, unreachable).provider,
    secrets: Object.values(secrets),
  })

describe('servers that help browsers find each other', () => {
  test('[B4] Cloudflare’s relay: one POST with the key’s token, and its addresses but for port 53', async () => {
    const { provider, asked } = built('p2p')
    const granted = await provider.grant(ask)
    expect(asked).toEqual([
      {
        method: 'POST',
        url: 'https://turn.test/v1/turn/keys/turn-key/credentials/generate-ice-servers',
        token: `Bearer ${secrets.turn}`,
        body: { ttl: 3_600 },
        json: true,
      },
    ])
    expect(granted).toMatchObject({
      ok: true,
      value: {
        handle: { media_session: null, turn_username: 'bc91b63e2b5d759f8eb9f3b58062439e' },
        grant: {
          provider: 'p2p',
          relay: 'available',
          expires_at: new Date(ask.now + 3_600_000).toISOString(),
          ice_servers: [
            { urls: ['stun:stun.test:3478'] },
            {
              urls: [
                'turn:turn.cloudflare.com:3478?transport=udp',
                'turn:turn.cloudflare.com:3478?transport=tcp',
                'turns:turn.cloudflare.com:5349?transport=tcp',
                'turns:turn.cloudflare.com:443?transport=tcp',
              ],
              username: 'bc91b63e2b5d759f8eb9f3b58062439e',
              credential: 'ebd71f1d3edbc2b0edae3cd5a6d82284',
            },
          ],
        },
      },
    })
  })

  test('[B4] withdrawing revokes that credential; one that is gone already is gone', async () => {
    const { provider, asked } = built('p2p', { '/revoke': exchanges.noSession })
    expect(await provider.withdraw({ ...ask, handle: { media_session: null, turn_username: 'a/b' } })).toEqual({ ok: true, value: null })
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST https://turn.test/v1/turn/keys/turn-key/credentials/a%2Fb/revoke',
    ])
  })

  test('[B4] a shared secret: the credential that `printf user | openssl dgst -sha1 -hmac secret` makes', async () => {
    const shared = { kind: 'shared_secret', urls: ['turn:relay.test:3478?transport=udp'], secret: 'a-secret-of-two-servers', ttl_s: 600 }
    const { provider, asked } = built('p2p', well, { turn: shared, stun: [] })
    expect(await provider.grant(ask)).toMatchObject({
      value: {
        handle: { turn_username: '1795000600:01939b7e-0000-7000-8000-00000000b001' },
        grant: {
          ice_servers: [
            {
              urls: ['turn:relay.test:3478?transport=udp'],
              username: '1795000600:01939b7e-0000-7000-8000-00000000b001',
              credential: '9onxEvBBLR0K4QBj59Ci4VZ9Ysc=',
            },
          ],
        },
      },
    })
    expect(await provider.withdraw({ ...ask, handle: { media_session: null, turn_username: '1795000600:u' } })).toEqual({
      ok: true,
      value: null,
    })
    expect(asked).toEqual([])
  })

  test('[B4] without a relay there is none, and that is no failure', async () => {
    const { provider, asked } = built('p2p', well, { turn: null })
    expect(await provider.grant(ask)).toMatchObject({
      ok: true,
      value: {
        grant: {
          relay: 'not_configured',
          ice_servers: [{ urls: ['stun:stun.test:3478'] }],
          expires_at: new Date(ask.now + 3_600_000).toISOString(),
        },
      },
    })
    expect(asked).toEqual([])
  })

  test.each([
    ['broken', exchanges.broken],
    ['another shape', exchanges.another],
    ['no relay in it', exchanges.emptyObject],
    ['unauthorized', exchanges.unauthorized],
  ])('[S6] a relay that answers wrongly (%s) is said to be unavailable, and the call can begin', async (_name, recorded: Recorded) => {
    const { provider } = built('p2p', { 'generate-ice-servers': recorded })
    expect(await provider.grant(ask)).toMatchObject({
      ok: true,
      value: { grant: { relay: 'unavailable', ice_servers: [{ urls: ['stun:stun.test:3478'] }] } },
    })
  })
})

describe('the forwarding unit', () => {
  const others = new Map([[other, { media_session: '2a45361d5fd7cc14eface0587c276c94', turn_username: null }]])
  const step = (what: MediaStep, more: Partial<NegotiationAsk> = {}): NegotiationAsk => ({ ...ask, handle, others, step: what, ...more })
  const sfu = (script: Script = well, more: Partial<OutsideDeps> = {}): Built =>
    built('cloudflare-realtime', script, { turn: null, ...more })
  const sessionUrl = `https://sfu.test/v1/apps/sfu-1/sessions/${handle.media_session}`

  test('[B4] a grant makes a session, under the app’s secret', async () => {
    const { provider, asked } = sfu()
    expect(await provider.grant(ask)).toMatchObject({ ok: true, value: { grant: { provider: 'cloudflare-realtime' }, handle } })
    expect(asked).toEqual([
      { method: 'POST', url: 'https://sfu.test/v1/apps/sfu-1/sessions/new', token: `Bearer ${secrets.sfu}`, body: null, json: false },
    ])
  })

  test('[B4] publish: an offer and own tracks, named by kind', async () => {
    const { provider, asked } = sfu()
    expect(await provider.negotiate(step(publish))).toEqual({
      ok: true,
      value: {
        description: { type: 'answer', sdp: 'v=0 answer' },
        tracks: [
          { mid: '0', user_id: ask.user, kind: 'audio', error: null },
          { mid: '1', user_id: ask.user, kind: 'video', error: null },
        ],
      },
    })
    expect(asked).toEqual([
      {
        method: 'POST',
        url: `${sessionUrl}/tracks/new`,
        token: `Bearer ${secrets.sfu}`,
        body: {
          sessionDescription: { type: 'offer', sdp: 'v=0 offer' },
          tracks: [
            { location: 'local', mid: '0', trackName: 'audio' },
            { location: 'local', mid: '1', trackName: 'video' },
          ],
        },
        json: true,
      },
    ])
  })

  test('[B4] subscribe: by person; the answer speaks of people again, and of each track that failed', async () => {
    const { provider, asked } = sfu({ '/tracks/new': exchanges.subscribed })
    const wanted: MediaStep = {
      step: 'subscribe',
      tracks: [
        { user_id: other, kind: 'video' },
        { user_id: other, kind: 'audio' },
      ],
    }
    expect(await provider.negotiate(step(wanted))).toEqual({
      ok: true,
      value: {
        description: { type: 'offer', sdp: 'v=0 offer' },
        tracks: [
          { mid: '7', user_id: other, kind: 'video', error: null },
          { mid: null, user_id: other, kind: 'audio', error: 'not_found_track_error' },
        ],
      },
    })
    expect(asked[0]?.body).toEqual({
      tracks: ['video', 'audio'].map((trackName) => ({ location: 'remote', sessionId: '2a45361d5fd7cc14eface0587c276c94', trackName })),
    })
  })

  test('[B4] answer and close', async () => {
    const { provider, asked } = sfu()
    expect(await provider.negotiate(step({ step: 'answer', answer: 'v=0 own' }))).toEqual({
      ok: true,
      value: { description: null, tracks: [] },
    })
    expect(await provider.negotiate(step({ step: 'close', mids: ['0', '1'] }))).toMatchObject({
      ok: true,
      value: {
        tracks: [
          { mid: '0', error: null },
          { mid: '1', error: null },
        ],
      },
    })
    expect(asked.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['PUT', `${sessionUrl}/renegotiate`, { sessionDescription: { type: 'answer', sdp: 'v=0 own' } }],
      ['PUT', `${sessionUrl}/tracks/close`, { tracks: [{ mid: '0' }, { mid: '1' }], force: true }],
    ])
  })

  const video: MediaStep = { step: 'publish', offer: 'v=0', tracks: [{ mid: '1', kind: 'video' }] }
  const audio: MediaStep = { step: 'publish', offer: 'v=0', tracks: [{ mid: '0', kind: 'audio' }] }
  const twice: MediaStep = {
    step: 'publish',
    offer: 'v=0',
    tracks: [
      { mid: '0', kind: 'audio' },
      { mid: '1', kind: 'audio' },
    ],
  }
  const watch: MediaStep = { step: 'subscribe', tracks: [{ user_id: other, kind: 'video' }] }
  const withoutSession: ReadonlyMap<typeof other, MediaHandle> = new Map([[other, { media_session: null, turn_username: null }]])
  test.each([
    ['sound in a profile without it', step(audio, { profile: 'thumb' }), 'kind_not_granted'],
    ['anything by a viewer', step(video, { profile: 'broadcast', role: 'viewer' }), 'kind_not_granted'],
    ['the same kind twice', step(twice), 'kind_twice'],
    ['somebody of another room', step(watch, { others: new Map() }), 'not_a_member'],
    ['somebody without a session', step(watch, { others: withoutSession }), 'not_a_member'],
    [
      'oneself',
      step({ step: 'subscribe', tracks: [{ user_id: ask.user, kind: 'video' }] }, { others: new Map([[ask.user, handle]]) }),
      'not_a_member',
    ],
    ['without a grant', step(publish, { handle: { media_session: null, turn_username: null } }), 'no_session'],
  ])('[K2] %s is refused before anyone is asked', async (_name, asking, reason) => {
    const { provider, asked } = sfu()
    expect(await provider.negotiate(asking)).toEqual({ ok: false, error: { code: 'not_allowed', reason } })
    expect(asked).toEqual([])
  })

  test('[B7] withdraw closes every track of the session by force', async () => {
    const { provider, asked } = sfu()
    expect(await provider.withdraw({ ...ask, handle })).toEqual({ ok: true, value: null })
    expect(asked.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['GET', sessionUrl, null],
      ['PUT', `${sessionUrl}/tracks/close`, { tracks: [{ mid: '0' }, { mid: '1' }], force: true }],
    ])
  })

  test.each([
    ['a session that is gone', { '/sessions/': exchanges.noSession }, 1],
    ['a session without tracks', { '/sessions/': exchanges.emptySession }, 1],
  ])('[B7] withdraw of %s has nothing to close', async (_name, script, calls) => {
    const { provider, asked } = sfu(script)
    expect(await provider.withdraw({ ...ask, handle })).toEqual({ ok: true, value: null })
    expect(asked).toHaveLength(calls)
  })

  test('[B7] a track that would not close is told, so that it is tried again', async () => {
    const { provider } = sfu({ ...well, '/tracks/close': exchanges.closedInPart })
    expect(await provider.withdraw({ ...ask, handle })).toEqual({ ok: false, error: { code: 'unavailable', reason: 'internal_error' } })
  })

  test.each([
    ['unauthorized', exchanges.unauthorized, { code: 'refused', reason: 'status_401' }],
    ['overloaded', exchanges.overloaded, { code: 'unavailable', reason: 'status_429', retryAfterMs: 7_000 }],
    ['broken', exchanges.broken, { code: 'unavailable', reason: 'status_502' }],
    ['failing', exchanges.serverError, { code: 'unavailable', reason: 'status_500' }],
    ['an error that is no word', exchanges.failedOddly, { code: 'refused', reason: 'unnamed_error' }],
    ['another shape', exchanges.another, { code: 'unreadable', reason: 'another_shape' }],
    ['not JSON', exchanges.notJson, { code: 'unreadable', reason: 'not_json' }],
    ['far too large', exchanges.huge, { code: 'unreadable', reason: 'too_large' }],
    ['empty', exchanges.emptyObject, { code: 'unreadable', reason: 'no_session' }],
    ['an error in an answer that succeeded', exchanges.failedInWords, { code: 'refused', reason: 'invalid_session_description' }],
    ['a redirect', { status: 302, headers: { Location: 'https://elsewhere.test' } }, { code: 'refused', reason: 'status_302' }],
  ])('[S6] %s', async (_name, recorded: Recorded, error) => {
    expect(await sfu({ '/sessions/new': recorded }).provider.grant(ask)).toEqual({ ok: false, error })
  })

  test('[B7] without a session there is nothing to close', async () => {
    const { provider, asked } = sfu()
    expect(await provider.withdraw({ ...ask, handle: { media_session: null, turn_username: null } })).toEqual({ ok: true, value: null })
    expect(asked).toEqual([])
  })

  test('[B4] that a track was closed already is an error for whoever wants it', async () => {
    const { provider } = sfu({ '/tracks/new': exchanges.closedTracks })
    expect(await provider.negotiate(step(watch))).toMatchObject({
      ok: true,
      value: { tracks: [{ error: null }, { error: 'close_track_error' }] },
    })
  })

  test('[S6] an answer in pieces is one answer, wherever it is cut', async () => {
    const whole = new TextEncoder().encode('{"sessionId":"sessão"}')
    const pieces = (): Promise<Response> => {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          for (const byte of whole) controller.enqueue(Uint8Array.of(byte))
          controller.close()
        },
      })
      return Promise.resolve(new Response(body, { status: 201 }))
    }
    expect(await sfu(well, { fetch: pieces }).provider.grant(ask)).toMatchObject({
      ok: true,
      value: { handle: { media_session: 'sessão' } },
    })
  })

  test.each([
    ['what can not be read is a fault', exchanges.notJson, ['not_json', 'not_json', 'circuit_open']],
    ['saying no is none', exchanges.unauthorized, ['status_401', 'status_401', 'status_401']],
  ])('[S6] %s', async (_name, recorded: Recorded, expected) => {
    const { provider } = sfu({ '/sessions/new': recorded }, { breaker: { failures: 2, openMs: 1_000, trialMs: 500 } })
    const reasons: string[] = []
    for (let i = 0; i < 3; i += 1) {
      const granted = await provider.grant(ask)
      reasons.push(granted.ok ? 'ok' : granted.error.reason)
    }
    expect(reasons).toEqual(expected)
  })

  test('[S6] a service that says nothing is given up', async () => {
    const silent = (_url: string, { signal }: RequestInit): Promise<Response> =>
      new Promise((_resolve, reject) =>
        signal?.addEventListener('abort', () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'))),
      )
    expect(await sfu(well, { fetch: silent, timeoutMs: 5 }).provider.grant(ask)).toEqual({
      ok: false,
      error: { code: 'unavailable', reason: 'timeout' },
    })
  })

  test('[S6] after failures in a row nobody is asked for a while; then one call tries it', async () => {
    let at = ask.now
    let answer: Recorded = exchanges.broken
    const asked: string[] = []
    const fetch = (url: string): Promise<Response> => {
      asked.push(url)
      return Promise.resolve(new Response(JSON.stringify(answer.body ?? null), { status: answer.status }))
    }
    const { provider } = sfu(well, { fetch, now: () => at, breaker: { failures: 2, openMs: 1_000, trialMs: 500 } })
    const reasons = async (): Promise<string> => provider.grant(ask).then((granted) => (granted.ok ? 'ok' : granted.error.reason))
    expect([await reasons(), await reasons(), await reasons()]).toEqual(['status_502', 'status_502', 'circuit_open'])
    expect(asked).toHaveLength(2)
    at += 1_000
    answer = exchanges.newSession
    expect([await reasons(), await reasons()]).toEqual(['ok', 'ok'])
    expect(asked).toHaveLength(4)
  })
})

describe('LiveKit', () => {
  const livekitUnder = (script: Script = well): Built => built('livekit', script, { turn: null })
  const key = new TextEncoder().encode(secrets.livekit)
  const tokenOf = async (provider: MediaProvider, more: Partial<typeof ask> = {}): Promise<string> => {
    const granted = await provider.grant({ ...ask, ...more })
    if (!granted.ok || granted.value.grant.provider !== 'livekit') throw new Error('no grant of LiveKit')
    return granted.value.grant.token
  }

  test('[B4] the token: signed with the secret, for one person, one room of one app, and what the profile has', async () => {
    const { provider, asked } = livekitUnder()
    const { payload, protectedHeader } = await jwtVerify(await tokenOf(provider), key, { currentDate: new Date(ask.now) })
    expect(protectedHeader.alg).toBe('HS256')
    expect(payload).toEqual({
      iss: 'key-1',
      sub: ask.user,
      nbf: 1_795_000_000,
      exp: 1_795_000_600,
      video: {
        room: `${ask.app}/${ask.session}`,
        roomJoin: true,
        canPublish: true,
        canPublishSources: ['microphone', 'camera'],
        canSubscribe: true,
        canPublishData: false,
      },
    })
    expect(asked).toEqual([])
  })

  test('[B4] the grant ends with its token, or with its relay if that is sooner', async () => {
    const withRelay = async (ttl_s: number) => built('livekit', well, { turn: { ...turn, ttl_s } }).provider.grant(ask)
    expect(await withRelay(3_600)).toMatchObject({ value: { grant: { expires_at: new Date(ask.now + 600_000).toISOString() } } })
    expect(await withRelay(60)).toMatchObject({ value: { grant: { expires_at: new Date(ask.now + 60_000).toISOString() } } })
  })

  test('[B4] a viewer’s token publishes nothing', async () => {
    const { provider } = livekitUnder()
    expect(decodeJwt(await tokenOf(provider, { profile: 'broadcast', role: 'viewer' }))).toMatchObject({
      video: { canPublish: false, canPublishSources: [] },
    })
  })

  test('[B7] withdraw puts the person out of the room and ends their tokens, as its administrator for a minute', async () => {
    const { provider, asked } = livekitUnder()
    expect(await provider.withdraw({ ...ask, handle })).toEqual({ ok: true, value: null })
    expect(asked).toMatchObject([
      {
        method: 'POST',
        url: 'https://live.test/twirp/livekit.RoomService/RemoveParticipant',
        body: { room: `${ask.app}/${ask.session}`, identity: ask.user, revoke_token_ts: 1_795_000_001 },
      },
    ])
    const { payload } = await jwtVerify(asked[0]?.token?.replace('Bearer ', '') ?? '', key, { currentDate: new Date(ask.now) })
    expect(payload).toMatchObject({ exp: 1_795_000_060, video: { room: `${ask.app}/${ask.session}`, roomAdmin: true } })
  })

  test('[B7] who was granted anew is not put out', async () => {
    const { provider, asked } = livekitUnder()
    expect(await provider.withdraw({ ...ask, handle, again: true })).toEqual({ ok: true, value: null })
    expect(asked).toEqual([])
  })

  test('[B7] somebody who is not there is out already; a server that fails is told', async () => {
    expect(await livekitUnder({ '/twirp/': exchanges.noParticipant }).provider.withdraw({ ...ask, handle })).toEqual({
      ok: true,
      value: null,
    })
    expect(await livekitUnder({ '/twirp/': exchanges.broken }).provider.withdraw({ ...ask, handle })).toMatchObject({
      ok: false,
      error: { code: 'unavailable' },
    })
  })
})
