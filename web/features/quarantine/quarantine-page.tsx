/** `/admin/apps/:id/quarantine`: events that were not taken, why, and the way to send them again. */
import './quarantine.css'
import { useCallback } from 'react'
import type { App } from '../../../contract/apps.ts'
import type { QuarantinedEvent } from '../../../contract/events.ts'
import { Button } from '../../ui/button.tsx'
import { Empty, More } from '../../ui/rows.tsx'
import { PageHead } from '../../ui/section.tsx'
import { AnswerView, FailureAlert } from '../session/answer-view.tsx'
import { usePages } from '../session/use-answer.ts'
import type { Verdict } from './quarantine-api.ts'
import { listQuarantine } from './quarantine-api.ts'
import { QuarantineRow } from './quarantine-row.tsx'
import { words } from './words.ts'

/** The row as the server has it now. */
const takenAs = (row: QuarantinedEvent, { id }: Verdict): QuarantinedEvent => ({
  ...row,
  resubmitted_at: new Date().toISOString(),
  event_id: id,
})

export function QuarantinePage({ app }: { readonly app: App }) {
  const load = useCallback((cursor: string | null, signal?: AbortSignal) => listQuarantine(app.id, cursor, signal), [app.id])
  const pages = usePages(load)
  const taken = (id: string, verdict: Verdict): void =>
    pages.change((rows) => rows.map((row) => (row.id === id ? takenAs(row, verdict) : row)))
  return (
    <>
      <PageHead title={words.title} lead={words.lead}>
        <Button onClick={pages.reload}>{words.refresh}</Button>
      </PageHead>
      <AnswerView state={pages.state} reload={pages.reload}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={words.none}>
              <p className="quiet">{words.noneLead}</p>
            </Empty>
          ) : (
            <ol className="quarantine-list" aria-label={words.list}>
              {rows.map((row) => (
                <QuarantineRow key={row.id} app={app} row={row} onTaken={(verdict) => taken(row.id, verdict)} />
              ))}
            </ol>
          )
        }
      </AnswerView>
      <FailureAlert failure={pages.trouble} />
      <More more={pages.more} loading={pages.loadingMore}>
        {pages.loadingMore ? words.loadingMore : words.more}
      </More>
    </>
  )
}
