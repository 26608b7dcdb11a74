/**
 * Counts per time bucket as columns, drawn by uPlot on a canvas. A bucket that is not over yet is drawn hollow.
 * Owns the drawing and the pointer; the words and the table around it are its user's.
 */
import 'uplot/dist/uPlot.min.css'
import './chart.css'
import { useEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import { axisCount, clockTime } from './format.ts'
import { onTheme } from './theme.ts'

/** `at` is epoch ms, the start of the bucket. */
type ChartPoint = { readonly at: number; readonly value: number; readonly partial: boolean }

type ChartProps = {
  readonly points: readonly ChartPoint[]
  readonly bucketMs: number
  /** What the picture shows, in words. */
  readonly label: string
  readonly onPoint: (index: number | null) => void
  /** How a moment on the axis is written; the time of day when nothing is said. */
  readonly tick?: (at: number) => string
  /** The axis follows UTC and not the viewer's zone. */
  readonly utc?: boolean
  /** The pointer was dragged from one bucket to another. */
  readonly onDrag?: (from: number, to: number) => void
}

/** What a plot is made of; it is made anew when any of it is another. */
type Making = Pick<ChartProps, 'bucketMs' | 'onPoint'> & {
  readonly onDrag: ChartProps['onDrag'] | undefined
  readonly tick: (at: number) => string
  readonly utc: boolean
}

const height = 220
/** Room for the labels of the amounts, and half of one of the times. */
const amountsWidth = 48
const halfLabel = 18
const wholeSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6, 5e6, 1e7, 1e8, 1e9]
const timeSteps = [60, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 345_600, 604_800, 1_209_600]

/** Read at each drawing, so that a change of the colour scheme is a redraw and nothing more. */
const token = (name: string) => () => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

/** A label the right edge would cut is left out. */
const timeLabels = (plot: uPlot, seconds: number[], tick: (at: number) => string): string[] =>
  seconds.map((at) => {
    const { min = 0, max = 0 } = plot.scales['x'] ?? {}
    const fromRight = ((max - at) / (max - min)) * (plot.width - amountsWidth)
    return fromRight < halfLabel ? '' : tick(at * 1_000)
  })

function axes(tick: Making['tick']): uPlot.Axis[] {
  const font = `12px ${token('--font')()}`
  const grid = { stroke: token('--rule'), width: 1 }
  return [
    {
      stroke: token('--ink-2'),
      font,
      grid: { show: false },
      ticks: { ...grid, size: 5 },
      incrs: timeSteps,
      size: 30,
      space: 56,
      values: (plot, at) => timeLabels(plot, at, tick),
    },
    {
      stroke: token('--ink-2'),
      font,
      grid,
      ticks: { show: false },
      incrs: wholeSteps,
      size: amountsWidth,
      space: 40,
      values: (_, at) => at.map(axisCount),
    },
  ]
}

/** From the data and not from the last span: uPlot asks again at every redraw, and half buckets must not add up. */
const spanOf = (seconds: ArrayLike<number>, half: number): [number, number] => [
  (seconds[0] ?? 0) - half,
  (seconds[seconds.length - 1] ?? 0) + half,
]

/** Hands on what was dragged over, and leaves no mark: who hears of it shows something else. */
function dragged(plot: uPlot, onDrag: Making['onDrag']): void {
  const { left, width } = plot.select
  if (width <= 0) return
  onDrag?.(plot.posToIdx(left), plot.posToIdx(left + width))
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
}

function options(width: number, { bucketMs, onPoint, onDrag, tick, utc }: Making): uPlot.Options {
  const paths = uPlot.paths.bars?.({ size: [0.8, 100] })
  const half = bucketMs / 2_000
  const columns = { ...(paths && { paths }), points: { show: false } }
  return {
    width,
    height,
    padding: [8, 0, 0, 0],
    legend: { show: false },
    ...(utc && { tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), 'Etc/UTC') }),
    cursor: { y: false, drag: { x: onDrag !== undefined, y: false, setScale: false, dist: 8 }, points: { show: false } },
    scales: {
      x: { time: true, range: (plot) => spanOf(plot.data[0], half) },
      y: { range: (_, _min, max) => [0, Math.max(4, max * 1.08)] },
    },
    axes: axes(tick),
    series: [
      {},
      { ...columns, fill: token('--chart'), width: 0 },
      { ...columns, fill: token('--accent-soft'), stroke: token('--accent'), width: 1, dash: [3, 2] },
    ],
    hooks: { setCursor: [(plot) => onPoint(plot.cursor.idx ?? null)], setSelect: [(plot) => dragged(plot, onDrag)] },
  }
}

/** A column stands in the middle of its bucket, so that the pointer finds it anywhere over it. */
const dataOf = (points: readonly ChartPoint[], bucketMs: number): uPlot.AlignedData => [
  points.map(({ at }) => (at + bucketMs / 2) / 1_000),
  points.map(({ value, partial }) => (partial ? null : value)),
  points.map(({ value, partial }) => (partial ? value : null)),
]

/** Keeps a plot as wide as its box, and in the colours of the scheme. */
function follow(plot: uPlot, box: HTMLElement): () => void {
  const resized = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height }))
  const unfollow = onTheme(() => plot.redraw(true, true))
  resized.observe(box)
  return () => {
    resized.disconnect()
    unfollow()
    plot.destroy()
  }
}

export function Chart({ points, bucketMs, label, onPoint, onDrag, tick = clockTime, utc = false }: ChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const [plot, setPlot] = useState<uPlot | null>(null)

  useEffect(() => {
    if (!box.current) return undefined
    const made = new uPlot(options(box.current.clientWidth, { bucketMs, onPoint, onDrag, tick, utc }), [[], [], []], box.current)
    setPlot(made)
    return follow(made, box.current)
  }, [bucketMs, onPoint, onDrag, tick, utc])

  useEffect(() => plot?.setData(dataOf(points, bucketMs)), [plot, points, bucketMs])

  // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- the canvas is made by the library; to a reader it is one picture
  return <div ref={box} className="chart" role="img" aria-label={label} />
}
