/** The pages of one app, each loaded when it is first opened. */
import type { ReactNode } from 'react'
import { Suspense } from 'react'
import type { App } from '../../contract/apps.ts'
import type { User } from '../../contract/identity.ts'
import { AppFrame } from '../features/apps/app-frame.tsx'
import type { AppPage } from '../features/apps/app-paths.ts'
import { lazyPage } from '../i18n/lazy-page.ts'
import { assertNever } from '../ui/assert-never.ts'
import { ErrorBoundary } from '../ui/error-boundary.tsx'
import { Loading } from '../ui/loading.tsx'
import { words } from './words.ts'

const DashboardPage = lazyPage(() =>
  import('../features/dashboard/dashboard-page.tsx').then((module) => ({ default: module.DashboardPage })),
)
const EventsPage = lazyPage(() => import('../features/events/events-page.tsx').then((module) => ({ default: module.EventsPage })))
const QuarantinePage = lazyPage(() =>
  import('../features/quarantine/quarantine-page.tsx').then((module) => ({ default: module.QuarantinePage })),
)
const SessionsPage = lazyPage(() =>
  import('../features/telemetry-sessions/sessions-page.tsx').then((module) => ({ default: module.SessionsPage })),
)
const ModerationPage = lazyPage(() =>
  import('../features/moderation/moderation-page.tsx').then((module) => ({ default: module.ModerationPage })),
)
const KeysPage = lazyPage(() => import('../features/keys/keys-page.tsx').then((module) => ({ default: module.KeysPage })))
const MembersPage = lazyPage(() => import('../features/members/members-page.tsx').then((module) => ({ default: module.MembersPage })))
const ProvidersPage = lazyPage(() =>
  import('../features/providers/providers-page.tsx').then((module) => ({ default: module.ProvidersPage })),
)
const AuditPage = lazyPage(() => import('../features/audit/audit-page.tsx').then((module) => ({ default: module.AuditPage })))
const SettingsPage = lazyPage(() => import('../features/apps/settings-page.tsx').then((module) => ({ default: module.SettingsPage })))

type AppPagesProps = {
  readonly app: App
  readonly page: AppPage
  readonly user: User
  /** One's own role changed. */
  readonly onOwn: () => void
}

export function AppPages({ app, page, user, onOwn }: AppPagesProps) {
  return (
    <AppFrame app={app} page={page}>
      <ErrorBoundary key={`${app.id} ${page}`} what={words.thisPage}>
        <Suspense fallback={<Loading />}>{contentOf({ app, page, user, onOwn })}</Suspense>
      </ErrorBoundary>
    </AppFrame>
  )
}

function contentOf({ app, page, user, onOwn }: AppPagesProps): ReactNode {
  switch (page) {
    case 'metrics':
      return <DashboardPage app={app} />
    case 'events':
      return <EventsPage app={app} />
    case 'quarantine':
      return <QuarantinePage app={app} />
    case 'sessions':
      return <SessionsPage app={app} />
    case 'moderation':
      return <ModerationPage app={app} />
    case 'keys':
      return <KeysPage app={app} />
    case 'members':
      return <MembersPage app={app} user={user} onOwn={onOwn} />
    case 'providers':
      return <ProvidersPage app={app} />
    case 'audit':
      return <AuditPage app={app} user={user} />
    case 'settings':
      return <SettingsPage app={app} />
    default:
      return assertNever(page)
  }
}
