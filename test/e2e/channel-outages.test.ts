/**
 * A channel that never stops, as two who watch it see it: the first page in a real browser, and ffmpeg. Two outages in `npm test`, ten and more with
 * LONG=1 (`npm run test:long`). What is the machine's fault and not the channel's is told apart: a picture that stands still with media at
 * hand was not decoded in time, one that stands still without was not served. In the long run, on a quiet machine, neither may be.
 */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasChrome, launch } from './browser.ts'
import { type FfmpegViewer, hasFfmpeg, islandFaults, islandsOf, watchWithFfmpeg } from './channel-ffmpeg.ts'
import { deadRuntime, type Outage, tenOutages, twoOutages } from './channel-outages.ts'
import { OutageStage } from './channel-outage-stage.ts'
import { ChannelViewer } from './channel-outage-viewer.ts'
import { PlaylistRecord, watchPlaylists } from './channel-playlists.ts'
import { until } from './platform-process.ts'

const isLong = process.env['LONG'] === '1'
const outages = isLong ? tenOutages : twoOutages

/** ms. */
const longestStall = 500
/** Of a picture with media at hand, where the machine may be busy with other things. */
const longestBusy = isLong ? longestStall : 5_000
/** Less than this is not enough to play on. ms. */
const starvedBelow = 250

const record = new PlaylistRecord()
let stage: OutageStage
let browser: Browser
let viewer: ChannelViewer
let ffmpeg: FfmpegViewer | null = null
/** Over the whole run, for whoever reads its output. */
let [longestMs, leastAheadMs] = [0, Infinity]
let endWatching = (): Promise<void> => Promise.resolve()

beforeAll(async () => {
  stage = await OutageStage.start()
  browser = await launch()
  endWatching = watchPlaylists(stage.live, record)
  viewer = await ChannelViewer.open(browser, stage.url, (name, text) => record.note(name, text))
  await shows('lab')
  await plays(2)
  if (hasFfmpeg) ffmpeg = watchWithFfmpeg(`${stage.live}/master.m3u8`)
})
afterAll(async () => {
  await endWatching()
  await ffmpeg?.end()
  await browser.close()
  await stage.end()
})

const shows = (source: 'lab' | 'slate'): Promise<void> =>
  until(`the picture of the ${source}`, async () => (await viewer.source()) === source)

/** So many seconds of media from where it is. */
const plays = async (seconds: number): Promise<void> => {
  const from = await viewer.positionS()
  await until(`${seconds} s of picture`, async () => (await viewer.positionS()) > from + seconds)
}

/** From before until what was made after it has been seen: a viewer is four target durations behind. */
const through = async ({ begin, end, shows: meanwhile }: Outage): Promise<void> => {
  await begin(stage)
  if (meanwhile === 'slate') await shows('slate')
  await plays(3)
  await end(stage)
  await plays(10)
  await shows('lab')
  await plays(3)
}

/** What a viewer would complain of since this was last asked. */
const complaints = async (): Promise<string[]> => {
  const { standstills, emptied, errors, phases, aheadMs: least } = await viewer.taken()
  leastAheadMs = Math.min(leastAheadMs, least)
  longestMs = Math.max(longestMs, ...standstills.map(({ ms }) => ms))
  const stalls = standstills.filter(({ ms, aheadMs }) => ms > (aheadMs < starvedBelow ? longestStall : longestBusy))
  return [
    ...stalls.map(
      ({ atS, ms, aheadMs, readyState }) => `${ms} ms of standstill at ${atS} s (${aheadMs} ms at hand, ready state ${readyState})`,
    ),
    ...errors,
    ...(emptied > 0 ? [`${emptied} times the media was lost`] : []),
    ...phases.filter((phase) => phase === 'broken'),
  ]
}

describe.runIf(hasChrome)('[B1] the channel never stops', () => {
  test.each(outages)('$name: the picture goes on, and back by itself', async (outage) => {
    const before = (await viewer.seen()).frames
    await through(outage)
    expect((await viewer.seen()).frames).toBeGreaterThan(before)
    expect(await complaints()).toEqual([])
  })

  test.runIf(hasFfmpeg)('ffmpeg decoded all of it without an error', async () => {
    if (ffmpeg === null) throw new Error('it was not started')
    expect(ffmpeg.exitCode(), (await ffmpeg.end()).join('\n')).toBe(null)
    expect(await ffmpeg.end()).toEqual([])
    expect(ffmpeg.decodedS()).toBeGreaterThan(outages.length * 10)
  })

  test.each(isLong ? [deadRuntime] : [])('$name: nobody sees anything of it', async (outage) => {
    await through(outage)
    expect(await complaints()).toEqual([])
  })

  test.each(isLong ? ['everything is killed and started anew'] : [])('%s: the same page plays on', async () => {
    const opened = await viewer.openedAt()
    await stage.killAndRestart()
    await shows('lab')
    await plays(20)
    expect(await viewer.openedAt()).toBe(opened)
  })

  test.runIf(hasFfmpeg)('timestamps grow between two discontinuities, without holes, and last as long as the playlists say', async () => {
    const faults: string[] = []
    for (const name of ['360p', '720p'])
      for (const island of islandsOf(record.slotsOf(name))) faults.push(...(await islandFaults(stage.live, island)))
    expect(faults).toEqual([])
  })

  test('two parsers read every playlist; nothing went back or changed', () => {
    console.log(
      `channel: ${outages.length} outages, ${record.read} playlists, longest standstill ${longestMs} ms, least media at hand ${leastAheadMs} ms`,
    )
    expect(record.faults).toEqual([])
    expect(record.read).toBeGreaterThan(outages.length * 10)
  })
})
