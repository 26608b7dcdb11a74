/** Everything under `/admin`: who is not signed in sees the login here, under the same address, and then the page itself. */
import { Suspense, useEffect, useState } from 'react'
import { AccountContext, useSession } from '../features/session/account.ts'
import type { LoginReason } from '../features/session/login-page.tsx'
import { LoginPage } from '../features/session/login-page.tsx'
import { FailureBanner } from '../features/session/answer-view.tsx'
import type { ApiFailure } from '../features/session/http.ts'
import { exchange, takeReturn } from '../features/session/provider-sign-in.ts'
import { operator } from '../features/session/operator.ts'
import { words as sessionWords } from '../features/session/words.ts'
import { lazyPage } from '../i18n/lazy-page.ts'
import { assertNever } from '../ui/assert-never.ts'
import { Button } from '../ui/button.tsx'
import { Loading } from '../ui/loading.tsx'
import { titleOf } from './words.ts'

/** Apart, so that the login does not carry it. */
const SignedIn = lazyPage(() => import('./signed-in.tsx').then((module) => ({ default: module.SignedIn })))

/** A provider sends the browser to a new page: what it brought is taken when this one begins, once. */
const returned = takeReturn()
const exchanged = returned.status === 'code' ? exchange(operator, returned.code, returned.verifier) : null

/** Null while a provider's code is being exchanged. */
function useReturn(): LoginReason | null {
  const [reason, setReason] = useState<LoginReason | null>(
    exchanged !== null ? null : returned.status === 'refused' ? { kind: 'provider-refused', code: returned.code } : { kind: 'none' },
  )
  useEffect(() => {
    void exchanged?.then((failure) => setReason(failure === null ? { kind: 'none' } : { kind: 'provider-failed', failure }))
  }, [])
  return reason
}

/** It could not be found out who this is. */
function Unknown({ failure }: { readonly failure: ApiFailure }) {
  return (
    <div className="narrow">
      <h1>{sessionWords.unknown}</h1>
      <div role="alert">
        <FailureBanner failure={failure}>
          <Button onClick={operator.begin}>{sessionWords.again}</Button>
        </FailureBanner>
      </div>
    </div>
  )
}

type AdminAreaProps = { readonly path: string; readonly tools: HTMLElement | null }

export function AdminArea(props: AdminAreaProps) {
  return (
    <AccountContext value={operator}>
      <Inside {...props} />
    </AccountContext>
  )
}

function Inside({ path, tools }: AdminAreaProps) {
  const session = useSession()
  const reason = useReturn()
  const isOut = session.status !== 'in'
  const title = titleOf(sessionWords.signIn)
  useEffect(() => {
    if (isOut) document.title = title
  }, [isOut, title])

  if (reason === null) return <Loading>{sessionWords.signingIn}</Loading>
  switch (session.status) {
    case 'starting':
      return <Loading>{sessionWords.checking}</Loading>
    case 'unknown':
      return <Unknown failure={session.failure} />
    case 'out':
      return <LoginPage reason={session.why === 'nobody' ? reason : { kind: session.why }} />
    case 'in':
      return (
        <Suspense fallback={<Loading />}>
          <SignedIn key={session.user.id} user={session.user} path={path} tools={tools} />
        </Suspense>
      )
    default:
      return assertNever(session)
  }
}
