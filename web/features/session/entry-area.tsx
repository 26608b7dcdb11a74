/** The pages of those who are not signed in yet: a way in of their own address, outside the console. */
import { useEffect, useState } from 'react'
import { go, useQuery } from '../../app/router.tsx'
import { assertNever } from '../../ui/assert-never.ts'
import { Loading } from '../../ui/loading.tsx'
import { JoinPage, VerifyPage } from './link-pages.tsx'
import { ForgotPage, ResetPage } from './password-pages.tsx'
import './refresh.ts'
import { RegisterPage } from './register-page.tsx'
import { useSession } from './session-store.ts'
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

export function EntryArea({ page }: { readonly page: EntryPage }) {
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
      return <ResetPage token={token} />
    case '/verify':
      return <VerifyPage token={token} />
    case '/join':
      return <JoinPage token={token} />
    default:
      return assertNever(page)
  }
}
