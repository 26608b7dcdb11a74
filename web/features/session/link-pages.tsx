/** Where the links in mails lead: `/verify?token=`, `/join?token=`, and what every such page says of a link that is not whole. */
import './session.css'
import type { ReactNode } from 'react'
import { useEffect, useRef, useState } from 'react'
import { Link } from '../../app/router.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Loading } from '../../ui/loading.tsx'
import { useSession } from './account.ts'
import { FailureBanner } from './answer-view.tsx'
import { verifyEmail } from './auth-api.ts'
import type { ApiFailure } from './http.ts'
import { NewAccount } from './register-page.tsx'
import { SignOutButton } from './sign-out-button.tsx'
import { signInCodes, words } from './words.ts'

export function NoToken({ title }: { readonly title: string }) {
  return (
    <div className="entry">
      <h1>{title}</h1>
      <Banner tone="error" title={words.noToken}>
        <p>{words.noTokenDetail}</p>
      </Banner>
    </div>
  )
}

/** It worked; the form that had the focus is gone. Children are where to go from here. */
export function Done({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  const ref = useRef<HTMLHeadingElement>(null)
  useEffect(() => ref.current?.focus(), [])
  return (
    <div className="entry">
      <h1 ref={ref} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </div>
  )
}

export function Onward({ title }: { readonly title: string }) {
  return (
    <Done title={title}>
      <p>
        <Link className="button button-primary" href="/admin">
          {words.onward}
        </Link>
      </p>
    </Done>
  )
}

type Verified = { readonly status: 'asking' | 'done' } | { readonly status: 'failed'; readonly failure: ApiFailure }

/** A link works once: this page asks once, however often it is drawn. */
function useVerification(token: string | null): Verified {
  const [state, setState] = useState<Verified>({ status: 'asking' })
  const asked = useRef(false)
  useEffect(() => {
    if (token === null || asked.current) return
    asked.current = true
    void verifyEmail(token).then((failure) => setState(failure === null ? { status: 'done' } : { status: 'failed', failure }))
  }, [token])
  return state
}

export function VerifyPage({ token }: { readonly token: string | null }) {
  const state = useVerification(token)
  if (token === null) return <NoToken title={words.verify} />
  if (state.status === 'done') return <Onward title={words.verified} />
  return (
    <div className="entry">
      <h1>{words.verify}</h1>
      <div role="alert" className="alert">
        {state.status === 'failed' && <FailureBanner failure={state.failure} own={signInCodes} />}
      </div>
      {state.status === 'asking' && <Loading>{words.verifying}</Loading>}
    </div>
  )
}

export function JoinPage({ token }: { readonly token: string | null }) {
  const session = useSession()
  const [before] = useState(session.status)
  if (token === null) return <NoToken title={words.join} />
  if (session.status === 'in') return before === 'in' ? <Occupied email={session.user.email} /> : <Onward title={words.joined} />
  return (
    <div className="entry">
      <h1>{words.join}</h1>
      <p>{words.joinLead}</p>
      <NewAccount invitation={token} submit={words.joinSend} />
    </div>
  )
}

function Occupied({ email }: { readonly email: string }) {
  return (
    <div className="entry">
      <h1>{words.join}</h1>
      <p>{words.joinAs(email)}</p>
      <div className="buttons">
        <SignOutButton />
        <Link href="/admin">{words.onward}</Link>
      </div>
    </div>
  )
}
