/** How fresh the shown values are: a ticking line that is only read out when its kind changes, and a banner when something is wrong. */
import { assertNever } from '../../ui/assert-never.ts'
import { Banner } from '../../ui/banner.tsx'
import { age, zonedTime } from '../../ui/format.ts'
import { failureWords } from '../session/failure-words.ts'
import type { Freshness, LiveState } from './live-state.ts'
import { ageOf, asOf } from './live-state.ts'
import { freshnessWords, words } from './words.ts'

type StatusProps = { readonly state: LiveState; readonly freshness: Freshness; readonly now: number }

export function StatusLine({ state, freshness, now }: StatusProps) {
  const { value } = state.snapshot
  return (
    <p className="status">
      <output className="status-name" data-testid="freshness">
        {freshnessWords[freshness]}
      </output>
      <span data-testid="age">
        {words.asOf} <time dateTime={value.as_of}>{zonedTime(asOf(value))}</time>, {words.ago(age(ageOf(state.snapshot, now)))}
      </span>
    </p>
  )
}

export function TroubleBanner({ state, freshness, now }: StatusProps) {
  const old = age(ageOf(state.snapshot, now))
  switch (freshness) {
    case 'live':
    case 'refreshing':
      return null
    case 'stale':
      return (
        <Banner tone="warn" title={words.stale}>
          <p>{words.staleDetail(old)}</p>
        </Banner>
      )
    case 'failing': {
      const { title, detail } = failureWords(state.trouble ?? { kind: 'unreachable' })
      return (
        <Banner tone="error" title={title}>
          {detail !== null && <p>{detail}</p>}
          <p>{words.lastValues(old)}</p>
        </Banner>
      )
    }
    default:
      return assertNever(freshness)
  }
}
