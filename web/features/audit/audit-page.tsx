/** `/admin/apps/:id/audit`: the chain as people read it. The filters are the address, so that a view can be sent to somebody. */
import './audit.css'
import { useCallback, useMemo } from 'react'
import type { ListedAuditEntry } from '../../../contract/audit-entry.ts'
import type { App } from '../../../contract/apps.ts'
import type { User } from '../../../contract/identity.ts'
import { go, useQuery } from '../../app/router.tsx'
import { Button } from '../../ui/button.tsx'
import { Empty, More } from '../../ui/rows.tsx'
import { PageHead } from '../../ui/section.tsx'
import { AnswerView, FailureAlert } from '../session/answer-view.tsx'
import { usePages } from '../session/use-answer.ts'
import { listEntries } from './audit-api.ts'
import { AuditEntry } from './audit-entry.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { filtersIn, queryFor } from './filter-query.ts'
import { useNames } from './use-names.ts'
import { ExportButton, Exported, useExport } from './export.tsx'
import { useVerification, Verdict, VerifyButton } from './verify.tsx'
import { words } from './words.ts'

export function AuditPage({ app, user }: { readonly app: App; readonly user: User }) {
  const query = useQuery()
  const filters = useMemo(() => filtersIn(query), [query])
  const load = useCallback((cursor: string | null, signal?: AbortSignal) => listEntries(app.id, filters, cursor, signal), [app.id, filters])
  const pages = usePages(load)
  const verification = useVerification(app)
  const taking = useExport(app, filters)
  const nameOf = useNames(app, user)
  const show = (next: typeof filters): void => go(window.location.pathname + queryFor(next))
  const isFiltered = Object.keys(filters).length > 0
  return (
    <>
      <PageHead title={words.title} lead={words.lead}>
        <VerifyButton run={verification} />
        <ExportButton run={taking} />
      </PageHead>
      <Verdict state={verification.state} />
      <Exported state={taking.state} />
      <AuditFilters key={query} filters={filters} onShow={show} />
      <AnswerView state={pages.state} reload={pages.reload}>
        {(entries) =>
          entries.length === 0 ? (
            <NoEntries isFiltered={isFiltered} onClear={() => show({})} />
          ) : (
            <Entries entries={entries} nameOf={nameOf} onOnly={(name, value) => show({ ...filters, [name]: value })} />
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

function NoEntries({ isFiltered, onClear }: { readonly isFiltered: boolean; readonly onClear: () => void }) {
  if (!isFiltered) {
    return (
      <Empty title={words.none}>
        <p className="quiet">{words.noneLead}</p>
      </Empty>
    )
  }
  return (
    <Empty title={words.noMatch}>
      <Button onClick={onClear}>{words.clear}</Button>
    </Empty>
  )
}

type EntriesProps = {
  readonly entries: readonly ListedAuditEntry[]
  readonly nameOf: (id: string) => string | null
  readonly onOnly: (name: 'actor_id' | 'object_id' | 'incident', value: string) => void
}

function Entries({ entries, nameOf, onOnly }: EntriesProps) {
  return (
    <ol className="audit-list" aria-label={words.title}>
      {entries.map((entry) => (
        <AuditEntry key={entry.id} entry={entry} nameOf={nameOf} onOnly={onOnly} />
      ))}
    </ol>
  )
}
