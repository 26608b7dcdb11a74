/** An address that the shell itself does not know: the page of the mode whose manifest names it, or none. */
import { Suspense, useCallback } from 'react'
import { NotFoundPage } from '../../app/not-found-page.tsx'
import { titleOf } from '../../app/words.ts'
import { lazyPage } from '../../i18n/lazy-page.ts'
import { Loading } from '../../ui/loading.tsx'
import { PeopleArea } from '../people/people-area.tsx'
import { usePeopleSetup } from '../people/shell-setup.ts'
import type { Account } from '../session/account.ts'
import { AccountContext } from '../session/account.ts'
import { AnswerView } from '../session/answer-view.tsx'
import { useAnswer } from '../session/use-answer.ts'
import { titleOfMode } from './mode-title.ts'
import type { Mode } from './modes-api.ts'
import { getModes } from './modes-api.ts'
import { words } from './words.ts'

/** Apart, so that the login does not carry it. */
const ModePage = lazyPage(() => import('./mode-page.tsx').then((module) => ({ default: module.ModePage })))

export function ModeArea({ path }: { readonly path: string }) {
  const setup = usePeopleSetup()
  if (setup.status === 'asking') return <Loading>{setup.isFailing ? words.noAnswer : words.opening}</Loading>
  if (setup.status === 'none') return <NotFoundPage path={path} />
  return (
    <AccountContext value={setup.account}>
      <OfApp account={setup.account} path={path} />
    </AccountContext>
  )
}

function OfApp({ account, path }: { readonly account: Account; readonly path: string }) {
  const load = useCallback((signal: AbortSignal) => getModes(account, signal), [account])
  const { state, reload } = useAnswer(load)
  return (
    <AnswerView state={state} reload={reload}>
      {(modes) => <OfMode modes={modes} path={path} />}
    </AnswerView>
  )
}

/** Every page of a mode has a room, and every room has people: they are signed in. */
function OfMode({ modes, path }: { readonly modes: readonly Mode[]; readonly path: string }) {
  const mode = modes.find(({ routes }) => routes.includes(path))
  if (mode === undefined) return <NotFoundPage path={path} />
  return (
    <PeopleArea title={titleOf(titleOfMode(mode))}>
      {(user) => (
        <Suspense fallback={<Loading />}>
          <ModePage key={user.id} mode={mode} modes={modes} user={user} />
        </Suspense>
      )}
    </PeopleArea>
  )
}
