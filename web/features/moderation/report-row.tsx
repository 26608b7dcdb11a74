/** One report: why, about whom and since when; opened, what was said, who says so, and what may be done. */
import { useState } from 'react'
import type { App } from '../../../contract/apps.ts'
import type { UserId } from '../../../contract/ids.ts'
import type { ReviewedReport, Severity } from '../../../contract/moderation.ts'
import { Link } from '../../app/router.tsx'
import { Button } from '../../ui/button.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { momentOf } from '../../ui/format.ts'
import { Tag } from '../../ui/tag.tsx'
import { Unfold } from '../../ui/unfold.tsx'
import { reasons } from '../safety/words.ts'
import { FailureAlert } from '../session/answer-view.tsx'
import type { ApiFailure } from '../session/http.ts'
import { newAttempt } from '../session/http.ts'
import { decideReport } from './moderation-api.ts'
import { queryOf } from './moderation-place.ts'
import { codes, severityWords, words } from './words.ts'

const tones = { low: 'plain', medium: 'plain', high: 'warn', critical: 'error' } as const satisfies Record<
  Severity,
  'plain' | 'warn' | 'error'
>

type ReportRowProps = {
  readonly app: App
  readonly report: ReviewedReport
  readonly path: string
  readonly nameOf: (id: UserId) => string
  readonly onAct: () => void
  /** It is in another state now. */
  readonly onMoved: () => void
}

export function ReportRow(props: ReportRowProps) {
  const { report, nameOf } = props
  return (
    <Unfold
      at={report.created_at}
      title={
        <>
          <strong>{reasons[report.reason]}</strong> · {nameOf(report.user_id)}
        </>
      }
      tags={<Tag tone={tones[report.severity]}>{severityWords[report.severity]}</Tag>}
      more={report.evidence === null ? report.note : report.evidence.text}
    >
      {() => <Opened {...props} />}
    </Unfold>
  )
}

function Opened({ app, report, path, nameOf, onAct, onMoved }: ReportRowProps) {
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const [attempt] = useState(newAttempt)
  const move = async (to: 'dismissed' | 'open'): Promise<void> => {
    const answer = await decideReport(app.id, report.id, to, attempt)
    if (answer.ok) onMoved()
    else setFailure(answer.failure)
  }
  return (
    <>
      <Known report={report} nameOf={nameOf} />
      <FailureAlert failure={failure} own={codes} />
      <div className="buttons">
        {report.state !== 'actioned' && (
          <Button kind="primary" onClick={onAct}>
            {words.act}
          </Button>
        )}
        {report.state === 'open' && <Button onClick={() => void move('dismissed')}>{words.dismiss}</Button>}
        {report.state === 'dismissed' && <Button onClick={() => void move('open')}>{words.reopen}</Button>}
        {report.state === 'actioned' && <p className="small quiet">{words.settledBy}</p>}
        {report.state === 'withdrawn' && <p className="small quiet">{words.takenBack}</p>}
        <Link href={path + queryOf({ view: 'actions', user: report.user_id })}>{words.seeActions}</Link>
      </div>
    </>
  )
}

function Known({ report, nameOf }: Pick<ReportRowProps, 'report' | 'nameOf'>) {
  const { user_id, reporter_id, session_id, evidence, note, open_about_user: open } = report
  return (
    <Facts>
      <Fact name={words.about}>
        {nameOf(user_id)} <code className="quiet">{user_id}</code>
        {open > 0 && <p className="quiet">{words.openAbout(open)}</p>}
      </Fact>
      <Fact name={words.reporter}>{reporter_id === null ? words.platform : nameOf(reporter_id)}</Fact>
      {session_id !== null && (
        <Fact name={words.session}>
          <code>{session_id}</code>
        </Fact>
      )}
      <Fact name={words.evidence}>
        {evidence === null ? (
          <span className="quiet">{words.noEvidence}</span>
        ) : (
          <blockquote>
            {evidence.text} <footer className="quiet">{words.evidenceAt(momentOf(evidence.at))}</footer>
          </blockquote>
        )}
      </Fact>
      {note !== null && <Fact name={words.ownWords}>{note}</Fact>}
    </Facts>
  )
}
