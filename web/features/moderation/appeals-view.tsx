/** What those say to whom something was done, with what was done; and the one decision on it. */
import { useCallback } from 'react'
import type { App } from '../../../contract/apps.ts'
import type { AppealState } from '../../../contract/moderation.ts'
import { Button } from '../../ui/button.tsx'
import { Empty, Rows } from '../../ui/rows.tsx'
import { PagesView } from '../session/pages-view.tsx'
import { usePages } from '../session/use-answer.ts'
import { AppealRow } from './appeal-row.tsx'
import { appealStates, listAppeals } from './moderation-api.ts'
import { queryOf } from './moderation-place.ts'
import { StateChoice } from './state-choice.tsx'
import { usePeople } from './use-people.ts'
import { appealWords, words } from './words.ts'

type AppealsViewProps = { readonly app: App; readonly state: AppealState; readonly path: string }

export function AppealsView({ app, state, path }: AppealsViewProps) {
  const load = useCallback((cursor: string | null, signal?: AbortSignal) => listAppeals(app.id, state, cursor, signal), [app.id, state])
  const pages = usePages(load)
  const appeals = pages.state.status === 'ready' ? pages.state.value : []
  const nameOf = usePeople(
    app.id,
    appeals.map(({ user_id }) => user_id),
  )
  return (
    <>
      <div className="moderation-tools">
        <StateChoice
          states={appealStates}
          chosen={state}
          names={appealWords}
          hrefOf={(each) => path + queryOf({ view: 'appeals', state: each })}
        />
        <Button onClick={pages.reload}>{words.refresh}</Button>
      </div>
      <PagesView pages={pages} more={words.more} loadingMore={words.loadingMore}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={words.noAppeals}>
              <p className="quiet">{words.noAppealsLead}</p>
            </Empty>
          ) : (
            <Rows label={words.appeals}>
              {rows.map((appeal) => (
                <AppealRow
                  key={appeal.id}
                  app={app}
                  appeal={appeal}
                  name={nameOf(appeal.user_id)}
                  onDecided={(decided) => pages.change((all) => all.map((each) => (each.id === decided.id ? decided : each)))}
                />
              ))}
            </Rows>
          )
        }
      </PagesView>
    </>
  )
}
