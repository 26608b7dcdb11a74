/** `/admin/apps/:id/moderation`: reports, actions and appeals of an app. Which of them and which state is the address, so that it can be sent. */
import './moderation.css'
import { useMemo } from 'react'
import type { App } from '../../../contract/apps.ts'
import { Link, useQuery } from '../../app/router.tsx'
import { appPath } from '../apps/app-paths.ts'
import { PageHead } from '../../ui/section.tsx'
import { ActionsView } from './actions-view.tsx'
import { AppealsView } from './appeals-view.tsx'
import { ReportsView } from './reports-view.tsx'
import { placeIn, queryOf, views } from './moderation-place.ts'
import { words } from './words.ts'

export function ModerationPage({ app }: { readonly app: App }) {
  const query = useQuery()
  const place = useMemo(() => placeIn(query), [query])
  const path = appPath(app.id, 'moderation')
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <nav className="moderation-views" aria-label={words.views}>
        {views.map((view) => (
          <Link key={view} href={path + queryOf({ view })} aria-current={view === place.view ? 'page' : undefined}>
            {words[view]}
          </Link>
        ))}
      </nav>
      {place.view === 'reports' && <ReportsView app={app} state={place.state} path={path} />}
      {place.view === 'actions' && <ActionsView app={app} user={place.user} path={path} />}
      {place.view === 'appeals' && <AppealsView app={app} state={place.state} path={path} />}
    </>
  )
}
