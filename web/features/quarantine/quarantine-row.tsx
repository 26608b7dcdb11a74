/** One event in quarantine: why and when; opened, what was sent with the findings in it, and the way to send it again. */
import { useState } from 'react'
import type { App } from '../../../contract/apps.ts'
import type { QuarantinedEvent } from '../../../contract/events.ts'
import { Link } from '../../app/router.tsx'
import { momentOf } from '../../ui/format.ts'
import { Tag } from '../../ui/tag.tsx'
import { Unfold } from '../../ui/unfold.tsx'
import { administers } from '../apps/rights.ts'
import { eventsPath } from '../events/event-query.ts'
import type { Verdict } from './quarantine-api.ts'
import { ResubmitForm, VerdictBanner } from './resubmit-form.tsx'
import { SentText } from './sent-text.tsx'
import { codeWords, words } from './words.ts'

type RowProps = { readonly app: App; readonly row: QuarantinedEvent; readonly onTaken: (verdict: Verdict) => void }

export function QuarantineRow({ app, row, onTaken }: RowProps) {
  return (
    <Unfold
      at={row.received_at}
      title={<strong>{codeWords[row.code]}</strong>}
      tags={row.resubmitted_at !== null && <Tag tone="good">{words.resubmitted}</Tag>}
      more={<code className="quiet">{row.raw.slice(0, 160)}</code>}
    >
      {() => <Opened app={app} row={row} onTaken={onTaken} />}
    </Unfold>
  )
}

function Opened({ app, row, onTaken }: RowProps) {
  const [verdict, setVerdict] = useState<Verdict | null>(null)
  const taken = (next: Verdict): void => {
    setVerdict(next)
    onTaken(next)
  }
  return (
    <>
      <p className="quiet">
        {words.id}: <code className="break">{row.id}</code>
      </p>
      <SentText row={row} />
      <output>{verdict && <VerdictBanner app={app} verdict={verdict} />}</output>
      {row.resubmitted_at !== null ? (
        <p className="small">
          {words.resubmittedAt(momentOf(row.resubmitted_at))}{' '}
          {row.event_id !== null && <Link href={eventsPath(app.id, {}, row.event_id)}>{words.toEvent}</Link>}
        </p>
      ) : administers(app.role) ? (
        <ResubmitForm app={app} row={row} onTaken={taken} />
      ) : (
        <p className="small quiet">{words.needsRole}</p>
      )}
    </>
  )
}
