/** `/admin/apps/:id/quarantine`: events that were not taken, why, and the way to send them again. */
import './quarantine.css'
import { useCallback } from 'react'
import type { App } from '../../../contract/apps.ts'
import type { QuarantinedEvent } from '../../../contract/events.ts'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/rows.tsx'
import { PageHead } from '../../ui/section.tsx'
import { UnfoldList } from '../../ui/unfold.tsx'
import { PagesView } from '../session/pages-view.tsx'
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
      <PagesView pages={pages} more={words.more} loadingMore={words.loadingMore}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={words.none}>
              <p className="quiet">{words.noneLead}</p>
            </Empty>
          ) : (
            <UnfoldList label={words.list}>
              {rows.map((row) => (
                <QuarantineRow key={row.id} app={app} row={row} onTaken={(verdict) => taken(row.id, verdict)} />
              ))}
            </UnfoldList>
          )
        }
      </PagesView>
    </>
  )
}
