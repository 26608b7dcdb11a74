/** What each profile lets people send, and how much. Pure. */
import type { MediaProfile } from '../../contract/manifest.ts'
import type { MediaGrant, MediaKind, VideoBounds } from '../../contract/media.ts'

/** `performer` sends in a broadcast; in all other profiles everyone is a participant. */
export type MediaRole = 'participant' | 'performer' | 'viewer'

type Profile = {
  readonly sends: readonly MediaKind[]
  readonly senders: readonly MediaRole[]
  readonly video: VideoBounds
  /** Null: no sound. */
  readonly audioMaxBitrateBps: number | null
}

export const mediaProfiles = {
  thumb: {
    sends: ['video'],
    senders: ['participant', 'performer'],
    video: { width: 160, height: 90, frame_rate: 10, max_bitrate_bps: 80_000 },
    audioMaxBitrateBps: null,
  },
  private_call: {
    sends: ['audio', 'video'],
    senders: ['participant', 'performer'],
    video: { width: 1_280, height: 720, frame_rate: 30, max_bitrate_bps: 1_500_000 },
    audioMaxBitrateBps: 48_000,
  },
  random: {
    sends: ['audio', 'video'],
    senders: ['participant', 'performer'],
    video: { width: 640, height: 480, frame_rate: 24, max_bitrate_bps: 700_000 },
    audioMaxBitrateBps: 32_000,
  },
  broadcast: {
    sends: ['audio', 'video'],
    senders: ['performer'],
    video: { width: 1_920, height: 1_080, frame_rate: 30, max_bitrate_bps: 4_000_000 },
    audioMaxBitrateBps: 128_000,
  },
} as const satisfies Record<MediaProfile, Profile>

/** What somebody in a role may send. */
export const mayBeSent = (profile: MediaProfile, role: MediaRole): readonly MediaKind[] => {
  const { sends, senders }: Profile = mediaProfiles[profile]
  return senders.includes(role) ? sends : []
}

type Bounds = Pick<MediaGrant, 'profile' | 'may_send' | 'may_receive' | 'video' | 'audio_max_bitrate_bps'>

/** The part of a grant that is the same with every provider. */
export const boundsOf = (profile: MediaProfile, role: MediaRole): Bounds => {
  const kinds = mayBeSent(profile, role)
  const { video, audioMaxBitrateBps } = mediaProfiles[profile]
  return {
    profile,
    may_send: [...kinds],
    may_receive: true,
    video: kinds.includes('video') ? video : null,
    audio_max_bitrate_bps: kinds.includes('audio') ? audioMaxBitrateBps : null,
  }
}
