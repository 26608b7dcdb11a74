/** `/admin/apps/:id/audit`: the chain as people read it. The filters are the address, so that a view can be sent to somebody. */
import './audit.css'
import { useCallback, useMemo } from 'react'
import type { ListedAuditEntry } from '../../../contract/audit-entry.ts'
import type { App } from '../../../contract/apps.ts'
import type { User } from '../../../contract/identity.ts'
import { go, useQuery } from '../../app/router.tsx'
import { filtersIn, queryFor } from '../../lib/filter-query.ts'
import { PageHead } from '../../ui/section.tsx'
import { UnfoldList } from '../../ui/unfold.tsx'
import { NothingListed, PagesView } from '../session/pages-view.tsx'
import { usePages } from '../session/use-answer.ts'
import { filterNames, listEntries } from './audit-api.ts'
import { AuditEntry } from './audit-entry.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { useNames } from './use-names.ts'
import { ExportButton, Exported, useExport } from './export.tsx'
import { useVerification, Verdict, VerifyButton } from './verify.tsx'
import { words } from './words.ts'

export function AuditPage({ app, user }: { readonly app: App; readonly user: User }) {
  const query = useQuery()
  const filters = useMemo(() => filtersIn(query, filterNames), [query])
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
      <PagesView pages={pages} more={words.more} loadingMore={words.loadingMore}>
        {(entries) =>
          entries.length === 0 ? (
            <NothingListed words={words} isFiltered={isFiltered} onClear={() => show({})} />
          ) : (
            <Entries entries={entries} nameOf={nameOf} onOnly={(name, value) => show({ ...filters, [name]: value })} />
          )
        }
      </PagesView>
    </>
  )
}

type EntriesProps = {
  readonly entries: readonly ListedAuditEntry[]
  readonly nameOf: (id: string) => string | null
  readonly onOnly: (name: 'actor_id' | 'object_id' | 'incident', value: string) => void
}

function Entries({ entries, nameOf, onOnly }: EntriesProps) {
  return (
    <UnfoldList label={words.title}>
      {entries.map((entry) => (
        <AuditEntry key={entry.id} entry={entry} nameOf={nameOf} onOnly={onOnly} />
      ))}
    </UnfoldList>
  )
}
