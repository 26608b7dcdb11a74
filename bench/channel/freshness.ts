/** From a report to the playlist that shows its media: asked for as fast as it goes, and with low latency by blocking reloads. */
import { setTimeout as sleep } from 'node:timers/promises'
import { labReport, type LabReport } from '../../contract/lab.ts'
import type { Section } from '../support/section.ts'
import { quantile } from '../support/statistics.ts'
import type { Plan } from './plan.ts'
import { type Stand, startStand } from './stand.ts'

const rendition = '720p'
const pollMs = 20

/** What of a report is new media: its newest segment, or with low latency its newest part. */
const newestOf = (report: LabReport, isLow: boolean): string | undefined => {
  const own = report.renditions.find(({ name }) => name === rendition)
  return isLow ? own?.open_parts?.at(-1)?.uri : own?.segments.at(-1)?.uri
}

/** What a player asks for next (RFC 8216bis §6.2.5.2). */
const nextQuery = (playlist: string): string => {
  const lines = playlist.split('\n')
  const first = Number(/#EXT-X-MEDIA-SEQUENCE:(\d+)/.exec(playlist)?.[1] ?? 0)
  const whole = lines.filter((line) => line.startsWith('#EXTINF')).length
  const open = lines.slice(lines.findLastIndex((line) => line.startsWith('#EXTINF'))).filter((line) => line.startsWith('#EXT-X-PART:'))
  return `?_HLS_msn=${first + whole}&_HLS_part=${open.length}`
}

const measure = async (stand: Stand, isLow: boolean, wanted: number): Promise<number[]> => {
  const waiting = new Map<string, number>()
  stand.onReport((body, sentAt) => {
    const uri = newestOf(labReport.parse(JSON.parse(body)), isLow)
    if (uri !== undefined && !waiting.has(uri)) waiting.set(uri, sentAt)
  })
  const ages: number[] = []
  const shown = new Set<string>()
  const url = `${stand.runtime.sync}/live/${stand.channel}/${rendition}.m3u8`
  let query = ''
  while (ages.length < wanted) {
    const answer = await fetch(`${url}${query}`)
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${url}${query} answered ${answer.status}: ${text}`)
    const now = performance.now()
    for (const [uri, sentAt] of waiting)
      if (!shown.has(uri) && text.includes(`"segments/${uri}"`.slice(isLow ? 0 : 1, isLow ? undefined : -1))) {
        shown.add(uri)
        ages.push(now - sentAt)
      }
    if (isLow) query = nextQuery(text)
    else await sleep(pollMs)
  }
  // The first ones were waiting before anybody looked.
  return ages.slice(2)
}

export const freshness = async (plan: Plan): Promise<Section> => {
  const figures = []
  for (const isLow of [false, true]) {
    const stand = await startStand({ settings: { low_latency: isLow } })
    try {
      const ages = await measure(stand, isLow, plan.reports + 2)
      figures.push({
        low_latency: isLow,
        p50_ms: quantile(ages, 0.5),
        p95_ms: quantile(ages, 0.95),
        p99_ms: quantile(ages, 0.99),
        samples: ages.length,
      })
    } finally {
      await stand.stop()
    }
  }
  return {
    name: 'freshness',
    title: 'From a report to the playlist that shows its newest media',
    head: ['', 'p50 ms', 'p95 ms', 'p99 ms', 'reports'],
    rows: figures.map((f) => [
      f.low_latency ? 'parts, by blocking reload' : `segments, asked for every ${pollMs} ms`,
      f.p50_ms.toFixed(0),
      f.p95_ms.toFixed(0),
      f.p99_ms.toFixed(0),
      String(f.samples),
    ]),
    notes: [
      'through the door and its cache: a playlist is kept for half a target duration (2 s here) at most; from when the report is sent',
    ],
    figures,
  }
}
