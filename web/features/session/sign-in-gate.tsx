/** What stands before a page that needs somebody: who is not signed in sees the ways in here, under the same address, and then the page. */
import type { ReactNode } from 'react'
import { useEffect } from 'react'
import type { User } from '../../../contract/identity.ts'
import { assertNever } from '../../ui/assert-never.ts'
import { Button } from '../../ui/button.tsx'
import { Loading } from '../../ui/loading.tsx'
import { useAccount, useSession } from './account.ts'
import { FailureBanner } from './answer-view.tsx'
import type { ApiFailure } from './http.ts'
import type { LoginReason } from './login-page.tsx'
import { LoginPage } from './login-page.tsx'
import { useReturn } from './use-return.ts'
import { words } from './words.ts'

/** It could not be found out who this is. */
function Unknown({ failure }: { readonly failure: ApiFailure }) {
  const { begin } = useAccount()
  return (
    <div className="narrow">
      <h1>{words.unknown}</h1>
      <div role="alert">
        <FailureBanner failure={failure}>
          <Button onClick={begin}>{words.again}</Button>
        </FailureBanner>
      </div>
    </div>
  )
}

type GateProps = {
  /** Of the page while nobody is signed in. */
  readonly title: string
  /** Another way in than the login, where the reader chose one. */
  readonly entry?: ReactNode
  readonly children: (user: User) => ReactNode
}

export function SignInGate({ title, entry = null, children }: GateProps) {
  const session = useSession()
  const reason = useReturn(useAccount())
  const isOut = session.status !== 'in'
  useEffect(() => {
    if (isOut) document.title = title
  }, [isOut, title])

  if (reason === null) return <Loading>{words.signingIn}</Loading>
  switch (session.status) {
    case 'starting':
      return <Loading>{words.checking}</Loading>
    case 'unknown':
      return <Unknown failure={session.failure} />
    case 'out':
      return entry ?? <LoginPage reason={reasonOf(session.why, reason)} />
    case 'in':
      return children(session.user)
    default:
      return assertNever(session)
  }
}

const reasonOf = (why: 'nobody' | 'ended' | 'left', returned: LoginReason): LoginReason => (why === 'nobody' ? returned : { kind: why })
