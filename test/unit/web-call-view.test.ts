/** [B6] What a call shows of itself, what it may send, how good the connection is called, and where the own picture goes. Times are data. */
import { describe, expect, it } from 'vitest'
import type { CallState } from '../../web/features/call/call-state.ts'
import { newCall } from '../../web/features/call/call-machine.ts'
import { lengthOf, shownOf } from '../../web/features/call/call-shown.ts'
import { cornerAt, movedBy, nextCorner } from '../../web/features/call/corners.ts'
import { directionOf, encodingOf } from '../../web/features/call/limits.ts'
import { newTalk } from '../../web/features/call/negotiation.ts'
import type { Sample } from '../../web/features/call/quality.ts'
import { qualityOf, sampleOf } from '../../web/features/call/quality.ts'
import { connectionId } from '../../contract/ids.ts'
import { troubleOf } from '../../web/features/call/devices.ts'

const page = connectionId.parse('01939b7e-0000-7000-8000-000000000001')
const here: CallState = {
  ...newCall(page),
  room: { at: 'together', polite: true },
  devices: { at: 'ready' },
  grant: { at: 'here', renewAt: 1 },
}
const joining = { at: 'joining', talk: newTalk(true), met: false, nextAt: null } as const
const theirs = { name: { page, n: 0 }, sends: null }

describe('what is shown', () => {
  it.each([
    ['entering', { room: { at: 'away' }, devices: { at: 'asking' } }],
    ['asking_devices', { devices: { at: 'asking' } }],
    ['no_devices', { devices: { at: 'trouble', why: 'denied' } }],
    ['alone', { room: { at: 'alone' } }],
    ['preparing', { grant: { at: 'asking', tries: 0 } }],
    ['held_up', { grant: { at: 'later', again: 1, tries: 1 } }],
    ['expecting', { media: joining }],
    ['connecting', { media: { ...joining, met: true } }],
    ['live', { media: { at: 'live', talk: newTalk(true) }, liveSince: 1, theirs }],
    ['reconnecting', { media: joining, liveSince: 1, theirs }],
    ['reconnecting', { media: { at: 'idle' }, liveSince: 1, theirs }],
    ['failed', { media: { at: 'failed' } }],
    ['ended', { media: { at: 'ended', why: { by: 'me' } } }],
  ] as const satisfies readonly (readonly [string, Partial<CallState>])[])('%s', (at, change: Partial<CallState>) => {
    expect(shownOf({ ...here, ...change }).at).toBe(at)
  })

  it('how long it lasts', () => {
    expect([0, 61_000, 3_723_900, -5].map(lengthOf)).toEqual(['0:00', '1:01', '1:02:03', '0:00'])
  })
})

describe('what a grant allows is kept to', () => {
  const bounds = {
    may_send: ['audio' as const, 'video' as const],
    may_receive: true,
    video: { width: 640, height: 480, frame_rate: 24, max_bitrate_bps: 700_000 },
    audio_max_bitrate_bps: 32_000,
  }

  it('by rate and by size, for standing pictures too', () => {
    expect(encodingOf(bounds, 'video', { width: 1_280, height: 720 })).toEqual({
      maxBitrate: 700_000,
      maxFramerate: 24,
      scaleResolutionDownBy: 2,
    })
    expect(encodingOf(bounds, 'video', { width: 720, height: 1_280 }).scaleResolutionDownBy).toBe(2)
    expect(encodingOf(bounds, 'video', { width: 320, height: 240 }).scaleResolutionDownBy).toBe(1)
    expect(encodingOf(bounds, 'video', {}).scaleResolutionDownBy).toBe(1)
    expect(encodingOf(bounds, 'audio', {})).toEqual({ maxBitrate: 32_000 })
  })

  it('in its direction', () => {
    expect(directionOf(bounds, 'video')).toBe('sendrecv')
    expect(directionOf({ ...bounds, may_send: ['audio'] }, 'video')).toBe('recvonly')
    expect(directionOf({ ...bounds, may_receive: false }, 'audio')).toBe('sendonly')
    expect(directionOf({ ...bounds, may_send: [], may_receive: false }, 'audio')).toBe('inactive')
  })
})

describe('the quality of the connection', () => {
  const sample = (change: Partial<Sample>): Sample => ({
    at: 0,
    received: 0,
    lost: 0,
    lostThere: null,
    roundTripMs: 40,
    framesDecoded: 0,
    ...change,
  })

  it.each([
    [{ received: 1_000 }, 'good'],
    [{ received: 960, lost: 40 }, 'fair'],
    [{ received: 850, lost: 150 }, 'poor'],
    [{ received: 1_000, lostThere: 0.2 }, 'poor'],
    [{ received: 1_000, roundTripMs: 500 }, 'fair'],
    [{ received: 1_000, roundTripMs: 900 }, 'poor'],
    [{ roundTripMs: null }, null],
  ] as const)('%j is %s', (now, quality) => {
    expect(qualityOf(sample({}), sample(now))).toBe(quality)
  })

  it('is of the time since the last sample, not of the whole call', () => {
    expect(qualityOf(sample({ received: 100, lost: 900 }), sample({ received: 1_100, lost: 900 }))).toBe('good')
    expect(qualityOf(null, sample({ received: 1_000 }))).toBeNull()
  })

  it('reads what browsers count, and passes over what they do not', () => {
    const report = [
      { type: 'inbound-rtp', kind: 'video', packetsReceived: 90, packetsLost: 10, framesDecoded: 30 },
      { type: 'inbound-rtp', kind: 'audio', packetsReceived: 50 },
      { type: 'remote-inbound-rtp', fractionLost: 0.05 },
      { type: 'candidate-pair', nominated: false, currentRoundTripTime: 9 },
      { type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.08 },
      { type: 'codec' },
    ]
    expect(sampleOf(report, 7)).toEqual({ at: 7, received: 140, lost: 10, lostThere: 0.05, roundTripMs: 80, framesDecoded: 30 })
  })
})

describe('the own picture', () => {
  it('goes around by presses, and where arrows and drags say', () => {
    expect(nextCorner(nextCorner(nextCorner(nextCorner('top-left'))))).toBe('top-left')
    expect(movedBy('top-right', 'ArrowDown')).toBe('bottom-right')
    expect(movedBy('bottom-right', 'ArrowLeft')).toBe('bottom-left')
    expect(movedBy('bottom-left', 'ArrowLeft')).toBe('bottom-left')
    expect(movedBy('top-left', 'Tab')).toBeNull()
    const frame = { left: 100, top: 100, width: 200, height: 100 }
    expect([cornerAt(frame, 110, 110), cornerAt(frame, 290, 190)]).toEqual(['top-left', 'bottom-right'])
  })
})

describe('why there is no device', () => {
  it.each([
    ['NotAllowedError', 'denied'],
    ['SecurityError', 'denied'],
    ['NotFoundError', 'missing'],
    ['OverconstrainedError', 'missing'],
    ['NotReadableError', 'in_use'],
    ['AbortError', 'in_use'],
  ] as const)('%s: %s', (name, why) => {
    expect(troubleOf(new DOMException('', name))).toBe(why)
  })
})
