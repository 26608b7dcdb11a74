/** The channel's playlists, letter by letter, and low latency. */
import { describe, expect, test } from 'vitest'
import type { LabReport } from '../../contract/lab.ts'
import { blockingVerdict, renderMaster, renderMedia } from '../../domain/channel/playlist.ts'
import type { Slot, Timeline } from '../../domain/channel/timeline.ts'
import { timelineOf } from '../../durable-objects/channel/channel-views.ts'
import { ChannelRun, channelBegan } from '../support/channel-run.ts'
import { labReportAt } from '../support/lab-reports.ts'

const slotOf = (msn: number, change: Partial<Slot> = {}): Slot => ({
  msn,
  source: 'lab',
  discontinuity: false,
  gap: false,
  duration: 2,
  programDateTime: Date.parse('2026-01-01T00:00:00Z') + msn * 2_000,
  media: { hd: { uri: `a/hd/${msn}.m4s`, map: 'a/hd/init.mp4', duration: 2.002, parts: [{ uri: `a/hd/${msn}.0.m4s`, duration: 1 }] } },
  ...change,
})

const timeline: Timeline = {
  targetDuration: 2,
  renditions: [{ name: 'hd', bandwidth: 900_000, resolution: '1280x720', codecs: 'avc1.4D401F,mp4a.40.2', frameRate: 23.976 }],
  standIns: { hd: [], sd: ['hd'] },
  slots: [slotOf(7, { discontinuity: true }), slotOf(8), slotOf(9, { discontinuity: true })],
  discontinuitySequence: 3,
  partTarget: null,
  open: null,
}

describe('[CH31] playlists', () => {
  test('the master names what is current', () => {
    expect(renderMaster(timeline)).toBe(`#EXTM3U
#EXT-X-VERSION:6
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-STREAM-INF:BANDWIDTH=900000,CODECS="avc1.4D401F,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=23.976
hd.m3u8
`)
  })

  test('a media playlist; the first slot’s discontinuity is counted and has no tag', () => {
    expect(renderMedia(timeline, 'hd')).toBe(`#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:2
#EXT-X-START:TIME-OFFSET=-8
#EXT-X-MEDIA-SEQUENCE:7
#EXT-X-DISCONTINUITY-SEQUENCE:4
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="segments/a/hd/init.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:14.000Z
#EXTINF:2.002,
segments/a/hd/7.m4s
#EXTINF:2.002,
segments/a/hd/8.m4s
#EXT-X-DISCONTINUITY
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:18.000Z
#EXTINF:2.002,
segments/a/hd/9.m4s
`)
  })

  test('one that has nothing of its own shows its stand-in; an unknown one, or a name of every object’s, is none', () => {
    expect(renderMedia(timeline, 'sd')).toBe(renderMedia(timeline, 'hd'))
    expect(renderMedia(timeline, '4k')).toBeNull()
    expect(renderMedia(timeline, 'constructor')).toBeNull()
  })

  test('the version is the lowest that has what is used', () => {
    const ts = slotOf(7, { media: { hd: { uri: 'a/7.ts', map: null, duration: 2, parts: [] } } })
    expect(renderMedia({ ...timeline, slots: [ts] }, 'hd')).toContain('#EXT-X-VERSION:3\n')
    expect(renderMedia({ ...timeline, slots: [ts, slotOf(8, { gap: true })] }, 'hd')).toContain('#EXT-X-VERSION:8\n')
  })
})

const open = {
  parts: { hd: [{ uri: 'a/hd/10.0.m4s', duration: 1, independent: true }] },
  map: { hd: 'a/hd/init.mp4' },
  hint: { hd: 'a/hd/10.1.m4s' },
}

describe('[CH29] low latency', () => {
  const low: Timeline = { ...timeline, partTarget: 1, open }

  test('says how to wait, lists the last parts and where the next one will be', () => {
    const playlist = renderMedia(low, 'hd') ?? ''
    expect(playlist).toContain('#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,HOLD-BACK=8,PART-HOLD-BACK=3\n#EXT-X-PART-INF:PART-TARGET=1\n')
    expect(playlist).not.toContain('a/hd/7.0.m4s')
    expect(
      playlist.endsWith(`#EXT-X-PART:DURATION=1,URI="segments/a/hd/9.0.m4s"
#EXTINF:2.002,
segments/a/hd/9.m4s
#EXT-X-PART:DURATION=1,URI="segments/a/hd/10.0.m4s",INDEPENDENT=YES
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="segments/a/hd/10.1.m4s"
#EXT-X-RENDITION-REPORT:URI="sd.m3u8",LAST-MSN=9
`),
    ).toBe(true)
  })

  test.each([
    [9, undefined, 'ready'],
    [9, 40, 'ready'],
    [10, undefined, 'wait'],
    [10, 0, 'ready'],
    [10, 1, 'wait'],
    [11, undefined, 'wait'],
    [12, undefined, 'ahead'],
  ] as const)('segment %s, part %s: %s', (msn, part, verdict) => {
    expect(blockingVerdict(low, 'hd', msn, part)).toBe(verdict)
  })

  const withParts = (at: number): LabReport => {
    const report = labReportAt(channelBegan + at)
    const opened = report.renditions.map((one) => {
      const next = `a/${one.name}/${one.media_sequence + one.segments.length}`
      return { ...one, open_parts: [{ uri: `${next}.0.m4s`, duration: 0.5 }], preload_hint: `${next}.1.m4s` }
    })
    return { ...report, renditions: opened }
  }

  test('[CH30] parts of a segment that never comes become a gap of their length', () => {
    const run = new ChannelRun({ low_latency: true })
    for (let at = 0; at <= 10_000; at += 2_000) run.send(at, withParts(at))
    run.tick(11_000)
    expect(timelineOf(run.state).open?.parts['360p']).toHaveLength(1)
    const last = run.state.slots.at(-1)?.msn ?? 0
    run.tick(16_000)
    expect(run.state.slots.find(({ msn }) => msn === last + 1)).toMatchObject({ gap: true, duration: 0.5 })
    expect(run.picture).toMatch(/LG\|s+$/)
  })

  test('[CH29] parts that do not follow the last slot are not shown', () => {
    const run = new ChannelRun({ low_latency: true, target_duration_s: 2 })
    for (let at = 0; at <= 10_000; at += 2_000) run.send(at, withParts(at))
    const report = withParts(12_000)
    const tooLong = report.renditions.map((one) => ({
      ...one,
      segments: one.segments.map((each, index) => (index === 2 ? { ...each, duration: 3 } : each)),
    }))
    run.send(12_000, { ...report, renditions: tooLong })
    run.tick(13_000)
    expect(run.state.head.open).not.toBeNull()
    expect(timelineOf(run.state).open).toBeNull()
  })

  test('without the setting nothing of it is shown', () => {
    const run = new ChannelRun()
    for (let at = 0; at <= 10_000; at += 2_000) run.send(at, withParts(at))
    expect(renderMedia(timelineOf(run.tick(11_000).state), '360p')).not.toMatch(/PART|SERVER-CONTROL/)
  })
})
