/** Keeps the board of parts current while it is seen. The last answer stays when the next does not come. */
import { useEffect, useState } from 'react'
import type { Readiness } from '../../../contract/operations/platform.ts'
import { startPolling } from '../../lib/poll-loop.ts'
import type { ApiFailure, Received } from '../session/http.ts'
import { getReadiness } from './health-api.ts'

type HealthState = { readonly last: Received<Readiness> | null; readonly trouble: ApiFailure | null }

const everyMs = 5_000

export function useHealth(): HealthState {
  const [state, setState] = useState<HealthState>({ last: null, trouble: null })
  useEffect(() => {
    const ask = async (signal: AbortSignal): Promise<number> => {
      const answer = await getReadiness(signal)
      if (!signal.aborted)
        setState((before) => (answer.ok ? { last: answer, trouble: null } : { last: before.last, trouble: answer.failure }))
      return everyMs
    }
    return startPolling(ask, { onResume: () => {} })
  }, [])
  return state
}
