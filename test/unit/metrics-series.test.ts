import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SeriesQuery } from '../../contract/metrics.ts'
import { globsOf, isInteraction } from '../../domain/metrics/interactions.ts'
import { fillSeries, intervalMs, seriesPoints, seriesRange } from '../../domain/metrics/series.ts'

const now = Date.UTC(2026, 10, 3, 9, 30, 12, 345)
const query = (changes: Partial<SeriesQuery>): SeriesQuery => ({ metric: 'events', interval: 'minute', ...changes })

describe('the points of a series', () => {
  it('[CONTRACT 2] without a range: the latest buckets, the current one last', () => {
    for (const [interval, points] of [
      ['minute', 60],
      ['hour', 48],
      ['day', 30],
    ] as const) {
      const range = seriesRange(query({ interval }), now)
      if (!range.ok) throw new Error(range.error.detail)
      const { from, to } = range.value
      expect((to - from) / intervalMs[interval]).toBe(points)
      expect(to - intervalMs[interval]).toBeLessThanOrEqual(now)
      expect(to).toBeGreaterThan(now)
    }
  })

  it('[CONTRACT 2] every bucket of the range once, on the grid, and none without a value', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('minute', 'hour', 'day'),
        fc.integer({ min: 0, max: now }),
        fc.integer({ min: 1, max: seriesPoints - 1 }),
        fc.nat(59_999),
        (interval, start, length, rest) => {
          const step = intervalMs[interval]
          const [from, to] = [new Date(start).toISOString(), new Date(start + (length - 1) * step + rest + 1).toISOString()]
          const range = seriesRange(query({ interval, from, to }), now)
          if (!range.ok) throw new Error(range.error.detail)
          const points = fillSeries(range.value, interval, new Map([[range.value.from, 7]]))
          expect(points.map(({ at }) => Date.parse(at) % step).every((offset) => offset === 0)).toBe(true)
          expect(new Set(points.map(({ at }) => at)).size).toBe(points.length)
          expect(points.length).toBeGreaterThanOrEqual(length)
          expect(points.length).toBeLessThanOrEqual(length + 1)
          expect(points.reduce((sum, { value }) => sum + value, 0)).toBe(7)
        },
      ),
    )
  })

  it('[CONTRACT 1] a range that can not be answered is a failure with the field in it', () => {
    const iso = (at: number): string => new Date(at).toISOString()
    const cases: [Partial<SeriesQuery>, string][] = [
      [{ from: iso(now), to: iso(now - 60_000) }, 'from'],
      [{ from: iso(now + 120_000) }, 'from'],
      [{ from: iso(0) }, 'from'],
      [{ metric: 'new_users', type: 'app.opened' }, 'type'],
    ]
    for (const [changes, path] of cases) {
      expect(seriesRange(query(changes), now)).toMatchObject({ ok: false, error: { code: 'validation_failed', errors: [{ path }] } })
    }
  })
})

describe('interactions', () => {
  it('[CONTRACT 2] exact types, or a prefix ending in *', () => {
    expect(isInteraction('interaction.click', ['interaction.*'])).toBe(true)
    expect(isInteraction('interactions', ['interaction.*'])).toBe(false)
    expect(isInteraction('cart.add', ['interaction.*', 'cart.add'])).toBe(true)
    expect(isInteraction('cart.added', ['cart.add'])).toBe(false)
    expect(isInteraction('anything', ['*'])).toBe(true)
  })

  it('[CONTRACT 2] nothing else in a pattern is special', () => {
    expect(JSON.parse(globsOf(['a*b', 'c?', '[d]*', 'e*']))).toEqual(['a[*]b', 'c[?]', '[[]d]*', 'e*'])
  })
})
