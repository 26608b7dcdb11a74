/** What was done, latest first, by people and by the platform itself, and the way to end it before its time. */
import { useCallback, useState } from 'react'
import type { App } from '../../../contract/apps.ts'
import type { UserId } from '../../../contract/ids.ts'
import type { ModerationAction } from '../../../contract/moderation.ts'
import { Link } from '../../app/router.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Empty } from '../../ui/rows.tsx'
import { UnfoldList } from '../../ui/unfold.tsx'
import { FailureAlert } from '../session/answer-view.tsx'
import type { ApiFailure } from '../session/http.ts'
import { newAttempt } from '../session/http.ts'
import { PagesView } from '../session/pages-view.tsx'
import { usePages } from '../session/use-answer.ts'
import { ActionRow } from './action-row.tsx'
import { liftAction, listActions } from './moderation-api.ts'
import { queryOf } from './moderation-place.ts'
import { usePeople } from './use-people.ts'
import { codes, kindWords, words } from './words.ts'

type ActionsViewProps = { readonly app: App; readonly user: string | null; readonly path: string }

export function ActionsView({ app, user, path }: ActionsViewProps) {
  const load = useCallback((cursor: string | null, signal?: AbortSignal) => listActions(app.id, user, cursor, signal), [app.id, user])
  const pages = usePages(load)
  const actions = pages.state.status === 'ready' ? pages.state.value : []
  const nameOf = usePeople(
    app.id,
    actions.map(({ user_id }) => user_id),
  )
  const [asked, setAsked] = useState<ModerationAction | null>(null)
  const lifted = (action: ModerationAction): void => {
    pages.change((rows) => rows.map((row) => (row.id === action.id ? action : row)))
    setAsked(null)
  }
  return (
    <>
      <div className="moderation-tools">
        {user === null ? <span /> : <Only name={nameOf(user as UserId)} href={path + queryOf({ view: 'actions' })} />}
        <Button onClick={pages.reload}>{words.refresh}</Button>
      </div>
      <PagesView pages={pages} more={words.more} loadingMore={words.loadingMore}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={words.noActions}>
              <p className="quiet">{words.noActionsLead}</p>
            </Empty>
          ) : (
            <UnfoldList label={words.actions}>
              {rows.map((action) => (
                <ActionRow key={action.id} action={action} path={path} nameOf={nameOf} onLift={() => setAsked(action)} />
              ))}
            </UnfoldList>
          )
        }
      </PagesView>
      {asked !== null && (
        <LiftDialog app={app} action={asked} name={nameOf(asked.user_id)} onLifted={lifted} onClose={() => setAsked(null)} />
      )}
    </>
  )
}

function Only({ name, href }: { readonly name: string; readonly href: string }) {
  return (
    <p className="small">
      {words.onlyOf(name)} <Link href={href}>{words.everyone}</Link>
    </p>
  )
}

type LiftDialogProps = {
  readonly app: App
  readonly action: ModerationAction
  readonly name: string
  readonly onLifted: (action: ModerationAction) => void
  readonly onClose: () => void
}

function LiftDialog({ app, action, name, onLifted, onClose }: LiftDialogProps) {
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const [attempt] = useState(newAttempt)
  const lift = async (): Promise<void> => {
    const answer = await liftAction(app.id, action.id, attempt)
    if (answer.ok) onLifted(answer.value)
    else setFailure(answer.failure)
  }
  return (
    <Confirm title={words.liftTitle(kindWords[action.kind], name)} act={words.lift} cancel={words.cancel} onAct={lift} onClose={onClose}>
      <p>{words.liftDetail}</p>
      <FailureAlert failure={failure} own={codes} />
    </Confirm>
  )
}
