/**
 * What a client needs to send and receive media in a session, whoever carries it, and how it negotiates with a carrier that we speak to on
 * its behalf. Also what a deployment configures. Times are RFC 3339 UTC with milliseconds.
 */
import * as z from 'zod'
import { roomId, userId } from './ids.ts'
import { mediaProfile } from './manifest.ts'

/** `p2p`: between browsers, signalled over the room. `cloudflare-realtime`: a selective forwarding unit. `livekit`: a LiveKit server. */
export const mediaProviderName = z.enum(['p2p', 'cloudflare-realtime', 'livekit'])
export type MediaProviderName = z.infer<typeof mediaProviderName>

export const mediaKind = z.enum(['audio', 'video'])
export type MediaKind = z.infer<typeof mediaKind>

const iceUrl = (schemes: string) =>
  z
    .string()
    .max(256)
    .regex(new RegExp(`^(${schemes}):[A-Za-z0-9.[\\]:-]+(\\?transport=(udp|tcp))?$`), { error: `is not an address of ${schemes}` })

/** As `RTCPeerConnection` takes it. */
export const iceServer = z.object({
  urls: z.array(iceUrl('stun|stuns|turn|turns')).min(1),
  username: z.string().optional(),
  credential: z.string().optional(),
})
export type IceServer = z.infer<typeof iceServer>

/** Upper bounds that a client keeps to. */
export const videoBounds = z.object({ width: z.int(), height: z.int(), frame_rate: z.int(), max_bitrate_bps: z.int() })
export type VideoBounds = z.infer<typeof videoBounds>

const granted = {
  session_id: roomId,
  profile: mediaProfile,
  /** Kinds that may be sent; none for who only watches. */
  may_send: z.array(mediaKind),
  may_receive: z.boolean(),
  video: videoBounds.nullable(),
  audio_max_bitrate_bps: z.int().nullable(),
  ice_servers: z.array(iceServer),
  /** Whether there is a relay for those who can not reach each other: `unavailable` when one is configured and does not answer. */
  relay: z.enum(['available', 'unavailable', 'not_configured']),
  /** Ask again before then to stay able to reconnect. */
  expires_at: z.string(),
}

export const mediaGrant = z.discriminatedUnion('provider', [
  z.object({ provider: z.literal('p2p'), ...granted }),
  z.object({ provider: z.literal('cloudflare-realtime'), ...granted }),
  z.object({ provider: z.literal('livekit'), ...granted, url: z.string(), token: z.string() }),
])
export type MediaGrant = z.infer<typeof mediaGrant>

export const mediaTokenInput = z.strictObject({ session_id: roomId })
export type MediaTokenInput = z.infer<typeof mediaTokenInput>

/** What a room remembers of a grant, to negotiate for it and to withdraw it. Clients never see or name it. */
export const mediaHandle = z.object({ media_session: z.string().nullable(), turn_username: z.string().nullable() })
export type MediaHandle = z.infer<typeof mediaHandle>

const sdp = z.string().min(1).max(65_536)
const mid = z.string().min(1).max(16)

/** One step towards a forwarding unit. Whose tracks are meant is said by user: the server knows their media sessions. */
export const mediaStep = z.discriminatedUnion('step', [
  z.strictObject({
    step: z.literal('publish'),
    offer: sdp,
    tracks: z
      .array(z.strictObject({ mid, kind: mediaKind }))
      .min(1)
      .max(2),
  }),
  z.strictObject({
    step: z.literal('subscribe'),
    tracks: z
      .array(z.strictObject({ user_id: userId, kind: mediaKind }))
      .min(1)
      .max(16),
  }),
  z.strictObject({ step: z.literal('answer'), answer: sdp }),
  z.strictObject({ step: z.literal('close'), mids: z.array(mid).min(1).max(32) }),
])
export type MediaStep = z.infer<typeof mediaStep>

export const mediaNegotiationInput = z.strictObject({ session_id: roomId, negotiation: mediaStep })
export type MediaNegotiationInput = z.infer<typeof mediaNegotiationInput>

export const mediaNegotiation = z.object({
  /** To set as the remote description; an offer asks for the step `answer`. */
  description: z.object({ type: z.enum(['offer', 'answer']), sdp: z.string() }).nullable(),
  tracks: z.array(
    z.object({
      mid: z.string().nullable(),
      user_id: userId.nullable(),
      kind: mediaKind.nullable(),
      /** Why this track alone did not come about; null when it did. */
      error: z.string().nullable(),
    }),
  ),
})
export type MediaNegotiation = z.infer<typeof mediaNegotiation>

