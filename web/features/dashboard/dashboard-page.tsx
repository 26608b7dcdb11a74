/** `/admin`: asks for a key pair, then shows the app's live metrics. The pair lives in this component's state and nowhere else. */
import './dashboard.css'
import { useCallback, useState } from 'react'
import type { MetricsSnapshot } from '../../../contract/metrics.ts'
import type { ApiFailure, KeyPair, Received } from './api.ts'
import { Board } from './board.tsx'
import { KeyForm } from './key-form.tsx'

type Stage =
  | { readonly status: 'asking'; readonly refused: ApiFailure | null; readonly forgotten: boolean }
  | { readonly status: 'showing'; readonly keys: KeyPair; readonly first: Received<MetricsSnapshot> }

export function DashboardPage() {
  const [stage, setStage] = useState<Stage>({ status: 'asking', refused: null, forgotten: false })
  const onAccepted = useCallback((keys: KeyPair, first: Received<MetricsSnapshot>) => setStage({ status: 'showing', keys, first }), [])
  const onRefused = useCallback((refused: ApiFailure) => setStage({ status: 'asking', refused, forgotten: false }), [])
  const onForget = useCallback(() => setStage({ status: 'asking', refused: null, forgotten: true }), [])

  if (stage.status === 'asking') return <KeyForm refused={stage.refused} forgotten={stage.forgotten} onAccepted={onAccepted} />
  return <Board keys={stage.keys} first={stage.first} onRefused={onRefused} onForget={onForget} />
}
