/** `/admin/health`: whether the parts the platform stands on work, for every operator. */
import type { Component, ComponentStatus } from '../../../contract/operations/platform.ts'
import { Banner } from '../../ui/banner.tsx'
import { age } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { Row, Rows } from '../../ui/rows.tsx'
import { PageHead } from '../../ui/section.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useNow } from '../../lib/use-now.ts'
import { FailureBanner } from '../session/answer-view.tsx'
import { useHealth } from './use-health.ts'
import { overallWords, partWords, stateWords, words } from './words.ts'

const tones = { ok: 'good', degraded: 'warn', down: 'error', unknown: 'plain' } as const satisfies Record<ComponentStatus, string>
const bannerTones = { ok: 'good', degraded: 'warn', down: 'error' } as const

export function HealthPage() {
  const { last, trouble } = useHealth()
  const now = useNow()
  const old = last === null ? '' : age(Math.max(0, now - last.receivedAt))
  return (
    <div className="page">
      <PageHead title={words.title} lead={words.lead} />
      <div role="alert" className="alert">
        {trouble && <FailureBanner failure={trouble}>{last !== null && <p>{words.stale(old)}</p>}</FailureBanner>}
      </div>
      {last === null && trouble === null && <Loading>{words.checking}</Loading>}
      {last !== null && (
        <>
          <output>
            <Banner tone={bannerTones[last.value.status]} title={overallWords[last.value.status]} />
          </output>
          <Parts components={last.value.components} />
          <p className="quiet small" data-testid="age">
            {words.asOf(old)}
          </p>
        </>
      )}
    </div>
  )
}

function Parts({ components }: { readonly components: readonly Component[] }) {
  return (
    <Rows label={words.parts}>
      {components.map((component) => (
        <Part key={component.name} component={component} />
      ))}
    </Rows>
  )
}

function Part({ component: { name, status, age_s } }: { readonly component: Component }) {
  const { title, is } = wordsOf(name)
  return (
    <Row title={title} tags={<Tag tone={tones[status]}>{stateWords[status]}</Tag>}>
      {is !== null && <p className="quiet">{is}</p>}
      <p className="quiet">{agedWords(name, age_s)}</p>
    </Row>
  )
}

function agedWords(name: string, age_s: number | null): string {
  if (age_s === null) return words.neverSeen
  const since = age(age_s * 1_000)
  if (name === 'rollup') return words.wrote(since)
  return age_s < 1 ? words.seenNow : words.seen(since)
}

const isPart = (name: string): name is keyof typeof partWords => Object.hasOwn(partWords, name)

/** A part this page does not know goes by its own name. */
function wordsOf(name: string): { readonly title: string; readonly is: string | null } {
  const [, base = name, number = ''] = /^(.*?)(?:_(\d+))?$/.exec(name) ?? []
  if (!isPart(base)) return { title: name, is: null }
  return { title: number === '' ? partWords[base].name : `${partWords[base].name} ${Number(number) + 1}`, is: partWords[base].is }
}
