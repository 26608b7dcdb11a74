/** A page that needs a person of the app: the ways in, in the app's realm and under the page's own address, until somebody is signed in. */
import type { ReactNode } from 'react'
import { useEffect } from 'react'
import type { User } from '../../../contract/identity.ts'
import { go, usePath, useQuery } from '../../app/router.tsx'
import { useSession } from '../session/account.ts'
import { ForgotPage } from '../session/password-pages.tsx'
import { RegisterPage } from '../session/register-page.tsx'
import { SignInGate } from '../session/sign-in-gate.tsx'

/** What the ways of `use-ways.ts` lead to. */
function entryFor(query: string): ReactNode {
  const chosen = new URLSearchParams(query).get('enter')
  if (chosen === 'register') return <RegisterPage />
  return chosen === 'forgot' ? <ForgotPage /> : null
}

type PeopleAreaProps = { readonly title: string; readonly children: (user: User) => ReactNode }

export function PeopleArea({ title, children }: PeopleAreaProps) {
  const [path, query, session] = [usePath(), useQuery(), useSession()]
  const isEntered = session.status === 'in' && new URLSearchParams(query).has('enter')
  useEffect(() => {
    if (isEntered) go(path, { replace: true })
  }, [isEntered, path])
  return (
    <SignInGate title={title} entry={entryFor(query)}>
      {children}
    </SignInGate>
  )
}
