/** The numbers that an app defines over its own events, each with what it is made of. */
import type { MeasureValue } from '../../../contract/measures.ts'
import { assertNever } from '../../ui/assert-never.ts'
import { amountIn } from '../../ui/format.ts'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { words } from './words.ts'

/** What stands under the number. */
function noteOf({ kind, unit, events, spread }: MeasureValue): string | null {
  if (spread !== null) return words.measureSpread(amountIn(spread.p95, unit), events)
  switch (kind) {
    case 'share':
      return events === 0 ? null : words.measureOf(events)
    case 'rate':
      return words.measureRate(events)
    case 'balance':
    case 'distribution':
      return null
    default:
      return assertNever(kind)
  }
}

export function MeasureRow({ values }: { readonly values: readonly MeasureValue[] }) {
  if (values.length === 0) return null
  return (
    <StatRow title={words.measures}>
      {values.map((each) => (
        <Stat
          key={each.name}
          name={each.name}
          label={each.name}
          value={each.value}
          text={each.value === null ? words.measureNone : amountIn(each.value, each.unit)}
          size="wide"
          trend={noteOf(each)}
        />
      ))}
    </StatRow>
  )
}
