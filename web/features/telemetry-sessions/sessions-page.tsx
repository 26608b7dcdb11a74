/** `/admin/apps/:id/sessions`: the telemetry sessions of an app, live and past, latest start first. */
import './sessions.css'
import { useCallback, useMemo, useState } from 'react'
import type { App } from '../../../contract/apps.ts'
import type { TelemetrySession } from '../../../contract/telemetry-sessions.ts'
import { go, useQuery } from '../../app/router.tsx'
import { Button } from '../../ui/button.tsx'
import { age, viewerZone } from '../../ui/format.ts'
import { Rows } from '../../ui/rows.tsx'
import { PageHead } from '../../ui/section.tsx'
import { queryFor } from '../../lib/filter-query.ts'
import { useNow } from '../../lib/use-now.ts'
import { NothingListed, PagesView } from '../session/pages-view.tsx'
import { usePages } from '../session/use-answer.ts'
import { SessionFilters } from './session-filters.tsx'
import { SessionRow } from './session-row.tsx'
import { filtersIn, listSessions } from './sessions-api.ts'
import { words } from './words.ts'

/** `readAt` is of the first page: what comes after it is counted from there. */
type Listed = { readonly session: TelemetrySession; readonly readAt: number }

function useSessions(app: App, filters: ReturnType<typeof filtersIn>) {
  const load = useCallback(
    async (cursor: string | null, signal?: AbortSignal) => {
      const answer = await listSessions(app.id, filters, cursor, signal)
      if (!answer.ok) return answer
      const { data, next_cursor } = answer.value
      return { ...answer, value: { data: data.map((session): Listed => ({ session, readAt: answer.receivedAt })), next_cursor } }
    },
    [app.id, filters],
  )
  return usePages(load)
}

export function SessionsPage({ app }: { readonly app: App }) {
  const query = useQuery()
  const filters = useMemo(() => filtersIn(query), [query])
  const pages = useSessions(app, filters)
  const show = (next: typeof filters): void => go(window.location.pathname + queryFor(next))
  const isFiltered = Object.keys(filters).length > 0
  return (
    <>
      <PageHead title={words.title} lead={words.lead}>
        <Button onClick={pages.reload}>{words.refresh}</Button>
      </PageHead>
      <SessionFilters key={query} filters={filters} onShow={show} />
      <PagesView pages={pages} more={words.more} loadingMore={words.loadingMore}>
        {(listed) =>
          listed.length === 0 ? (
            <NothingListed words={words} isFiltered={isFiltered} onClear={() => show({})} />
          ) : (
            <Sessions app={app} listed={listed} />
          )
        }
      </PagesView>
    </>
  )
}

function Sessions({ app, listed }: { readonly app: App; readonly listed: readonly Listed[] }) {
  const [shownAt] = useState(Date.now)
  const now = useNow()
  const readAt = listed[0]?.readAt ?? shownAt
  return (
    <>
      <p className="quiet small">
        <span data-testid="age">{words.asOf(age(Math.max(0, now - readAt)))}</span>. {words.times(viewerZone())}
      </p>
      <Rows label={words.title}>
        {listed.map(({ session, readAt: at }) => (
          <SessionRow
            key={`${session.actor_id} ${session.id} ${session.started_at}`}
            app={app.id}
            session={session}
            since={Math.max(0, now - at)}
          />
        ))}
      </Rows>
    </>
  )
}
