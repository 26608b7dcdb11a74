/** The queue: the gravest report first. Opened, its evidence and what may be done. */
import { useCallback, useState } from 'react'
import type { App } from '../../../contract/apps.ts'
import type { ModerationAction, ReportState, ReviewedReport } from '../../../contract/moderation.ts'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/rows.tsx'
import { UnfoldList } from '../../ui/unfold.tsx'
import { PagesView } from '../session/pages-view.tsx'
import { usePages } from '../session/use-answer.ts'
import { ActDialog } from './act-dialog.tsx'
import { listReports, reportStates } from './moderation-api.ts'
import { queryOf } from './moderation-place.ts'
import { ReportRow } from './report-row.tsx'
import { StateChoice } from './state-choice.tsx'
import { usePeople } from './use-people.ts'
import { kindWords, stateWords, words } from './words.ts'

type ReportsViewProps = { readonly app: App; readonly state: ReportState; readonly path: string }

export function ReportsView({ app, state, path }: ReportsViewProps) {
  const load = useCallback((cursor: string | null, signal?: AbortSignal) => listReports(app.id, state, cursor, signal), [app.id, state])
  const pages = usePages(load)
  const reports = pages.state.status === 'ready' ? pages.state.value : []
  const nameOf = usePeople(
    app.id,
    reports.flatMap(({ user_id, reporter_id }) => [user_id, reporter_id]),
  )
  const [asked, setAsked] = useState<ReviewedReport | null>(null)
  const [said, setSaid] = useState('')
  /** What is settled leaves the list that it does not belong to any more. */
  const settled = (ids: readonly string[]): void => pages.change((rows) => rows.filter(({ id }) => !ids.includes(id)))
  const acted = (report: ReviewedReport, { kind }: ModerationAction): void => {
    setAsked(null)
    setSaid(words.done(kindWords[kind], nameOf(report.user_id)))
    if (report.state === 'open') settled([report.id])
  }
  return (
    <>
      <div className="moderation-tools">
        <StateChoice
          states={reportStates}
          chosen={state}
          names={stateWords}
          hrefOf={(each) => path + queryOf({ view: 'reports', state: each })}
        />
        <Button onClick={pages.reload}>{words.refresh}</Button>
      </div>
      <output className="small">{said}</output>
      <PagesView pages={pages} more={words.more} loadingMore={words.loadingMore}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={words.noReports}>
              <p className="quiet">{words.noReportsLead}</p>
            </Empty>
          ) : (
            <UnfoldList label={words.reports}>
              {rows.map((report) => (
                <ReportRow
                  key={report.id}
                  app={app}
                  report={report}
                  path={path}
                  nameOf={nameOf}
                  onAct={() => setAsked(report)}
                  onMoved={() => settled([report.id])}
                />
              ))}
            </UnfoldList>
          )
        }
      </PagesView>
      {asked !== null && (
        <ActDialog
          app={app}
          report={asked}
          name={nameOf(asked.user_id)}
          onDone={(action) => acted(asked, action)}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  )
}
