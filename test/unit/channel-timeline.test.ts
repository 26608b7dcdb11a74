/** The channel's timeline: what is published, in which order, how far ahead; runs, renditions, windows. */
import { describe, expect, test } from 'vitest'
import { publishedUris, wasPublished, withPublished } from '../../domain/channel/published-uris.ts'
import { timelineOf } from '../../durable-objects/channel/channel-views.ts'
import { renderMedia } from '../../domain/channel/playlist.ts'
import { ChannelRun, channelBegan } from '../support/channel-run.ts'
import { labReportAt } from '../support/lab-reports.ts'

const secondsOf = (run: ChannelRun): number => run.state.slots.reduce((sum, { duration }) => sum + duration, 0)

describe('publishing', () => {
  test('[CH19] a LAB that is well is published slot by slot, without a discontinuity', () => {
    const run = new ChannelRun().reports(0, 30_000).tick(31_000)
    expect(run.picture).toMatch(/^L+$/)
    expect(new Set(run.uris).size).toBe(run.uris.length)
  })

  test('[CH19] a burst is published as time passes, in order', () => {
    const run = new ChannelRun().reports(0, 10_000)
    const first = Math.floor((channelBegan + 10_000) / 2_000)
    run.report(12_000, { first: first + 1, listed: 4 })
    expect(run.state.head.edgeAt).toBeLessThanOrEqual(channelBegan + 12_000 + 3_700)
    expect(run.state.head.pending.length).toBeGreaterThan(0)
    run.report(14_000, { first: first + 1, listed: 4 })
    run.report(15_500, { first: first + 1, listed: 4 })
    expect(run.tick(15_900).state.slots.at(-1)?.discontinuity).toBe(false)
  })

  test('[CH19] when too much came at once only the newest is published', () => {
    const run = new ChannelRun().reports(0, 10_000)
    const first = Math.floor((channelBegan + 12_000) / 2_000)
    run.report(12_000, { first, listed: 40 })
    expect(run.state.head.pending.map(({ number }) => number - first).at(-1)).toBe(39)
    expect(run.state.head.pending.length).toBeLessThan(3)
    expect(run.tick(14_000).picture).toMatch(/L\|L$/)
  })

  test('[CH15] what one rendition lacks is in none', () => {
    const run = new ChannelRun()
    const report = labReportAt(channelBegan, { first: 5, listed: 4 })
    const [low, high] = report.renditions
    if (low === undefined || high === undefined) throw new Error('two renditions')
    run.send(0, { ...report, renditions: [low, { ...high, segments: high.segments.slice(0, 3) }] })
    expect(run.tick(5_000).uris).not.toContain('a/360p/8.m4s')
    expect(run.uris).toContain('a/360p/7.m4s')
  })

  test('[CH13] a segment that is too long is left out', () => {
    const run = new ChannelRun({ target_duration_s: 2 })
    const report = labReportAt(channelBegan, { first: 5, listed: 1 })
    run.send(0, report)
    run.report(2_000, { first: 6, listed: 1, duration: 2.5 })
    run.report(3_900, { first: 7, listed: 1 })
    expect(run.tick(6_000).uris).not.toContain('a/360p/6.m4s')
    expect(run.picture).toMatch(/L\|L$/)
    expect(run.facts).toContain('alert_opened segment_too_long')
  })
})

