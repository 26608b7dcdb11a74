/** What every media provider does, whatever is behind it. */
import { describe, expect, test } from 'vitest'
import { appId, roomId, userId } from '../../contract/ids.ts'
import { mediaProfile } from '../../contract/manifest.ts'
import { mediaGrant, mediaHandle, mediaNegotiation } from '../../contract/media.ts'
import type { MediaAsk, MediaProvider, NegotiationAsk } from '../../domain/media/media-provider.ts'
import { boundsOf } from '../../domain/media/profiles.ts'

export const ask: MediaAsk = {
  app: appId.parse('01939b7e-0000-7000-8000-00000000a001'),
  session: roomId.parse('01939b7e-0000-7000-8000-00000000e001'),
  user: userId.parse('01939b7e-0000-7000-8000-00000000b001'),
  profile: 'private_call',
  role: 'participant',
  now: 1_795_000_000_000,
}
export const other = userId.parse('01939b7e-0000-7000-8000-00000000b002')
export const handle = { media_session: 'e017a2629c754fedc1f7d8587e06d126', turn_username: null }
export const publish: NegotiationAsk['step'] = {
  step: 'publish',
  offer: 'v=0 offer',
  tracks: [
    { mid: '0', kind: 'audio' },
    { mid: '1', kind: 'video' },
  ],
}

export type UnderTest = {
  /** Against services that answer as they should. */
  readonly well: () => MediaProvider
  /** Against services that can not be reached. */
  readonly alone: () => MediaProvider
  /** What must never reach a client. */
  readonly secrets: readonly string[]
}

export const mediaProviderSuite = (name: string, { well, alone, secrets }: UnderTest): void => {
  describe(`[port MediaProvider] ${name}`, () => {
    test.each(mediaProfile.options)('[B4] grants %s within its bounds, for a while', async (profile) => {
      const granted = await well().grant({ ...ask, profile })
      if (!granted.ok) throw new Error(granted.error.reason)
      const { grant } = granted.value
      expect(mediaGrant.parse(grant)).toEqual(grant)
      expect(grant).toMatchObject({ session_id: ask.session, ...boundsOf(profile, 'participant') })
      expect(Date.parse(grant.expires_at)).toBeGreaterThan(ask.now)
    })

    test('[B4] who watches a broadcast may send nothing', async () => {
      const granted = await well().grant({ ...ask, profile: 'broadcast', role: 'viewer' })
      expect(granted).toMatchObject({
        ok: true,
        value: { grant: { may_send: [], may_receive: true, video: null, audio_max_bitrate_bps: null } },
      })
    })

    test('[B15] neither a secret of the deployment nor a media session reaches the client', async () => {
      const granted = await well().grant(ask)
      if (!granted.ok) throw new Error(granted.error.reason)
      const { grant, handle: kept } = granted.value
      const told = JSON.stringify(grant)
      for (const secret of secrets) expect(told).not.toContain(secret)
      expect(mediaHandle.parse(kept)).toEqual(kept)
      expect(kept.media_session === null || !told.includes(kept.media_session)).toBe(true)
    })

    test('[B4] withdraws, and withdraws again', async () => {
      const provider = well()
      const withdrawing = { ...ask, handle: { ...handle, turn_username: 'u' } }
      expect([await provider.withdraw(withdrawing), await provider.withdraw(withdrawing)]).toEqual([
        { ok: true, value: null },
        { ok: true, value: null },
      ])
    })

    test('[B4] negotiates, or says that it does not', async () => {
      const answer = await well().negotiate({ ...ask, handle, step: publish, others: new Map() })
      const isMeant = answer.ok ? mediaNegotiation.safeParse(answer.value).success : answer.error.code === 'unsupported'
      expect(isMeant).toBe(true)
    })

    test('[S6] with nobody to reach it answers, and never throws', async () => {
      const provider = alone()
      const answers = [
        await provider.grant(ask),
        await provider.negotiate({ ...ask, handle, step: publish, others: new Map() }),
        await provider.withdraw({ ...ask, handle }),
      ]
      const codes = answers.map((answer) => (answer.ok ? 'ok' : answer.error.code))
      expect(codes.every((code) => ['ok', 'unavailable', 'unsupported'].includes(code))).toBe(true)
    })
  })
}
