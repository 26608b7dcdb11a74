/** The parts one reads at a glance: tags, banners, numbers, bars, the chart. */
import { lazy, Suspense } from 'react'
import { Banner } from '../../ui/banner.tsx'
import { Bars } from '../../ui/bars.tsx'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/section.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { Tag } from '../../ui/tag.tsx'
import { Both } from './both.tsx'
import { words } from './words.ts'

/** Apart: the library that draws it is the heaviest part of the kit. */
const Chart = lazy(() => import('../../ui/chart.tsx').then((module) => ({ default: module.Chart })))

const features = [
  { name: 'chat', value: 97 },
  { name: 'random', value: 141 },
  { name: 'party', value: 52 },
]

/** The same minutes at every look, so that pictures of the page can be compared. */
const minute = 60_000
const begin = Date.UTC(2026, 10, 21, 12)
const minutes = Array.from({ length: 60 }, (_, index) => ({
  at: begin + index * minute,
  value: Math.round(140 + 45 * Math.sin(index / 7) + ((index * 37) % 29)),
  partial: index === 59,
}))
const unheard = (): void => {}

function States() {
  return (
    <>
      <Section title={words.tags} lead={words.tagsUse}>
        <Both>
          <div className="buttons">
            <Tag>{words.plain}</Tag>
            <Tag tone="good">{words.good}</Tag>
            <Tag tone="warn">{words.warn}</Tag>
            <Tag tone="error">{words.error}</Tag>
          </div>
        </Both>
      </Section>
      <Section title={words.banners} lead={words.bannersUse}>
        <Both>
          <Banner tone="good" title={words.bannerGood} />
          <Banner tone="warn" title={words.bannerWarn}>
            <p>{words.bannerText}</p>
          </Banner>
          <Banner tone="error" title={words.bannerError}>
            <Button>{words.quiet}</Button>
          </Banner>
        </Both>
      </Section>
    </>
  )
}

function Numbers() {
  return (
    <>
      <Section title={words.numbers} lead={words.numbersUse}>
        <StatRow title={words.people}>
          <Stat name="kit-online" label={words.online} value={318} size="lead" />
          <Stat name="kit-active" label={words.active} value={3_911} size="wide" />
          <Stat name="kit-events" label={words.events} value={12_480_903_000} size="wide" />
        </StatRow>
      </Section>
      <Section title={words.bars} lead={words.barsUse}>
        <Bars items={features} />
      </Section>
      <Section title={words.chart} lead={words.chartUse}>
        <Suspense fallback={<div className="kit-chart" />}>
          <Chart points={minutes} bucketMs={minute} label={words.chart} onPoint={unheard} />
        </Suspense>
      </Section>
    </>
  )
}

export function Displays() {
  return (
    <>
      <States />
      <Numbers />
    </>
  )
}
