/** Reads what an app defines over its own events. */
import type { Measure } from '../../../contract/measures.ts'
import { assertNever } from '../../ui/assert-never.ts'
import type { Json } from '../session/reading.ts'
import { numberAt, textAt, wordAt } from '../session/reading.ts'

export function readMeasure(json: Json): Measure {
  const kind = wordAt(json, 'kind', ['rate', 'balance', 'share', 'distribution'])
  const common = { name: textAt(json, 'name'), window_s: numberAt(json, 'window_s') }
  switch (kind) {
    case 'rate':
      return { ...common, kind, type: textAt(json, 'type') }
    case 'balance':
      return { ...common, kind, in: textAt(json, 'in'), out: textAt(json, 'out') }
    case 'share':
      return { ...common, kind, of: textAt(json, 'of'), among: textAt(json, 'among') }
    case 'distribution': {
      const unit = wordAt(json, 'unit', ['count', 'ms', 's', 'bytes'])
      return { ...common, kind, type: textAt(json, 'type'), field: textAt(json, 'field'), unit }
    }
    default:
      return assertNever(kind)
  }
}