describe('where it does not go on', () => {
  test('[CH12] [CH21] a new run begins with a discontinuity, also with the same numbers', () => {
    const run = new ChannelRun().reports(0, 10_000)
    run.reports(12_000, 20_000, { run: 'b' })
    expect(run.tick(21_000).picture).toMatch(/\|L{1,5}$/)
    expect(run.uris.at(-1)).toMatch(/^b\//)
  })

  test('[CH12] a number that means something else now is a new run', () => {
    const run = new ChannelRun()
    run.report(0, { first: 5, listed: 3 })
    run.report(2_000, { run: 'b', first: 5, listed: 1 })
    expect(run.tick(4_000).uris).toContain('b/360p/5.m4s')
    expect(run.picture).toMatch(/L\|L$/)
  })

  test('[CH12] numbers that fall are a new run', () => {
    const run = new ChannelRun().reports(0, 10_000)
    run.report(12_000, { run: 'b', first: 0, listed: 1 })
    run.report(14_000, { run: 'b', first: 1, listed: 1 })
    expect(run.tick(16_000).uris).toContain('b/360p/1.m4s')
  })

  test('[CH14] a run that uses its paths again is not believed', () => {
    const run = new ChannelRun()
    for (let n = 0; n < 5; n++) run.report(n * 2_000, { first: n, listed: 1 })
    for (let n = 0; n < 3; n++) run.report(10_000 + n * 2_000, { first: n, listed: 1 })
    expect(run.tick(16_000).uris.filter((uri) => uri === 'a/360p/1.m4s')).toHaveLength(0)
    expect(run.shown).toBe('slate slate')
    expect(run.facts).toContain('alert_opened uri_reused')
  })

  test('[CH14] a URI that one report has twice is published once', () => {
    const run = new ChannelRun()
    const report = labReportAt(channelBegan, { first: 0, listed: 2, duration: 0.8 })
    const twice = report.renditions.map((one) => ({
      ...one,
      segments: one.segments.map((each) => ({ ...each, uri: `a/${one.name}/same.m4s` })),
    }))
    run.send(0, { ...report, renditions: twice })
    expect(run.tick(3_000).uris.filter((uri) => uri === 'a/360p/same.m4s')).toHaveLength(1)
  })

  test('[CH21] a number that is missing is a discontinuity', () => {
    const run = new ChannelRun()
    run.report(0, { first: 5, listed: 1 })
    run.report(2_000, { first: 7, listed: 1 })
    expect(run.tick(3_000).picture).toMatch(/\|L\|L$/)
  })

  test('[CH21] the LAB after the slate is one, also with the number that would go on', () => {
    const run = new ChannelRun()
    for (let n = 0; n < 4; n++) run.report(n * 2_000, { first: n, listed: 1 })
    run.reports(8_000, 80_000, { first: 3, listed: 1 })
    run.report(82_000, { first: 4, listed: 1 })
    expect(run.tick(84_000).picture).toMatch(/s\|L$/)
  })

  test('[CH18] each turn of the slate’s loop begins with one, and an outage adds no delay', () => {
    const run = new ChannelRun().reports(0, 20_000).tick(60_000)
    expect(run.picture).toMatch(/^s+\|s+$/)
    const ahead = run.state.head.edgeAt - channelBegan - 60_000
    expect(ahead).toBeGreaterThan(0)
    expect(ahead).toBeLessThanOrEqual(2_000)
  })

  test('[CH18] a year that nobody looked at is counted and not made', () => {
    const run = new ChannelRun().reports(0, 20_000).tick(30_000)
    const { msn } = run.state.slots.at(-1) ?? { msn: 0 }
    run.tick(30_000 + 365 * 86_400_000)
    expect(run.state.slots.at(-1)?.msn).toBe(msn + (365 * 86_400) / 2)
    expect(run.state.slots.length).toBeLessThan(20)
  })
})

describe('renditions', () => {
  test('[CH24] [CH20] one that is left out keeps its playlist, with the media of another', () => {
    const run = new ChannelRun().reports(0, 10_000)
    run.reports(12_000, 30_000, { names: ['360p'] }).tick(31_000)
    const timeline = timelineOf(run.state)
    expect(timeline.renditions.map(({ name }) => name)).toEqual(['360p'])
    expect(renderMedia(timeline, '720p')).toContain('a/360p/')
    expect(renderMedia(timeline, '1080p')).toBeNull()
  })

  test('[CH20] who stands in for one that is left out stays the same for as long as it is there', () => {
    const run = new ChannelRun().reports(0, 10_000, { names: ['240p', '720p', '1080p'] })
    run.reports(12_000, 14_000, { names: ['240p', '1080p'] })
    const report = labReportAt(channelBegan + 16_000, { names: ['240p', '1080p'] })
    run.send(16_000, {
      ...report,
      renditions: report.renditions.map((one) => (one.name === '1080p' ? { ...one, bandwidth: 900_000 } : one)),
    })
    run.tick(17_900)
    expect(run.state.slots.at(-1)?.media['720p']?.uri).toContain('a/240p/')
    expect(run.picture).toMatch(/LL$/)
  })

  test('[CH24] after an hour it has none', () => {
    const run = new ChannelRun().reports(0, 10_000)
    run.reports(12_000, 12_000 + 3_600_000, { names: ['360p'] })
    expect(renderMedia(timelineOf(run.state), '720p')).toBeNull()
  })

  test('[CH16] a new one shows of old slots what another showed', () => {
    const run = new ChannelRun().reports(0, 20_000, { names: ['360p'] })
    run.reports(22_000, 24_000, { names: ['360p', '1080p'] }).tick(25_000)
    const playlist = renderMedia(timelineOf(run.state), '1080p') ?? ''
    expect(playlist).toContain('a/360p/')
    expect(playlist).toContain('a/1080p/')
    expect(playlist).toMatch(/a\/360p\/\d+\.m4s\n#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI="segments\/a\/1080p\/init.mp4"/)
  })
})

describe('[CH16] what stood in for a rendition before it came', () => {
  /** The 240p and 720p of the LAB, and a third one of this bandwidth. */
  const withThird = (run: ChannelRun, at: number, bandwidth: number): void => {
    const report = labReportAt(channelBegan + at, { names: ['240p', '720p', 'third'] })
    run.send(at, { ...report, renditions: report.renditions.map((one) => (one.name === 'third' ? { ...one, bandwidth } : one)) })
  }

  test('stays, when its bandwidth is another later', () => {
    const run = new ChannelRun().reports(0, 20_000, { names: ['240p', '720p'] })
    withThird(run, 22_000, 900_000)
    run.tick(23_000)
    const before = renderMedia(timelineOf(run.state), 'third') ?? ''
    expect(before.match(/a\/720p\/\d+/g)?.length).toBeGreaterThan(2)
    withThird(run, 24_000, 201_000)
    expect(renderMedia(timelineOf(run.tick(24_000).state), 'third')).not.toContain('a/240p/')
  })
})

describe('the window', () => {
  test('[CH22] holds six target durations, or more when asked', () => {
    expect(secondsOf(new ChannelRun().reports(0, 60_000))).toBe(12)
    expect(secondsOf(new ChannelRun({ dvr_window_s: 60 }).reports(0, 90_000))).toBe(60)
  })

  test('[CH23] the LAB’s first report settles the target duration, once', () => {
    const run = new ChannelRun()
    const report = labReportAt(channelBegan, { duration: 5.5 })
    run.send(0, { ...report, renditions: report.renditions.map((one) => ({ ...one, target_duration: 5.6 })) })
    expect(run.state.head.targetDuration).toBe(6)
    expect(secondsOf(run)).toBeGreaterThanOrEqual(36)
    run.report(2_000)
    expect(run.state.head.targetDuration).toBe(6)
  })

  test('[CH23] MPEG-TS and fragmented MP4 are never in one window', () => {
    const run = new ChannelRun().reports(0, 10_000)
    const { msn } = run.state.slots.at(-1) ?? { msn: 0 }
    run.report(12_000, { container: 'ts', run: 'b' })
    const playlist = renderMedia(timelineOf(run.tick(13_500).state), '360p') ?? ''
    expect(playlist).not.toContain('EXT-X-MAP')
    expect(playlist).toContain('b/360p/')
    expect(run.state.slots[0]?.msn).toBeGreaterThan(msn)
  })

  test('[CH23] another target duration by an operator begins it anew', () => {
    const run = new ChannelRun().reports(0, 10_000)
    const { msn } = run.state.slots.at(-1) ?? { msn: 0 }
    run.take(11_000, { type: 'settings', settings: { ...run.state.head.settings, target_duration_s: 4 } })
    expect(run.state.head.targetDuration).toBe(4)
    expect(run.state.slots[0]?.msn).toBeGreaterThan(msn)
    expect(secondsOf(run)).toBeGreaterThanOrEqual(24)
  })
})

describe('[CH14] published URIs', () => {
  const used = (...uris: string[]): ReturnType<typeof publishedUris.parse> => uris.reduce(withPublished, publishedUris.parse([]))

  test('a run is one entry, however long', () => {
    expect(used(...Array.from({ length: 1_000 }, (_, n) => `run/720p/${n}.m4s`))).toEqual([
      { pattern: 'run/720p/{0}.m4s', from: 0, to: 999 },
    ])
  })

  test.each([
    ['run/720p/5.m4s', true],
    ['run/720p/7.m4s', false],
    ['run/360p/5.m4s', false],
    ['run/720p/5.ts', false],
    ['run/720p/05.m4s', false],
    ['run/720p/six.m4s', true],
    ['run/720p/seven.m4s', false],
  ])('%s: %s', (uri, expected) => {
    expect(wasPublished(used('run/720p/4.m4s', 'run/720p/5.m4s', 'run/720p/six.m4s'), uri)).toBe(expected)
  })
})
