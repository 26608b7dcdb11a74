/** [B4] What a deployment configures for media, and who then carries what. */
import { describe, expect, test } from 'vitest'
import { mediaProfile } from '../../contract/manifest.ts'
import { mediaConfigurationOf, mediaProviders } from '../../domain/media/media-providers.ts'
import { boundsOf, mayBeSent } from '../../domain/media/profiles.ts'

const deps = { fetch: () => Promise.reject(new Error('nobody is asked')), now: () => 0 }
const carriers = (text: string, kept = '') => {
  const providers = mediaProviders(mediaConfigurationOf(text, kept), deps)
  return Object.fromEntries(mediaProfile.options.map((profile) => [profile, providers.of(profile)?.name ?? null]))
}
const secret = 'x'.repeat(32)
const sfu = { sfu_id: 'sfu-1' }
const livekit = { url: 'wss://live.test', api_url: 'https://live.test', api_key: 'k' }
const secrets = JSON.stringify({ cloudflare_realtime: { sfu_secret: secret }, livekit: { api_secret: secret } })

describe('providers', () => {
  test('[B4] by default two people meet between their browsers, and what takes more than two is not there', () => {
    expect(carriers('')).toEqual({ thumb: null, private_call: 'p2p', random: 'p2p', broadcast: null })
    expect(mediaConfigurationOf('')).toMatchObject({ stun: ['stun:stun.cloudflare.com:3478'], turn: null })
  })

  test('[B4] each profile has its own', () => {
    const providers = { thumb: 'cloudflare-realtime', random: 'livekit', broadcast: 'livekit' }
    expect(carriers(JSON.stringify({ cloudflare_realtime: sfu, livekit, providers }), secrets)).toEqual({
      thumb: 'cloudflare-realtime',
      private_call: 'p2p',
      random: 'livekit',
      broadcast: 'livekit',
    })
    expect(carriers('{"providers":{"private_call":null}}')).toMatchObject({ private_call: null })
  })

  test.each([
    ['{"providers":{"thumb":"p2p"}}', 'Invalid'],
    ['{"providers":{"random":"livekit"}}', 'livekit is to carry a profile and is not configured'],
    ['{"providers":{"thumb":"cloudflare-realtime"}}', 'cloudflare-realtime is to carry a profile and is not configured'],
    ['{"stun":["https://stun.test"]}', 'stun'],
    ['{"turn":{"kind":"shared_secret","urls":["turn:t.test"]}}', 'secret'],
    ['{"turn":{"kind":"cloudflare"}}', 'key_id'],
    ['{"anything":1}', 'anything'],
    ['nonsense', 'JSON'],
  ])('[B15] %s does not start', (text, fault) => {
    expect(() => carriers(text)).toThrow(fault)
  })

  test('[B15] secrets come apart from the rest, each to its service, and nowhere else', () => {
    const turn = { kind: 'shared_secret', urls: ['turn:t.test'] }
    expect(mediaConfigurationOf(JSON.stringify({ turn }), JSON.stringify({ turn: { secret } })).turn).toMatchObject({ secret })
    expect(() => mediaConfigurationOf(JSON.stringify({ turn: { ...turn, secret } }))).toThrow('turn.secret is a secret')
    expect(() => mediaConfigurationOf(JSON.stringify({ livekit: { ...livekit, api_secret: secret } }))).toThrow('livekit.api_secret')
    expect(() => mediaConfigurationOf(JSON.stringify({ turn }), JSON.stringify({ turn: { secret: 'short' } }))).toThrow('Too small')
    expect(() => mediaConfigurationOf('', JSON.stringify({ anything: 1 }))).toThrow('anything')
  })
})

describe('profiles', () => {
  test('[B4] a thumb has no sound and is the lightest; a broadcast is the richest, and only its performer sends', () => {
    const rates = mediaProfile.options.map((profile) => boundsOf(profile, 'performer').video?.max_bitrate_bps ?? 0)
    expect(rates).toEqual([80_000, 1_500_000, 700_000, 4_000_000])
    expect(boundsOf('thumb', 'participant')).toMatchObject({ may_send: ['video'], audio_max_bitrate_bps: null })
    expect(mayBeSent('broadcast', 'participant')).toEqual([])
    expect(mayBeSent('broadcast', 'performer')).toEqual(['audio', 'video'])
  })
})
