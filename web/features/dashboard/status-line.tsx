/** How fresh the shown values are: a ticking line that is only read out when its kind changes, and a banner when something is wrong. */
import { assertNever } from '../../ui/assert-never.ts'
import { Banner } from '../../ui/banner.tsx'
import { age, zonedTime } from '../../ui/format.ts'
import { failureWords } from './failure-words.ts'
import type { Freshness, LiveState } from './live-state.ts'
import { ageOf, asOf } from './live-state.ts'

type StatusProps = { readonly state: LiveState; readonly freshness: Freshness; readonly now: number }

const names = {
  live: 'Live',
  refreshing: 'Refreshing',
  stale: 'Stale',
  failing: 'Not refreshing',
} as const satisfies Record<Freshness, string>

export function StatusLine({ state, freshness, now }: StatusProps) {
  const { value } = state.snapshot
  return (
    <p className="status">
      <output className="status-name" data-testid="freshness">
        {names[freshness]}
      </output>
      <span data-testid="age">
        as of <time dateTime={value.as_of}>{zonedTime(asOf(value))}</time>, {age(ageOf(state.snapshot, now))} ago
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
        <Banner tone="warn" title="These values are stale.">
          <p>Prost answers, but its numbers have not moved for {old}. What was accepted since is kept and will be counted.</p>
        </Banner>
      )
    case 'failing': {
      const words = failureWords(state.trouble ?? { kind: 'unreachable' })
      return (
        <Banner tone="error" title={words.title}>
          <p>{words.detail}</p>
          <p>You see the last values, {old} old. Trying again by itself.</p>
        </Banner>
      )
    }
    default:
      return assertNever(freshness)
  }
}
