/** The pages of those who are not signed in yet: a way in of their own address, outside the console. */
import { useEffect, useState } from 'react'
import { go, useQuery } from '../../app/router.tsx'
import { assertNever } from '../../ui/assert-never.ts'
import { Loading } from '../../ui/loading.tsx'
import { AccountContext, useSession } from './account.ts'
import { JoinPage, VerifyPage } from './link-pages.tsx'
import { ForgotPage, ResetPage } from './password-pages.tsx'
import { operator } from './operator.ts'
import { RegisterPage } from './register-page.tsx'
import { words } from './words.ts'

export type EntryPage = '/register' | '/forgot' | '/reset' | '/verify' | '/join'

/** The token of a mail's link leaves the address at once: it belongs in no history and no screenshot. */
function useToken(): string | null {
  const query = useQuery()
  const [token] = useState(() => new URLSearchParams(query).get('token'))
  useEffect(() => {
    if (token !== null) go(window.location.pathname, { replace: true })
  }, [token])
  return token
}

/** Whose mail the link is from stays in the address; the token does not. */
const isElsewhere = (query: string): boolean => new URLSearchParams(query).get('realm') === 'app'

export function EntryArea({ page }: { readonly page: EntryPage }) {
  return (
    <AccountContext value={operator}>
      <Entry page={page} />
    </AccountContext>
  )
}

function Entry({ page }: { readonly page: EntryPage }) {
  const [elsewhere] = useState(() => isElsewhere(window.location.search))
  const token = useToken()
  const session = useSession()
  const isIn = session.status === 'in'
  // Who came to register and is signed in, before or by it, wants the console.
  useEffect(() => {
    if (isIn && page === '/register') go('/admin', { replace: true })
  }, [isIn, page])
  if (session.status === 'starting') return <Loading>{words.checking}</Loading>
  switch (page) {
    case '/register':
      return isIn ? null : <RegisterPage />
    case '/forgot':
      return <ForgotPage />
    case '/reset':
      return <ResetPage token={token} elsewhere={elsewhere} />
    case '/verify':
      return <VerifyPage token={token} />
    case '/join':
      return <JoinPage token={token} />
    default:
      return assertNever(page)
  }
}
