/** The board's plain functions: server-sent events out of pieces, which buckets a series has, zoom, trends, the file, the lines to run. */
import { describe, expect, it } from 'vitest'
import { eventReader } from '../../web/features/dashboard/sse.ts'
import { csvOf } from '../../web/features/dashboard/series-csv.ts'
import type { Bucket, SeriesView } from '../../web/features/dashboard/series-view.ts'
import { bucketsOf, queryFor, viewIn, windowOf } from '../../web/features/dashboard/series-view.ts'
import { changeIn, trendWindow } from '../../web/features/dashboard/trends.ts'
import { inZoom, isWhole, moved, zoomBetween, zoomBy } from '../../web/features/dashboard/zoom.ts'
import { curlFor, scriptFor } from '../../web/features/onboarding/first-lines.ts'

const minuteMs = 60_000
const at = Date.parse('2026-11-21T12:00:30.000Z')
const minutes = (count: number): Bucket[] =>
  Array.from({ length: count }, (_, index) => ({ at: index * minuteMs, value: index, partial: false }))

describe('server-sent events', () => {
  const text = 'retry: 3000\n\nevent: metrics\nid: a\ndata: {"x":\ndata: 1}\n\n: nothing new\nid: b\n\n'
  const whole = [
    { event: 'message', id: null, data: '' },
    { event: 'metrics', id: 'a', data: '{"x":\n1}' },
    { event: 'message', id: 'b', data: '' },
  ]

  it('are the same however the text is cut, and however its lines end', () => {
    for (const size of [1, 2, 7, 1_000]) {
      for (const sent of [text, text.replaceAll('\n', '\r\n')]) {
        const read = eventReader()
        const pieces = Array.from({ length: Math.ceil(sent.length / size) }, (_, index) => sent.slice(index * size, (index + 1) * size))
        expect(pieces.flatMap((piece) => read(piece))).toEqual(whole)
      }
    }
  })

  it('one that is not whole is not said', () => {
    expect(eventReader()('event: metrics\ndata: {}\n')).toEqual([])
  })
})

describe('the series of an address', () => {
  it('is the last hour by the minute when nothing, or nonsense, is said', () => {
    const usual = { metric: 'events', span: '1h', interval: 'minute' }
    expect([viewIn(''), viewIn('?show=secrets&span=9y&by=week'), viewIn('?by=day')]).toEqual([usual, usual, usual])
  })

  it('comes back from the address it makes', () => {
    for (const query of ['', '?show=sessions', '?span=24h&by=minute', '?show=new_users&span=30d&by=hour'])
      expect(queryFor(viewIn(query))).toBe(query)
  })

  it('ends with the bucket that is not over, which is marked', () => {
    const view: SeriesView = { metric: 'events', span: '1h', interval: 'minute' }
    const { from, to } = windowOf(view, at)
    expect([to - from, new Date(to).toISOString()]).toEqual([60 * minuteMs, '2026-11-21T12:01:00.000Z'])
    const points = [-1, 0, 1].map((back) => ({
      at: new Date(Date.parse('2026-11-21T12:00:00.000Z') + back * minuteMs).toISOString(),
      value: 1,
    }))
    expect(bucketsOf(points, 'minute', at).map(({ partial }) => partial)).toEqual([false, true])
  })

  it('is a file of exactly what is shown', () => {
    const view: SeriesView = { metric: 'sessions', span: '1h', interval: 'minute' }
    const shown = [
      { at: 0, value: 3, partial: false },
      { at: minuteMs, value: 1, partial: true },
    ]
    expect(csvOf(view, shown)).toBe('at,sessions,over\r\n1970-01-01T00:00:00.000Z,3,yes\r\n1970-01-01T00:01:00.000Z,1,no\r\n')
  })
})

describe('zoom', () => {
  const all = minutes(60)
  const indexes = (zoom: ReturnType<typeof zoomBetween>): number[] => inZoom(all, zoom).map(({ value }) => value)

  it('is between two buckets in any order, never fewer than three, and nothing when it is everything', () => {
    expect(indexes(zoomBetween(all, 20, 10, minuteMs))).toEqual(indexes(zoomBetween(all, 10, 20, minuteMs)))
    expect(indexes(zoomBetween(all, 59, 59, minuteMs))).toEqual([57, 58, 59])
    expect(zoomBetween(all, 0, 59, minuteMs)).toBeNull()
    expect(zoomBetween([], 0, 5, minuteMs)).toBeNull()
  })

  it('halves around the middle, doubles back to everything', () => {
    const half = zoomBy(all, null, 0.5, minuteMs)
    expect([indexes(half)[0], indexes(half).length]).toEqual([15, 30])
    expect(zoomBy(all, half, 2, minuteMs)).toBeNull()
    expect(isWhole(all, half)).toBe(false)
  })

  it('moves as far as there is something, and keeps its length', () => {
    let zoom = zoomBetween(all, 20, 29, minuteMs)
    zoom = moved(all, zoom, 1, minuteMs)
    expect([indexes(zoom)[0], indexes(zoom).length]).toEqual([25, 10])
    for (let step = 0; step < 20; step++) zoom = moved(all, zoom, 1, minuteMs)
    expect(indexes(zoom)).toEqual([50, 51, 52, 53, 54, 55, 56, 57, 58, 59])
  })
})

describe('trends', () => {
  const points = Array.from({ length: 48 }, (_, index) => ({ at: new Date(index * 3_600_000).toISOString(), value: index < 24 ? 1 : 2 }))

  it('are of the 48 hours that are over', () => {
    const { from, to } = trendWindow(at)
    expect([new Date(from).toISOString(), new Date(to).toISOString()]).toEqual(['2026-11-19T12:00:00.000Z', '2026-11-21T12:00:00.000Z'])
    expect(changeIn(points, 0, 0)).toEqual({ now: 48, before: 24 })
  })

  it('know nothing of a day on which the app was not there from its beginning', () => {
    expect(changeIn(points, 0, 1)).toEqual({ now: 48, before: null })
  })
})

describe('the lines of a first event', () => {
  const sender = { origin: 'http://localhost:8787', key: 'pq_pk_1', secret: 'pq_sk_1' }

  it('carry the secret only when it was just made; else they take it from a variable', () => {
    expect([curlFor(sender), scriptFor(sender)].every((text) => text.includes(`'pq_sk_1'`) || text.includes(': pq_sk_1'))).toBe(true)
    const later = { ...sender, secret: null }
    expect(curlFor(later)).toContain('"X-Prost-App-Secret: $SECRET"')
    expect(scriptFor(later)).toContain('process.env.SECRET')
  })
})
