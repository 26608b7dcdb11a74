/** The app's own measures, asked for every 10 s while the page is seen; never of an app that has none. What does not come leaves the last ones. */
import { useEffect, useState } from 'react'
import type { App } from '../../../contract/apps.ts'
import type { MeasureValue } from '../../../contract/measures.ts'
import { startPolling } from '../../lib/poll-loop.ts'
import { getMeasures } from './measures-api.ts'

const everyMs = 10_000

export function useMeasures({ id, measures }: App): readonly MeasureValue[] {
  const [values, setValues] = useState<readonly MeasureValue[]>([])
  const hasAny = measures.length > 0
  useEffect(() => {
    if (!hasAny) return undefined
    const ask = async (signal: AbortSignal): Promise<number> => {
      const answer = await getMeasures(id, signal)
      if (answer.ok && !signal.aborted) setValues(answer.value)
      return everyMs
    }
    return startPolling(ask, { onResume: () => {} })
  }, [id, hasAny])
  return values
}
