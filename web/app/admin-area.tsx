/** Everything under `/admin`: for operators. */
import { Suspense } from 'react'
import { AccountContext } from '../features/session/account.ts'
import { operator } from '../features/session/operator.ts'
import { SignInGate } from '../features/session/sign-in-gate.tsx'
import { words as sessionWords } from '../features/session/words.ts'
import { lazyPage } from '../i18n/lazy-page.ts'
import { Loading } from '../ui/loading.tsx'
import { titleOf } from './words.ts'

/** Apart, so that the login does not carry it. */
const SignedIn = lazyPage(() => import('./signed-in.tsx').then((module) => ({ default: module.SignedIn })))

type AdminAreaProps = { readonly path: string; readonly tools: HTMLElement | null }

export function AdminArea({ path, tools }: AdminAreaProps) {
  return (
    <AccountContext value={operator}>
      <SignInGate title={titleOf(sessionWords.signIn)}>
        {(user) => (
          <Suspense fallback={<Loading />}>
            <SignedIn key={user.id} user={user} path={path} tools={tools} />
          </Suspense>
        )}
      </SignInGate>
    </AccountContext>
  )
}