/** The `data` of a `media_error` fact. */
export const mediaError = z.object({
  mode: z.string(),
  session_id: roomId,
  /** Null when nobody carries such media here. */
  provider: mediaProviderName.nullable(),
  /** What was asked of it; `relay` of who relays; `connect` is a client's own attempt. */
  action: z.enum(['grant', 'relay', 'negotiate', 'withdraw', 'connect']),
  code: z.string(),
  reason: z.string(),
})
export type MediaError = z.infer<typeof mediaError>

/**
 * What went wrong at a client: `ice_failed` no way to the other was found, `connection_lost` one broke and did not come back,
 * `negotiation_failed` descriptions did not fit, `device_denied` and `device_failed` of camera or microphone.
 */
export const mediaFault = z.enum(['ice_failed', 'connection_lost', 'negotiation_failed', 'device_denied', 'device_failed'])
export type MediaFault = z.infer<typeof mediaFault>

export const mediaErrorInput = z.strictObject({
  session_id: roomId,
  code: mediaFault,
  /** A word of the client's own, such as the name of a browser's error. */
  reason: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, { error: 'is not a word' })
    .optional(),
})
export type MediaErrorInput = z.infer<typeof mediaErrorInput>

/** The fact that came of it. */
export const mediaErrorReport = z.object({ id: z.string(), session_id: roomId, code: mediaFault, reason: z.string() })
export type MediaErrorReport = z.infer<typeof mediaErrorReport>

const secret = z.string().min(16).max(512)
const httpsUrl = z.url({ protocol: /^https?$/ })
const ttl = (standard: number) => z.int().min(60).max(86_400).default(standard)

const turn = z.discriminatedUnion('kind', [
  /** Servers that share a secret with us (coturn's `use-auth-secret`). */
  z.strictObject({
    kind: z.literal('shared_secret'),
    urls: z.array(iceUrl('turn|turns')).min(1).max(8),
    secret,
    ttl_s: ttl(3_600),
  }),
  /** Cloudflare's, by a TURN key. */
  z.strictObject({
    kind: z.literal('cloudflare'),
    key_id: z.string().min(1).max(64),
    api_token: secret,
    ttl_s: ttl(3_600),
    url: httpsUrl.default('https://rtc.live.cloudflare.com/v1'),
  }),
])
export type TurnConfiguration = z.infer<typeof turn>

/** The fields of `mediaConfiguration` that are secrets, by service. */
export const secretFields = {
  turn: ['secret', 'api_token'],
  cloudflare_realtime: ['sfu_secret'],
  livekit: ['api_secret'],
} as const

/** The secrets of a deployment's media, as one JSON value: each goes into the service of its name in `mediaConfiguration`. */
export const mediaSecrets = z.strictObject({
  turn: z.strictObject({ secret: secret.optional(), api_token: secret.optional() }).optional(),
  cloudflare_realtime: z.strictObject({ sfu_secret: secret }).optional(),
  livekit: z.strictObject({ api_secret: secret }).optional(),
})

/** What a deployment configures, once its secrets are in it. */
export const mediaConfiguration = z.strictObject({
  stun: z.array(iceUrl('stun|stuns')).max(8).default(['stun:stun.cloudflare.com:3478']),
  turn: turn.nullable().default(null),
  cloudflare_realtime: z
    .strictObject({
      sfu_id: z.string().min(1).max(64),
      sfu_secret: secret,
      url: httpsUrl.default('https://rtc.live.cloudflare.com/v1'),
    })
    .nullable()
    .default(null),
  livekit: z
    .strictObject({
      /** Where clients connect, such as `wss://live.example.com`. */
      url: z.url({ protocol: /^wss?$/ }),
      api_url: httpsUrl,
      api_key: z.string().min(1).max(128),
      api_secret: secret,
    })
    .nullable()
    .default(null),
  /** Who carries which profile; null: nobody, and there is no such media. Between browsers alone only two people meet. */
  providers: z
    .strictObject({
      thumb: z.enum(['cloudflare-realtime', 'livekit']).nullable().default(null),
      private_call: mediaProviderName.nullable().default('p2p'),
      random: mediaProviderName.nullable().default('p2p'),
      broadcast: z.enum(['cloudflare-realtime', 'livekit']).nullable().default(null),
    })
    .prefault({}),
})
export type MediaConfiguration = z.infer<typeof mediaConfiguration>
