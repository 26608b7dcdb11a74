/** `/admin/apps/:id`: loads an app's numbers once, then shows them live. */
import './dashboard.css'
import { useCallback } from 'react'
import type { App } from '../../../contract/apps.ts'
import { AnswerView } from '../session/answer-view.tsx'
import { useAnswer } from '../session/use-answer.ts'
import { getMetrics } from './api.ts'
import { Board } from './board.tsx'

export function DashboardPage({ app }: { readonly app: App }) {
  const load = useCallback((signal: AbortSignal) => getMetrics(app.id, signal), [app.id])
  const { state, reload } = useAnswer(load)
  return (
    <AnswerView state={state} reload={reload}>
      {(first) => <Board app={app} first={first} />}
    </AnswerView>
  )
}
